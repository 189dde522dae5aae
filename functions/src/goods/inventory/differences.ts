import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { StockDifference, TillStore } from './till-store.ts';

/** Pieces that tills sold and that were not in the books: somebody finds out why, and says so. */
export function createDifferences(deps: {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  tills: TillStore;
}) {
  const { clock, tills } = deps;

  /** Settled once; who and why stays with it. */
  async function settle(
    id: string,
    note: string,
    by: string,
    command: CommandClaim,
  ): Promise<Result<StockDifference>> {
    const now = async (): Promise<Result<StockDifference>> => {
      const found = await tills.readDifference(id);
      return found ? ok(found) : fail('not_found');
    };
    return runCommand<StockDifference>(deps, {
      command,
      replay: now,
      async attempt() {
        const found = await tills.readDifference(id);
        if (!found) return fail('not_found');
        if (found.state !== 'open') return fail('transition_refused', { state: found.state });
        const settled: StockDifference = {
          ...found,
          state: 'settled',
          settledBy: by,
          settledAtMs: clock.nowMs(),
          note,
        };
        return {
          writes: [tills.saveDifference(settled, 'open')],
          value: settled,
          refused: { difference: 'again' },
        };
      },
    });
  }

  return { list: tills.listDifferences, read: tills.readDifference, settle };
}
export type Differences = ReturnType<typeof createDifferences>;
