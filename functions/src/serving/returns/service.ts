import { atPlace, may, type Reach, wholeBrand } from '@jindian/shared/access';
import type { DeskReturn, OrderReturns } from '@jindian/shared/contract/serving/returns';
import { placeAt, reachesPlace } from '../../platform/access.ts';
import { runCommand } from '../../platform/command.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { OrderRecord } from '../orders/store.ts';
import { createReturnAsking, pictureUse, returnsChanged } from './asking.ts';
import { createBlindReturns } from './blind.ts';
import type { ReturnContext } from './context.ts';
import { createReturnDeciding } from './deciding.ts';
import { createExchanging } from './exchanging.ts';
import { createReturnFinding } from './finding.ts';
import { createReturnReceiving } from './receiving.ts';
import type { ReturnRecord } from './records.ts';
import { createReturnStore, type ReturnKey } from './store.ts';
import { createReturnViews, type Powers } from './views.ts';

/** Goods that come back: asked for, decided, received at any branch, refunded. */
export function createReturns(deps: Omit<ReturnContext, 'store'>) {
  const store = createReturnStore(deps.table);
  const context: ReturnContext = { ...deps, store };
  const views = createReturnViews(context);
  const asking = createReturnAsking(context, views);
  const receiving = createReturnReceiving(context, asking, views);
  const deciding = createReturnDeciding(context, asking, receiving, views);
  const exchanging = createExchanging(context, asking, views);
  const finding = createReturnFinding(context, asking, exchanging, views);

  async function ofOrder(record: OrderRecord): Promise<OrderReturns> {
    const returns = await store.ofOrder(record.head.orderId);
    const { lines } = await asking.nowOf(record, returns);
    return views.ofOrder(record, lines, returns);
  }

  /** Of an order that whoever looks may see. */
  async function deskOfOrder(record: OrderRecord): Promise<DeskReturn[]> {
    const { items } = await store.ofOrder(record.head.orderId);
    const nothing = { decide: false, lose: false };
    return Promise.all([...items].reverse().map((made) => views.desk(record, made, nothing)));
  }

  /** What a shopper wrote goes with them; which goods came back, and whose they are, stays. */
  async function forget(orderId: string): Promise<void> {
    const done = await runCommand<null, never>(context, {
      command: null,
      async attempt() {
        const returns = await store.ofOrder(orderId);
        const said = returns.items.filter(
          ({ note, parcel, imagePaths }) => note !== '' || parcel !== undefined || imagePaths !== undefined,
        );
        if (said.length === 0) return ok(null);
        return {
          writes: [
            store.count(returns),
            ...said.flatMap((made) => [
              store.put({ ...made, note: '', parcel: undefined, imagePaths: undefined }, false),
              ...context.pictures.unuseWrites(made.imagePaths ?? [], pictureUse(made)),
            ]),
          ],
          value: null,
          refused: returnsChanged,
        };
      },
    });
    if (!done.ok) throw new Error(`returns of ${orderId} are not forgotten`);
  }

  /** What somebody may do with returns that are decided there. */
  async function powersAt(principal: Principal, locationId: string): Promise<Powers> {
    const at = await placeAt(locationId, context.network.location);
    return { decide: may(principal, 'returns.decide', at), lose: may(principal, 'returns.lose', at) };
  }

  /** One that lies within reach; of any other nothing is said. */
  async function within(reach: Reach, { orderId, returnId }: ReturnKey): Promise<Result<ReturnRecord>> {
    const [{ items }, snapshot] = await Promise.all([store.ofOrder(orderId), context.network.current()]);
    const made = items.find((one) => one.returnId === returnId);
    const seen = made && reachesPlace(reach, made.deskLocationId, (id) => snapshot.location(id));
    return made && seen ? ok(made) : fail('not_found');
  }

  async function powersIn(
    principal: Principal,
  ): Promise<(made: ReturnRecord, reach: Reach) => Powers | null> {
    const snapshot = await context.network.current();
    return (made, reach) => {
      if (!reachesPlace(reach, made.deskLocationId, (id) => snapshot.location(id))) return null;
      const place = snapshot.location(made.deskLocationId);
      const at = place ? atPlace(place) : wholeBrand;
      return { decide: may(principal, 'returns.decide', at), lose: may(principal, 'returns.lose', at) };
    };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'returns: the money of one is back',
      queue: 'orders',
      types: ['refund.succeeded'],
      handle: ({ data }) => deciding.refunded(data.orderId, data.refundId),
    }),
  ];

  return {
    ofOrder,
    deskOfOrder,
    forget,
    preview: asking.preview,
    ask: asking.ask,
    takeBack: receiving.takeBack,
    receive: receiving.receive,
    takeBackBlind: createBlindReturns(context),
    ...deciding,
    exchanging,
    finding,
    powersAt,
    powersIn,
    within,
    store,
    eventHandlers,
  };
}
export type Returns = ReturnType<typeof createReturns>;
