import { EntityParser } from 'dynamodb-toolbox/entity/actions/parse';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { UpdateTexts } from '../../platform/update-texts.ts';
import { byExpiry, type LotKey, type LotStock } from './lots.ts';
import { partitionOf } from './movements.ts';
import { groupBy, type Level, type LevelDelta, type OtherCondition, partKey } from './rules.ts';

/** A level of sellable goods; `condition` names another one. */
export type LevelKey = { locationId: string; skuId: string; ownerId: string; condition?: OtherCondition };

/** One item of a level. Bucket 0 is the level's own, which alone knows the safety stock and how many buckets there are. */
export type LevelPart = LevelKey &
  Level & {
    bucket: number;
    buckets: number;
    /** Counts the changes of what is on hand. */
    version: number;
    lots: LotStock[];
    /** The time of the last absolute figure of the level, a count or an import. */
    asOfMs?: number;
  };

/** By this name a transaction says which level had too little. */
export function levelLabel(locationId: string, skuId: string): string {
  return `level ${locationId} ${skuId}`;
}

export function levelItemKey(key: LevelKey & { bucket: number }) {
  const { locationId, skuId, ownerId, condition, bucket } = key;
  return {
    pk: partitionOf('LOC', locationId, bucket),
    sk: `LEVEL#${skuId}#${ownerId}${condition ? `#${condition}` : ''}`,
  };
}

export function createLevelEntity(table: JindianTable) {
  return new Entity({
    name: 'Level',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      skuId: string().key(),
      ownerId: string().key(),
      bucket: number().key(),
      condition: string().enum('display', 'quarantine').key().optional(),
      onHand: number(),
      reserved: number(),
      available: number(),
      safety: number().optional(),
      buckets: number().optional(),
      version: number().optional(),
      asOfMs: number().optional(),
    }),
    computeKey: ({ condition, ...key }) => levelItemKey({ ...key, ...(condition ? { condition } : {}) }),
  });
}
export type LevelEntity = ReturnType<typeof createLevelEntity>;

/**
 * Lots lie in the item of their level, four attributes each: a level is one write however many lots it has, and what
 * the lots have together is always what the level has. They are attributes of the item itself, not of a map in it, for
 * DynamoDB adds to those without being told what was there.
 */
const lotAttributes = { onHand: 'h', reserved: 'r', available: 'a', asOfMs: 't' } as const;
const lotAttribute = (of: keyof typeof lotAttributes, lot: LotKey) => `${lotAttributes[of]}:${lot}`;

/** The stored item as it is used; what a lot has is gathered from its attributes. */
export function partOf(stored: Record<string, unknown>): LevelPart {
  const {
    locationId,
    skuId,
    ownerId,
    bucket,
    onHand,
    reserved,
    available,
    safety,
    buckets,
    version,
    asOfMs,
  } = stored as LevelPart;
  const condition = stored.condition as OtherCondition | undefined;
  const lots: LotStock[] = [];
  for (const [name, value] of Object.entries(stored)) {
    if (!name.startsWith('h:')) continue;
    const lot = name.slice(2);
    const of = (what: keyof typeof lotAttributes) => stored[lotAttribute(what, lot)] as number | undefined;
    const lotAsOfMs = of('asOfMs');
    lots.push({
      lot,
      onHand: value as number,
      reserved: of('reserved') ?? 0,
      available: of('available') ?? 0,
      ...(lotAsOfMs === undefined ? {} : { asOfMs: lotAsOfMs }),
    });
  }
  return {
    locationId,
    skuId,
    ownerId,
    ...(condition ? { condition } : {}),
    bucket,
    onHand,
    reserved,
    available,
    safety: safety ?? 0,
    buckets: buckets ?? 0,
    version: version ?? 0,
    lots: lots.sort((a, b) => byExpiry(a.lot, b.lot)),
    ...(asOfMs === undefined ? {} : { asOfMs }),
  };
}

/**
 * The changes of a place's levels, one write for each item. Refused, so that nothing is ever oversold, when one would
 * take more than is available or release more than is reserved, of the level or of a lot. Receiving may create both.
 * `emptied`: lots with nothing in them, which are taken away; with it goes the version that was seen.
 */
export function changeWrites(
  levels: LevelEntity,
  locationId: string,
  deltas: readonly LevelDelta[],
  options: { label?(delta: LevelDelta): string; emptied?(delta: LevelDelta): readonly LotKey[] } = {},
): Write[] {
  return [...groupBy(deltas, partKey).values()].map((ofItem) => {
    const [first] = ofItem as [LevelDelta];
    const label = options.label?.(first) ?? levelLabel(locationId, first.skuId);
    const changed = new Set(ofItem.map(({ lot }) => lot));
    const emptied = (options.emptied?.(first) ?? []).filter((lot) => !changed.has(lot));
    return changeItem(levels, locationId, ofItem, label, emptied);
  });
}

