import type { MapOrder } from '../pages/places/map-data.ts';

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

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** Built as elements, never as HTML text: names come from people. */
export function tooltipOf(title: string, lines: readonly string[]): HTMLElement {
  return element(
    'div',
    'map-tip',
    element('strong', '', title),
    ...lines.map((line) => element('div', 'sub', line)),
  );
}

export function describeGroup(
  group: OrderGroup,
  colours: Record<MapOrder['stage'], string>,
  moreText: string,
): HTMLElement {
  const ordered = [...group.orders].sort((a, b) => urgency.indexOf(a.stage) - urgency.indexOf(b.stage));
  const rows = ordered.slice(0, maxListed).map((order) => {
    const dot = element('span', 'legend-dot');
    dot.style.background = colours[order.stage];
    const link = element('a', 'order-number', order.number);
    link.href = `/hq/orders/${order.id}`;
    return element(
      'li',
      '',
      element('span', 'map-card-line', dot, link, element('span', 'muted', order.stageText)),
      element('span', 'sub', order.text),
    );
  });
  const more = ordered.length - rows.length;
  if (more > 0) rows.push(element('li', 'hint', moreText.replace('{count}', String(more))));
  return element('ul', 'map-card-list', ...rows);
}

/** The orders of the mark that was tapped, with links; `null` closes it. */
export function showCard(content: HTMLElement | null): void {
  const card = document.getElementById('map-card');
  if (!card) return;
  card.hidden = content === null;
  document.getElementById('map-card-content')?.replaceChildren(...(content ? [content] : []));
}
