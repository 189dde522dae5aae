import type { BindingView } from '@jindian/shared/contract/people/member';
import type { Location } from '@jindian/shared/contract/places/network';
import type { HoldReason } from '@jindian/shared/contract/selling/holds';
import { baseOf } from '@jindian/shared/events/parts';
import type { RecentTouch } from '../attribution/bindings.ts';
import { type FrozenAttribution, referralChain } from './frozen.ts';
import type { CompiledRates, OrderFacts } from './rules/compile.ts';
import { type JudgedLine, judge } from './rules/judge.ts';

/** The channel by which somebody came last. */
export function latestSceneOf(recent: readonly RecentTouch[]): string | null {
  return recent.find((touch) => touch.sceneId !== undefined)?.sceneId ?? null;
}

/** What an order's goods earn, at the moment of placement. `null`: the shopper is bound to nobody (any more). */
export function freezeAttribution(order: {
  binding: (BindingView & { recent: readonly RecentTouch[] }) | null;
  policyVersion: number;
  holds: readonly HoldReason[];
  /** The branch at which the seller sells; null: none, or it is no more. */
  branch: Pick<Location, 'id' | 'ownership'> | null;
  /** Who brought the seller, and earns by it. */
  broughtBy?: string | null;
  /** The branch of the grid that it is sent into; null: of a pickup, and where there is none. */
  gridBranchId: string | null;
  about: Omit<OrderFacts, 'seller' | 'nowMs' | 'goodsFen' | 'sceneId'>;
  lines: readonly JudgedLine[];
  rates: CompiledRates;
  returnWindowDays: number;
  nowMs: number;
}): FrozenAttribution | null {
  const { binding, branch, lines, rates, nowMs, gridBranchId } = order;
  if (!binding || binding.expiresAtMs <= nowMs) return null;
  const { sellerId, sellerName, sellerKind, locationId, boundAtMs } = binding;
  const broughtBy = order.broughtBy === sellerId ? null : (order.broughtBy ?? null);
  const [seller, second = null] = referralChain(broughtBy === null ? [sellerId] : [sellerId, broughtBy]);
  const goodsFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const sceneId = latestSceneOf(binding.recent);
  const facts: OrderFacts = {
    ...order.about,
    sceneId,
    nowMs,
    goodsFen,
    seller: {
      sellerId,
      kind: sellerKind,
      branch: branch && { locationId: branch.id, ownership: branch.ownership },
    },
  };
  const branchId = branch?.id ?? null;
  const { rows, rules } = judge(rates, facts, lines, {
    seller,
    // A branch that sells itself is paid as the seller.
    branch: branchId === seller ? null : branchId,
    second_level: second,
    // Who sold it and serves it is no stranger in the grid.
    grid_branch: gridBranchId === branchId || gridBranchId === seller ? null : gridBranchId,
  });
  return {
    sellerId,
    sellerName,
    sellerKind,
    locationId,
    boundAtMs,
    rule: rules.map(({ name }) => name.zh).join('、'),
    rules: rules.map(({ id, name }) => ({ id, name })),
    ratesVersion: rates.version,
    policyVersion: order.policyVersion,
    touchIds: binding.recent.map(({ touchId }) => touchId),
    ...(sceneId === null ? {} : { sceneId }),
    ...(facts.campaignId === null ? {} : { campaignId: facts.campaignId }),
    ...(order.holds.length === 0 ? {} : { holds: [...order.holds] }),
    ...(facts.isFirstOrder === null ? {} : { isFirstOrder: facts.isFirstOrder }),
    ...(rates.sellerCaps === null ? {} : { sellerCaps: rates.sellerCaps }),
    returnWindowDays: order.returnWindowDays,
    baseFen: baseOf(rows),
    commissionFen: rows.reduce((sum, { amountFen }) => sum + amountFen, 0),
    byLine: rows,
  };
}
