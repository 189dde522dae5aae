/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Child } from 'hono/jsx';
import { maskedContact } from '../../../places/network/contact.ts';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { Empty } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { detailsOf } from '../people/audit-details.tsx';
import type { Choice, NoChoice } from './bulk-form.ts';
import type { BulkNames } from './bulk-names.ts';

/** A field of which nothing is changed that is left empty. */
export function Line(props: {
  fault: FormFault | null;
  name: string;
  label: string;
  hint?: string;
  mode?: 'decimal';
  maxlength?: number;
  type?: 'text' | 'time';
  isLong?: boolean;
}) {
  const { fault, name, label, hint, mode, maxlength, type = 'text', isLong = false } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class={isLong ? 'is-long' : undefined}
        type={type}
        name={name}
        value={typed(fault, name, '')}
        inputmode={mode}
        maxlength={maxlength}
        autocomplete="off"
        aria-invalid={fault?.path === name ? 'true' : undefined}
      />
      {hint === undefined ? null : <small class="hint">{hint}</small>}
    </label>
  );
}

/** A field that may stay as it is, be taken away, or become something. */
export function Maybe(props: {
  visit: Visit;
  fault: FormFault | null;
  name: string;
  label: Word;
  /** What it is called to have none; absent: it cannot be taken away. */
  none?: Word;
  hint?: Word;
  mode?: 'numeric' | 'decimal';
  maxlength?: number;
  type?: string;
}) {
  const { visit, fault, name, label, none, hint, mode, maxlength = 60, type = 'text' } = props;
  const { t } = visit;
  const how = typed(fault, `${name}.how`, 'keep');
  return (
    <div class="field-pair is-maybe">
      <label class="field">
        <span>{t(label)}</span>
        <select name={`${name}.how`}>
          <option value="keep" selected={how === 'keep'}>
            {t('bulkKeep')}
          </option>
          {none ? (
            <option value="none" selected={how === 'none'}>
              {t(none)}
            </option>
          ) : null}
          <option value="set" selected={how === 'set'}>
            {t('bulkSet')}
          </option>
        </select>
      </label>
      <label class="field">
        <span>
          <span class="unseen">{t(label)} </span>
          {t('bulkSet')}
        </span>
        <input
          type={type}
          name={name}
          value={typed(fault, name, '')}
          inputmode={mode}
          maxlength={maxlength}
          autocomplete="off"
          aria-invalid={fault?.path === name ? 'true' : undefined}
        />
        {hint ? <small class="hint">{t(hint)}</small> : null}
      </label>
    </div>
  );
}

