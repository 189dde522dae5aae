import type { LocalizedText } from '@jindian/shared/contract/common';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';

/** A SKU that several orders want: how many to take off the shelf at once, and for whom. */
export type PickRow = {
  skuId: string;
  title: LocalizedText;
  skuName: LocalizedText;
  imagePath: string;
  quantity: number;
  /** How many each order gets, in the order in which they wait. */
  orders: { number: string; quantity: number }[];
};

/** What all these orders want together, one row for each SKU, by name as it stands on a shelf. */
export function pickListOf(items: readonly Pick<WorkItem, 'orderNumber' | 'lines'>[]): PickRow[] {
  const rows = new Map<string, PickRow>();
  for (const { orderNumber, lines } of items)
    for (const { skuId, title, skuName, imagePath, quantity } of lines) {
      const row = rows.get(skuId) ?? { skuId, title, skuName, imagePath, quantity: 0, orders: [] };
      const last = row.orders.at(-1);
      rows.set(skuId, {
        ...row,
        quantity: row.quantity + quantity,
        orders:
          last?.number === orderNumber
            ? [...row.orders.slice(0, -1), { number: orderNumber, quantity: last.quantity + quantity }]
            : [...row.orders, { number: orderNumber, quantity }],
      });
    }
  const nameOf = ({ title, skuName }: PickRow) => `${title.zh} ${skuName.zh}`;
  return [...rows.values()].sort(
    (a, b) => nameOf(a).localeCompare(nameOf(b), 'zh') || (a.skuId < b.skuId ? -1 : 1),
  );
}

/** So many at once: a phone in a cellar has one thin line. */
const atOnce = 4;

/** Does the same to each, a few at a time; how many it was done to, and what went wrong with the others. */
export async function doToEach<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<{ done: number; errors: unknown[] }> {
  const left = [...items];
  const errors: unknown[] = [];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      try {
        await act(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return { done: items.length - errors.length, errors };
}
