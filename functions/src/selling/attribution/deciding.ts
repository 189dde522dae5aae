/**
 * Whose customer somebody is after they met a code or a share: pure. Everything that HQ can set about it is in the
 * settings of selling; whatever is decided has a reason, which is kept with the touch.
 */
import type { BindingView } from '@jindian/shared/contract/people/member';
import type { BindingReason } from '@jindian/shared/contract/selling/attribution';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { dayMs, forGoodMs } from '@jindian/shared/time';

export type BindingPolicy = Pick<
  Settings<'selling'>,
  | 'bindingDays'
  | 'bindingEnds'
  | 'renewedBy'
  | 'firstOrderDays'
  | 'protectedDays'
  | 'peersWin'
  | 'kindsFirst'
  | 'strongerWins'
  | 'selfPurchase'
  | 'staffPurchase'
>;

/** Who is bound to whom, with what a decision has to know of it. */
export type Binding = BindingView & {
  /** Nobody else wins before then. */
  protectedUntilMs: number;
  /** They have paid for an order since. */
  hasOrdered: boolean;
};

/** What was met: of a seller who sells now; null: of nobody, or of somebody who does not sell any more. */
export type Touch = {
  seller: { sellerId: string; sellerName: string; sellerKind: SellerKind; locationId: string | null } | null;
  atMs: number;
};

export type Decision = {
  reason: BindingReason;
  /** As it is from now on; null: to nobody. */
  binding: Binding | null;
};

/** The lower comes first; a branch's own code stands behind every person. */
const alike: Record<SellerKind, number> = { guide: 1, station: 1, promoter: 1, branch: 2 };
const places: Readonly<Record<string, Record<SellerKind, number>>> = {
  none: alike,
  staff: { guide: 1, station: 1, promoter: 2, branch: 3 },
  guide: { guide: 1, station: 2, promoter: 3, branch: 4 },
  promoter: { guide: 2, station: 2, promoter: 1, branch: 3 },
};

/** A word that this version does not know yet is as if all were alike. */
const placeOf = ({ kindsFirst }: BindingPolicy, kind: SellerKind) => (places[kindsFirst] ?? alike)[kind];

/** When a binding that begins, or begins anew, at `atMs` is over. */
export function endOf(policy: BindingPolicy, atMs: number, hasOrdered: boolean): number {
  const end = policy.bindingEnds === 'never' ? forGoodMs : atMs + policy.bindingDays * dayMs;
  return policy.firstOrderDays === 0 || hasOrdered
    ? end
    : Math.min(end, atMs + policy.firstOrderDays * dayMs);
}

/** From its expiry on a binding credits nobody. */
export function liveBinding<B extends { expiresAtMs: number }>(binding: B | null, nowMs: number): B | null {
  return binding && nowMs < binding.expiresAtMs ? binding : null;
}

export function decide(
  policy: BindingPolicy,
  {
    memberId,
    isStaff,
    before: stored,
    touch,
  }: { memberId: string; isStaff: boolean; before: Binding | null; touch: Touch },
): Decision {
  const { seller, atMs } = touch;
  const before = liveBinding(stored, atMs);
  const kept = (reason: BindingReason): Decision => ({ reason, binding: before });
  if (!seller) return kept('no_seller');
  if (seller.sellerId === memberId && policy.selfPurchase === 'none') return kept('own_code');
  if (isStaff && seller.sellerId !== memberId && policy.staffPurchase === 'none') return kept('staff');

  const anew = (reason: BindingReason): Decision => ({
    reason,
    binding: {
      ...seller,
      boundAtMs: atMs,
      expiresAtMs: endOf(policy, atMs, false),
      protectedUntilMs: atMs + policy.protectedDays * dayMs,
      hasOrdered: false,
    },
  });
  if (!before) return anew(stored ? 'after_the_last_ended' : 'first');

  if (before.sellerId === seller.sellerId) {
    const renewed = policy.renewedBy === 'touch' || policy.renewedBy === 'both';
    // A touch that comes late (or a clock behind another's) never shortens what was.
    if (!renewed || atMs < before.boundAtMs) return kept('theirs_already');
    const expiresAtMs = Math.max(before.expiresAtMs, endOf(policy, atMs, before.hasOrdered));
    // Whose name or branch is another by now is so from here on.
    return {
      reason: 'renewed',
      binding: { ...before, ...seller, boundAtMs: atMs, expiresAtMs },
    };
  }

  const [theirs, ours] = [placeOf(policy, before.sellerKind), placeOf(policy, seller.sellerKind)];
  const isProtected = atMs < before.protectedUntilMs;
  if (ours > theirs) return kept('comes_later');
  if (ours < theirs)
    return isProtected && policy.strongerWins === 'after_protection'
      ? kept('protected')
      : anew('comes_first');
  if (isProtected) return kept('protected');
  return policy.peersWin === 'first' ? kept('first_stays') : anew('last_touch');
}

/** A paid order of a binding: the first one ends its wait, and each renews it where HQ says so. Null: as it was. */
export function afterOrder(policy: BindingPolicy, before: Binding, atMs: number): Binding | null {
  const renews = policy.renewedBy === 'order' || policy.renewedBy === 'both';
  const ends = policy.firstOrderDays > 0 && !before.hasOrdered;
  if (before.hasOrdered && !renews) return null;
  if (!renews && !ends) return { ...before, hasOrdered: true };
  const from = renews ? atMs : before.boundAtMs;
  const expiresAtMs = Math.max(before.expiresAtMs, endOf(policy, from, true));
  return { ...before, hasOrdered: true, expiresAtMs };
}
