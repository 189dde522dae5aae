/** What a branch says of its own days: closed, or open at other hours. */
import type { BranchHours } from '@jindian/shared/contract/places/hours';
import type { HoursException } from '@jindian/shared/hours';
import { dayAfter, slotSpanMs } from '@jindian/shared/slots';
import { brandDay } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { exceptionOn } from '../network/opening-hours.ts';
import type { Network } from '../network/service.ts';
import type { Slots } from './service.ts';

export function createBranchHours(deps: {
  table: JindianTable;
  clock: Clock;
  network: Pick<Network, 'edited' | 'changeLocation' | 'location'>;
  slots: Pick<Slots, 'bookedByDay' | 'store'>;
}) {
  const { clock, network, slots } = deps;

  async function view(locationId: string): Promise<Result<BranchHours>> {
    const [edited, inForce, booked] = await Promise.all([
      network.edited(locationId),
      network.location(locationId),
      slots.bookedByDay(locationId),
    ]);
    if (!edited.ok) return edited;
    const { value: place } = edited;
    const today = brandDay(clock.nowMs());
    const own = (place.exceptions ?? []).filter(({ day }) => day >= today);
    const ownDays = new Set(own.map(({ day }) => day));
    const theirs = new Set((place.exceptions ?? []).map(({ day }) => day));
    const calendar = (inForce?.exceptions ?? []).filter(({ day }) => day >= today && !theirs.has(day));
    const unusual = new Set([...ownDays, ...calendar.map(({ day }) => day)]);
    return ok({
      opensAtMinute: place.opensAtMinute,
      closesAtMinute: place.closesAtMinute,
      weeklyHours: place.weeklyHours ?? null,
      exceptions: own,
      calendar,
      booked: [...booked]
        .filter(([day]) => unusual.has(day))
        .map(([day, orders]) => ({ day, orders }))
        .sort((a, b) => (a.day < b.day ? -1 : 1)),
      revision: place.revision,
    });
  }

  /** Days that are over go; what is booked stays, and is looked at as what does not fit any more. */
  async function save(
    locationId: string,
    exceptions: readonly HoursException[],
    seen: { revision: number; by: string },
  ): Promise<Result<BranchHours>> {
    const today = brandDay(clock.nowMs());
    const ahead = exceptions.filter(({ day }) => day >= dayAfter(today, -1));
    const changed = await network.changeLocation(locationId, { exceptions: ahead }, seen);
    if (!changed.ok) return changed;
    const booked = [...(await slots.bookedByDay(locationId)).keys()];
    const last = booked
      .filter((day) => exceptionOn({ exceptions: ahead }, day))
      .sort()
      .at(-1);
    if (last !== undefined) await watchUntil(locationId, last);
    return view(locationId);
  }

  async function watchUntil(locationId: string, day: string): Promise<void> {
    const { toMs } = slotSpanMs({ day, fromMinute: 0, toMinute: 1440 });
    await runCommand<null>(deps, {
      command: null,
      attempt: async () => ({
        writes: [slots.store.watch(locationId, 'hours', toMs)],
        value: null,
        refused: {},
      }),
    });
  }

  return { view, save };
}
export type BranchHoursCommands = ReturnType<typeof createBranchHours>;
