import type { ResolvedCode } from '@jindian/shared/contract/goods/storefront';
import type { BindingView } from '@jindian/shared/contract/people/member';
import { dayMs } from '@jindian/shared/time';

/** What a code is the code of. Its opaque text is made from this, so the same thing has the same code for ever. */
export function codeTarget(code: ResolvedCode): string {
  return code.kind === 'product' ? `product:${code.locationId}:${code.productId}` : `guide:${code.sellerId}`;
}

/** What a scan does to the member's binding: the last scan wins, and each scan starts anew. `null`: nothing, the present one stays. */
export function bindingAfterScan(
  code: ResolvedCode,
  scan: { memberId: string; atMs: number; bindingDays: number },
): BindingView | null {
  if (code.kind !== 'guide' || code.sellerId === scan.memberId) return null;
  return {
    sellerId: code.sellerId,
    sellerName: code.sellerName,
    locationId: code.locationId,
    boundAtMs: scan.atMs,
    expiresAtMs: scan.atMs + scan.bindingDays * dayMs,
  };
}

/** A binding that still counts; from its expiry on it credits nobody. */
export function liveBinding(binding: BindingView | null, nowMs: number): BindingView | null {
  return binding && nowMs < binding.expiresAtMs ? binding : null;
}
