import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { pointsAccount, storedAccount } from '../../money/ledger/rules.ts';
import type { IndexName } from '../../platform/deployed-names.ts';
import { everyPage } from '../../platform/whole.ts';
import type { MovingDeps } from './deps.ts';
import { type Holder, holderId, holderPartition, lotsRange, type MovingItems } from './items.ts';
import type { StandingRows } from './standing-rows.ts';

export type Held = { points: number; paidFen: number; grantedFen: number };

/** What is somebody's: a member's here, or one's of the system before. */
export function createHoldings(deps: MovingDeps & { items: MovingItems; standing: StandingRows }) {
  const { table, items, ledger, standing } = deps;

  /** Keys of an index; the items are read by who looks at them. */
  async function listed(index: IndexName, partition: string, limit: number, after?: string) {
    const range = after === undefined ? {} : { range: { gt: after } };
    const { Items } = await table
      .build(QueryCommand)
      .query({ index, partition, ...range })
      .options({ limit })
      .send();
    return (Items ?? []) as Record<string, unknown>[];
  }

  async function recordOf(memberNumber: string) {
    return (await standing.recordsOf([memberNumber])).get(memberNumber) ?? null;
  }
  async function lotsOf(holder: Holder) {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: holderPartition(holder), range: lotsRange })
      .entities(items.lots)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items ?? [];
  }

  /** Of each in their order. */
  async function heldByAll(holders: readonly Holder[]): Promise<Held[]> {
    const accounts = holders.map(holderId).map((id) => ({
      points: pointsAccount(id),
      paid: storedAccount('paid', id),
      granted: storedAccount('granted', id),
    }));
    const amounts = await ledger.amountsOf([...new Set(accounts.flatMap((one) => Object.values(one)))]);
    const of = (account: string) => amounts.get(account)?.available ?? 0;
    return accounts.map(({ points, paid, granted }) => ({
      points: of(points),
      paidFen: of(paid),
      grantedFen: of(granted),
    }));
  }

  async function heldBy(holder: Holder): Promise<Held> {
    const [held] = await heldByAll([holder]);
    return held as Held;
  }

  async function cardsOf(memberId: string) {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: holderPartition({ kind: 'member', memberId }), range: { beginsWith: 'CARD#' } })
      .entities(items.cards)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items ?? [];
  }

  return { listed, recordOf, lotsOf, heldBy, heldByAll, cardsOf };
}
export type Holdings = ReturnType<typeof createHoldings>;
export type StoredRecord = NonNullable<Awaited<ReturnType<Holdings['recordOf']>>>;
