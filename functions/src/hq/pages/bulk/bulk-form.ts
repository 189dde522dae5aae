/** What the forms of bulk edits make of their fields: what is left as it is is not said. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { z } from '@jindian/shared/zod';
import type { FormFields } from '../../forms/fields.ts';
import type { Word } from '../../words/say.ts';

/** Something was typed that cannot be read: how it is called on the page, and in which field. */
export class Unreadable extends Error {
  readonly label: Word;
  readonly field: string;
  constructor(label: Word, field: string) {
    super(label);
    this.label = label;
    this.field = field;
  }
}

export function unreadable(label: Word, field: string): never {
  throw new Unreadable(label, field);
}

/**
 * A field with its own choice before it: `keep`, `none`, `set`. What was typed counts, also where nobody chose.
 * Undefined: it stays as it is; null: it has none any more.
 */
export function maybe<Value>(
  fields: FormFields,
  name: string,
  label: Word,
  read: (text: string) => Value | undefined,
): Value | null | undefined {
  const how = fields.text(`${name}.how`);
  const text = fields.text(name).trim();
  if (how === 'none') return null;
  if (text === '') {
    return how === 'set' ? unreadable(label, name) : undefined;
  }
  return read(text) ?? unreadable(label, name);
}

export const wholeNumber = (most: number) => (text: string) =>
  /^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

/** 「新品|New」; the English may be left out. */
export function localized(text: string): LocalizedText | undefined {
  const [zh = '', en = '', ...more] = text.split('|').map((part) => part.trim());
  return zh === '' || more.length > 0 ? undefined : { zh, en: en || zh };
}

export const listed = (text: string) =>
  text
    .split(/[、,，;；]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** What is left of a change once what stays as it is is gone. */
export function said(change: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** Of which things it is to be: chosen one by one, or by the filter of their list. */
export type Choice = { ids: readonly string[] } | { filter: Record<string, string> };

/** What is no choice changes nothing: `unknown` are the names that the list is not narrowed by, or their values. */
export type NoChoice = { unknown: readonly string[] };

const besideFilters = ['of', 'id'];

/** By the fields of a form, or by an address, in which nothing else may stand. */
export function choiceIn(fields: FormFields, filterSchema: z.ZodType, isAddress = false): Choice | NoChoice {
  if (fields.text('of') === 'chosen') return { ids: fields.all('id') };
  const names = fields.names().filter((name) => name.startsWith('filter.'));
  const stray = isAddress
    ? fields.names().filter((name) => !names.includes(name) && !besideFilters.includes(name))
    : [];
  // Everything is said by whoever wants everything.
  if (fields.text('of') !== 'all')
    return names.length + stray.length === 0 ? { ids: [] } : { unknown: ['of'] };
  const filter = Object.fromEntries(names.map((name) => [name.slice('filter.'.length), fields.text(name)]));
  const read = filterSchema.safeParse(filter);
  const wrong = (read.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')],
  );
  const unknown = [...stray, ...wrong];
  return unknown.length > 0 ? { unknown } : { filter };
}
