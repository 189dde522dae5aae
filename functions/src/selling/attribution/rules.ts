import type { BindingView } from '@jindian/shared/contract/people/member';
import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import { dayMs } from '@jindian/shared/time';

/** What a scan does to the member's binding: the last scan wins, and each scan starts anew. `null`: nothing, the present one stays. */
export function bindingAfterScan(
  code: CodeMeaning,
  scan: { memberId: string; atMs: number; bindingDays: number },
): BindingView | null {
  const { sellerId, sellerName } = code;
  if (sellerId === null || sellerName === null || sellerId === scan.memberId) return null;
  return {
    sellerId,
    sellerName,
    sellerKind: code.sellerKind ?? 'guide',
    locationId: code.locationId,
    boundAtMs: scan.atMs,
    expiresAtMs: scan.atMs + scan.bindingDays * dayMs,
  };
}

/** A binding that still counts; from its expiry on it credits nobody. */
export function liveBinding(binding: BindingView | null, nowMs: number): BindingView | null {
  return binding && nowMs < binding.expiresAtMs ? binding : null;
}
