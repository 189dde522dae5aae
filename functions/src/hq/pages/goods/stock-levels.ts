import { type StockItem, type StockLot, stockConditions } from '@jindian/shared/contract/goods/inventory';
import type { Location } from '@jindian/shared/contract/places/network';
import { csvOf } from '@jindian/shared/csv';
import { ok, type Result } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import { type ListField, type ListQuery, readList } from '../../ui/list.ts';
import type { HqContext, Visit } from '../../visit.ts';
import { maxSearchLength } from '../places/place-list.ts';

/** A place carries some thousands of SKUs, and all its levels are read at once. */
const allLevels = 1_000_000;
export const levelSorts = ['product', 'available', 'onHand'] as const;
const levelStates = ['out', 'low', 'reserved'] as const;

/** One line of the table: what an owner has of a SKU, in one condition. */
export type LevelRow = { item: StockItem; level: StockItem['levels'][number]; isFirst: boolean };
type Name = 'level' | 'condition' | 'owner';

export type LevelList = {
  text: string;
  fields: readonly ListField<Name>[];
  query: ListQuery<Name, (typeof levelSorts)[number]>;
  found: readonly LevelRow[];
  keep: Record<string, string>;
  ownerText(ownerId: string): string;
};

export function lotText({ t }: Pick<Visit, 't'>, { code, expiresOn, onHand, blocked }: StockLot): string {
  const text =
    expiresOn === null ? t('lotOf', { code, onHand }) : t('lotUntil', { code, day: expiresOn, onHand });
  return blocked ? `${text} · ${t('lotBlocked')}` : text;
}

const isOf: Record<(typeof levelStates)[number], (level: LevelRow['level']) => boolean> = {
  out: ({ available }) => available <= 0,
  low: ({ available, safety }) => available > 0 && available <= safety,
  reserved: ({ reserved }) => reserved > 0,
};

/** What a place has, as it is asked for. */
export async function levelsAsked(
  c: HqContext,
  deps: Pick<HqDeps, 'stockViews' | 'ownerNames'>,
  place: Location,
): Promise<Result<LevelList>> {
  const visit = c.get('visit');
  const { t, language } = visit;
  const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
  const listed = await deps.stockViews.list(place, { text: text || undefined, limit: allLevels });
  if (!listed.ok) return listed;
  const rows = listed.value.items.flatMap((item) =>
    item.levels.map((level, index): LevelRow => ({ item, level, isFirst: index === 0 })),
  );
  const ownerIds = [...new Set(rows.map(({ level }) => level.ownerId))].sort();
  const names = await deps.ownerNames(ownerIds);
  const ownerText = (ownerId: string) => names.get(ownerId)?.[language] ?? ownerId;
  const fields: ListField<Name>[] = [
    {
      kind: 'choice',
      name: 'level',
      label: t('columnAvailable'),
      options: levelStates.map((one) => [one, visit.code('levelState', one)] as const),
    },
    {
      kind: 'choice',
      name: 'condition',
      label: t('columnCondition'),
      options: stockConditions.map((one) => [one, visit.code('condition', one)] as const),
    },
    {
      kind: 'choice',
      name: 'owner',
      label: t('columnOwner'),
      options: ownerIds.map((one) => [one, ownerText(one)] as const),
    },
  ];
  const query = readList((name) => c.req.query(name), fields, levelSorts);
  const { level: state, condition, owner } = query.values;
  const found = rows.filter(
    ({ level }) =>
      (state === '' || isOf[state as (typeof levelStates)[number]](level)) &&
      (condition === '' || level.condition === condition) &&
      (owner === '' || level.ownerId === owner),
  );
  if (query.sort === 'available') found.sort((a, b) => a.level.available - b.level.available);
  if (query.sort === 'onHand') found.sort((a, b) => b.level.onHand - a.level.onHand);
  const keep = { location: place.id, ...(text === '' ? {} : { text }) };
  return ok({ text, fields, query, found, keep, ownerText });
}

export function levelCsv(visit: Visit, { found, ownerText }: Pick<LevelList, 'found' | 'ownerText'>): string {
  const { t, language } = visit;
  return csvOf([
    [
      t('columnProduct'),
      t('columnSku'),
      t('columnOwner'),
      t('columnCondition'),
      t('columnOnHand'),
      t('columnReserved'),
      t('columnAvailable'),
      t('columnSafety'),
      t('columnLots'),
    ],
    ...found.map(({ item, level }) => [
      `${item.title[language]} ${item.skuName[language]}`.trim(),
      item.skuId,
      ownerText(level.ownerId),
      visit.code('condition', level.condition),
      level.onHand,
      level.reserved,
      level.available,
      level.safety,
      level.lots.map((lot) => lotText(visit, lot)).join('; '),
    ]),
  ]);
}
