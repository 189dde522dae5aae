import { createRights } from '../people/rights/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { JindianTable } from '../platform/table.ts';
import type { Foundation } from './foundation.ts';
import type { People } from './people.ts';
import type { Selling } from './selling.ts';
import type { Serving } from './serving.ts';

/** What members may ask of what is kept of them: their orders and earnings are above the module of their rights. */
export function createMembersRights(
  deps: Pick<Foundation, 'dueItems' | 'settings'> & {
    table: JindianTable;
    clock: Clock;
    people: Pick<People, 'members'>;
    selling: Pick<
      Selling,
      'attribution' | 'commission' | 'contacts' | 'membership' | 'moving' | 'segments' | 'settlement'
    >;
    serving: Pick<Serving, 'orders' | 'ratings' | 'returns'>;
  },
) {
  const { table, clock, dueItems, settings } = deps;
  const { orders, ratings, returns } = deps.serving;
  const { members } = deps.people;
  const { attribution, commission, contacts, membership, moving, segments, settlement } = deps.selling;
  return createRights({
    table,
    clock,
    dueItems,
    settings: settings.people,
    members,
    async orders(memberId, cursor) {
      const page = await orders.queries.memberOrders(memberId, 20, cursor);
      const found = await Promise.all(page.items.map(({ id }) => orders.queries.ownOrder(memberId, id)));
      const views = await Promise.all(
        found.flatMap((one) => (one.ok ? [orders.views.order(one.value)] : [])),
      );
      return { orders: views, nextCursor: page.nextCursor };
    },
    async openOrders(memberId) {
      const tabs = ['to_pay', 'to_pick_up', 'on_the_way'] as const;
      const pages = await Promise.all(
        tabs.map((tab) => orders.queries.memberOrders(memberId, 20, undefined, { tab })),
      );
      return pages.flatMap(({ items }) => items.map(({ number }) => number));
    },
    async forgetElsewhere(memberId) {
      await contacts.forget(memberId);
      for (const id of [memberId, ...(await members.joinedOf(memberId))]) {
        await membership.forget(id);
        await ratings.forget(id);
        await segments.facts.forget(id);
        await settlement.personal.forget(id);
      }
      let cursor: string | undefined;
      do {
        const page = await orders.queries.memberOrders(memberId, 50, cursor);
        for (const { id } of page.items) {
          await returns.forget(id);
          await orders.forgetShopper(id);
        }
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },
    async commissionFen(memberId) {
      const [{ pendingFen, availableFen }, underWayFen] = await Promise.all([
        commission.balanceOf(memberId),
        settlement.personal.dueFen(memberId),
      ]);
      const owedFen = pendingFen + availableFen;
      // What they owe does not settle what is on its way to them.
      return owedFen + underWayFen === 0 ? owedFen : owedFen + underWayFen;
    },
    async storedFen(memberId) {
      // What somebody took over before WeChat said who they are follows behind the joining.
      const everyId = [memberId, ...(await members.joinedOf(memberId))];
      const held = await moving.heldByAll(everyId.map((id) => ({ kind: 'member', memberId: id })));
      return held.reduce((sum, { paidFen, grantedFen }) => sum + paidFen + grantedFen, 0);
    },
    async keptElsewhere(memberId) {
      const everyId = [memberId, ...(await members.joinedOf(memberId))];
      return (await Promise.all(everyId.map(settlement.personal.kept))).flat();
    },
    unbind: attribution.unbind,
  });
}
