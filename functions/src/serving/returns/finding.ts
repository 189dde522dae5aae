import type { Page } from '@jindian/shared/contract/common';
import type { CounterOrder, DeskReturn, ReturnListState } from '@jindian/shared/contract/serving/returns';
import { auditDetails } from '../../platform/audit-context.ts';
import { recordReading } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { ok, type Result } from '../../platform/result.ts';
import { saidOfOrder } from '../orders/hq-finding.ts';
import { isPractice } from '../orders/practice.ts';
import type { OrderRecord } from '../orders/store.ts';
import type { ReturnAsking } from './asking.ts';
import type { ReturnContext } from './context.ts';
import type { Exchanging } from './exchanging.ts';
import type { ReturnRecord } from './records.ts';
import type { ReturnKey } from './store.ts';
import type { Powers, ReturnViews } from './views.ts';

const maxFound = 10;
/** Of a phone's last digits: far more than one branch has. */
const maxLookedAt = 200;

/** Which orders somebody at a counter means, and lists of returns. */
export function createReturnFinding(
  context: ReturnContext,
  asking: ReturnAsking,
  exchanging: Pick<Exchanging, 'othersAt'>,
  views: ReturnViews,
) {
  const { orders, store } = context;

  async function idsSaid(text: string): Promise<{ ids: string[]; ofBranchOnly: boolean }> {
    const said = saidOfOrder(text);
    if (said === null) return { ids: [], ofBranchOnly: false };
    if (said.by === 'id') return { ids: [said.orderId], ofBranchOnly: false };
    if (said.by === 'number')
      return { ids: await orders.store.idsSaid('number', said.number, maxFound), ofBranchOnly: false };
    if (said.by === 'serial')
      return { ids: await orders.serialsInHand.ordersOf(said.serial), ofBranchOnly: false };
    return { ids: await orders.store.idsSaid('phoneTail', said.tail, maxLookedAt), ofBranchOnly: true };
  }

  /** A branch knows its own shoppers by their numbers, and nobody else's. */
  const isOf = (locationId: string, { head, fulfilments }: OrderRecord) =>
    head.storefrontId === locationId || fulfilments.some((part) => part.locationId === locationId);

  /** Orders of which something reached its shopper. The whole number says which one, else the end of a phone's. */
  async function find(locationId: string, text: string): Promise<Result<{ items: CounterOrder[] }>> {
    const { ids, ofBranchOnly } = await idsSaid(text);
    const items: CounterOrder[] = [];
    for (const orderId of ids) {
      if (items.length === maxFound) break;
      if (isPractice(orderId)) continue;
      const record = await orders.store.read(orderId);
      if (!record || (ofBranchOnly && !isOf(locationId, record))) continue;
      if (!record.fulfilments.some(({ state }) => state === 'fulfilled')) continue;
      const returns = await store.ofOrder(orderId);
      const { lines } = await asking.nowOf(record, returns);
      items.push(await views.counter(record, lines, returns, await exchanging.othersAt(locationId, record)));
    }
    auditDetails({ targets: items.map(({ orderId }) => ({ kind: 'order', id: orderId })) });
    const recorded = await recordReading(context);
    return recorded.ok ? ok({ items }) : recorded;
  }

  async function page(
    wanted: { limit: number; cursor?: string | undefined },
    read: (limit: number, after: string | undefined) => Promise<ReturnKey[]>,
    powersOf: (made: ReturnRecord) => Powers | null,
  ): Promise<Page<DeskReturn>> {
    return filledPage<ReturnKey, DeskReturn>({
      limit: wanted.limit,
      cursor: wanted.cursor,
      read,
      cursorOf: ({ returnId }) => returnId,
      look: (keys) =>
        Promise.all(
          keys.map(async ({ orderId, returnId }) => {
            const [record, { items }] = await Promise.all([
              orders.store.read(orderId),
              store.ofOrder(orderId),
            ]);
            const made = items.find((one) => one.returnId === returnId);
            const powers = made ? powersOf(made) : null;
            return record && made && powers ? views.desk(record, made, powers) : null;
          }),
        ),
    });
  }

  return {
    find,
    inState: (
      wanted: { state: ReturnListState; limit: number; cursor?: string | undefined },
      powersOf: (made: ReturnRecord) => Powers | null,
    ) => page(wanted, (limit, after) => store.keysInState(wanted.state, limit, after), powersOf),
    ofBranch: (
      locationId: string,
      wanted: { state: ReturnListState; limit: number; cursor?: string | undefined },
      powers: Powers,
    ) =>
      page(
        wanted,
        (limit, after) => store.keysAt(locationId, wanted.state, limit, after),
        () => powers,
      ),
  };
}
export type ReturnFinding = ReturnType<typeof createReturnFinding>;
