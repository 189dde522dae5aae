import type { Location } from '@jindian/shared/contract/places/network';
import type { PlaceBulk, PlaceBulkChange } from '@jindian/shared/contract/places/place-bulk';
import { maxWavePlaces } from '@jindian/shared/contract/places/rollout';
import { differences, type Told, type Verdict } from '../../platform/bulk/plan.ts';
import type { BulkTarget } from '../../platform/bulk/target.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Failure, fail, type Result } from '../../platform/result.ts';
import { type OwnerNames, placesFound } from '../network/place-filter.ts';
import { isSeenAs } from '../network/seen-as.ts';
import type { Network } from '../network/service.ts';
import { reaches } from '../network/within.ts';
import type { Rollout } from '../rollout/service.ts';
import { placeAfter } from './rules.ts';

/** Places as they are edited together: each is written by itself, then all are put in force with one publication. */
export function placeTarget(deps: {
  network: Pick<Network, 'current' | 'manyWritten' | 'changeMany' | 'putInForce'>;
  rollout: Pick<Rollout, 'waves' | 'putInWave'>;
  ownerNames: OwnerNames;
  clock: Clock;
}): BulkTarget<PlaceBulk['choice'], PlaceBulkChange> {
  const { network, rollout, clock } = deps;

  type Waves = Awaited<ReturnType<typeof wavesNow>>;
  /** In which wave a place opens, which is told of it beside itself. */
  async function wavesNow() {
    const waves = await rollout.waves();
    const byId = new Map(waves.map((wave) => [wave.id, wave]));
    const of = new Map(waves.flatMap(({ id, locationIds }) => locationIds.map((one) => [one, id] as const)));
    return {
      of: (locationId: string) => of.get(locationId) ?? null,
      wave: (waveId: string | null) => (waveId === null ? null : (byId.get(waveId) ?? null)),
      name: (waveId: string | null) => byId.get(waveId ?? '')?.name ?? null,
    };
  }

  /**
   * What each place becomes, asked in their order; null: it is as wanted already. What finds no place in the wave stays as it
   * is altogether: the first of them go, as it was looked at. One that only goes into a wave is written as well: done again,
   * it is known what it was.
   */
  function becoming(change: PlaceBulkChange, waves: Waves): (before: Location) => Result<Location> | null {
    const { waveId } = change;
    const wave = waves.wave(waveId ?? null);
    let room = maxWavePlaces - (wave?.locationIds.length ?? 0);
    const nowMs = clock.nowMs();
    return (before) => {
      const after = placeAfter(before, change, nowMs);
      if (!after.ok) return after;
      const isMoved = waveId !== undefined && waves.of(before.id) !== waveId;
      if (isMoved && waveId !== null) {
        if (!wave) return fail('not_found');
        if (room <= 0) return fail('too_many_in_wave', { most: maxWavePlaces });
        room -= 1;
      }
      return !isMoved && differences(before, after.value).length === 0 ? null : after;
    };
  }

  return {
    targetKind: 'location',
    inPortions: true,

    async choose(choice, reach) {
      const { places, revisionOf } = await network.manyWritten();
      const chosen = (all: readonly Location[]) => all.map(({ id }) => ({ id, revision: revisionOf(id) }));
      if ('ids' in choice) {
        const ids = new Set(choice.ids);
        return chosen(places.filter((place) => ids.has(place.id) && reaches(reach, place)));
      }
      const { current } = network;
      const found = await placesFound(await current(), choice.filter, reach, deps.ownerNames, {
        literal: true,
      });
      return chosen(found.items);
    },

    // Waves are the whole brand's.
    mayChange: ({ waveId }, reach) => waveId === undefined || reach.whole,

    async isWithin(ids, reach) {
      if (reach.whole) return true;
      const snapshot = await network.current();
      return ids.every((id) => {
        const place = snapshot.location(id);
        return place !== undefined && reaches(reach, place);
      });
    },

    async verdicts(chosen, change) {
      const [{ places, revisionOf }, waves] = await Promise.all([network.manyWritten(), wavesNow()]);
      const placeOf = new Map(places.map((place) => [place.id, place]));
      const become = becoming(change, waves);
      return chosen.map(({ id, revision }): Verdict => {
        const place = placeOf.get(id);
        const name = place?.name ?? { zh: id, en: id };
        const refused = (failure: Failure): Verdict => ({ id, name, is: 'refused', failure });
        if (!place) return refused(fail('not_found'));
        if (!isSeenAs(revisionOf(id), revision)) return refused(fail('stale_revision'));
        const after = become(place);
        if (after === null) return { id, name, is: 'same' };
        if (!after.ok) return refused(after);
        const waveId = waves.of(id);
        return {
          id,
          name,
          is: 'changed',
          before: { ...place, wave: waves.name(waveId) },
          after: { ...after.value, wave: waves.name(change.waveId === undefined ? waveId : change.waveId) },
        };
      });
    },

    async names(ids) {
      const snapshot = await network.current();
      return new Map(
        ids.flatMap((id) => {
          const place = snapshot.location(id);
          return place ? [[id, place.name] as const] : [];
        }),
      );
    },

    async carryOut({ bulkEditId, by, atMs }, chosen, change) {
      const { waveId } = change;
      const become = becoming(change, await wavesNow());
      const told = await network.changeMany(
        chosen.map(({ id, revision }) => ({ id, revision, become })),
        { id: bulkEditId, by, atMs },
      );
      return { told: waveId === undefined ? told : await inWave(told, waveId, by), writes: [] };
    },

    // Others may have changed places meanwhile: what is put in force is all that is there then.
    end({ bulkEditId, by }, _ids, { hours, weeklyHours, addDays, clearDays }) {
      const isOfHours = [hours, weeklyHours, addDays, clearDays].some((one) => one !== undefined);
      return network.putInForce(isOfHours ? { cause: bulkEditId, by } : null);
    },
  };

  /** Those that were written go into the wave too; one that is full takes none of these. */
  async function inWave(
    told: ReadonlyMap<string, Told>,
    waveId: string | null,
    by: string,
  ): Promise<ReadonlyMap<string, Told>> {
    const waves = await wavesNow();
    const going = [...told].flatMap(([id, one]) =>
      one === 'changed' && waves.of(id) !== waveId ? [id] : [],
    );
    if (going.length === 0) return told;
    const put = await rollout.putInWave(waveId, going, by);
    if (put.ok) return told;
    if (put.code === 'busy') throw new Error('wave: busy');
    return new Map([...told, ...going.map((id) => [id, put.code] as const)]);
  }
}
