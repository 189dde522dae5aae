import { type MemberPoints, type PointsLine, pointsLineKinds } from '@jindian/shared/contract/selling/points';
import {
  owedPointsAccount,
  type PointsLeg,
  pointsAccount,
  promisedPointsAccount,
} from '../../../money/ledger/rules.ts';
import type { Ledger } from '../../../money/ledger/service.ts';
import type { Members } from '../../../people/members/service.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { DueItems } from '../../../platform/due-items.ts';
import type { CommandClaim, Idempotency } from '../../../platform/idempotency.ts';
import type { Outbox } from '../../../platform/outbox.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import type { Write } from '../../../platform/transact.ts';
import type { OrderFacts } from '../facts.ts';
import type { PointsPolicyDocument } from './policy.ts';
import { expire, expiryOf, joinPurses, putIn, takeOut, tell, usableOf } from './purse.ts';
import { createPurses, type HeldPurse } from './purses.ts';
import { heldByOrder, stepOf } from './steps.ts';

/** An order takes two steps at most to be where it must be; others of the same moment make it look again. */
const maxSteps = 6;

export type PointsDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  outbox: Outbox;
  dueItems: Pick<DueItems, 'waits'>;
  ledger: Pick<Ledger, 'postWrites' | 'transfersOfOrder' | 'amountsOf' | 'changesOf' | 'transfersById'>;
  members: Pick<Members, 'isNow' | 'read' | 'somebodyCheck'>;
  policy: Pick<PointsPolicyDocument, 'current'>;
  /** How people call orders. */
  numbersOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

/**
 * Points of members: what orders earn goes from promised to usable by the same moments as commission does, and back. Each
 * move is one transaction of its posting and the member's purse (decision 0078).
 */
