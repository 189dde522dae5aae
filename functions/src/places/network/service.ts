import type { Reach } from '@jindian/shared/access';
import type { BranchesFound, BranchView } from '@jindian/shared/contract/goods/storefront';
import type { EditedLocation } from '@jindian/shared/contract/hq';
import type { StillThere } from '@jindian/shared/contract/places/closing';
import { isInService, type Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { readCalendar } from '@jindian/shared/hours';
import type { Told } from '../../platform/bulk/plan.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { fixedSettings, type SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import type { Stops } from '../../platform/stops/service.ts';
import type { JindianTable } from '../../platform/table.ts';
import { branchView } from './branch-view.ts';
import { type ChangedPlaces, decodeChangedPlaces, encodeChangedPlaces } from './changed-places.ts';
import { type ImportedPlace, withImported, writeChangedItems } from './imported.ts';
import type { PlaceLooks } from './machine.ts';
import { changeMany, type WantedPlace } from './many.ts';
import { mapAround } from './map-around.ts';
import { withCalendar } from './opening-hours.ts';
import { createPlaceCommands } from './place-commands.ts';
import { contentMark } from './seen-as.ts';
import { buildNetworkSnapshot, type NetworkInput, type NetworkSnapshot } from './snapshot.ts';
import { decodeNetworkInput, decodeNetworkSnapshot, encodeNetworkSnapshot } from './snapshot-codec.ts';
import { type ChangedLocation, createNetworkStore } from './store.ts';
import { hasArea, locationsWithin, searchLocations } from './within.ts';

/** The network as it was loaded, and what has changed of its places since. */
const geographyName = 'network';
const placesName = 'network-places';

export type { LocationChange, NewLocation } from './place-commands.ts';

/** Where not even a map of counties is at hand. */
const nothing: NetworkInput = {
  version: 'none',
  grids: [],
  locations: [],
  topology: {
    type: 'Topology',
    arcs: [],
    objects: { gridsGcj02: { type: 'GeometryCollection', geometries: [] } },
  },
};

type NetworkDeps = PlaceLooks & {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  snapshots: SnapshotStore;
  nameOf(memberId: string): Promise<string | null>;
  /** Has an uploaded picture stay; answers with the ids of those that there are not. Absent: none is looked for. */
  claimPictures?(imagePaths: readonly string[]): Promise<readonly string[]>;
  /** What holds until a network is published: the map of counties, as it is held and as it is published. */
  absent?: { snapshot(): NetworkSnapshot; input(): NetworkInput };
  /** The brand's calendar is one of them. Without: none. */
  settings?: SettingsReader<'places'> & { refresh?: SettingsReader<'places'>['current'] };
  /** What headquarters hold for now. Without: nothing. */
  stops?: Pick<Stops, 'active'>;
};

export function createNetwork(deps: NetworkDeps) {
  const { table, clock, outbox, snapshots } = deps;
  const settings: NonNullable<NetworkDeps['settings']> = deps.settings ?? fixedSettings('places');
  const store = createNetworkStore(table);
  const absent = deps.absent ?? { snapshot: () => buildNetworkSnapshot(nothing), input: () => nothing };
  const geography = liveSnapshot<NetworkSnapshot>({
    store: snapshots,
    clock,
    name: geographyName,
    decode: decodeNetworkSnapshot,
    absent: absent.snapshot,
  });
  const places = liveSnapshot<ChangedPlaces>({
    store: snapshots,
    clock,
    name: placesName,
    decode: decodeChangedPlaces,
    absent: () => new Map(),
  });
  let together: { base: NetworkSnapshot; over: ChangedPlaces; snapshot: NetworkSnapshot } | null = null;
  let dated: { under: NetworkSnapshot; calendar: string; snapshot: NetworkSnapshot } | null = null;

  /** The network as its places are written, for who writes them anew. The same object until something has changed. */
  async function written(): Promise<NetworkSnapshot> {
    const [base, over] = await Promise.all([geography.current(), places.current()]);
    if (together?.base !== base || together.over !== over)
      together = { base, over, snapshot: base.withPlaces(over) };
    return together.snapshot;
  }

  /** The network as it is now, with the brand's calendar. The same object until something has changed. */
  async function current(): Promise<NetworkSnapshot> {
    const [under, { holidays: calendar }] = await Promise.all([written(), settings.current()]);
    if (calendar === '') return under;
    if (dated?.under !== under || dated.calendar !== calendar)
      dated = { under, calendar, snapshot: under.withCalendar(readCalendar(calendar) ?? []) };
    return dated.snapshot;
  }

  /** Names what is in force; another after every change. */
  async function version(): Promise<string> {
    const found = await Promise.all([geographyName, placesName].map((name) => snapshots.pointer(name)));
    return found.map((pointer) => pointer?.version.slice(0, 8) ?? '0').join('-');
  }

  /** Loads a whole network: for seeding, and when a brand imports its own. */
  async function load(input: NetworkInput): Promise<void> {
    await snapshots.publish(geographyName, encodeNetworkSnapshot(input), clock.nowMs());
    if ((await places.refresh()).size > 0) await publishChanges();
    await geography.refresh();
  }

  /**
   * Publishes the network as `change` makes it of the one in force, with every place as it is now. Asked again where somebody
   * else published in the meantime.
   */
  async function rebuild(change: (before: NetworkInput) => Promise<NetworkInput>): Promise<void> {
    const content = async (inForce: () => Promise<Uint8Array | null>) => {
      const [bytes, changes] = await Promise.all([inForce(), store.changes()]);
      const before = bytes ? decodeNetworkInput(bytes) : absent.input();
      return encodeNetworkSnapshot(await change({ ...before, locations: withChanges(before, changes) }));
    };
    await snapshots.publish(geographyName, content, clock.nowMs());
    if ((await places.refresh()).size > 0) await publishChanges();
    await geography.refresh();
  }

  /** The whole network as `load` takes it, with every place as it is now: for who takes the brand along. */
  async function taken(): Promise<NetworkInput> {
    const pointer = await snapshots.pointer(geographyName);
    const base = pointer
      ? decodeNetworkInput(await snapshots.read(geographyName, pointer.version, pointer.chunks))
      : absent.input();
    const [inForce, changes] = await Promise.all([geography.refresh(), store.changes()]);
    const changed = changes.map((one) => ({
      ...one,
      place: { ...one.place, gridId: inForce.gridAt(one.place)?.id ?? null },
    }));
    return { ...base, locations: withChanges(base, changed) };
  }

  async function location(locationId: string): Promise<Location | null> {
    return (await current()).location(locationId) ?? null;
  }

  async function writtenAs(locationId: string): Promise<Location | null> {
    return (await written()).location(locationId) ?? null;
  }

  /**
   * A place that others have dealt with already, as it stands written and without the brand's calendar: what is held may be
   * two seconds old, or from before the first network. Two reads; for who must not pass a place over.
   */
  async function writtenLocation(locationId: string): Promise<Location | null> {
    const change = await store.changeOf(locationId);
    if (change) return change.place;
    await geography.refresh();
    return writtenAs(locationId);
  }

  /** The same with the calendar that is in force, whatever is held; of every place. */
  async function asOfNow(): Promise<{
    one(locationId: string): Promise<Location | null>;
    all(): Promise<readonly Location[]>;
  }> {
    const { holidays } = (await settings.refresh?.()) ?? (await settings.current());
    const calendar = readCalendar(holidays) ?? [];
    return {
      async one(locationId) {
        const place = await writtenLocation(locationId);
        return place && withCalendar(place, calendar);
      },
      async all() {
        await Promise.all([geography.refresh(), places.refresh()]);
        return (await written()).withCalendar(calendar).locations;
      },
    };
  }

  /** Shows places as they are at this moment. */
  async function viewer(): Promise<(place: Location, point: PointGcj02 | null) => BranchView> {
    const stops = (await deps.stops?.active()) ?? [];
    return (place, point) => branchView(place, point, clock.nowMs(), stops);
  }

  async function nearestBranches(point: PointGcj02, limit: number): Promise<BranchView[]> {
    const found = (await current()).nearest(point, {
      kinds: ['branch'],
      limit,
      accept: isInService,
    });
    const viewOf = await viewer();
    return found.map((near) => viewOf(near.location, point));
  }

  /** Open ones only: a person chooses where to buy now. */
  async function searchBranches(
    text: string,
    limit: number,
    point: PointGcj02 | null = null,
  ): Promise<BranchesFound> {
    const found = await (await current()).search(text, {
      limit,
      point,
      accept: (place) => place.kind === 'branch' && isInService(place),
    });
    const viewOf = await viewer();
    return { ...found, items: found.items.map((place) => viewOf(place, point)) };
  }

  /** Of the places within reach so many; the one that is asked for by its id before all others. */
  async function workplaces(
    { text, last, limit }: { text?: string | undefined; last?: string | undefined; limit: number },
    reach: Reach,
  ): Promise<{ items: BranchView[]; more: boolean }> {
    const snapshot = await current();
    const found = text
      ? (await searchLocations(snapshot, text, limit + 1, reach)).items
      : locationsWithin(snapshot, reach);
    const first = found.find(({ id }) => id === last);
    const viewOf = await viewer();
    const items = [...(first ? [first] : []), ...found.filter((place) => place !== first)];
    return {
      items: items.slice(0, limit).map((place) => viewOf(place, null)),
      more: items.length > limit,
    };
  }

  async function branch(locationId: string): Promise<Result<BranchView>> {
    const place = await location(locationId);
    return place?.kind === 'branch' ? ok((await viewer())(place, null)) : fail('not_found');
  }

  /** A location with its latest change, whether or not the snapshot has it yet. */
  async function edited(locationId: string): Promise<Result<EditedLocation>> {
    const [change, known] = await Promise.all([store.changeOf(locationId), writtenAs(locationId)]);
    return known || change
      ? ok({ ...(change?.place ?? (known as Location)), revision: change?.revision ?? 0 })
      : fail('not_found');
  }

  /** What would keep it from closing. */
  async function stillThere(locationId: string): Promise<Result<StillThere[]>> {
    const found = await edited(locationId);
    return found.ok ? ok([...((await deps.stillThere?.(found.value)) ?? [])]) : found;
  }

  const { placedAs, movedTo, addLocation, changeLocation } = createPlaceCommands({
    ...deps,
    store,
    current,
    location,
    writtenAs,
  });

  /** Behind the publication: whoever looks finds them in force. */
  async function tellOfMany(causeId: string, by: string): Promise<void> {
    const told = await runCommand<null>(deps, {
      command: null,
      attempt: async () => ({
        writes: [outbox.announce({ type: 'network.many_changed', data: { causeId, by } })],
        value: null,
        refused: {},
      }),
    });
    unlessBusy(told, `telling of the places of ${causeId}`);
  }

  /** Many places at once, each with its county already; what was changed since they were judged stays. */
  async function importPlaces(
    rows: readonly ImportedPlace[],
    { by, name }: { by: string; name: string },
  ): Promise<void> {
    await writeChangedItems({ table, clock, store }, rows, by);
    await rebuild(async (before) => withImported(before, rows, name));
    await tellOfMany(name, by);
  }

  /** Places as they stand written, each with what it is seen as: what a person is shown who is to change many. */
  async function manyWritten(): Promise<{ places: readonly Location[]; revisionOf(id: string): number }> {
    const [snapshot, over] = await Promise.all([written(), places.current()]);
    return {
      places: snapshot.locations,
      revisionOf(id) {
        const place = snapshot.location(id);
        return over.get(id)?.revision ?? (place ? contentMark(place) : 0);
      },
    };
  }

  /** In force after `putInForce`. */
  async function changeManyPlaces(
    wanted: readonly WantedPlace[],
    cause: { id: string; by: string; atMs: number },
  ): Promise<Map<string, Told>> {
    await Promise.all([geography.refresh(), places.refresh()]);
    const { location: placeOf } = await written();
    return changeMany({ table, store, placeOf }, wanted, cause);
  }

  /** Puts a change in force, with all others that are not yet; one that came along with another is there already. */
  async function publishChange(locationId: string, revision: number): Promise<void> {
    const inForce = (await places.refresh()).get(locationId)?.revision ?? 0;
    if (inForce < revision) await publishChanges();
  }

  async function publishChanges(): Promise<void> {
    const base = await geography.refresh();
    const encoded = async () => {
      const changes = await store.changes();
      // Grids are of the network that is in force now, which may be newer than the change.
      return encodeChangedPlaces(
        new Map(
          changes.map(({ locationId, revision, place }) => [
            locationId,
            { revision, place: { ...place, gridId: base.gridAt(place)?.id ?? null } },
          ]),
        ),
      );
    };
    await snapshots.publish(placesName, encoded, clock.nowMs());
    await places.refresh();
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'network: changed places',
      queue: 'publishing',
      types: ['network.changed'],
      handle: ({ data }) => publishChange(data.locationId, data.revision),
    }),
  ];

  return {
    current,
    written,
    version,
    load,
    rebuild,
    taken,
    importPlaces,
    manyWritten,
    changeMany: changeManyPlaces,
    /** All changes that are not in force yet; `hours`: days or times of many are others now, by whom and why. */
    async putInForce(hours: { cause: string; by: string } | null): Promise<void> {
      await publishChanges();
      if (hours) await tellOfMany(hours.cause, hours.by);
    },
    placed: (before: Location | null, wanted: Location) =>
      before ? movedTo(before, wanted) : placedAs(wanted),
    location,
    writtenLocation,
    asOfNow,
    viewer,
    nearestBranches,
    searchBranches,
    workplaces,
    branch,
    /** What a phone draws around a point. */
    mapAround: async (point: PointGcj02, radiusMeters: number) =>
      mapAround(await current(), point, radiusMeters, clock.nowMs()),
    hasArea: async (area: { province: string; city: string | null }) => hasArea(await current(), area),
    edited,
    stillThere,
    addLocation,
    changeLocation,
    eventHandlers,
  };
}
export type Network = ReturnType<typeof createNetwork>;

function withChanges({ locations }: NetworkInput, changes: readonly ChangedLocation[]): Location[] {
  const now = new Map(locations.map((location) => [location.id, location]));
  for (const { locationId, place } of changes) now.set(locationId, place);
  return [...now.values()];
}