export function Pick(props: {
  visit: Visit;
  fault: FormFault | null;
  name: string;
  label: Word;
  options: readonly (readonly [value: string, text: string])[];
}) {
  const { visit, fault, name, label, options } = props;
  const chosen = typed(fault, name, '');
  return (
    <label class="field">
      <span>{visit.t(label)}</span>
      <select name={name}>
        {[['', visit.t('bulkKeep')] as const, ...options].map(([value, text]) => (
          <option value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Why nothing is changed: nobody is chosen, or by what no list is narrowed. */
export function NothingChosen(props: {
  visit: Visit;
  choice: Choice | NoChoice;
  list: { href: string; text: string };
}) {
  const { visit, choice, list } = props;
  const text = 'unknown' in choice ? unknownText(visit, choice) : visit.t('bulkNobody');
  return <Empty text={text} action={list} />;
}

export const unknownText = ({ t }: Visit, { unknown }: NoChoice) =>
  t('bulkBadFilter', { names: unknown.join(t('listComma')) });

/** What the form of the change says of which things it is. */
export function ChoiceFields({ choice }: { choice: Choice }) {
  if ('ids' in choice)
    return (
      <>
        <input type="hidden" name="of" value="chosen" />
        {choice.ids.map((id) => (
          <input type="hidden" name="id" value={id} />
        ))}
      </>
    );
  return (
    <>
      <input type="hidden" name="of" value="all" />
      {Object.entries(choice.filter).map(([name, value]) => (
        <input type="hidden" name={`filter.${name}`} value={value} />
      ))}
    </>
  );
}

/** A box at a row of a list, for `BulkList`; behind the link that the whole row leads to. */
export function ChooseBox({ visit, id, name }: { visit: Visit; id: string; name: string }) {
  return (
    <label class="check is-choose">
      <input type="checkbox" name="id" value={id} />
      <span class="unseen">{visit.t('bulkChoose', { name })}</span>
    </label>
  );
}

/** Around the rows of a list: those that are ticked, or all that the filter finds, are changed together. */
export function BulkList(props: {
  visit: Visit;
  action: string;
  filter: Readonly<Record<string, unknown>>;
  count: number;
  mayChange: boolean;
  recent: string;
  children: Child;
}) {
  const { visit, action, filter, count, mayChange, recent, children } = props;
  const { t } = visit;
  if (!mayChange) return <>{children}</>;
  return (
    <form method="get" action={action}>
      {Object.entries(filter).map(([name, value]) => (
        <input type="hidden" name={`filter.${name}`} value={String(value)} />
      ))}
      {children}
      <div class="actions table-foot no-print">
        <button class="button is-plain is-small" type="submit" name="of" value="chosen">
          {t('bulkChosen')}
        </button>
        <button class="button is-plain is-small" type="submit" name="of" value="all">
          {filter.text === undefined ? t('bulkAll', { count }) : t('bulkAllThatHave')}
        </button>
        <a class="quiet" href={recent}>
          {t('bulkRecent')}
        </a>
      </div>
    </form>
  );
}

/** What the list shows and a filter does not take: by a text it takes only what has it in it as it is typed. */
export function leftOf<Thing extends { id: string }>(
  listed: readonly Thing[],
  taken: readonly Thing[],
  nameOf: (thing: Thing) => LocalizedText,
): LocalizedText[] {
  const ids = new Set(taken.map(({ id }) => id));
  return listed.filter(({ id }) => !ids.has(id)).map(nameOf);
}

const maxNamed = 5;

/** Which are not taken although the list shows them, and why. */
export function LeftOut(props: { visit: Visit; left: readonly LocalizedText[]; text: string | undefined }) {
  const { visit, left, text = '' } = props;
  const { t, language } = visit;
  if (left.length === 0) return null;
  const names = left.slice(0, maxNamed).map((name) => name[language]);
  const params = { count: left.length, text, names: names.join(t('listComma')) };
  return <p>{t(left.length > maxNamed ? 'bulkLeftOutMore' : 'bulkLeftOut', params)}</p>;
}

/** What was chosen, in words: `Province: …, Kind: …`. */
export function choiceText(
  visit: Visit,
  filter: Record<string, unknown> | null,
  count: number,
  names: BulkNames,
): string {
  const { t } = visit;
  if (filter === null) return t('bulkOfChosen', { count });
  const words = Object.entries(filter)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([name, value]) => `${fieldName(visit, name)}${t('colon')}${valueTextOf(visit, name, value, names)}`,
    );
  return words.length === 0
    ? t('bulkOfAll', { count })
    : t('bulkOf', { count, words: words.join(t('listComma')) });
}

/** What it is called that nothing is said of a field. */
const noneWords: Readonly<Record<string, Word>> = {
  weeklyHours: 'bulkWeeklySame',
  serviceRadiusMeters: 'bulkNoLimit',
  maxOrdersPerDay: 'bulkNoLimit',
  deliveryFee: 'bulkAsBrand',
  taxCode: 'bulkAsCategory',
  taxRateBasisPoints: 'bulkAsCategory',
  regions: 'bulkNationwide',
  branchesOf: 'bulkBothKinds',
  notReturnable: 'bulkReturnable',
  onSaleAtMs: 'bulkCalledOff',
  offSaleAtMs: 'bulkCalledOff',
};

const isText = (value: unknown): value is { zh: string; en: string } =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

/** A value of a field as a person reads it. */
export function valueTextOf(visit: Visit, name: string, value: unknown, names: BulkNames): string {
  const { t, language } = visit;
  const isNone = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  if (isNone) return t(noneWords[name] ?? 'bulkNone');
  // Who somebody is stays in the fields where it was typed.
  if (name === 'contactName' || name === 'contactPhone') return maskedContact[name](String(value));
  if (value === 'all') return t('bulkClearAll');
  const called = name === 'categoryId' || name === 'waveId' ? names[name].get(String(value)) : undefined;
  if (called) return called[language];
  if (name === 'attributes') return attributesText(visit, value as Record<string, string[]>, names);
  if (isText(value)) return value[language];
  if (Array.isArray(value) && value.every(isText))
    return value.map((one) => one[language]).join(t('listComma'));
  const own = t('colon');
  const details = detailsOf(visit, 'bulk.start', { [name]: value });
  const [only] = details;
  if (details.length === 1 && only) return only.value;
  return details
    .map(({ label, value: text }) => `${label.split(' · ').slice(1).join(' · ')}${own}${text}`)
    .join(t('listComma'));
}

function attributesText(
  { t, language }: Visit,
  attributes: Readonly<Record<string, readonly string[]>>,
  names: BulkNames,
): string {
  return Object.entries(attributes)
    .map(([id, values]) => {
      const known = names.attributes.get(id);
      const texts = values.map((value) => known?.values.get(value)?.[language] ?? value);
      return `${known?.name[language] ?? id}${t('colon')}${texts.join(t('listComma')) || t('bulkNone')}`;
    })
    .join('; ');
}

/** What is called otherwise here than in records of places alone. */
export const fieldName = (visit: Visit, name: string) =>
  name === 'status' ? visit.t('bulkStatus') : visit.code('auditField', name);

/** What a change says, field by field. */
export function changeLines(
  visit: Visit,
  change: Record<string, unknown>,
  names: BulkNames,
): [name: string, text: string][] {
  return Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [fieldName(visit, name), valueTextOf(visit, name, value, names)]);
}