export function createPoints(
  deps: PointsDeps & {
    /** Who has now what was somebody's; null: they were forgotten, and nobody has. */
    holderOf(memberId: string): Promise<string | null>;
  },
) {
  const { holderOf } = deps;
  const { clock, ledger, members, policy, outbox } = deps;
  const purses = createPurses(deps);

  const purseWrite = async (memberId: string, purse: HeldPurse['purse'], version: number) =>
    purses.putWrite(memberId, purse, version, (await policy.current()).noticeDays);

  /** Points that are no longer good take part in nothing: they go first, whoever is early. */
  const isPast = ({ lots }: HeldPurse['purse']) =>
    lots.some(({ left, expiresAtMs }) => left > 0 && expiresAtMs !== null && expiresAtMs <= clock.nowMs());

  /** Brings the points of an order to where the order says that they must be. Again, late or early: the end is the same. */
  async function bring(orderId: string, factsNow: () => Promise<OrderFacts | null>): Promise<void> {
    for (let step = 1; step <= maxSteps; step += 1) {
      let past: string | null = null;
      const done = await runCommand<'done' | 'more', never>(deps, {
        command: null,
        async attempt() {
          const facts = await factsNow();
          if (!facts?.points) return ok('done');
          const [holder, transfers] = await Promise.all([
            holderOf(facts.memberId),
            ledger.transfersOfOrder(orderId),
          ]);
          const held = heldByOrder(transfers);
          // Whoever was forgotten has no points: what was promised is taken back, and nothing comes any more.
          const asked = { ...facts, ...facts.points };
          const wanted = holder ? asked : { ...asked, phase: 'kept' as const, kept: held.earned };
          const memberId = holder ?? (await members.isNow(facts.memberId));
          const { purse, version } = await purses.read(memberId);
          past = isPast(purse) ? memberId : null;
          if (past !== null) return ok('more');
          const next = stepOf(orderId, wanted, held, memberId, purse, clock.nowMs());
          if (!next) return ok('done');
          return {
            writes: [
              ...ledger.postWrites(next.transfer),
              ...(next.purse ? [await purseWrite(memberId, next.purse, version)] : []),
              // Found to be another member in this moment, the points are that one's.
              ...(holder ? [members.somebodyCheck('somebody', memberId)] : []),
            ],
            value: 'more',
            refused: { '*': 'again' },
          };
        },
      });
      const reached = unlessBusy(done, `points of ${orderId}`);
      if (reached.ok && reached.value === 'done') return;
      if (past !== null) await look(past);
    }
    throw new Error(`points of ${orderId} are not at rest`);
  }

  /** What is no longer good goes, and what soon will not be is told. */
  async function look(memberId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const { purse, version } = await purses.read(memberId);
        const { noticeDays } = await policy.current();
        const { purse: left, expired } = expire(purse, clock.nowMs());
        const { purse: after, told } = tell(left, clock.nowMs(), noticeDays);
        if (version === 0 || (expired === 0 && told.length === 0)) return ok(null);
        return {
          writes: [
            await purseWrite(memberId, after, version),
            ...(expired === 0
              ? []
              : ledger.postWrites({
                  id: `points.expired:${memberId}:${version}`,
                  kind: 'points.expired',
                  orderId: null,
                  reason: null,
                  atMs: clock.nowMs(),
                  legs: [{ debit: pointsAccount(memberId), credit: 'points-expired', points: expired }],
                })),
            ...told.map(({ points, expiresAtMs }) =>
              outbox.announce({ type: 'points.expiring', data: { memberId, points, expiresAtMs } }),
            ),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'points that expire');
  }

  /** HQ gives points, or takes some for what was handed over for them. */
  async function adjust(
    given: { memberId: string; points: number; reason: string; by: string },
    command: CommandClaim,
  ): Promise<
    Result<{ available: number }, 'not_found' | 'points_short' | 'idempotency_key_reused' | 'busy'>
  > {
    const { points, reason, by } = given;
    // What is no longer good is not taken for something, and makes up for nothing.
    await look(await members.isNow(given.memberId));
    return runCommand<{ available: number }, 'not_found' | 'points_short'>(deps, {
      command,
      replay: (kept) => ok({ available: kept.available as number }),
      async attempt() {
        const memberId = await holderOf(given.memberId);
        if (memberId === null) return fail('not_found');
        const { purse, version } = await purses.read(memberId);
        auditDetails({
          targets: [{ kind: 'member', id: memberId }],
          before: { points: usableOf(purse) },
          after: { points: usableOf(purse) + points, reason },
        });
        const { expiresAfterMonths } = await policy.current();
        const own = pointsAccount(memberId);
        const putting = points > 0 ? putIn(purse, points, expiryOf(clock.nowMs(), expiresAfterMonths)) : null;
        const after = putting ? putting.purse : takeOut(purse, -points);
        if (!after) return fail('points_short', { available: usableOf(purse) });
        const legs: PointsLeg[] = putting
          ? [
              { debit: 'points-issued', credit: own, points: putting.put },
              { debit: 'points-issued', credit: owedPointsAccount(memberId), points: putting.madeUp },
            ]
          : [{ debit: own, credit: 'points-issued', points: -points }];
        const kind = putting ? 'points.given' : 'points.taken';
        return {
          writes: [
            await purseWrite(memberId, after, version),
            ...ledger.postWrites({
              id: `${kind}:${memberId}:${version}`,
              kind,
              orderId: null,
              reason,
              byMemberId: by,
              atMs: clock.nowMs(),
              legs: legs.filter((leg) => leg.points > 0),
            }),
            members.somebodyCheck('somebody', memberId),
          ],
          value: { available: usableOf(after) },
          kept: { available: usableOf(after) },
          refused: { '*': 'again' },
        };
      },
    });
  }

  /**
   * Points that come with somebody from the system before, into the transaction of the claim: a lot of them, and what of
   * them makes up for something owed.
   */
  async function opening(
    memberId: string,
    points: number,
  ): Promise<{ writes: Write[]; legs: readonly PointsLeg[] }> {
    if (points === 0) return { writes: [], legs: [] };
    await look(memberId);
    const { purse, version } = await purses.read(memberId);
    const { expiresAfterMonths } = await policy.current();
    const { purse: after, madeUp } = putIn(purse, points, expiryOf(clock.nowMs(), expiresAfterMonths));
    return {
      writes: [await purseWrite(memberId, after, version)],
      legs:
        madeUp === 0
          ? []
          : [{ debit: pointsAccount(memberId), credit: owedPointsAccount(memberId), points: madeUp }],
    };
  }

  /** All that one had is the other's: usable, promised and owed. */
  async function follow(fromId: string, toId: string): Promise<void> {
    const id = `points.joined:${fromId}`;
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        if ((await ledger.transfersById([id])).has(id)) return ok(null);
        const to = await holderOf(toId);
        if (to === null) return ok(null);
        await look(fromId);
        await look(to);
        const promised = promisedPointsAccount(fromId);
        const [before, there, amounts] = await Promise.all([
          purses.read(fromId),
          purses.read(to),
          ledger.amountsOf([promised]),
        ]);
        const { purse, madeUp } = joinPurses(before.purse, there.purse);
        const waiting = amounts.get(promised)?.posted ?? 0;
        const legs: PointsLeg[] = [
          { debit: pointsAccount(fromId), credit: pointsAccount(to), points: usableOf(before.purse) },
          { debit: owedPointsAccount(to), credit: owedPointsAccount(fromId), points: before.purse.owed },
          { debit: pointsAccount(to), credit: owedPointsAccount(to), points: madeUp },
          { debit: promised, credit: promisedPointsAccount(to), points: waiting },
        ];
        const moving = legs.filter(({ points }) => points > 0);
        if (moving.length === 0) return ok(null);
        return {
          writes: [
            ...ledger.postWrites({
              id,
              kind: 'points.joined',
              orderId: null,
              reason: null,
              atMs: clock.nowMs(),
              legs: moving,
            }),
            ...(before.version === 0 ? [] : [purses.dropWrite(fromId, before.version)]),
            await purseWrite(to, purse, there.version),
            members.somebodyCheck('somebody', to),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'joining points');
  }

  /** Whoever is forgotten leaves their points behind, and owes none any more. */
  async function forget(memberId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const { purse, version } = await purses.read(memberId);
        const points = usableOf(purse);
        if (points === 0 && version === 0) return ok(null);
        const legs: PointsLeg[] = [
          { debit: pointsAccount(memberId), credit: 'points-expired' as const, points },
          { debit: 'points-expired' as const, credit: owedPointsAccount(memberId), points: purse.owed },
        ].filter((leg) => leg.points > 0);
        return {
          writes: [
            ...(version === 0 ? [] : [purses.dropWrite(memberId, version)]),
            ...(legs.length === 0
              ? []
              : ledger.postWrites({
                  id: `points.forgotten:${memberId}:${version}`,
                  kind: 'points.forgotten',
                  orderId: null,
                  reason: null,
                  atMs: clock.nowMs(),
                  legs,
                })),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'forgetting points');
  }

  const isLineKind = (kind: string): kind is PointsLine['kind'] =>
    (pointsLineKinds as readonly string[]).includes(kind);

  async function pointsOf(
    memberId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Result<MemberPoints, 'invalid_request'>> {
    const own = pointsAccount(memberId);
    const promised = promisedPointsAccount(memberId);
    const [{ purse }, amounts, lines] = await Promise.all([
      purses.read(memberId),
      ledger.amountsOf([promised]),
      ledger.changesOf(own, page),
    ]);
    if (!lines) return fail('invalid_request', { detail: 'cursor' });
    const numbers = await deps.numbersOf(lines.items.flatMap(({ transfer }) => transfer.orderId ?? []));
    const { purse: good } = expire(purse, clock.nowMs());
    return ok({
      available: usableOf(good),
      promised: Math.max(0, amounts.get(promised)?.posted ?? 0),
      owed: purse.owed,
      lots: good.lots.flatMap(({ left, expiresAtMs }) => (left > 0 ? [{ points: left, expiresAtMs }] : [])),
      lines: lines.items.flatMap(({ transfer, atMs, amount }) =>
        isLineKind(transfer.kind)
          ? [
              {
                id: transfer.id,
                kind: transfer.kind,
                points: amount,
                atMs,
                orderId: transfer.orderId,
                orderNumber: transfer.orderId === null ? null : (numbers.get(transfer.orderId) ?? null),
                reason: transfer.byMemberId === undefined ? null : transfer.reason,
              },
            ]
          : [],
      ),
      nextCursor: lines.nextCursor,
    });
  }

  async function hqPointsOf(memberId: string, page: { limit: number; cursor?: string | undefined }) {
    const known = await members.read(memberId);
    return known ? pointsOf(await members.isNow(memberId), page) : fail('not_found');
  }

  /** What members may still ask for, whoever they are: usable and promised, less what they owe. */
  async function outstanding(): Promise<{ points: number; worthFen: number }> {
    const [amounts, { hundredPointsFen }] = await Promise.all([
      ledger.amountsOf(['points-issued', 'points-expired']),
      policy.current(),
    ]);
    const of = (account: string) => amounts.get(account)?.posted ?? 0;
    const points = of('points-issued') - of('points-expired');
    return { points, worthFen: Math.round((points * hundredPointsFen) / 100) };
  }

  return {
    outstanding,
    bring,
    hqPointsOf,
    look,
    adjust,
    opening,
    follow,
    forget,
    pointsOf,
    /** As it is at this moment, whether or not somebody looked for what expired. */
    purseOf: async (memberId: string) => expire((await purses.read(memberId)).purse, clock.nowMs()).purse,
  };
}
export type Points = ReturnType<typeof createPoints>;
