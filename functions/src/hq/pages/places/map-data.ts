import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Language } from '@jindian/shared/contract/common';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { Location, LocationStatus } from '@jindian/shared/contract/places/network';
import { formatYuan } from '@jindian/shared/money';
import { areasOf } from '../../../places/grids/areas.ts';
import { drawnGrids } from '../../../places/grids/drawn.ts';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import { mapOutline, outlineGeoJson } from '../../../places/network/snapshot-outline.ts';
import { timeOfDay } from '../../format.ts';
import type { HqContext, Visit } from '../../visit.ts';
import { type Stage, stageOf } from '../serving/stages.ts';
import { isWithin, type MapCity } from './map-cities.ts';

/** JSON that changes with the network only: kept zipped, told apart by its content. */
export type Document = { etag: string; gzipped: Uint8Array };

function documentOf(content: unknown): Document {
  const gzipped = gzipSync(JSON.stringify(content));
  return { etag: `"${createHash('sha256').update(gzipped).digest('base64url').slice(0, 22)}"`, gzipped };
}

/** Enough for a city as wide as a screen. */
const cityPoints = 8_000;

// An outline lives as long as the geography.
const outlines = new WeakMap<NetworkSnapshot['shapes'], Map<string, Document>>();

/** Outlines of the grids of a city and around it as GeoJSON, GCJ-02. */
export function outlineDocument(snapshot: NetworkSnapshot, city: MapCity): Document {
  const { bboxGcj02 } = city;
  const key = `${city.key} ${bboxGcj02.join()}`;
  const ofCity = outlines.get(snapshot.shapes) ?? new Map<string, Document>();
  outlines.set(snapshot.shapes, ofCity);
  const held = ofCity.get(key);
  if (held) return held;
  const shown = snapshot.grids.length > 0 ? snapshot : countiesAsGrids(snapshot, city);
  const made = documentOf(outlineGeoJson(mapOutline(shown, { bboxGcj02, maxPoints: cityPoints })));
  ofCity.set(key, made);
  return made;
}

/** Before a brand has grids its map shows the counties of the city. */
function countiesAsGrids({ shapes }: NetworkSnapshot, { province, city }: MapCity): NetworkSnapshot {
  const map = areasOf({ own: null }, shapes);
  const grids = map.areas
    .filter((area) => area.province === province && area.city === city)
    .map(({ key, name }) => ({ id: key, name: { zh: name, en: name }, branchId: '', areas: [key] }));
  return drawnGrids(
    { everywhere: true, served: [], own: null, grids },
    new Set(grids.map(({ id }) => id)),
    map,
  );
}

/** One row a branch: [lngGcj02, latGcj02, 1 when it is open, name, id]. */
export type BranchRow = [number, number, 0 | 1, string, string];

/** A place as the map of a list shows it. */
export type PlaceRow = {
  id: string;
  name: string;
  point: [lngGcj02: number, latGcj02: number];
  status: LocationStatus;
  statusText: string;
  text: string;
};

export function placeRows(visit: Visit, locations: readonly Location[]): PlaceRow[] {
  return locations.map(({ id, name, kind, lngGcj02, latGcj02, status }) => ({
    id,
    name: name[visit.language],
    point: [lngGcj02, latGcj02],
    status,
    statusText: visit.code('status', status),
    text: `${visit.code('locationKind', kind)} · ${id}`,
  }));
}

export function branchRows(
  { locations }: NetworkSnapshot,
  { bboxGcj02 }: MapCity,
  language: Language,
): BranchRow[] {
  return locations
    .filter((location) => location.kind === 'branch' && isWithin(bboxGcj02, location))
    .map(
      ({ id, name, lngGcj02, latGcj02, status }): BranchRow => [
        lngGcj02,
        latGcj02,
        status === 'open' ? 1 : 0,
        name[language],
        id,
      ],
    );
}

/** Answers with the document, or says that the browser's copy is still good. */
export function sendDocument(c: HqContext, { etag, gzipped }: Document): Response {
  c.header('etag', etag);
  c.header('cache-control', 'private, no-cache');
  c.header('vary', 'accept-encoding');
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);
  c.header('content-type', 'application/json; charset=utf-8');
  if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) {
    return c.body(new Uint8Array(gunzipSync(gzipped)));
  }
  c.header('content-encoding', 'gzip');
  return c.body(new Uint8Array(gzipped));
}

/** An order as the map shows it. The point is where it goes, `from` where it is served. */
export type MapOrder = {
  id: string;
  number: string;
  stage: Stage;
  stageText: string;
  point: [lngGcj02: number, latGcj02: number];
  from: [lngGcj02: number, latGcj02: number] | null;
  text: string;
};

export function mapOrder(visit: Visit, order: HqOrderSummary, snapshot: NetworkSnapshot): MapOrder {
  const stage = stageOf(order);
  const serving = order.method === 'delivery' ? snapshot.location(order.servingLocationId) : undefined;
  return {
    id: order.id,
    number: order.number,
    stage,
    stageText: visit.code('stage', stage),
    point: [order.lngGcj02, order.latGcj02],
    from: serving ? [serving.lngGcj02, serving.latGcj02] : null,
    text: [
      timeOfDay(order.createdAtMs),
      visit.code('method', order.method),
      formatYuan(order.totalFen),
      order.servingName[visit.language],
    ].join(' · '),
  };
}
