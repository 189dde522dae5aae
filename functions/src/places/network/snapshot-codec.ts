/**
 * The network as bytes, gzipped, by columns: a column of one field compresses better than whole records, and a value
 * that many places share (a city, a dealer, a grid) is stored and later held in memory once.
 *
 * Four parts: a line of JSON in ASCII, a line with the Chinese texts of places (a string with one Chinese character takes
 * two bytes for every character and is parsed at half the speed), a line with the counties, read when one is asked for,
 * and all numbers as they lie in memory, since reading digits is most of what reading JSON costs.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Grid, Location } from '@jindian/shared/contract/places/network';
import type { Transform } from 'topojson-specification';
import { decodeArcs, packArcs, unpackArcs } from './grid-index-arcs.ts';
import type { NetworkObjects, NetworkShapes, NetworkTopology } from './grid-index-topology.ts';
import { assembleNetworkSnapshot, type NetworkInput, type NetworkSnapshot } from './snapshot.ts';
import { assertSoundNetwork } from './snapshot-check.ts';

export const networkFormat = 'jindian-network-5';

type ChineseColumns = { nameZh: string[]; addressZh: string[] };

/** What few values are shared in by many places: each value once, and for each place the index of its own. */
const sharedFields = [
  'kind',
  'ownership',
  'ownerId',
  'adcode',
  'province',
  'city',
  'county',
  'opensAtMinute',
  'closesAtMinute',
  'serviceRadiusMeters',
  'status',
  'trades',
  'gridId',
  'abilities',
  'maxOrdersPerDay',
  'phone',
  // Behind these: a network that was published before they were known has no such columns.
  'weeklyHours',
  'exceptions',
  'imagePath',
  'deliveryFee',
  'contactName',
  'contactPhone',
] as const;
type SharedField = (typeof sharedFields)[number];
type SharedValues = Record<SharedField, unknown[]>;

type Encoded = {
  format: typeof networkFormat;
  version: string;
  grids: Grid[];
  gridsGcj02: NetworkObjects['gridsGcj02'];
  transform: Transform | null;
  columns: { id: string[]; nameEn: string[]; addressEn: string[]; shared: SharedValues };
  /** What lies behind the two lines, in its order. */
  numbers: { type: NumberType; length: number }[];
};

type NumberType = 'u32' | 'i32' | 'f64';
type Numbers = Uint32Array | Int32Array | Float64Array;
/** As they lie in memory: little-endian on every processor that this runs on. */
const arrayOf = { u32: Uint32Array, i32: Int32Array, f64: Float64Array } as const;

function typeOf(numbers: Numbers): NumberType {
  if (numbers instanceof Float64Array) return 'f64';
  return numbers instanceof Int32Array ? 'i32' : 'u32';
}

/** Deterministic: the same network gives the same bytes. Throws on a network that contradicts itself. */
export function encodeNetworkSnapshot(input: NetworkInput): Uint8Array {
  const { version, grids, locations, topology } = input;
  assertSoundNetwork({ grids, locations, topology });
  const shared = {} as SharedValues;
  const rows = sharedFields.map((field) => {
    const { values, rows: indexes } = share(locations.map((location) => location[field] ?? null));
    shared[field] = values;
    return indexes;
  });
  const { transform, counts, steps } = packArcs(topology);
  const numbers: Numbers[] = [
    Float64Array.from(locations, ({ latGcj02 }) => latGcj02),
    Float64Array.from(locations, ({ lngGcj02 }) => lngGcj02),
    ...rows,
    Uint32Array.from(counts),
    transform ? Int32Array.from(steps) : Float64Array.from(steps),
  ];
  const encoded: Encoded = {
    format: networkFormat,
    version,
    grids: [...grids],
    gridsGcj02: topology.objects.gridsGcj02,
    transform,
    columns: {
      id: locations.map(({ id }) => id),
      nameEn: locations.map(({ name }) => name.en),
      addressEn: locations.map(({ address }) => address.en),
      shared,
    },
    numbers: numbers.map((array) => ({ type: typeOf(array), length: array.length })),
  };
  const chinese: ChineseColumns = {
    nameZh: locations.map(({ name }) => name.zh),
    addressZh: locations.map(({ address }) => address.zh),
  };
  // JSON has no line break outside of strings, and escapes those inside.
  const counties = JSON.stringify(topology.objects.countiesGcj02 ?? null);
  const lines = Buffer.from(`${toAscii(JSON.stringify(encoded))}\n${JSON.stringify(chinese)}\n${counties}\n`);
  const bytes = numbers.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return gzipSync(Buffer.concat([lines, ...bytes]), { level: 6 });
}

/**
 * Throws on bytes of another format, an older one as well: a release that raises `networkFormat` needs the network
 * published anew, as docs/operations/repairing.md says.
 */
export function decodeNetworkSnapshot(bytes: Uint8Array): NetworkSnapshot {
  const { version, grids, locations, objects, arcs } = read(bytes);
  let decoded: NetworkShapes['arcs'] | undefined;
  const shapes: NetworkShapes = {
    objects,
    // Asked for with the first question about a polygon, not at the start.
    get arcs() {
      decoded ??= decodeArcs(arcs);
      return decoded;
    },
  };
  return assembleNetworkSnapshot({ version, grids, locations, shapes });
}

/** What was encoded, to change it and encode it again. */
export function decodeNetworkInput(bytes: Uint8Array): NetworkInput {
  const { version, grids, locations, objects, arcs } = read(bytes);
  const topology: NetworkTopology = { type: 'Topology', objects, ...unpackArcs(arcs) };
  return { version, grids, locations, topology };
}

