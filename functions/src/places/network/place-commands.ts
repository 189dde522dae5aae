/** A place is made, or changed by hand: each with the revision that was seen, so that of two the second learns of the first. */
import { isDeepStrictEqual } from 'node:util';
import type { EditedLocation, locationChangeSchema, newLocationSchema } from '@jindian/shared/contract/hq';
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters, isAboutChina } from '@jindian/shared/geo';
import type { z } from '@jindian/shared/zod';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import type { Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { isElsewhere } from './changed-places.ts';
import { mayBecome, type PlaceLooks } from './machine.ts';
import type { NetworkSnapshot } from './snapshot.ts';
import type { NetworkStore } from './store.ts';

/** How far a place may move where no county says what is another. */
const maxMoveMeters = 20_000;

export type LocationChange = z.infer<typeof locationChangeSchema>;
export type NewLocation = z.infer<typeof newLocationSchema>;

export function createPlaceCommands(
  deps: PlaceLooks & {
    table: JindianTable;
    clock: Clock;
    outbox: Outbox;
    store: NetworkStore;
    nameOf(memberId: string): Promise<string | null>;
    claimPictures?(imagePaths: readonly string[]): Promise<readonly string[]>;
    current(): Promise<NetworkSnapshot>;
    location(locationId: string): Promise<Location | null>;
    writtenAs(locationId: string): Promise<Location | null>;
  },
) {
  const { clock, outbox, store, current, location, writtenAs } = deps;

  /** With the county and the grid that its point lies in; refused where nobody is served. */
  async function placedAs(place: Location): Promise<Result<Location>> {
    const snapshot = await current();
    const county = snapshot.countyAt(place);
    const isThere = snapshot.counties.length > 0 ? snapshot.isOnMap(place) : isAboutChina(place);
    if (!isThere) return fail('place_off_map');
    const area = county && {
      adcode: county.adcode,
      province: county.province,
      city: county.city,
      county: county.county,
    };
    return ok({ ...place, ...area, gridId: snapshot.gridAt(place)?.id ?? null });
  }

  /**
   * Its stock is counted into the figures of its county, and whoever may change it may do so in their region: no place moves
   * to another. Where no map of counties says so, it moves no farther than across a town.
   */
  async function movedTo(before: Location, wanted: Location): Promise<Result<Location>> {
    const placed = await placedAs(wanted);
    if (!placed.ok) return placed;
    const { value: after } = placed;
    const isSame = after.county === before.county && after.city === before.city;
    const hasCounties = (await current()).counties.length > 0;
    const stays = hasCounties ? isSame : distanceMeters(before, after) <= maxMoveMeters;
    return stays ? placed : fail('place_other_county');
  }

  async function picturesThere({ imagePath }: Pick<Location, 'imagePath'>): Promise<Result<null>> {
    const [absent] = imagePath ? ((await deps.claimPictures?.([imagePath])) ?? []) : [];
    return absent === undefined ? ok(null) : fail('picture_unknown', { id: absent });
  }

  /** A new place, in preparation until HQ opens it. Asked for again by the same person it is there already. */
  async function addLocation(wanted: NewLocation, by: string): Promise<Result<EditedLocation>> {
    return runCommand<EditedLocation>(deps, {
      command: null,
      async attempt() {
        const place = await placedAs({
          ...wanted,
          ownership: wanted.ownerId === 'hq' ? 'hq' : 'dealer',
          adcode: null,
          status: 'preparing',
          gridId: null,
        });
        if (!place.ok) return place;
        const [earlier, known] = await Promise.all([store.changeOf(wanted.id), location(wanted.id)]);
        if (earlier?.revision === 1 && earlier.by === by && isDeepStrictEqual(earlier.place, place.value))
          return ok({ ...earlier.place, revision: 1 });
        if (earlier || known) return fail('place_id_taken', { id: wanted.id });
        const pictured = await picturesThere(wanted);
        if (!pictured.ok) return pictured;
        return {
          writes: [
            store.change(wanted.id, place.value, { revision: 0, by, atMs: clock.nowMs() }),
            outbox.announce({
              type: 'network.changed',
              data: { locationId: wanted.id, revision: 1, by, fields: Object.keys(wanted) },
            }),
          ],
          value: { ...place.value, revision: 1 },
          refused: { location: 'again' },
        };
      },
    });
  }

  /** An HQ act: kept as the truth, announced, and in force everywhere within seconds, when the overlay is made anew. */
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
        const [earlier, known] = await Promise.all([store.changeOf(locationId), writtenAs(locationId)]);
        const before = earlier?.place ?? known;
        if (!before) return fail('not_found');
        const wantedPlace: Location = { ...before, ...set };
        const moved = isElsewhere(before, wantedPlace) ? await movedTo(before, wantedPlace) : ok(wantedPlace);
        if (!moved.ok) return moved;
        const after = moved.value;
        if (after.status !== before.status && (earlier?.revision ?? 0) === revision) {
          const allowed = await mayBecome(before, after, deps);
          if (!allowed.ok) return allowed;
        }
        if ((earlier?.revision ?? 0) !== revision) {
          const mine =
            earlier?.revision === revision + 1 && earlier.by === by && isDeepStrictEqual(after, before);
          // An answer that was lost, and its command once more.
          return mine ? ok({ ...before, revision: earlier.revision }) : staleRevision(earlier, deps.nameOf);
        }
        if (after.imagePath !== before.imagePath) {
          const pictured = await picturesThere(after);
          if (!pictured.ok) return pictured;
        }
        auditDetails({
          before: Object.fromEntries(Object.keys(set).map((name) => [name, before[name as keyof Location]])),
        });
        return {
          writes: [
            store.change(locationId, after, { revision, by, atMs: clock.nowMs() }),
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

  return { placedAs, movedTo, addLocation, changeLocation };
}
