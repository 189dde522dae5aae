import type { InvitationState } from '@jindian/shared/contract/people/invitations';
import type { ProblemCode } from '@jindian/shared/contract/problems/problem';

export type StoredState = 'open' | 'accepted' | 'revoked';

/** An invitation that nobody answered ends by itself. */
export function stateAt(stored: { state: StoredState; endsAtMs: number }, nowMs: number): InvitationState {
  return stored.state === 'open' && nowMs >= stored.endsAtMs ? 'expired' : stored.state;
}

/** Why it cannot be accepted any more; null while it can. */
export const closedBecause = {
  open: null,
  accepted: 'invitation_used',
  revoked: 'invitation_revoked',
  expired: 'invitation_expired',
} as const satisfies Record<InvitationState, ProblemCode | null>;

/** What may be done to one, by its state: a new code also for one that expired. */
export const mayResend: readonly InvitationState[] = ['open', 'expired'];
export const mayRevoke: readonly InvitationState[] = ['open', 'expired'];

export type Closed = NonNullable<(typeof closedBecause)[InvitationState]>;
