import type { PointsPolicy } from '@jindian/shared/contract/selling/points';
import type { TiersPolicy } from '@jindian/shared/contract/selling/tiers';
import { dayMs } from '@jindian/shared/time';
import { createLedger } from '../../../money/ledger/service.ts';
import { createMembers } from '../../../people/members/service.ts';
import { createDueItems } from '../../../platform/due-items.ts';
import { createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { doDue, eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import type { OrderFacts } from '../facts.ts';
import { membershipModule } from '../module.ts';
import { compilePointsPolicy, type FrozenPoints, freezePoints, keptPoints } from '../points/earning.ts';
import { standardPointsPolicy } from '../points/policy.ts';
import { createMembership } from '../service.ts';
import { standardTiersPolicy } from '../tiers/policy.ts';
import { nothingAround } from './nothing-around.ts';

export const returnWindowDays = 7;

/** An order as orders would tell of it: what happened to it so far. */
export type ToldOrder = {
  orderId: string;
  memberId: string;
  lines: readonly { id: string; netFen: number }[];
  frozen: FrozenPoints | null;
  isPaid: boolean;
  completedAtMs: number | null;
  refundedFen: Map<string, number>;
};

/** Members, the books, and what members have, on a table of their own; orders are told by the test. */
export async function startMembershipFixture(
  policies: { points?: Partial<PointsPolicy>; tiers?: TiersPolicy } = {},
) {
  const opened = await openTable();
  const { table, clock, engine } = opened;
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const outbox = createOutbox({ table, clock, ids });
  const ledger = createLedger({ table, clock });
  const dueItems = createDueItems({ table });
  const orders = new Map<string, ToldOrder>();
  const policy = compilePointsPolicy({ ...standardPointsPolicy, perPointFen: 100, ...policies.points }, 1);
  const members = createMembers({
    table,
    clock,
    ids,
    settings: fixedSettings('people'),
    joinWrites: async (fromId, toId) => membership.joinWrites(fromId, toId),
  });

  function factsOf(orderId: string): OrderFacts | null {
    const order = orders.get(orderId);
    if (!order) return null;
    const { memberId, isPaid, completedAtMs, frozen, refundedFen, lines } = order;
    const keptAtMs = completedAtMs === null ? null : completedAtMs + returnWindowDays * dayMs;
    return {
      memberId,
      keptAtMs,
      phase: !isPaid ? 'none' : keptAtMs !== null && keptAtMs <= clock.nowMs() ? 'kept' : 'promised',
      spendFen: lines.reduce((sum, { id, netFen }) => sum + netFen - (refundedFen.get(id) ?? 0), 0),
      points: frozen && { frozen, kept: keptPoints(frozen, refundedFen) },
    };
  }

  const membership = createMembership({
    table,
    clock,
    idempotency,
    outbox,
    ledger,
    members,
    dueItems,
    policy: { current: async () => policy },
    tiersPolicy: { current: async () => policies.tiers ?? standardTiersPolicy },
    ids,
    ...nothingAround,
    orderOf: async (orderId) => factsOf(orderId),
  });
  const { events = [], due = [] } = membershipModule(membership);
  const deliver = eventsOf({ engine, name: opened.name }, events);

  return {
    ...opened,
    ledger,
    members,
    membership,
    orders,
    factsOf,
    order(memberId: string, fen: readonly number[]): ToldOrder {
      const orderId = ids.next();
      const lines = fen.map((netFen, at) => ({ id: String(at + 1), netFen }));
      const frozen = freezePoints(
        policy,
        { factorBasisPoints: 10_000 },
        lines.map((line) => ({ ...line, categoryPath: [] })),
      );
      const refundedFen = new Map<string, number>();
      const told = { orderId, memberId, lines, frozen, isPaid: true, completedAtMs: null, refundedFen };
      orders.set(orderId, told);
      return told;
    },
    /** What was announced, as often as told, and what is due. */
    async settle(times = 1): Promise<void> {
      while ((await deliver(times)).length > 0);
      await doDue(dueItems, due, clock.nowMs());
    },
    async bySms(phone: string): Promise<string> {
      const found = await members.memberForPhone(phone, 'zh');
      if (!found.ok) throw new Error(found.code);
      return found.value;
    },
  };
}
export type MembershipFixture = Awaited<ReturnType<typeof startMembershipFixture>>;
