import { backOff } from '../../platform/transact.ts';
import { ledgerShards, shardsOf } from './chart.ts';
import type { Fold } from './fold.ts';
import type { Head } from './lines.ts';
import type { Mark } from './marks.ts';
import { type Account, addTotals, balanceChanges, noTotals, type Totals } from './rules.ts';

/** An account at a moment: its totals, and how many lines it has had until then. */
export type Standing = { totals: Totals; version: number };

const maxLooks = 12;
const allShards = Array.from({ length: ledgerShards }, (_, shard) => shard);

/** The lines that marks would add to an account. */
function linesOf(account: Account, marks: readonly Mark[]): Totals[] {
  return marks.flatMap(({ changes }) =>
    changes.flatMap(({ transfer, from, to }) => {
      const change = balanceChanges(transfer.legs, from, to).get(account);
      return change ? [change] : [];
    }),
  );
}

/**
 * Balances as they are at this moment: what is folded, and what is in the books and not yet folded. Four reads, in this
 * order, so that no fold in between can hide or double anything:
 *
 *     1  the account's heads           their versions are remembered
 *     2  the marks of all shards       none touches the account: 4 follows at once
 *     3  of the shards with such marks the last link, and then the marks again
 *     4  the heads once more           another version: a fold came between, and the account is read again
 *
 * A mark of 3 that its shard's last link names is folded already, and only not yet removed: it is left out. A mark that
 * an older link names is not there any more, since nobody makes a link before what the one before names is removed.
 * A fold after 1 that takes a mark of this account changes a version, and 4 sees it. So each posting that was finished
 * before the question is counted once; one that comes meanwhile is counted once or not at all.
 */
export function createBalances(fold: Fold) {
  async function standingsOf(accounts: readonly Account[]): Promise<Map<Account, Standing>> {
    const result = new Map<Account, Standing>();
    let open = [...new Set(accounts)];
    for (let look = 1; open.length > 0; look += 1) {
      if (look > maxLooks) throw new Error(`the balance of ${open[0]} changes too fast to be read`);
      if (look > 1) await backOff(look);
      const before = await headsOfAll(open);
      const marks = await unfolded(open);
      const after = await headsOfAll(open);
      for (const account of open) {
        const heads = before.get(account) ?? [];
        const same = (after.get(account) ?? []).every(
          ({ version }, index) => version === heads[index]?.version,
        );
        if (same) result.set(account, standing(account, heads, marks));
      }
      open = open.filter((account) => !result.has(account));
    }
    return result;
  }

  async function headsOfAll(accounts: readonly Account[]): Promise<Map<Account, Head[]>> {
    const keys = accounts.flatMap((account) =>
      Array.from({ length: shardsOf(account) }, (_, shard) => ({ account, shard })),
    );
    const heads = new Map<Account, Head[]>(accounts.map((account) => [account, []]));
    for (const head of await fold.headsOf(keys)) heads.get(head.account)?.push(head);
    return heads;
  }

  /** Marks that touch one of the accounts and are in no link that was there when they were read. */
  async function unfolded(accounts: readonly Account[]): Promise<Mark[]> {
    const wanted = new Set<Account>(accounts);
    const touches = ({ changes }: Mark) =>
      changes.some(({ transfer }) =>
        transfer.legs.some(({ debit, credit }) => wanted.has(debit) || wanted.has(credit)),
      );
    const found = await Promise.all(
      allShards.map(async (shard) => {
        if (!(await fold.marksIn(shard)).some(touches)) return [];
        const folded = await fold.lastFolded(shard);
        return (await fold.marksIn(shard)).filter((mark) => touches(mark) && !folded.has(mark.ref));
      }),
    );
    return found.flat();
  }

  return { standingsOf };
}
export type Balances = ReturnType<typeof createBalances>;

function standing(account: Account, heads: readonly Head[], marks: readonly Mark[]): Standing {
  const lines = linesOf(account, marks);
  return {
    totals: [...heads.map(({ totals }) => totals), ...lines].reduce(addTotals, noTotals),
    version: heads.reduce((sum, { version }) => sum + version, lines.length),
  };
}
