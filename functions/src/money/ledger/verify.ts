import { ScanCommand } from 'dynamodb-toolbox/table/actions/scan';
import type { JindianTable } from '../../platform/table.ts';
import { accountPartition, entrySortKey, type LedgerItems } from './items.ts';
import { addTotals, contributions, type Leg, noTotals, shardFor, type Totals } from './rules.ts';

export type LedgerFault = { what: string; expected: unknown; found: unknown };
export type LedgerVerification = {
  transfers: number;
  /** Debits of all accounts less their credits: 0 in sound books. */
  imbalanceFen: number;
  faults: LedgerFault[];
};

const maxFaults = 100;

/**
 * Recomputes every balance from the transfers and compares. Reads the whole table: for tests, a restored backup, or a
 * quiet hour; transfers that are posted while it runs can show up as faults that a second run does not find.
 */
export function createLedgerVerification(deps: { table: JindianTable; items: LedgerItems }) {
  const { table, items } = deps;

  async function verifyLedger(): Promise<LedgerVerification> {
    const expectedTotals = new Map<string, Totals>();
    const expectedEntries = new Set<string>();
    const foundTotals = new Map<string, Totals>();
    const foundEntries = new Set<string>();
    let transfers = 0;
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(ScanCommand)
        .entities(items.transfers, items.balances, items.entries)
        .options({
          consistent: true,
          showEntityAttr: true,
          ...(exclusiveStartKey ? { exclusiveStartKey } : {}),
        })
        .send();
      for (const stored of page.Items ?? []) {
        if (stored.entity === 'Transfer') {
          transfers += 1;
          for (const [account, totals] of contributions(stored.legs as Leg[], stored.state)) {
            const key = accountPartition(account, shardFor(account, stored.id));
            expectedTotals.set(key, addTotals(expectedTotals.get(key) ?? noTotals, totals));
          }
          for (const [leg, { debit, credit }] of stored.legs.entries()) {
            for (const account of [debit, credit]) {
              expectedEntries.add(entryKey(account, stored.id, stored.atMs, leg));
            }
          }
        } else if (stored.entity === 'Balance') {
          foundTotals.set(accountPartition(stored.account, stored.shard), {
            postedDebitsFen: stored.postedDebitsFen,
            postedCreditsFen: stored.postedCreditsFen,
            pendingDebitsFen: stored.pendingDebitsFen,
            pendingCreditsFen: stored.pendingCreditsFen,
          });
        } else {
          foundEntries.add(`${accountPartition(stored.account, stored.shard)} ${entrySortKey(stored)}`);
        }
      }
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    return {
      transfers,
      imbalanceFen: imbalance(foundTotals.values()),
      faults: [
        ...totalFaults(expectedTotals, foundTotals),
        ...entryFaults(expectedEntries, foundEntries),
      ].slice(0, maxFaults),
    };
  }

  return { verifyLedger };
}

function entryKey(account: string, transferId: string, atMs: number, leg: number): string {
  const partition = accountPartition(account, shardFor(account, transferId));
  return `${partition} ${entrySortKey({ transferId, atMs, leg })}`;
}

function imbalance(totals: Iterable<Totals>): number {
  let difference = 0;
  for (const { postedDebitsFen, postedCreditsFen, pendingDebitsFen, pendingCreditsFen } of totals) {
    difference += postedDebitsFen - postedCreditsFen + pendingDebitsFen - pendingCreditsFen;
  }
  return difference;
}

function totalFaults(expected: Map<string, Totals>, found: Map<string, Totals>): LedgerFault[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const should = expected.get(key) ?? noTotals;
    const is = found.get(key) ?? noTotals;
    const same = (Object.keys(noTotals) as (keyof Totals)[]).every((member) => should[member] === is[member]);
    return same ? [] : [{ what: key, expected: should, found: is }];
  });
}

function entryFaults(expected: Set<string>, found: Set<string>): LedgerFault[] {
  const missing = [...expected].filter((key) => !found.has(key));
  const surplus = [...found].filter((key) => !expected.has(key));
  return [
    ...missing.map((key) => ({ what: key, expected: 'an entry', found: null })),
    ...surplus.map((key) => ({ what: key, expected: null, found: 'an entry' })),
  ];
}
