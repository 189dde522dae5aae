import type { Balances } from './balances.ts';
import { classOf, findClass } from './chart.ts';
import {
  type Account,
  type Amounts,
  addTotals,
  amountsFrom,
  assertTransfer,
  balanceChanges,
  noTotals,
  sameTransfer,
  type Transfer,
  type TransferInput,
} from './rules.ts';

/** What a posting would do: each account as it is and as it would be, and what would keep it out of the books. */
export type DryRun = {
  accounts: { account: Account; before: Amounts; after: Amounts }[];
  /** Empty: it would go in. */
  refusals: { code: DryRunRefusal; account?: string; detail?: string }[];
  /** It takes from an account that pays in turn: pending until that has the money. */
  waits: boolean;
};
export type DryRunRefusal =
  /** Not an account of the chart. */
  | 'unknown_account'
  /** Against the rules of a transfer: the detail says which. */
  | 'invalid'
  /** In the books already: a repeat, which changes nothing. */
  | 'already'
  /** The id is used for another content. */
  | 'other_content'
  /** An account with a floor has not so much. */
  | 'short';

export function createDryRun(deps: {
  balances: Balances;
  find(transferId: string): Promise<Transfer | null>;
}) {
  return async function dryRun(transfer: TransferInput, to: 'posted' | 'pending'): Promise<DryRun> {
    const unknown = transfer.legs
      .flatMap(({ debit, credit }): string[] => [debit, credit])
      .filter((account) => !findClass(account));
    if (unknown.length > 0) {
      const refusals = [...new Set(unknown)].map((account) => ({
        code: 'unknown_account' as const,
        account,
      }));
      return { accounts: [], refusals, waits: false };
    }
    try {
      assertTransfer(transfer);
    } catch (error) {
      return {
        accounts: [],
        refusals: [{ code: 'invalid', detail: (error as Error).message }],
        waits: false,
      };
    }
    const there = await deps.find(transfer.id);
    const changes = balanceChanges(transfer.legs, null, to);
    const standings = await deps.balances.standingsOf([...changes.keys()]);
    const result: DryRun = { accounts: [], refusals: [], waits: false };
    if (there) result.refusals.push({ code: sameTransfer(there, transfer) ? 'already' : 'other_content' });
    for (const [account, change] of changes) {
      const totals = standings.get(account)?.totals ?? noTotals;
      const before = amountsFrom(account, totals);
      const after = there ? before : amountsFrom(account, addTotals(totals, change));
      result.accounts.push({ account, before, after });
      const { floor } = classOf(account);
      if (floor === 'condition' && after.available < before.available && after.available < 0) {
        result.refusals.push({ code: 'short', account });
      }
      if (floor === 'in_turn' && to === 'posted' && after.posted < before.posted) result.waits = true;
    }
    return result;
  };
}
