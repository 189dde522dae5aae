import type { MemberTier, TierChange, TiersPolicy } from '@jindian/shared/contract/selling/tiers';
import { brandMonth } from '@jindian/shared/time';
import type { Members } from '../../../people/members/service.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { DueItems } from '../../../platform/due-items.ts';
import type { CommandClaim, Idempotency } from '../../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import type { Write } from '../../../platform/transact.ts';
import type { OrderFacts } from '../facts.ts';
import type { TiersPolicyDocument } from './policy.ts';
import {
  figuresOf,
  figuresWithin,
  isNothing,
  joinStandings,
  lessFigures,
  moved,
  nextTier,
  noFigures,
  rankOf,
  type Standing,
  setTier,
  withMonth,
} from './rules.ts';
import { createTierStore, type StoredChange } from './store.ts';

export type TiersDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  dueItems: Pick<DueItems, 'waits'>;
  members: Pick<Members, 'isNow' | 'read' | 'somebodyCheck'>;
  tiersPolicy: Pick<TiersPolicyDocument, 'current'>;
};

/**
 * Tiers of members: what orders brought, by month, and the tier that follows from it. An order is counted once its goods can no
 * longer be brought back, in one transaction with what it was counted for before (decision 0078).
 */
export function createTiers(deps: TiersDeps & { holderOf(memberId: string): Promise<string | null> }) {
  const { clock, members, holderOf } = deps;
  const store = createTierStore(deps);
  const policyNow = () => deps.tiersPolicy.current();

  /** The standing as it is now, and why it became another, if it did. */
  function writesOf(
    memberId: string,
    before: { standing: Standing; version: number },
    { standing, reason }: { standing: Standing; reason: StoredChange['reason'] | null },
    policy: TiersPolicy,
    note?: string,
  ): Write[] {
    const figures = figuresWithin(standing.months, policy.periodMonths, clock.nowMs());
    return [
      store.putWrite(memberId, standing, before.version),
      ...(reason === null
        ? []
        : [
            store.changeWrite({
              memberId,
              atMs: clock.nowMs(),
              version: before.version + 1,
              ...(before.standing.tierId === null ? {} : { fromId: before.standing.tierId }),
              ...(standing.tierId === null ? {} : { toId: standing.tierId }),
              reason,
              figures,
              ...(note === undefined ? {} : { note }),
            }),
          ]),
    ];
  }

  /** Counts what an order is worth now, for whoever its member is now. Again, late or early: the end is the same. */
  async function bring(orderId: string, factsNow: () => Promise<OrderFacts | null>): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const facts = await factsNow();
        if (!facts) return ok(null);
        const counted = await store.countedOf(orderId);
        const wanted = figuresOf(facts);
        const more = lessFigures(wanted, counted ?? noFigures);
        if (isNothing(more)) return ok(null);
        const memberId = await holderOf(facts.memberId);
        if (memberId === null) return ok(null);
        const month = counted?.month ?? brandMonth(facts.keptAtMs ?? clock.nowMs());
        const [before, policy] = await Promise.all([store.read(memberId), policyNow()]);
        const { standing } = before;
        const next = { ...standing, months: withMonth(standing.months, month, more) };
        return {
          writes: [
            store.countWrite(orderId, month, counted, wanted),
            ...writesOf(memberId, before, moved(next, policy, clock.nowMs()), policy),
            members.somebodyCheck('somebody', memberId),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, `what ${orderId} counts for`);
  }

  /** A period is over: the tier is what counts now. */
  async function look(memberId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const [before, policy] = await Promise.all([store.read(memberId), policyNow()]);
        const { untilMs } = before.standing;
        if (untilMs === null || untilMs > clock.nowMs()) return ok(null);
        return {
          writes: writesOf(memberId, before, moved(before.standing, policy, clock.nowMs()), policy),
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'a tier’s period');
  }

  /** HQ gives a tier, or takes one away, for a period. */
  async function set(
    given: { memberId: string; tierId: string | null; reason: string },
    command: CommandClaim,
  ): Promise<Result<MemberTier, 'not_found' | 'idempotency_key_reused' | 'busy'>> {
    const done = await runCommand<string, 'not_found'>(deps, {
      command,
      replay: (kept) => ok(String(kept.memberId)),
      async attempt() {
        const [memberId, policy] = await Promise.all([holderOf(given.memberId), policyNow()]);
        if (memberId === null) return fail('not_found');
        if (given.tierId !== null && rankOf(policy, given.tierId) < 0) return fail('not_found');
        const before = await store.read(memberId);
        auditDetails({
          targets: [{ kind: 'member', id: memberId }],
          before: { tierId: before.standing.tierId ?? '' },
          after: { tierId: given.tierId ?? '', reason: given.reason },
        });
        const next = setTier(before.standing, given.tierId, policy, clock.nowMs());
        return {
          writes: [
            ...writesOf(memberId, before, next, policy, given.reason),
            members.somebodyCheck('somebody', memberId),
          ],
          value: memberId,
          kept: { memberId },
          refused: { '*': 'again' },
        };
      },
    });
    return done.ok ? ok(await tierOf(done.value)) : done;
  }

  /** All that counted for one counts for the other. */
  async function follow(fromId: string, toId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const [from, to, policy] = await Promise.all([store.read(fromId), holderOf(toId), policyNow()]);
        if (from.version === 0 || to === null) return ok(null);
        const before = await store.read(to);
        const joined = joinStandings(from.standing, before.standing, policy, clock.nowMs());
        return {
          writes: [
            store.dropWrite(fromId, from.version),
            ...writesOf(to, before, joined, policy),
            members.somebodyCheck('somebody', to),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'joining tiers');
  }

  async function tierOf(memberId: string): Promise<MemberTier> {
    const [{ standing }, policy, changes] = await Promise.all([
      store.read(memberId),
      policyNow(),
      store.changesOf(memberId),
    ]);
    const figures = figuresWithin(standing.months, policy.periodMonths, clock.nowMs());
    const tier = policy.tiers.find(({ id }) => id === standing.tierId) ?? null;
    const next = nextTier(policy, tier?.id ?? null, figures);
    const nameOf = (id: string | undefined) =>
      id === undefined ? null : (policy.tiers.find((one) => one.id === id)?.name ?? { zh: id, en: id });
    return {
      tier: tier && { id: tier.id, name: tier.name, pointsPercent: tier.pointsPercent },
      sinceMs: tier ? standing.sinceMs : null,
      untilMs: tier ? standing.untilMs : null,
      periodMonths: policy.periodMonths,
      figures,
      next: next && { name: next.tier.name, pointsPercent: next.tier.pointsPercent, lacks: next.lacks },
      changes: changes.map(
        ({ atMs, fromId, toId, reason, figures: then, note }): TierChange => ({
          atMs,
          from: nameOf(fromId),
          to: nameOf(toId),
          reason,
          figures: then,
          note: note ?? null,
        }),
      ),
    };
  }

  async function hqTierOf(memberId: string): Promise<Result<MemberTier, 'not_found'>> {
    const known = await members.read(memberId);
    return known ? ok(await tierOf(await members.isNow(memberId))) : fail('not_found');
  }

  /** By how much more this member's orders earn. Read only where a tier earns more at all. */
  async function factorOf(memberId: string): Promise<{ id?: string; factorBasisPoints: number }> {
    const policy = await policyNow();
    const once = { factorBasisPoints: 10_000 };
    if (policy.tiers.every(({ pointsPercent }) => pointsPercent === 100)) return once;
    const { standing } = await store.read(memberId);
    const tier = policy.tiers.find(({ id }) => id === standing.tierId);
    return tier ? { id: tier.id, factorBasisPoints: tier.pointsPercent * 100 } : once;
  }

  /** Which tier a member has now. */
  async function idOf(memberId: string): Promise<string | null> {
    const [policy, { standing }] = await Promise.all([policyNow(), store.read(memberId)]);
    return policy.tiers.some(({ id }) => id === standing.tierId) ? standing.tierId : null;
  }

  return { idOf, bring, look, set, follow, tierOf, hqTierOf, factorOf };
}
export type Tiers = ReturnType<typeof createTiers>;
