import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { DueItems } from '../../platform/due-items.ts';
import { type CardsDeps, createCards } from './card/service.ts';
import type { OrderFacts } from './facts.ts';
import { createPoints, type PointsDeps } from './points/service.ts';
import { createTiers, type TiersDeps } from './tiers/service.ts';

/** `membership.kept`: an order waits for it from its completion on, until goods can no longer be brought back. */
export const keptKind = 'membership.kept';

export type MembershipDeps = PointsDeps &
  TiersDeps &
  CardsDeps & {
    dueItems: Pick<DueItems, 'waits' | 'plan'>;
    /** Modules that the brand has switched off. */
    off(): Promise<readonly ModuleName[]>;
    /** What an order says now of what it brings; null: it brings nothing. Orders are above. */
    orderOf(orderId: string): Promise<OrderFacts | null>;
  };

/** What orders bring their members, by the same moments as commission: promised, counted once it stays, and back. */
export function createMembership(deps: MembershipDeps) {
  const { clock, outbox, members } = deps;

  async function holderOf(memberId: string): Promise<string | null> {
    const now = await members.isNow(memberId);
    const known = await members.read(now, { consistent: true });
    return known && !known.profile.isDeleted ? now : null;
  }
  const points = createPoints({ ...deps, holderOf });
  const tiers = createTiers({ ...deps, holderOf });
  const cards = createCards({ ...deps, holderOf, points, tiers });

  /** What was begun goes on, whatever is off by now. */
  async function bring(orderId: string): Promise<void> {
    const factsNow = () => deps.orderOf(orderId);
    await points.bring(orderId, factsNow);
    if (!(await deps.off()).includes('tiers')) await tiers.bring(orderId, factsNow);
  }

  /** By what an order of this member earns points now; null: nobody earns any. */
  async function earningOf(memberId: string) {
    const off = await deps.off();
    if (off.includes('points')) return null;
    const policy = await deps.policy.current();
    const earns = policy.perPointFen !== null || policy.categories.some((row) => row.perPointFen !== null);
    if (!earns) return null;
    return {
      policy,
      tier: off.includes('tiers') ? { factorBasisPoints: 10_000 } : await tiers.factorOf(memberId),
    };
  }

  /** Everything is handed over: from now on the days count in which goods can be brought back. */
  async function completed(orderId: string): Promise<void> {
    const facts = await deps.orderOf(orderId);
    if (!facts) return;
    const { keptAtMs } = facts;
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
    await tiers.follow(fromId, toId);
    await cards.follow(fromId, toId);
  }

  async function forget(memberId: string): Promise<void> {
    await points.forget(memberId);
    await cards.forget(memberId);
  }

  return { points, tiers, cards, earningOf, bring, completed, joinWrites, follow, forget };
}
export type Membership = ReturnType<typeof createMembership>;
