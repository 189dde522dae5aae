import type { MapOrder } from '../pages/places/map-data.ts';
import { cardOf } from './map-card.ts';
import { type MapMark, stageColours } from './map-scene.ts';

/** Orders at one point: a branch with ten pickups is one mark that says ten. */
export type OrderGroup = { point: MapOrder['point']; lead: MapOrder; orders: MapOrder[] };

/** What wants attention first gives a group its colour. */
const urgency: readonly MapOrder['stage'][] = [
  'with_hq',
  'awaiting_shopper',
  'in_grab_pool',
  'offered',
  'awaiting_goods',
  'to_pack',
  'ready',
  'dispatched',
  'awaiting_payment',
  'closing',
  'refunding',
  'completed',
  'refunded',
  'cancelled',
];
const maxListed = 6;

export function groupOrders(orders: readonly MapOrder[], shownStages: ReadonlySet<string>): OrderGroup[] {
  const groups = new Map<string, OrderGroup>();
  for (const order of orders) {
    if (!shownStages.has(order.stage)) continue;
    const key = order.point.map((degrees) => degrees.toFixed(4)).join(' ');
    const group = groups.get(key);
    if (!group) {
      groups.set(key, { point: order.point, lead: order, orders: [order] });
      continue;
    }
    group.orders.push(order);
    if (urgency.indexOf(order.stage) < urgency.indexOf(group.lead.stage)) group.lead = order;
  }
  // The urgent are drawn last, and so on top.
  return [...groups.values()].sort((a, b) => urgency.indexOf(b.lead.stage) - urgency.indexOf(a.lead.stage));
}

/** The groups as marks; `moreText` says how many more there are than are listed. */
export function orderMarks(groups: readonly OrderGroup[], moreText: string): MapMark[] {
  return groups.map(({ point, lead, orders }) => ({
    point,
    colour: stageColours[lead.stage],
    count: orders.length,
    tip: {
      title: `${lead.number} · ${lead.stageText}`,
      lines: orders.length > 1 ? [lead.text, `+${orders.length - 1}`] : [lead.text],
    },
    card: () => describeOrders(orders, moreText),
    ways: orders.flatMap(({ from, point: to, stage }) =>
      from ? [{ from, to, colour: stageColours[stage] }] : [],
    ),
  }));
}

function describeOrders(orders: readonly MapOrder[], moreText: string): HTMLElement {
  const ordered = [...orders].sort((a, b) => urgency.indexOf(a.stage) - urgency.indexOf(b.stage));
  const more = ordered.length - maxListed;
  return cardOf(
    ordered.slice(0, maxListed).map(({ id, number, stage, stageText, text }) => ({
      colour: stageColours[stage],
      href: `/hq/orders/${id}`,
      name: number,
      state: stageText,
      text,
    })),
    more > 0 ? moreText.replace('{count}', String(more)) : null,
  );
}
