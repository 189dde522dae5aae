import type { Shopping } from '../selling/membership/card/service.ts';
import { orderMachine } from '../serving/orders/machines.ts';
import type { Goods } from './goods.ts';
import type { People } from './people.ts';
import type { Serving } from './serving.ts';

const latestOrders = 6;
const mostShown = 6;

/** What of a member's shopping helps to serve them in a store: orders and hearts are above who asks. */
export function shoppingOf(deps: {
  /** Made behind whoever asks. */
  orders(): Serving['orders'];
  favourites: Pick<Goods['favourites'], 'list'>;
  catalog: Pick<Goods['catalog'], 'current'>;
  members: Pick<People['members'], 'joinedOf'>;
}) {
  return async (memberId: string): Promise<Shopping> => {
    const { store } = deps.orders();
    const everyId = [memberId, ...(await deps.members.joinedOf(memberId))];
    const [ids, hearts, goods] = await Promise.all([
      Promise.all(everyId.map((id) => store.idsOfMember(id, latestOrders, undefined))),
      deps.favourites.list(memberId, undefined, null),
      deps.catalog.current(),
    ]);
    const latest = ids.flat().sort().reverse().slice(0, latestOrders);
    const records = (await Promise.all(latest.map(store.read))).flatMap((record) => record ?? []);
    const paid = records.filter(({ head }) => head.history.some(({ state }) => state === 'paid'));
    return {
      bought: paid
        .flatMap(({ head, detail }) =>
          detail.lines.map(({ title, skuName }) => ({ title, form: skuName, atMs: head.createdAtMs })),
        )
        .slice(0, mostShown),
      interests: (hearts.ok ? hearts.value.ids : [])
        .flatMap((id) => goods.product(id)?.title ?? [])
        .slice(0, mostShown),
      openOrders: records.filter(({ head }) => !orderMachine.final.includes(head.state)).length,
      openRefunds: records.filter(({ refunds }) =>
        refunds.some(({ finishedAtMs }) => finishedAtMs === undefined),
      ).length,
    };
  };
}
