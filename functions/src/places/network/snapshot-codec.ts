/**
 * The network as bytes: gzipped JSON by columns. A column of one field compresses better than whole records,
 * and a value that many places share (a city, a dealer, a grid) is stored and later held in memory once.
 *
 * Two lines: all but the Chinese texts in ASCII, then those. A string with one Chinese character takes two bytes
 * for every character and is parsed at half the speed, and nine tenths of a network are digits and Latin letters.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Ability, Grid, Location } from '@jindian/shared/contract/places/network';
import { decodeArcs, type PackedArcs, packArcs, unpackArcs } from './grid-index-arcs.ts';
import type { NetworkObjects, NetworkTopology } from './grid-index-topology.ts';
import { assembleNetworkSnapshot, type NetworkInput, type NetworkSnapshot } from './snapshot.ts';

export const networkFormat = 'jindian-network-3';

/** Repeated values: each once, and for each row the index of its value. */
type Shared<T> = { values: T[]; rows: number[] };

type ChineseColumns = { nameZh: string[]; addressZh: string[] };

type LocationColumns = {
  id: string[];
  kind: Shared<Location['kind']>;
  nameEn: string[];
  ownership: Shared<Location['ownership']>;
  ownerId: Shared<string>;
  adcode: Shared<string | null>;
  province: Shared<string>;
  city: Shared<string>;
  county: Shared<string>;
  addressEn: string[];
  latGcj02: number[];
  lngGcj02: number[];
  opensAtMinute: number[];
  closesAtMinute: number[];
  serviceRadiusMeters: Array<number | null>;
  status: Shared<Location['status']>;
  trades: Shared<string[]>;
  gridId: Shared<string>;
  /** Both were added later: an older snapshot has neither. */
  abilities?: Shared<Ability[] | null>;
  maxOrdersPerDay?: Shared<number | null>;
};

type Encoded = {
  format: typeof networkFormat;
  version: string;
  grids: Grid[];
  locations: LocationColumns;
  objects: NetworkObjects;
  arcs: PackedArcs;
};

/**
 * Deterministic: the same network gives the same bytes. Level 4 of gzip takes a third of the time of the default
 * and 4 % more room: every change of a place encodes the whole network again.
 */
export function encodeNetworkSnapshot(input: NetworkInput): Uint8Array {
  const encoded: Encoded = {
    format: networkFormat,
    version: input.version,
    grids: [...input.grids],
    locations: toColumns(input.locations),
    objects: input.topology.objects,
    arcs: packArcs(input.topology),
  };
  const chinese: ChineseColumns = {
    nameZh: input.locations.map(({ name }) => name.zh),
    addressZh: input.locations.map(({ address }) => address.zh),
  };
  // JSON has no line break outside of strings, and escapes those inside.
  return gzipSync(`${toAscii(JSON.stringify(encoded))}\n${JSON.stringify(chinese)}`, { level: 4 });
}

/** Throws on bytes of another format: a snapshot is written by the same release or by an older one. */
export function decodeNetworkSnapshot(bytes: Uint8Array): NetworkSnapshot {
  const { version, grids, locations, objects, arcs } = read(bytes);
  const shapes = { objects, arcs: decodeArcs(arcs) };
  return assembleNetworkSnapshot({ version, grids, locations, shapes });
}

/** What was encoded, to change it and encode it again. */
export function decodeNetworkInput(bytes: Uint8Array): NetworkInput {
  const { version, grids, locations, objects, arcs } = read(bytes);
  const topology: NetworkTopology = { type: 'Topology', objects, ...unpackArcs(arcs) };
  return { version, grids, locations, topology };
}

function read(bytes: Uint8Array): Omit<Encoded, 'locations'> & { locations: Location[] } {
  const text = gunzipSync(bytes);
  const lineEnd = text.indexOf(0x0a);
  const encoded = JSON.parse(text.toString('latin1', 0, lineEnd)) as Encoded;
  if (encoded.format !== networkFormat)
    throw new Error(`a network snapshot of format ${String(encoded.format)}`);
  const chinese = JSON.parse(text.toString('utf8', lineEnd + 1)) as ChineseColumns;
  return { ...encoded, locations: fromColumns(encoded.locations, chinese) };
}

function toAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function toColumns(locations: readonly Location[]): LocationColumns {
  return {
    id: locations.map(({ id }) => id),
    kind: share(locations.map(({ kind }) => kind)),
    nameEn: locations.map(({ name }) => name.en),
    ownership: share(locations.map(({ ownership }) => ownership)),
    ownerId: share(locations.map(({ ownerId }) => ownerId)),
    adcode: share(locations.map(({ adcode }) => adcode)),
    province: share(locations.map(({ province }) => province)),
    city: share(locations.map(({ city }) => city)),
    county: share(locations.map(({ county }) => county)),
    addressEn: locations.map(({ address }) => address.en),
    latGcj02: locations.map(({ latGcj02 }) => latGcj02),
    lngGcj02: locations.map(({ lngGcj02 }) => lngGcj02),
    opensAtMinute: locations.map(({ opensAtMinute }) => opensAtMinute),
    closesAtMinute: locations.map(({ closesAtMinute }) => closesAtMinute),
    serviceRadiusMeters: locations.map(({ serviceRadiusMeters }) => serviceRadiusMeters),
    status: share(locations.map(({ status }) => status)),
    trades: share(
      locations.map(({ trades }) => trades),
      (trades) => trades.join(','),
    ),
    gridId: share(locations.map(({ gridId }) => gridId)),
    abilities: share(
      locations.map(({ abilities }) => abilities ?? null),
      (abilities) => abilities?.join(','),
    ),
    maxOrdersPerDay: share(locations.map(({ maxOrdersPerDay }) => maxOrdersPerDay ?? null)),
  };
}

function fromColumns(columns: LocationColumns, chinese: ChineseColumns): Location[] {
  return columns.id.map((id, i) => {
    const location: Location = {
      id,
      kind: valueAt(columns.kind, i),
      name: { zh: chinese.nameZh[i]!, en: columns.nameEn[i]! },
      ownership: valueAt(columns.ownership, i),
      ownerId: valueAt(columns.ownerId, i),
      adcode: valueAt(columns.adcode, i),
      province: valueAt(columns.province, i),
      city: valueAt(columns.city, i),
      county: valueAt(columns.county, i),
      address: { zh: chinese.addressZh[i]!, en: columns.addressEn[i]! },
      latGcj02: columns.latGcj02[i]!,
      lngGcj02: columns.lngGcj02[i]!,
      opensAtMinute: columns.opensAtMinute[i]!,
      closesAtMinute: columns.closesAtMinute[i]!,
      serviceRadiusMeters: columns.serviceRadiusMeters[i]!,
      status: valueAt(columns.status, i),
      trades: valueAt(columns.trades, i),
      gridId: valueAt(columns.gridId, i),
    };
    const abilities = columns.abilities && valueAt(columns.abilities, i);
    if (abilities) location.abilities = abilities;
    const maxOrdersPerDay = columns.maxOrdersPerDay && valueAt(columns.maxOrdersPerDay, i);
    if (typeof maxOrdersPerDay === 'number') location.maxOrdersPerDay = maxOrdersPerDay;
    return location;
  });
}

function share<T>(values: readonly T[], keyOf: (value: T) => unknown = (value) => value): Shared<T> {
  const indexOf = new Map<unknown, number>();
  const shared: Shared<T> = { values: [], rows: [] };
  for (const value of values) {
    const key = keyOf(value);
    let index = indexOf.get(key);
    if (index === undefined) {
      index = shared.values.push(value) - 1;
      indexOf.set(key, index);
    }
    shared.rows.push(index);
  }
  return shared;
}

function valueAt<T>(shared: Shared<T>, row: number): T {
  return shared.values[shared.rows[row]!]!;
}
