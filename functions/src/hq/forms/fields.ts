import type { LocalizedText } from '@jindian/shared/contract/common';
import type { HqContext } from '../visit.ts';

/** What a form sent, as texts. Names are looked up in a map: no name of a field means anything to the language. */
export type FormFields = {
  /** The last one of that name, as it was typed; an empty text when there is none. */
  text(name: string): string;
  /** Every one of that name. */
  all(name: string): readonly string[];
  names(): readonly string[];
  /** A file that was chosen. */
  file(name: string): File | null;
};

export function fieldsOf(entries: Iterable<readonly [string, unknown]>): FormFields {
  const texts = new Map<string, string[]>();
  const files = new Map<string, File>();
  for (const [name, value] of entries) {
    // A file is no text of ours.
    if (typeof value !== 'string') {
      if (value instanceof File) files.set(name, value);
      continue;
    }
    const known = texts.get(name);
    if (known) known.push(value);
    else texts.set(name, [value]);
  }
  return {
    text: (name) => texts.get(name)?.at(-1) ?? '',
    all: (name) => texts.get(name) ?? [],
    names: () => [...texts.keys()],
    file: (name) => files.get(name) ?? null,
  };
}

/** A file that is a line of text is read as one, if its field is called so: `file.line`, and its name `file.name`. */
const longestLineBytes = 1_000;

/** A body that is no form has no fields. */
export async function readFields(c: HqContext): Promise<FormFields> {
  const form = await c.req.formData().catch(() => null);
  const entries = [...((form ?? []) as unknown as Iterable<readonly [string, unknown]>)];
  for (const [name, value] of entries) {
    if (!name.endsWith('.line') || !(value instanceof File) || value.size === 0) continue;
    const text = value.size <= longestLineBytes ? await value.text() : '';
    entries.push([name, text], [name.replace(/line$/, 'name'), value.name]);
  }
  return fieldsOf(entries);
}

/** A text in both languages. English may be empty: it is then as the Chinese. */
export function bothTexts(fields: FormFields, name: string): LocalizedText {
  const zh = fields.text(`${name}.zh`).trim();
  return { zh, en: fields.text(`${name}.en`).trim() || zh };
}
