/** What a branch says of its own days: closed, or open at other hours. */
import type { BranchHours } from '@jindian/shared/contract/places/hours';
import { type HoursException, readCalendar } from '@jindian/shared/hours';
import { brandDay } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { ok, type Result } from '../../platform/result.ts';
import { daysNotOver } from '../network/opening-hours.ts';
import type { Network } from '../network/service.ts';
import type { Slots } from './service.ts';

export function createBranchHours(deps: {
  clock: Clock;
  network: Pick<Network, 'edited' | 'changeLocation'>;
  slots: Pick<Slots, 'bookedByDay'>;
  /** The brand's calendar is one of them. */
  settings: SettingsReader<'places'>;
}) {
  const { clock, network, slots, settings } = deps;

  async function view(locationId: string): Promise<Result<BranchHours>> {
    const [edited, { holidays }, booked] = await Promise.all([
      network.edited(locationId),
      settings.current(),
      slots.bookedByDay(locationId),
    ]);
    if (!edited.ok) return edited;
    const { value: place } = edited;
    const today = brandDay(clock.nowMs());
    const own = (place.exceptions ?? []).filter(({ day }) => day >= today);
    const ownDays = new Set(own.map(({ day }) => day));
    const calendar = (readCalendar(holidays) ?? []).filter(({ day }) => day >= today && !ownDays.has(day));
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

  /** Days that are over go; what is booked stays, and slots hear of it as of any other change of hours. */
  async function save(
    locationId: string,
    exceptions: readonly HoursException[],
    seen: { revision: number; by: string },
  ): Promise<Result<BranchHours>> {
    const ahead = daysNotOver(exceptions, clock.nowMs());
    const changed = await network.changeLocation(locationId, { exceptions: ahead }, seen);
    if (!changed.ok) return changed;
    return view(locationId);
  }

  return { view, save };
}
export type BranchHoursCommands = ReturnType<typeof createBranchHours>;
