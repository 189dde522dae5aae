import type { StillThere } from '@jindian/shared/contract/places/closing';
import type { Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { createAddressSearch } from '../places/addresses/service.ts';
import { countiesAlone } from '../places/counties/counties.ts';
import { createGrids } from '../places/grids/service.ts';
import { createNetwork } from '../places/network/service.ts';
import type { PlaceFacts } from '../places/rollout/checklist.ts';
import { createRollout } from '../places/rollout/service.ts';
import { createBranchHours } from '../places/slots/branch-hours.ts';
import { createSlots } from '../places/slots/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Result } from '../platform/result.ts';
import type { JindianTable } from '../platform/table.ts';
import type { TencentLocation } from '../tencent/index.ts';
import type { Foundation } from './foundation.ts';

/** Where there is somebody, who serves which area, when they have room, and where an address lies. */
export function createPlaces(
  deps: Pick<
    Foundation,
    'outbox' | 'snapshots' | 'policies' | 'throttle' | 'idempotency' | 'settings' | 'ids' | 'stops'
  > & {
    table: JindianTable;
    clock: Clock;
    nameOf(memberId: string): Promise<string>;
    location: TencentLocation | null;
    /** Where deliveries of the last weeks went: orders stand above this. */
    recentPoints(): Promise<PointGcj02[]>;
    /** Whether a draft of the grids was tried on past orders. */
    mayPublishGrids(revision: number): Promise<Result<null>>;
    /** What people, goods and practice orders say of a place. */
    factsOf(place: Location): Promise<PlaceFacts>;
    /** Pictures are of goods, which stand above this. */
    claimPictures(imagePaths: readonly string[]): Promise<readonly string[]>;
    /** What they say that keeps it from closing. */
    stillThere(place: Location): Promise<StillThere[]>;
  },
) {
  const { table, clock, outbox, snapshots, policies, throttle, idempotency, settings, nameOf } = deps;
  const network = createNetwork({
    table,
    clock,
    outbox,
    snapshots,
    nameOf,
    absent: countiesAlone,
    missingToOpen: (place) => rollout.missingToOpen(place),
    stillThere: deps.stillThere,
    claimPictures: deps.claimPictures,
    settings: settings.places,
    stops: deps.stops,
  });
  const rollout = createRollout({
    table,
    clock,
    ids: deps.ids,
    idempotency,
    network,
    nameOf,
    facts: deps.factsOf,
  });
  const grids = createGrids({
    policies,
    network,
    clock,
    recentPoints: deps.recentPoints,
    mayPublish: deps.mayPublishGrids,
  });
  const addressSearch = createAddressSearch({
    network: network.current,
    location: deps.location,
    mayAsk: async (memberId) =>
      (await throttle.attempt('map_questions', memberId)).ok &&
      (await throttle.attempt('map_questions_brand', 'all')).ok,
    clock,
  });
  const slots = createSlots({
    table,
    clock,
    idempotency,
    location: network.location,
    settings: settings.places,
    asOfNow: network.asOfNow,
    nameOf,
  });
  const branchHours = createBranchHours({ clock, network, slots, settings: settings.places });
  return { rollout, network, grids, addressSearch, slots, branchHours };
}
export type Places = ReturnType<typeof createPlaces>;
