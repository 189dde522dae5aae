/**
 * Places from a table. Each row is judged when its portion comes; nothing is in force before the import is finished: then
 * all of them are one publication of the network, made behind the request.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  ImportRow,
} from '@jindian/shared/contract/goods/imports';
import type { Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { Datum } from '@jindian/shared/import-table';
import { dayMs } from '@jindian/shared/time';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { toGcj02 } from '../../places/network/datum.ts';
import type { ImportedPlace } from '../../places/network/imported.ts';
import { isOpening, placeEvent } from '../../places/network/machine.ts';
import { isSamePlace } from '../../places/network/seen-as.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { commandClaim, type Idempotency } from '../../platform/idempotency.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { everyPage } from '../../platform/whole.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type MeantOwner, type NamedOwner, ownersMeant } from '../ownership/meant.ts';
import { type PlaceRow, placeFrom, readPlaceRow } from './place-rows.ts';
import { badRow } from './rows.ts';

/** As long as the records that make a repeat harmless. */
const keptMs = 3 * dayMs;
/** As the map service counts: below these it means somewhere around there. */
const sureReliability = 7;
const doorLevel = 9;

/** Where an address lies by the map service, and how sure that is. */
export type Located =
  | { ok: true; point: PointGcj02; level: number; reliability: number }
  | { ok: false; why: string };

export type PlaceImportDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  outbox: Outbox;
  network: Pick<Network, 'current' | 'written' | 'placed' | 'importPlaces'>;
  catalog: { current(): Promise<Catalog> };
  /** Dealers by what they are called; whoever has a place is known by number anyway. */
  ownerNames(): Promise<readonly NamedOwner[]>;
  /** Has these uploaded pictures stay; answers with the ids of those that there are not. */
  claimPictures(imagePaths: readonly string[]): Promise<readonly string[]>;
  /** Absent or null: the brand has no key for a map service. */
  locate?: ((address: string) => Promise<Located>) | null;
};

type Kept = ImportedPlace & { row: number };

