/**
 * Figures of regions as copies, not as counters. The figure of a county is kept with a part for each level that lies
 * in it, the figure of a city with a part for each county, and so on up to the country. A part is what its source said
 * last, with a stamp that only grows; to write it again changes nothing, and what is older than what is there is left
 * out. So nothing is counted twice however often the stream delivers, and nothing has to be remembered beside.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Region, RegionStock } from '@jindian/shared/contract/goods/availability';

/** What one part of a region said last. */
export type Part = RegionStock & { stamp: string };
export type Parts = Record<string, Part>;

/** One SKU in one region; the version grows with every change and is the stamp of the part it is in the region above. */
export type RegionFigure = { skuId: string; region: string; version: number; parts: Parts };

/** Nationwide. */
export const nation = '';
/** Older than any stamp: parts that were loaded, not told by the stream. */
export const noStamp = '0';

export function provincePath(province: string): string {
  return province;
}
export function cityPath({ province, city }: Pick<Region, 'province' | 'city'>): string {
  return `${province}/${city}`;
}
export function countyPath({ province, city, county }: Region): string {
  return `${province}/${city}/${county}`;
}

/** The region that this one is a part of; null for the nation. */
export function parentOf(region: string): string | null {
  if (region === nation) return null;
  const cut = region.lastIndexOf('/');
  return cut === -1 ? nation : region.slice(0, cut);
}
export function nameOf(region: string): string {
  return region.slice(region.lastIndexOf('/') + 1);
}
function isCounty(region: string): boolean {
  return region.split('/').length === 3;
}

/** Stamps are compared as texts. Sequence numbers of a stream have up to 40 digits, and grow for each item. */
function stampOfSequence(sequenceNumber: string): string {
  return sequenceNumber.padStart(40, '0');
}
function stampOfVersion(version: number): string {
  return String(version).padStart(15, '0');
}

/** The part of a county that one item of a level is: a level may be divided into buckets. */
export function levelPartId(level: { locationId: string; ownerId: string; bucket: number }): string {
  return `${level.locationId}#${level.ownerId}#${level.bucket}`;
}

/** All pieces, and the places that have any. */
export function sumOf(region: string, parts: Parts): RegionStock {
  let available = 0;
  let places = 0;
  const here = new Map<string, number>();
  for (const [id, part] of Object.entries(parts)) {
    available += part.available;
    places += part.places;
    const place = id.slice(0, id.indexOf('#'));
    here.set(place, (here.get(place) ?? 0) + part.available);
  }
  if (!isCounty(region)) return { available, places };
  return { available, places: [...here.values()].filter((pieces) => pieces > 0).length };
}

/** What a region is as a part of the region above it. */
export function asPart(figure: RegionFigure): Part {
  return { ...sumOf(figure.region, figure.parts), stamp: stampOfVersion(figure.version) };
}

/** Those of the parts that say something newer than what is there. */
export function newerParts(there: Parts, told: Parts): Parts {
  return Object.fromEntries(
    Object.entries(told).filter(([id, { stamp }]) => {
      const held = there[id];
      return held === undefined || held.stamp < stamp;
    }),
  );
}

export type LevelChange = {
  locationId: string;
  skuId: string;
  ownerId: string;
  bucket: number;
  available: number;
  stamp: string;
};

type StreamImage = Record<string, AttributeValue>;
export type LevelRecord = {
  eventName?: string | undefined;
  dynamodb?:
    | {
        SequenceNumber?: string | undefined;
        NewImage?: unknown;
        OldImage?: unknown;
        Keys?: unknown;
      }
    | undefined;
};

/**
 * What the stream says of levels: the last word on each in this batch. Changes that leave the available pieces as they
 * were (a sale of what was reserved) say nothing.
 */
export function levelChangesOf(records: readonly LevelRecord[]): LevelChange[] {
  const last = new Map<string, LevelChange>();
  for (const { dynamodb } of records) {
    const before = dynamodb?.OldImage as StreamImage | undefined;
    const after = dynamodb?.NewImage as StreamImage | undefined;
    const image = after ?? before;
    if (!image?.pk?.S?.startsWith('LOC#') || !image.sk?.S?.startsWith('LEVEL#')) continue;
    const available = Number(after?.available?.N ?? 0);
    if (before && after && Number(before.available?.N ?? 0) === available) continue;
    const { locationId, skuId, ownerId, bucket, condition } = image;
    // What is on display or in quarantine is not for sale anywhere.
    if (condition?.S) continue;
    if (!locationId?.S || !skuId?.S || !ownerId?.S) continue;
    const change: LevelChange = {
      locationId: locationId.S,
      skuId: skuId.S,
      ownerId: ownerId.S,
      bucket: Number(bucket?.N ?? 0),
      available,
      stamp: stampOfSequence(dynamodb?.SequenceNumber ?? ''),
    };
    const key = `${change.skuId} ${levelPartId(change)}`;
    const known = last.get(key);
    if (!known || known.stamp < change.stamp) last.set(key, change);
  }
  return [...last.values()];
}

/** What is told to each region, by SKU and region. */
export type Tidings = Map<string, { skuId: string; region: string; told: Parts }>;

export function tell(tidings: Tidings, skuId: string, region: string, partId: string, part: Part): void {
  const key = `${skuId} ${region}`;
  const entry = tidings.get(key) ?? { skuId, region, told: {} };
  entry.told[partId] = part;
  tidings.set(key, entry);
}

export type OpeningLevel = {
  place: Region & { id: string };
  skuId: string;
  ownerId: string;
  available: number;
};

/** Every figure that these levels make, from the county up to the nation; for loading in bulk. */
export function figuresOf(levels: readonly OpeningLevel[]): RegionFigure[] {
  const figures = new Map<string, RegionFigure>();
  const figureOf = (skuId: string, region: string) => {
    const key = `${skuId} ${region}`;
    const figure = figures.get(key) ?? { skuId, region, version: 1, parts: {} };
    figures.set(key, figure);
    return figure;
  };
  for (const { place, skuId, ownerId, available } of levels) {
    // A part that is not there says the same as one of nothing.
    if (available === 0) continue;
    const id = levelPartId({ locationId: place.id, ownerId, bucket: 0 });
    const part = { available, places: 1, stamp: noStamp };
    figureOf(skuId, countyPath(place)).parts[id] = part;
  }
  let below = [...figures.values()];
  while (below.length > 0) {
    const above = new Set<RegionFigure>();
    for (const figure of below) {
      const parent = parentOf(figure.region);
      if (parent === null) continue;
      const figureAbove = figureOf(figure.skuId, parent);
      figureAbove.parts[nameOf(figure.region)] = asPart(figure);
      above.add(figureAbove);
    }
    below = [...above];
  }
  return [...figures.values()];
}
