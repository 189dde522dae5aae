import type { Clock } from '../../platform/clock.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import { type CommissionRates, commissionRatesSchema } from './rules.ts';

export const ratesSnapshotName = 'commission-rates';

/** Rates as a snapshot: running functions follow a publication within seconds, and no order reads the table for it. */
export function createCommissionRates(deps: { snapshots: SnapshotStore; clock: Clock }) {
  const { snapshots, clock } = deps;
  const live = liveSnapshot({
    store: snapshots,
    clock,
    name: ratesSnapshotName,
    decode: (bytes): CommissionRates =>
      commissionRatesSchema.parse(JSON.parse(new TextDecoder().decode(bytes))),
  });

  return {
    /** `current`: the rates in force; throws when none were ever published. */
    ...live,
    /** Puts new rates in force, for orders placed from now on. */
    async publish(rates: CommissionRates): Promise<void> {
      const checked = commissionRatesSchema.parse(rates);
      const bytes = new TextEncoder().encode(JSON.stringify(checked));
      await snapshots.publish(ratesSnapshotName, bytes, clock.nowMs());
      await live.refresh();
    },
  };
}
export type CommissionRatesSource = ReturnType<typeof createCommissionRates>;
