import {
  conditionKinds,
  type SegmentCondition,
  type SegmentConditions,
} from '@jindian/shared/contract/selling/segments';
import { readYuan, typedYuan } from '@jindian/shared/money';
import type { FormFields } from '../../forms/fields.ts';

type Kind = SegmentCondition['kind'];
type Typed = Pick<FormFields, 'text' | 'all'>;

/** The form has one of each kind; null: these have several of one. */
export function fieldsFrom(conditions: SegmentConditions): Typed | null {
  if (new Set(conditions.map(({ kind }) => kind)).size < conditions.length) return null;
  const values = new Map<string, string[]>();
  const put = (name: string, ...said: string[]) => values.set(name, said);
  for (const condition of conditions) {
    const { kind } = condition;
    put(`${kind}.is`, 'is' in condition ? condition.is : 'yes');
    if ('days' in condition && condition.days !== null) put(`${kind}.days`, String(condition.days));
    if (kind === 'rfm') put('rfm.groups', ...condition.groups);
    if (kind === 'orders' || kind === 'spent')
      for (const end of ['from', 'to'] as const) {
        const figure = condition[end];
        if (figure !== null) put(`${kind}.${end}`, kind === 'spent' ? typedYuan(figure) : String(figure));
      }
    if (kind === 'bought') put('bought.categoryIds', ...condition.categoryIds);
    if (kind === 'bought_at') put('bought_at.locationIds', condition.locationIds.join(' '));
    if (kind === 'tier') put('tier.tierIds', ...condition.tierIds);
    if (kind === 'guide') put('guide.sellerIds', condition.sellerIds.join(' '));
    if (kind === 'tags') put('tags.tags', condition.tags.join('，'));
  }
  return {
    text: (name) => values.get(name)?.at(-1) ?? '',
    all: (name) => values.get(name) ?? [],
  };
}

/** What was filled in, not checked yet: the endpoint's schema says what is wrong with it. */
export function conditionsFrom(fields: Typed): unknown[] {
  return conditionKinds.flatMap((kind): unknown[] => {
    const condition = conditionFrom(kind, fields);
    return condition === null ? [] : [condition];
  });
}

export const tagsFrom = (text: string) =>
  text
    .split(/[,，;；、\n]+/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

function conditionFrom(kind: Kind, fields: Typed): unknown {
  const text = (name: string) => fields.text(`${kind}.${name}`).trim();
  const ids = (name: string) =>
    text(name)
      .split(/[\s,，、]+/)
      .filter((id) => id !== '');
  const whole = (name: string) => (text(name) === '' ? null : Number(text(name)));
  const is = text('is');
  switch (kind) {
    case 'rfm': {
      const groups = fields.all('rfm.groups');
      return groups.length === 0 ? null : { kind, groups };
    }
    case 'never_bought':
      return is === 'yes' ? { kind } : null;
    case 'last_bought':
    case 'joined':
      return is === '' && text('days') === '' ? null : { kind, is, days: whole('days') };
    case 'orders':
    case 'spent': {
      const read = (name: string) => {
        if (kind === 'orders' || text(name) === '') return whole(name);
        return readYuan(text(name)) ?? Number.NaN;
      };
      const [from, to] = [read('from'), read('to')];
      return from === null && to === null ? null : { kind, from, to, days: whole('days') };
    }
    case 'bought': {
      const categoryIds = fields.all('bought.categoryIds').filter((id) => id !== '');
      return categoryIds.length === 0 ? null : { kind, is, categoryIds, days: whole('days') };
    }
    case 'bought_at': {
      const locationIds = ids('locationIds').map((id) => id.toUpperCase());
      return locationIds.length === 0 ? null : { kind, is, locationIds, days: whole('days') };
    }
    case 'tier':
      return is === '' ? null : { kind, is, tierIds: fields.all('tier.tierIds') };
    case 'guide':
      return is === '' ? null : { kind, is, sellerIds: ids('sellerIds') };
    case 'tags': {
      const tags = tagsFrom(text('tags'));
      return tags.length === 0 ? null : { kind, is, tags };
    }
  }
}
