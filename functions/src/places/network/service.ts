import { isDeepStrictEqual } from 'node:util';
import type { BranchView, MapView } from '@jindian/shared/contract/goods/storefront';
import type { EditedLocation } from '@jindian/shared/contract/hq';
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { isOpenAt } from './opening-hours.ts';
import type { NetworkInput, NetworkSnapshot } from './snapshot.ts';
import { decodeNetworkInput, decodeNetworkSnapshot, encodeNetworkSnapshot } from './snapshot-codec.ts';
import { mapOutline, outerRings } from './snapshot-outline.ts';
import { createNetworkStore } from './store.ts';

/** As the network was loaded, and as it is with every change since. */
const baseName = 'network-base';
const currentName = 'network';
const maxMapBranches = 60;
const maxMapPoints = 4_000;
const maxPublications = 5;

export type LocationChange = {
  [Field in
    | 'status'
    | 'opensAtMinute'
    | 'closesAtMinute'
    | 'serviceRadiusMeters'
    | 'abilities'
    | 'maxOrdersPerDay']?: Location[Field] | undefined;
};

export function createNetwork(deps: {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  snapshots: SnapshotStore;
  nameOf(memberId: string): Promise<string | null>;
}) {
  const { table, clock, outbox, snapshots } = deps;
  const store = createNetworkStore(table);
  const live = liveSnapshot<NetworkSnapshot>({
    store: snapshots,
    clock,
    name: currentName,
    decode: decodeNetworkSnapshot,
  });

  /** Loads a whole network: for seeding, and when a brand imports its own. */
  async function load(input: NetworkInput): Promise<void> {
    const bytes = encodeNetworkSnapshot(input);
    await snapshots.publish(baseName, bytes, clock.nowMs());
    await snapshots.publish(currentName, bytes, clock.nowMs());
    await live.refresh();
  }

  async function location(locationId: string): Promise<Location | null> {
    return (await live.current()).location(locationId) ?? null;
  }

  function viewOf(place: Location, point: PointGcj02 | null): BranchView {
    const {
      id,
      name,
      address,
      province,
      city,
      county,
      latGcj02,
      lngGcj02,
      opensAtMinute,
      closesAtMinute,
      trades,
      status,
    } = place;
    return {
      id,
      name,
      address,
      province,
      city,
      county,
      latGcj02,
      lngGcj02,
      opensAtMinute,
      closesAtMinute,
      trades,
      status,
      openNow: isOpenAt(place, clock.nowMs()),
      distanceMeters: point ? Math.round(distanceMeters(point, place)) : null,
    };
  }

  async function nearestBranches(point: PointGcj02, limit: number): Promise<BranchView[]> {
    const found = (await live.current()).nearest(point, {
      kinds: ['branch'],
      limit,
      accept: ({ status }) => status === 'open',
    });
    return found.map((near) => viewOf(near.location, point));
  }

  async function searchBranches(text: string, limit: number): Promise<BranchView[]> {
    return (await live.current()).search(text, limit).map((place) => viewOf(place, null));
  }

  async function branch(locationId: string): Promise<Result<BranchView>> {
    const place = await location(locationId);
    return place?.kind === 'branch' ? ok(viewOf(place, null)) : fail('not_found');
  }

  /** What a phone draws around a point. */
  async function mapAround(point: PointGcj02, radiusMeters: number): Promise<MapView> {
    const snapshot = await live.current();
    const latSpan = radiusMeters / 111_000;
    const lngSpan = latSpan / Math.max(0.1, Math.cos((point.latGcj02 * Math.PI) / 180));
    const bboxGcj02: [number, number, number, number] = [
      point.lngGcj02 - lngSpan,
      point.latGcj02 - latSpan,
      point.lngGcj02 + lngSpan,
      point.latGcj02 + latSpan,
    ];
    const branches = snapshot.nearest(point, {
      kinds: ['branch'],
      limit: maxMapBranches,
      maxDistanceMeters: radiusMeters * 1.5,
      accept: ({ status }) => status === 'open',
    });
    const grid = snapshot.gridAt(point);
    const county = snapshot.countyAt(point);
    return {
      outlines: mapOutline(snapshot, { bboxGcj02, maxPoints: maxMapPoints }).map((outline) => ({
        gridId: outline.gridId,
        name: outline.name,
        rings: outerRings(outline),
      })),
      branches: branches.map(({ location: { id, name, latGcj02, lngGcj02, ...rest } }) => ({
        id,
        name,
        latGcj02,
        lngGcj02,
        openNow: isOpenAt(rest, clock.nowMs()),
      })),
      area:
        grid && county
          ? { province: county.province, city: county.city, county: county.county, gridId: grid.id }
          : null,
    };
  }

  /** A location with its latest change, whether or not the snapshot has it yet. */
  async function edited(locationId: string): Promise<Result<EditedLocation>> {
    const [change, known] = await Promise.all([store.changeOf(locationId), location(locationId)]);
    const present = change?.location ?? known;
    return present ? ok({ ...present, revision: change?.revision ?? 0 }) : fail('not_found');
  }

  /** An HQ act: kept as the truth, announced, and in force everywhere within seconds, when the snapshot is made anew. */
  async function changeLocation(
    locationId: string,
    wanted: LocationChange,
    seen: { revision: number; by: string },
  ): Promise<Result<EditedLocation>> {
    const { revision, by } = seen;
    const set = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    return runCommand<EditedLocation>(deps, {
      command: null,
      async attempt() {
        const earlier = await store.changeOf(locationId);
        const before = earlier?.location ?? (await location(locationId));
        if (!before) return fail('not_found');
        const after: Location = { ...before, ...set };
        if ((earlier?.revision ?? 0) !== revision) {
          const mine =
            earlier?.revision === revision + 1 && earlier.by === by && isDeepStrictEqual(after, before);
          // An answer that was lost, and its command once more.
          return mine ? ok({ ...before, revision: earlier.revision }) : staleRevision(earlier, deps.nameOf);
        }
        auditDetails({
          before: Object.fromEntries(Object.keys(set).map((name) => [name, before[name as keyof Location]])),
        });
        return {
          writes: [
            store.change(after, revision, by, clock.nowMs()),
            outbox.announce({
              type: 'network.changed',
              data: { locationId, revision: revision + 1, by, fields: Object.keys(set) },
            }),
          ],
          value: { ...after, revision: revision + 1 },
          refused: { location: 'again' },
        };
      },
    });
  }

  /**
   * Makes the current snapshot anew from the base and all changes. Two at once are fine: whoever publishes last
   * looks again whether a change came meanwhile.
   */
  async function publishChanges(): Promise<void> {
    const pointer = await snapshots.pointer(baseName);
    if (!pointer) throw new Error('there is no network to change');
    const base = decodeNetworkInput(await snapshots.read(baseName, pointer.version, pointer.chunks));
    let published = '';
    for (let round = 0; round < maxPublications; round += 1) {
      const changes = await store.changes();
      const stamp = changes.map(({ location: { id }, revision }) => `${id}:${revision}`).join(' ');
      if (stamp === published) break;
      const changed = new Map(changes.map((change) => [change.location.id, change.location]));
      const locations = base.locations.map((place) => changed.get(place.id) ?? place);
      await snapshots.publish(currentName, encodeNetworkSnapshot({ ...base, locations }), clock.nowMs());
      published = stamp;
    }
    await live.refresh();
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'network snapshot',
      queue: 'publishing',
      types: ['network.changed'],
      handle: () => publishChanges(),
    }),
  ];

  return {
    current: live.current,
    load,
    location,
    viewOf,
    nearestBranches,
    searchBranches,
    branch,
    mapAround,
    edited,
    changeLocation,
    publishChanges,
    eventHandlers,
  };
}
export type Network = ReturnType<typeof createNetwork>;