function read(bytes: Uint8Array) {
  const text = gunzipSync(bytes);
  const firstEnd = text.indexOf(0x0a);
  const encoded = JSON.parse(text.toString('latin1', 0, firstEnd)) as Encoded;
  if (encoded.format !== networkFormat)
    throw new Error(`a network snapshot of format ${String(encoded.format)}`);
  const secondEnd = text.indexOf(0x0a, firstEnd + 1);
  const chinese = JSON.parse(text.toString('utf8', firstEnd + 1, secondEnd)) as ChineseColumns;
  const thirdEnd = text.indexOf(0x0a, secondEnd + 1);
  const numbers = numbersOf(text, thirdEnd + 1, encoded.numbers);
  const locations = locationsOf(encoded.columns, chinese, numbers);
  const [counts, steps] = numbers.slice(-2) as [Numbers, Numbers];
  const { version, grids, gridsGcj02, transform } = encoded;
  const objects = withCounties(gridsGcj02, Buffer.from(text.subarray(secondEnd + 1, thirdEnd)));
  return { version, grids, objects, locations, arcs: { transform, counts, steps } };
}

/** A network without counties has none, and not an empty collection. */
function withCounties(gridsGcj02: NetworkObjects['gridsGcj02'], line: Buffer): NetworkObjects {
  // `null`
  if (line.length === 4) return { gridsGcj02 };
  let read: NetworkObjects['countiesGcj02'];
  return {
    gridsGcj02,
    get countiesGcj02() {
      read ??= JSON.parse(line.toString('utf8')) as NonNullable<NetworkObjects['countiesGcj02']>;
      return read;
    },
  };
}

function numbersOf(bytes: Buffer, from: number, layout: Encoded['numbers']): Numbers[] {
  let at = from;
  return layout.map(({ type, length }) => {
    const kind = arrayOf[type];
    const end = at + length * kind.BYTES_PER_ELEMENT;
    // Copied, since numbers must lie at a multiple of their size.
    const copy = Uint8Array.prototype.slice.call(bytes, at, end);
    at = end;
    return new kind(copy.buffer, copy.byteOffset, length);
  });
}

function toAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function locationsOf(
  { id, nameEn, addressEn, shared }: Encoded['columns'],
  { nameZh, addressZh }: ChineseColumns,
  numbers: readonly Numbers[],
): Location[] {
  const [lat, lng, ...rows] = numbers as [Numbers, Numbers, ...Numbers[]];
  const column = <Field extends SharedField>(field: Field) => {
    const values = shared[field] as (Location[Field] & {})[] | undefined;
    if (values === undefined) return () => null as unknown as Location[Field] & {};
    const indexes = rows[sharedFields.indexOf(field)]!;
    return (row: number) => values[indexes[row]!]!;
  };
  const kind = column('kind');
  const ownership = column('ownership');
  const ownerId = column('ownerId');
  const adcode = column('adcode');
  const province = column('province');
  const city = column('city');
  const county = column('county');
  const opensAtMinute = column('opensAtMinute');
  const closesAtMinute = column('closesAtMinute');
  const serviceRadiusMeters = column('serviceRadiusMeters');
  const status = column('status');
  const trades = column('trades');
  const gridId = column('gridId');
  const abilities = column('abilities');
  const maxOrdersPerDay = column('maxOrdersPerDay');
  const phone = column('phone');
  const weeklyHours = column('weeklyHours');
  const exceptions = column('exceptions');
  const imagePath = column('imagePath');
  const deliveryFee = column('deliveryFee');
  const contactName = column('contactName');
  const contactPhone = column('contactPhone');
  const locations = new Array<Location>(id.length);
  for (let i = 0; i < id.length; i += 1) {
    const location: Location = {
      id: id[i]!,
      kind: kind(i),
      name: { zh: nameZh[i]!, en: nameEn[i]! },
      ownership: ownership(i),
      ownerId: ownerId(i),
      adcode: adcode(i),
      province: province(i),
      city: city(i),
      county: county(i),
      address: { zh: addressZh[i]!, en: addressEn[i]! },
      latGcj02: lat[i]!,
      lngGcj02: lng[i]!,
      opensAtMinute: opensAtMinute(i),
      closesAtMinute: closesAtMinute(i),
      serviceRadiusMeters: serviceRadiusMeters(i),
      status: status(i),
      trades: trades(i),
      gridId: gridId(i),
    };
    const able = abilities(i);
    if (able) location.abilities = able;
    const most = maxOrdersPerDay(i);
    if (typeof most === 'number') location.maxOrdersPerDay = most;
    const called = phone(i);
    if (called) location.phone = called;
    const weekly = weeklyHours(i);
    if (weekly) location.weeklyHours = weekly;
    const days = exceptions(i);
    if (days) location.exceptions = days;
    const picture = imagePath(i);
    if (picture) location.imagePath = picture;
    const fee = deliveryFee(i);
    if (fee) location.deliveryFee = fee;
    const contact = contactName(i);
    if (contact) location.contactName = contact;
    const number = contactPhone(i);
    if (number) location.contactPhone = number;
    locations[i] = location;
  }
  return locations;
}

function share(values: readonly unknown[]): { values: unknown[]; rows: Uint32Array } {
  const indexOf = new Map<unknown, number>();
  const found: unknown[] = [];
  const rows = Uint32Array.from(values, (value) => {
    const key = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    let index = indexOf.get(key);
    if (index === undefined) {
      index = found.push(value) - 1;
      indexOf.set(key, index);
    }
    return index;
  });
  return { values: found, rows };
}
