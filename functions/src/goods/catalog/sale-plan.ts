/** Going on sale and off sale by itself: what a plan may say, and what becomes of the product at its time. */
import { type Product, statusOf } from '@jindian/shared/contract/goods/catalog';
import type { ProductPlan } from '@jindian/shared/contract/goods/editing';
import { fail, ok, type Result } from '../../platform/result.ts';
import { type Change, nextStatuses, productChange, withStatus } from './editing.ts';

export const saleKinds = { on: 'goods.on_sale', off: 'goods.off_sale' } as const;
export type SaleKind = keyof typeof saleKinds;
const attributeOf = { on: 'onSaleAtMs', off: 'offSaleAtMs' } as const;
const statusAfter = { on: 'on_sale', off: 'off_sale' } as const;

/** Times that are over already are a slip, unless they are those that stood there. */
function unfit(before: Product, { onSaleAtMs, offSaleAtMs, dealersFromMs }: ProductPlan, nowMs: number) {
  const isOver = (atMs: number | null, was: number | undefined) =>
    atMs !== null && atMs !== was && atMs <= nowMs;
  return (
    isOver(onSaleAtMs, before.onSaleAtMs) ||
    isOver(offSaleAtMs, before.offSaleAtMs) ||
    (onSaleAtMs !== null && offSaleAtMs !== null && offSaleAtMs <= onSaleAtMs) ||
    (dealersFromMs !== null && (onSaleAtMs === null || dealersFromMs >= onSaleAtMs))
  );
}

/** What is on sale already cannot go on sale, and only what is or will be on sale can go off. */
export function planned(before: Product, plan: ProductPlan, nowMs: number): Result<Product> {
  const { onSaleAtMs: _on, offSaleAtMs: _off, ...rest } = before;
  const { onSaleAtMs, offSaleAtMs, dealersFromMs } = plan;
  const state = statusOf(before);
  const goesOn = onSaleAtMs !== null;
  if (goesOn && !nextStatuses[state].includes('on_sale')) return fail('transition_refused', { state });
  if (offSaleAtMs !== null && !goesOn && state !== 'on_sale') return fail('transition_refused', { state });
  if (unfit(before, plan, nowMs)) return fail('plan_times_unfit');
  if (state !== 'on_sale') delete rest.dealersFromMs;
  return ok({
    ...rest,
    ...(onSaleAtMs === null ? {} : { onSaleAtMs }),
    ...(offSaleAtMs === null ? {} : { offSaleAtMs }),
    ...(dealersFromMs === null ? {} : { dealersFromMs }),
  });
}

export function planSale(id: string, plan: ProductPlan, seen: number, nowMs: number): Change {
  return productChange(id, seen, (before) => planned(before, plan, nowMs));
}

export function isSaleDue(product: Product, kind: SaleKind, nowMs: number): boolean {
  const atMs = product[attributeOf[kind]];
  return atMs !== undefined && atMs <= nowMs;
}

/** What the timer does, unless it was called off, put off, or done by a person meanwhile. */
export function fulfilSale(id: string, kind: SaleKind, seen: number, nowMs: number): Change {
  return productChange(id, seen, (before) => {
    const state = statusOf(before);
    const atMs = before[attributeOf[kind]];
    if (!isSaleDue(before, kind, nowMs)) return fail('transition_refused', { state });
    // Going off is due of what never went on as well: both times went by while nothing ran.
    const may = kind === 'on' ? nextStatuses[state].includes('on_sale') : state !== 'archived';
    if (!may) return fail('transition_refused', { state });
    return ok(withStatus(before, statusAfter[kind], atMs));
  });
}
