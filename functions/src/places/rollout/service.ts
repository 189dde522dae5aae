/** How branches are opened: in waves, each by its checklist, through the statuses of the one machine of places. */
import type { Location } from '@jindian/shared/contract/places/network';
import {
  type MovedPlace,
  maxWavePlaces,
  maxWaves,
  type placeMovesSchema,
  type RolloutCheck,
  type RolloutState,
  type TickedCheck,
  type Wave,
  type WaveInput,
} from '@jindian/shared/contract/places/rollout';
import { brandDay } from '@jindian/shared/time';
import type { z } from '@jindian/shared/zod';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Network } from '../network/service.ts';
import { aboutOf, checksAt, missingOf, type PlaceFacts, type Ticks } from './checklist.ts';
import { createRolloutStore, type WaveRecord, waveLabel } from './store.ts';

export type PlaceMoves = z.output<typeof placeMovesSchema>;

export function createRollout(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  network: Pick<Network, 'current' | 'edited' | 'changeLocation' | 'writtenLocation'>;
  nameOf(memberId: string): Promise<string | null>;
  /** What others know of a place: people, goods and practice orders stand beside or above this. */
  facts(place: Location): Promise<PlaceFacts>;
}) {
  const { table, clock, ids, network, nameOf } = deps;
  const store = createRolloutStore(table);

  async function checksOfPlace(place: Location) {
    const [{ ticks }, facts] = await Promise.all([store.ticksOf(place.id), deps.facts(place)]);
    return checksAt(place, ticks, facts);
  }

  async function missingToOpen(place: Location): Promise<RolloutCheck[]> {
    return missingOf(await checksOfPlace(place));
  }

  async function stateOf(place: Location, wave: WaveRecord | undefined): Promise<RolloutState> {
    const checks = await checksOfPlace(place);
    return {
      locationId: place.id,
      status: place.status,
      wave: wave ? { name: wave.name, plannedDay: wave.plannedDay } : null,
      checks: await Promise.all(
        checks.map(async ({ tickedBy, ...check }) => ({
          ...check,
          tickedBy: tickedBy === null ? null : ((await nameOf(tickedBy)) ?? tickedBy),
        })),
      ),
    };
  }

  async function state(locationId: string): Promise<Result<RolloutState>> {
    const [place, all] = await Promise.all([network.writtenLocation(locationId), store.waves()]);
    if (!place) return fail('not_found');
    return ok(
      await stateOf(
        place,
        all.find(({ locationIds }) => locationIds.includes(locationId)),
      ),
    );
  }

  /** Of many places at once, for the board; in the order of the ids. */
  async function states(locationIds: readonly string[]): Promise<RolloutState[]> {
    const all = await store.waves();
    const waveOf = new Map(all.flatMap((wave) => wave.locationIds.map((id) => [id, wave] as const)));
    const found = await Promise.all(
      locationIds.map(async (id) => {
        const edited = await network.edited(id);
        return edited.ok ? stateOf(edited.value, waveOf.get(id)) : null;
      }),
    );
    return found.flatMap((one) => one ?? []);
  }

  /** A person says that it is so, or is not; said twice it is the same. */
  async function tick(
    locationId: string,
    check: TickedCheck,
    done: boolean,
    by: string,
  ): Promise<Result<RolloutState>> {
    const ticked = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const [before, place] = await Promise.all([
          store.ticksOf(locationId),
          network.writtenLocation(locationId),
        ]);
        if (!place) return fail('not_found');
        const about = aboutOf(check, place);
        if (done === (before.ticks[check]?.about === about)) return ok(null);
        const { [check]: _, ...others } = before.ticks;
        const ticks: Ticks = done ? { ...others, [check]: { about, by, atMs: clock.nowMs() } } : others;
        return { writes: [store.saveTicks({ ...before, ticks })], value: null, refused: { ticks: 'again' } };
      },
    });
    return ticked.ok ? state(locationId) : ticked;
  }

  const viewOf = ({ waveId, name, plannedDay, locationIds, revision }: WaveRecord): Wave => ({
    id: waveId,
    name,
    plannedDay,
    locationIds,
    revision,
  });

  async function waves(): Promise<Wave[]> {
    const all = await store.waves();
    return all
      .map(viewOf)
      .sort((a, b) =>
        a.plannedDay === b.plannedDay ? (a.id < b.id ? -1 : 1) : a.plannedDay < b.plannedDay ? -1 : 1,
      );
  }

  async function addWave(input: WaveInput, by: string, command: CommandClaim): Promise<Result<Wave>> {
    return runCommand<Wave>(deps, {
      command,
      async replay({ waveId }) {
        const wave = (await store.waves()).find((one) => one.waveId === waveId);
        return wave ? ok(viewOf(wave)) : fail('not_found');
      },
      async attempt() {
        if (input.plannedDay < brandDay(clock.nowMs())) return fail('wave_day_over');
        if ((await store.waves()).length >= maxWaves) return fail('too_many_waves', { most: maxWaves });
        const record: WaveRecord = {
          ...input,
          waveId: ids.next(),
          locationIds: [],
          revision: 0,
          by,
          atMs: clock.nowMs(),
        };
        return {
          writes: [store.saveWave(record)],
          value: viewOf({ ...record, revision: 1 }),
          kept: { waveId: record.waveId },
        };
      },
    });
  }

  async function changeWave(
    waveId: string,
    input: WaveInput,
    { revision, by }: { revision: number; by: string },
  ): Promise<Result<Wave>> {
    return runCommand<Wave>(deps, {
      command: null,
      async attempt() {
        const before = (await store.waves()).find((one) => one.waveId === waveId);
        if (!before) return fail('not_found');
        const isSame = before.name === input.name && before.plannedDay === input.plannedDay;
        if (before.revision !== revision)
          return before.revision === revision + 1 && before.by === by && isSame
            ? ok(viewOf(before))
            : staleRevision(before, nameOf);
        // One whose day went by can still be called otherwise.
        const isPlannedAnew = before.plannedDay !== input.plannedDay;
        if (isPlannedAnew && input.plannedDay < brandDay(clock.nowMs())) return fail('wave_day_over');
        const after = { ...before, ...input, by, atMs: clock.nowMs() };
        return {
          writes: [store.saveWave(after)],
          value: viewOf({ ...after, revision: revision + 1 }),
          refused: { [waveLabel(waveId)]: 'again' },
        };
      },
    });
  }

  /** Its branches are in none then: only where somebody said so, having seen which they are. */
  async function removeWave(
    waveId: string,
    { revision, withPlaces }: { revision: number; withPlaces: boolean },
  ): Promise<Result<null>> {
    return runCommand<null>(deps, {
      command: null,
      async attempt() {
        const before = (await store.waves()).find((one) => one.waveId === waveId);
        if (!before) return fail('not_found');
        if (before.revision !== revision) return staleRevision(before, nameOf);
        const { name, plannedDay, locationIds } = before;
        if (locationIds.length > 0 && !withPlaces)
          return fail('wave_not_empty', { count: locationIds.length });
        auditDetails({ before: { name, plannedDay, locationIds } });
        return {
          writes: [store.removeWave(before)],
          value: null,
          refused: { [waveLabel(waveId)]: 'again' },
        };
      },
    });
  }

  /** Branches into a wave, out of whichever they were in; null: into none. */
  async function putInWave(
    waveId: string | null,
    locationIds: readonly string[],
    by: string,
  ): Promise<Result<null>> {
    return runCommand<null>(deps, {
      command: null,
      async attempt() {
        const [all, snapshot] = await Promise.all([store.waves(), network.current()]);
        if (waveId !== null && !all.some((one) => one.waveId === waveId)) return fail('not_found');
        const moved = new Set(locationIds);
        for (const id of moved) {
          const place = snapshot.location(id) ?? (await network.writtenLocation(id));
          if (place?.kind !== 'branch') return fail('not_found');
        }
        const changed = all.flatMap((wave) => {
          const stay = wave.locationIds.filter((id) => !moved.has(id));
          const after = wave.waveId === waveId ? [...stay, ...moved] : stay;
          const isSame =
            after.length === wave.locationIds.length && after.every((id) => wave.locationIds.includes(id));
          return isSame ? [] : [{ ...wave, locationIds: after, by, atMs: clock.nowMs() }];
        });
        if (changed.some((wave) => wave.locationIds.length > maxWavePlaces))
          return fail('too_many_in_wave', { most: maxWavePlaces });
        if (changed.length === 0) return ok(null);
        return {
          writes: changed.map(store.saveWave),
          value: null,
          refused: Object.fromEntries(changed.map((wave) => [waveLabel(wave.waveId), 'again' as const])),
        };
      },
    });
  }

  /** Each by itself, as far as the machine and its checklist let it: one that stays keeps no other from moving. */
  async function move(
    { locationIds, to }: PlaceMoves,
    by: string,
    isWithinReach: (place: Location) => boolean,
  ): Promise<MovedPlace[]> {
    // Written with the first that moves.
    auditDetails({ targets: locationIds.map((id) => ({ kind: 'location', id })) });
    const moved: MovedPlace[] = [];
    for (const locationId of new Set(locationIds)) {
      const edited = await network.edited(locationId);
      // What lies out of their reach does not exist for them.
      if (!edited.ok || !isWithinReach(edited.value)) {
        moved.push({ locationId, status: null, refused: 'not_found', missing: [] });
        continue;
      }
      const { status, revision } = edited.value;
      if (status === to) {
        moved.push({ locationId, status, refused: null, missing: [] });
        continue;
      }
      const done = await network.changeLocation(locationId, { status: to }, { revision, by });
      const missing = done.ok || done.code !== 'place_not_ready' ? '' : String(done.params?.missing ?? '');
      moved.push({
        locationId,
        status: done.ok ? to : status,
        refused: done.ok ? null : done.code,
        missing: missing === '' ? [] : (missing.split(' ') as RolloutCheck[]),
      });
    }
    return moved;
  }

  return { state, states, tick, waves, addWave, changeWave, removeWave, putInWave, move, missingToOpen };
}
export type Rollout = ReturnType<typeof createRollout>;