export function createPlaceImport(deps: PlaceImportDeps) {
  const { table, clock, outbox, network, catalog } = deps;
  const portions = new Entity({
    name: 'ImportedPlaces',
    table,
    timestamps: false,
    schema: item({
      importId: string().key(),
      portion: number().key(),
      packed: binary(),
      expiresAtS: number(),
    }),
    computeKey: ({ importId, portion }: { importId: string; portion: number }) => ({
      pk: `IMPORT#${importId}`,
      sk: `PLACES#${String(portion).padStart(4, '0')}`,
    }),
  });

  /** The point that the row says, else the one that is known, else where the map service puts the address. */
  async function pointOf(
    row: PlaceRow,
    place: Location,
    before: Location | null,
    { datum, number }: { datum: Datum; number: number },
  ): Promise<PointGcj02 | { bad: BadRow }> {
    if (row.latitude !== undefined && row.longitude !== undefined)
      return toGcj02({ lat: row.latitude, lng: row.longitude }, datum);
    if (before) return before;
    if (!deps.locate) return { bad: badRow(number, 'missing', { column: 'latitude' }) };
    const found = await deps.locate(place.address.zh);
    if (!found.ok) return { bad: badRow(number, 'no_map_answer', { value: found.why }) };
    const { point, level, reliability } = found;
    const county = (await network.current()).countyAt(point);
    const isNamed = county !== null && place.address.zh.includes(shortOf(county.county));
    if (level >= doorLevel && reliability >= sureReliability && isNamed) return point;
    const where = `${county ? `${county.city}${county.county} ` : ''}${point.latGcj02.toFixed(5)},${point.lngGcj02.toFixed(5)}`;
    return { bad: badRow(number, 'place_doubtful', { value: where }) };
  }

  async function judged(
    { row: number, ...given }: ImportRow,
    datum: Datum,
    {
      tradeOf,
      ownerMeant,
    }: { tradeOf: ReadonlyMap<string, string>; ownerMeant: (text: string) => MeantOwner },
  ): Promise<{ kept: Kept } | { bad: BadRow }> {
    const read = readPlaceRow({ row: number, ...given });
    if ('bad' in read) return read;
    const owner = read.value.ownerId === undefined ? undefined : ownerMeant(read.value.ownerId);
    if (owner === null) return { bad: badRow(number, 'unknown_owner', { value: read.value.ownerId ?? '' }) };
    if (owner && 'several' in owner)
      return { bad: badRow(number, 'owner_not_clear', { value: owner.several.join(' / ') }) };
    const row = owner ? { ...read.value, ownerId: owner.ownerId } : read.value;
    const before = (await network.written()).location(row.locationId) ?? null;
    if (before && row.placeKind !== undefined && row.placeKind !== before.kind)
      return { bad: badRow(number, 'unreadable', { column: 'placeKind', value: row.placeKind }) };
    if (before && row.ownerId !== undefined && row.ownerId !== before.ownerId)
      return { bad: badRow(number, 'unreadable', { column: 'ownerId', value: row.ownerId }) };
    const unknown = row.trades?.find((name) => !tradeOf.has(name));
    if (unknown !== undefined) return { bad: badRow(number, 'unknown_trade', { value: unknown }) };
    const trades = row.trades?.map((name) => tradeOf.get(name)!);
    const place = placeFrom(trades ? { ...row, trades: [...new Set(trades)] } : row, before);
    if ('missing' in place) return { bad: badRow(number, 'missing', { column: place.missing }) };
    // A file moves no branch along its way to opening, which goes by its checklist, and closes none that may not be empty.
    const event = before && placeEvent(place.kind, before.status, place.status);
    const isBarred = event === null || isOpening(event) || event === 'close';
    if (before && before.status !== place.status && isBarred)
      return { bad: badRow(number, 'place_status', { value: row.placeStatus ?? '' }) };
    if (row.placePicture && row.placePicture !== before?.imagePath) {
      const [absent] = await deps.claimPictures([row.placePicture]);
      if (absent !== undefined)
        return { bad: badRow(number, 'unknown_picture', { value: row.placePicture }) };
    }
    const point = await pointOf(row, place, before, { datum, number });
    if ('bad' in point) return point;
    const { latGcj02, lngGcj02 } = point;
    const wanted = { ...place, latGcj02, lngGcj02 };
    // What is where it was is not asked for its county again.
    const isThere = before !== null && before.latGcj02 === latGcj02 && before.lngGcj02 === lngGcj02;
    const placed = isThere ? ok(wanted) : await network.placed(before, wanted);
    if (placed.ok) return { kept: { row: number, before, after: placed.value } };
    const value = `${latGcj02.toFixed(5)},${lngGcj02.toFixed(5)}`;
    const isElsewhere = placed.code === 'place_other_county';
    return { bad: badRow(number, isElsewhere ? 'place_other_county' : 'place_off_map', { value }) };
  }

  async function importPortion(portion: {
    importId: string;
    portion: number;
    datum?: Datum | undefined;
    rows: readonly ImportRow[];
  }): Promise<Result<ImportedPortion>> {
    const { categories } = await catalog.current();
    const tradeOf = new Map(
      categories
        .filter(({ parentId }) => parentId === null)
        .flatMap(({ id, name }) => [id, name.zh, name.en].map((word) => [word, id] as const)),
    );
    const [named, { locations }] = await Promise.all([deps.ownerNames(), network.written()]);
    const placed = new Set(locations.map(({ ownerId }) => ownerId));
    const ownerMeant = ownersMeant([...named, ...[...placed].map((ownerId) => ({ ownerId, names: [] }))]);
    const bad: BadRow[] = [];
    const kept = new Map<string, Kept>();
    for (const row of portion.rows) {
      const found = await judged(row, portion.datum ?? 'gcj02', { tradeOf, ownerMeant });
      if ('bad' in found) {
        bad.push(found.bad);
        continue;
      }
      const earlier = kept.get(found.kept.after.id);
      if (earlier) bad.push(badRow(row.row, 'said_twice', { row: earlier.row }));
      else kept.set(found.kept.after.id, found.kept);
    }
    const changed = [...kept.values()].filter(({ before, after }) => !before || !isSamePlace(before, after));
    await portions
      .build(PutItemCommand)
      .item({
        importId: portion.importId,
        portion: portion.portion,
        packed: gzipSync(JSON.stringify([...kept.values()])),
        expiresAtS: Math.ceil((clock.nowMs() + keptMs) / 1000),
      })
      .send();
    return ok({
      rows: portion.rows.length,
      changed: changed.length,
      unchanged: kept.size - changed.length,
      bad: bad.sort((a, b) => a.row - b.row),
    });
  }

  async function keptOf(importId: string): Promise<Map<number, Kept[]>> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `IMPORT#${importId}`, range: { beginsWith: 'PLACES#' } })
      .entities(portions)
      .options({ consistent: true, ...everyPage })
      .send();
    return new Map(
      (Items ?? []).map(({ portion, packed }) => [
        portion,
        JSON.parse(gunzipSync(packed).toString('utf8')) as Kept[],
      ]),
    );
  }

  /** What all portions want, or why it cannot be done. */
  async function wantedBy(importId: string, count: number): Promise<Result<Kept[]>> {
    const kept = await keptOf(importId);
    const wanted = new Map<string, Kept>();
    const { location } = await network.written();
    for (let portion = 0; portion < count; portion += 1) {
      const rows = kept.get(portion);
      if (!rows) return fail('invalid_request', { detail: `portion ${portion} is missing` });
      for (const row of rows) {
        const { id } = row.after;
        const earlier = wanted.get(id);
        if (earlier) return fail('place_said_twice', { id, before: earlier.row, row: row.row });
        wanted.set(id, row);
        const present = location(id) ?? null;
        const isAsSeen =
          present === null || row.before === null ? present === row.before : isSamePlace(present, row.before);
        if (!isAsSeen && !(present && isSamePlace(present, row.after)))
          return fail('places_moved_on', { id });
      }
    }
    return ok([...wanted.values()]);
  }

  /** Said once, however often it is asked; what it says is done behind the request. */
  async function finish(importId: string, count: number, by: string): Promise<Result<FinishedImport>> {
    return runCommand<FinishedImport>(deps, {
      command: commandClaim(`import#${importId}`, 'hqFinishImport', 'finish', { count }),
      lookFirst: true,
      async attempt() {
        const wanted = await wantedBy(importId, count);
        if (!wanted.ok) return wanted;
        const changed = wanted.value.filter(({ before, after }) => !before || !isSamePlace(before, after));
        const value: FinishedImport = { national: 0, regional: 0, places: changed.length };
        if (changed.length === 0) return { writes: [], kept: value, value, refused: {} };
        return {
          writes: [
            outbox.announce({ type: 'places.imported', data: { importId, portionQuantity: count, by } }),
          ],
          kept: value,
          value,
          refused: {},
        };
      },
      replay: (kept) => ok(kept as FinishedImport),
    });
  }

  async function publish(importId: string, count: number, by: string): Promise<void> {
    const kept = await keptOf(importId);
    const rows = Array.from({ length: count }, (_, portion) => kept.get(portion) ?? []).flat();
    const changed = rows.filter(({ before, after }) => !before || !isSamePlace(before, after));
    await network.importPlaces(changed, { by, name: importId });
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'imports: places',
      queue: 'publishing',
      types: ['places.imported'],
      handle: ({ data: { importId, portionQuantity: count, by } }) => publish(importId, count, by),
    }),
  ];
  return { importPortion, finish, eventHandlers };
}

/** 芝罘区 is written as 芝罘 as well. */
function shortOf(county: string): string {
  return county.length > 2 ? county.replace(/(?:自治县|[区县市旗])$/, '') : county;
}
