import type { FrozenPoints } from './points/earning.ts';

/** What an order says now of what it brings its member. */
export type OrderFacts = {
  memberId: string;
  /** `none`: not paid. `promised`: goods may still be brought back. `kept`: the time for that is over. */
  phase: 'none' | 'promised' | 'kept';
  /** When that was or will be; null: nobody knows before everything is handed over. */
  keptAtMs: number | null;
  /** What was paid for its goods, less what refunds gave back. */
  spendFen: number;
  /** Null: it earns none. */
  points: { frozen: FrozenPoints; kept: number } | null;
};
