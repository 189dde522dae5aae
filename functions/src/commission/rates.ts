import type { Clock } from '../platform/clock.ts';
import { type LiveSnapshot, liveSnapshot, type SnapshotStore } from '../platform/snapshot-store.ts';
import { type CommissionRates, commissionRatesSchema } from './rules.ts';

export const ratesSnapshotName = 'commission-rates';

export type CommissionRatesSource = Pick<LiveSnapshot<CommissionRates>, 'current'>;

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
    /** The rates in force; throws when none were ever published. */
    current: live.current,
    /** Puts new rates in force, for orders placed from now on. */
    async publish(rates: CommissionRates): Promise<void> {
      const checked = commissionRatesSchema.parse(rates);
      const bytes = new TextEncoder().encode(JSON.stringify(checked));
      await snapshots.publish(ratesSnapshotName, bytes, clock.nowMs());
      await live.refresh();
    },
  };
}