function sumOf(deltas: readonly LevelDelta[]) {
  return deltas.reduce(
    (sum, { onHandDelta, reservedDelta, safetyDelta = 0 }) => ({
      onHand: sum.onHand + onHandDelta,
      reserved: sum.reserved + reservedDelta,
      safety: sum.safety + safetyDelta,
    }),
    { onHand: 0, reserved: 0, safety: 0 },
  );
}

/**
 * Written out by hand: an import and an order build hundreds of these, and the toolbox, which parses each by the schema,
 * costs more than sending them. Of a level that is there by the write's own conditions only what changes is said.
 */
function changeItem(
  levels: LevelEntity,
  locationId: string,
  deltas: readonly LevelDelta[],
  label: string,
  emptied: readonly LotKey[],
): Write {
  const { skuId, ownerId, condition, bucket = 0 } = deltas[0] as LevelDelta;
  const { onHand, reserved, safety } = sumOf(deltas);
  const available = onHand - reserved;
  const seenVersion = deltas.find((delta) => delta.seenVersion !== undefined)?.seenVersion;
  const seenSafety = deltas.find((delta) => delta.seenSafety !== undefined)?.seenSafety;
  const isFigure = deltas.some(({ counted }) => counted !== undefined);
  const movesPieces = deltas.some(({ onHandDelta }) => onHandDelta !== 0);
  const figure = deltas.find(({ lot, counted }) => lot === undefined && counted !== undefined);
  const update = new UpdateTexts();
  for (const [attribute, delta] of [
    ['available', available],
    ['reserved', reserved],
    ['onHand', onHand],
  ] as const)
    if (delta < 0) update.atLeast(attribute, -delta);
  if (seenVersion !== undefined) update.seen('version', seenVersion);
  if (seenSafety !== undefined) update.seen('safety', seenSafety);
  const isThere =
    Math.min(available, reserved, onHand) < 0 || (seenVersion ?? 0) > 0 || (seenSafety ?? 0) > 0;
  if (!isThere) {
    const own = { locationId, skuId, ownerId, bucket, ...(condition ? { condition } : {}) };
    for (const [attribute, value] of Object.entries({ ...own, _et: levels.entityName }))
      update.set(attribute, value);
  }
  update.add('onHand', onHand);
  if (!isThere || reserved !== 0) update.add('reserved', reserved);
  if (!isThere || available !== 0) update.add('available', available);
  if (safety !== 0) update.add('safety', safety);
  if (movesPieces || isFigure) update.add('version', 1);
  if (figure?.asOfMs !== undefined) update.set('asOfMs', figure.asOfMs);
  changeLots(update, deltas, emptied);
  const Key = levelItemKey({ locationId, skuId, ownerId, bucket, ...(condition ? { condition } : {}) });
  return { label, item: { Update: { TableName: levels.table.getName(), Key, ...update.built() } } };
}

/** What happens to the lots of an item, in the update of the item itself. */
function changeLots(update: UpdateTexts, deltas: readonly LevelDelta[], emptied: readonly LotKey[]): void {
  for (const { lot, onHandDelta, reservedDelta, counted, asOfMs } of deltas) {
    if (lot === undefined) continue;
    for (const [of, delta] of [
      ['onHand', onHandDelta],
      ['reserved', reservedDelta],
      ['available', onHandDelta - reservedDelta],
    ] as const) {
      update.add(lotAttribute(of, lot), delta);
      if (delta < 0) update.atLeast(lotAttribute(of, lot), -delta);
    }
    if (counted !== undefined && asOfMs !== undefined) update.set(lotAttribute('asOfMs', lot), asOfMs);
  }
  for (const lot of emptied) {
    for (const of of Object.keys(lotAttributes) as (keyof typeof lotAttributes)[])
      update.remove(lotAttribute(of, lot));
  }
}

/** A level as it is first there, for loading in bulk. */
export function openingItem(
  levels: LevelEntity,
): (key: LevelKey, lines: readonly Pick<LevelDelta, 'lot' | 'onHandDelta'>[]) => Record<string, unknown> {
  // Parsing each of half a million levels costs more than writing them: they have the shape of the first.
  let shape: Record<string, unknown> | null = null;
  return (key, lines) => {
    const onHand = lines.reduce((sum, { onHandDelta }) => sum + onHandDelta, 0);
    const level = { ...key, bucket: 0, onHand, reserved: 0, available: onHand };
    shape ??= levels.build(EntityParser).parse(level).item;
    const lots = lines.flatMap(({ lot, onHandDelta }): [string, number][] =>
      lot === undefined
        ? []
        : [
            [lotAttribute('onHand', lot), onHandDelta],
            [lotAttribute('reserved', lot), 0],
            [lotAttribute('available', lot), onHandDelta],
          ],
    );
    return { ...shape, ...level, ...Object.fromEntries(lots), ...levelItemKey(level) };
  };
}
