import type { ModuleName } from '@jindian/shared/contract/modules';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { DueItems } from '../../platform/due-items.ts';
import { createPoints, type PointsDeps } from './points/service.ts';

/** `membership.kept`: an order waits for it from its completion on, until goods can no longer be brought back. */
export const keptKind = 'membership.kept';

export type MembershipDeps = PointsDeps & {
  dueItems: Pick<DueItems, 'waits' | 'plan'>;
  /** Modules that the brand has switched off. */
  off(): Promise<readonly ModuleName[]>;
};

/** What orders bring their members, by the same moments as commission: promised, counted once it stays, and back. */
export function createMembership(deps: MembershipDeps) {
  const { clock, outbox } = deps;
  const points = createPoints(deps);

  async function bring(orderId: string): Promise<void> {
    await points.bring(orderId);
  }

  /** By what an order of this member earns points now; null: nobody earns any. */
  async function earningOf(memberId: string) {
    if ((await deps.off()).includes('points')) return null;
    const policy = await deps.policy.current();
    const earns = policy.perPointFen !== null || policy.categories.some((row) => row.perPointFen !== null);
    if (!earns) return null;
    return { policy, tier: { factorBasisPoints: 10_000 }, memberId };
  }

  /** Everything is handed over: from now on the days count in which goods can be brought back. */
  async function completed(orderId: string): Promise<void> {
    const facts = await deps.orderOf(orderId);
    const { keptAtMs } = facts ?? { keptAtMs: null };
    if (keptAtMs === null || keptAtMs <= clock.nowMs()) return bring(orderId);
    unlessBusy(
      await runCommand<null, never>(deps, {
        command: null,
        attempt: () => ({ writes: [deps.dueItems.plan(keptKind, orderId, keptAtMs)], value: null }),
      }),
      `what ${orderId} brings`,
    );
  }

  /** Into the transaction that joins two members: everything of the one follows behind it. */
  const joinWrites = (fromMemberId: string, toMemberId: string) => [
    outbox.announce({ type: 'membership.joined', data: { fromMemberId, toMemberId } }),
  ];

  async function follow(fromId: string, toId: string): Promise<void> {
    await points.follow(fromId, toId);
  }

  return { points, earningOf, bring, completed, joinWrites, follow, forget: points.forget };
}
export type Membership = ReturnType<typeof createMembership>;
