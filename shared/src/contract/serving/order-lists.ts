/** How orders are looked for: a shopper's by tab, a branch's by queue, both by a text. */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { branchQueueSchema } from './branch-work.ts';
import type { OrderSummary } from './order.ts';

/** What is typed to find an order: a piece of its number, a product, the end of a phone number. */
export const soughtTextSchema = words().min(2).max(40);

/** Where a shopper looks for an order. */
export const orderTabs = ['to_pay', 'to_pick_up', 'on_the_way', 'done'] as const;
export const orderTabSchema = z.enum(orderTabs);
export type OrderTab = z.infer<typeof orderTabSchema>;

export function orderTabOf({ state, method }: Pick<OrderSummary, 'state' | 'method'>): OrderTab {
  if (state === 'awaiting_payment') return 'to_pay';
  if (state !== 'paid') return 'done';
  return method === 'pickup' ? 'to_pick_up' : 'on_the_way';
}

/** Of the latest orders; nothing waits in `done`. */
export const orderCountsSchema = z.object({
  to_pay: z.int().min(0),
  to_pick_up: z.int().min(0),
  on_the_way: z.int().min(0),
});
export type OrderCounts = z.infer<typeof orderCountsSchema>;

/** `more`: there are at least so many. What is done is not counted. */
export const workCountsSchema = z.object({
  queues: z.array(z.object({ queue: branchQueueSchema, count: z.int().min(0), more: z.boolean() })),
});
export type WorkCounts = z.infer<typeof workCountsSchema>;
