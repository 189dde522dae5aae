import type { CouponView, Promotion, Wallet } from '@jindian/shared/contract/selling/promotions';
import { dayMs } from '@jindian/shared/time';
import type { FormattedItem } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import type { Condition } from 'dynamodb-toolbox/entity/actions/parseCondition';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { memberPartition } from '../../people/members/items.ts';
import type { Members } from '../../people/members/service.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { promotionOfCode, typedCode } from './coupon-codes.ts';
import type { CompiledPromotions } from './engine/types.ts';
import { saysOf } from './words.ts';

export const couponLabel = (couponId: string) => `coupon ${couponId}`;
const prefix = 'COUPON#';
/** Given in one command: each is a transaction of its own. */
const movedAtOnce = 20;

export type CouponsDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  members: Pick<Members, 'isNow' | 'read' | 'somebodyCheck'>;
  secret(): string;
};

type How = 'code' | 'app' | 'hq';

/**
 * What members have of promotions that are for whoever has a coupon. One is used in the transaction of its order, on
 * condition that it is held; and held again in the one that calls the order off. How many were taken is a counter, in the
 * transaction that takes one; a code that is good once is written down there.
 */
export function createCoupons(
  deps: CouponsDeps & {
    inForce(): Promise<CompiledPromotions | null>;
    tierFor(memberId: string): Promise<string | null>;
  },
) {
  const { table, clock, ids, members } = deps;
  const entity = new Entity({
    name: 'Coupon',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      couponId: string().key(),
      promotionId: string(),
      how: string().enum('code', 'app', 'hq'),
      takenAtMs: number(),
      validUntilMs: number().optional(),
      state: string().enum('held', 'used'),
      orderId: string().optional(),
    }),
    computeKey: ({ memberId, couponId }: { memberId: string; couponId: string }) => ({
      pk: memberPartition(memberId),
      sk: `${prefix}${couponId}`,
    }),
  });
  type Coupon = FormattedItem<typeof entity>;
  const counts = new Entity({
    name: 'CouponCount',
    table,
    timestamps: false,
    schema: item({ promotionId: string().key(), memberId: string().key(), taken: number() }),
    computeKey: ({ promotionId, memberId }: { promotionId: string; memberId: string }) => ({
      pk: memberId === '' ? `PROMOTION#${promotionId}` : `PROMOTED#${memberId}`,
      sk: `TAKEN#${promotionId}`,
    }),
  });
  const usedCodes = new Entity({
    name: 'CouponCode',
    table,
    timestamps: false,
    schema: item({ code: string().key(), promotionId: string(), takenAtMs: number() }),
    computeKey: ({ code }: { code: string }) => ({ pk: `COUPON_CODE#${code}`, sk: 'TAKEN' }),
  });

  async function all(memberId: string): Promise<Coupon[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: prefix } })
      .entities(entity)
      .options({ reverse: true, consistent: true, ...everyPage })
      .send();
    return Items;
  }

  const isOver = ({ validUntilMs }: Pick<Coupon, 'validUntilMs'>) =>
    validUntilMs !== undefined && validUntilMs <= clock.nowMs();

  function view(coupon: Coupon, promotion: Promotion): CouponView {
    const { couponId, state, validUntilMs, orderId } = coupon;
    const { id, name } = promotion;
    return {
      ...{ id: couponId, promotionId: id, name, says: saysOf(promotion) },
      state: state === 'held' && isOver(coupon) ? 'expired' : state,
      validUntilMs: validUntilMs ?? null,
      orderId: orderId ?? null,
    };
  }

  function made(memberId: string, { id, coupon, untilMs }: Promotion, how: How): Coupon {
    const nowMs = clock.nowMs();
    const ends = [untilMs, coupon?.validDays ? nowMs + coupon.validDays * dayMs : null].filter(
      (end): end is number => end !== null,
    );
    return {
      ...{ memberId, couponId: ids.next(), promotionId: id, how, takenAtMs: nowMs, state: 'held' },
      ...(ends.length > 0 ? { validUntilMs: Math.min(...ends) } : {}),
    };
  }

  const putWrite = (coupon: Coupon): Write =>
    write(
      'coupon',
      entity
        .build(PutTransaction)
        .item(coupon)
        .options({ condition: { attr: 'couponId', exists: false } }),
    );

  function counted(promotionId: string, memberId: string, most: number | null): Write {
    const update = counts.build(UpdateTransaction).item({ promotionId, memberId, taken: $add(1) });
    const label = memberId === '' ? 'all taken' : 'own taken';
    if (most === null) return write(label, update);
    const condition = {
      or: [
        { attr: 'taken', exists: false },
        { attr: 'taken', lte: most - 1 },
      ],
    } as Condition<typeof counts>;
    return write(label, update.options({ condition }));
  }

  /** Whether it may be taken now, by this member. */
  async function mayTake(promotion: Promotion, memberId: string): Promise<boolean> {
    const { untilMs, paused, scope } = promotion;
    if (paused || (untilMs !== null && untilMs <= clock.nowMs())) return false;
    if (scope.tierIds.length === 0) return true;
    const tierId = await deps.tierFor(memberId);
    return tierId !== null && scope.tierIds.includes(tierId);
  }

  async function take(
    memberId: string,
    found: { promotion: Promotion; code: string | null } | null,
    how: How,
    command: CommandClaim,
  ): Promise<Result<CouponView, 'coupon_unknown' | 'coupon_held' | 'idempotency_key_reused' | 'busy'>> {
    if (!found || !(await mayTake(found.promotion, memberId))) return fail('coupon_unknown');
    const { promotion, code } = found;
    const terms = promotion.coupon;
    if (!terms) return fail('coupon_unknown');
    const done = await runCommand<Coupon, 'coupon_unknown' | 'coupon_held'>(deps, {
      command,
      async replay({ couponId }) {
        const coupon = (await all(memberId)).find((one) => one.couponId === couponId);
        return coupon ? ok(coupon) : fail('coupon_unknown');
      },
      async attempt() {
        const coupon = made(memberId, promotion, how);
        return {
          writes: [
            counted(promotion.id, '', terms.inAll),
            counted(promotion.id, memberId, terms.perMember),
            putWrite(coupon),
            ...(code === null
              ? []
              : [
                  write(
                    'code',
                    usedCodes
                      .build(PutTransaction)
                      .item({ code, promotionId: promotion.id, takenAtMs: clock.nowMs() })
                      .options({ condition: { attr: 'code', exists: false } }),
                  ),
                ]),
            members.somebodyCheck('somebody', memberId),
          ],
          value: coupon,
          kept: { couponId: coupon.couponId },
          refused: {
            'own taken': fail('coupon_held'),
            'all taken': fail('coupon_unknown'),
            code: fail('coupon_unknown'),
            '*': 'again',
          },
        };
      },
    });
    return done.ok ? ok(view(done.value, promotion)) : done;
  }

  /** By a code that somebody typed. One that is used up, over or for others is none. */
  async function claim(memberId: string, text: string, command: CommandClaim) {
    const policy = await deps.inForce();
    const code = typedCode(text);
    const promotions = policy?.all.map(({ promotion }) => promotion) ?? [];
    const found = promotionOfCode(deps.secret(), code, promotions);
    return take(
      memberId,
      found && { promotion: found.promotion, code: found.isSingle ? code : null },
      'code',
      command,
    );
  }

  /** What the app offers. */
  async function takeOffered(memberId: string, promotionId: string, command: CommandClaim) {
    const promotion = (await deps.inForce())?.byId.get(promotionId)?.promotion;
    return take(memberId, promotion?.coupon?.inApp ? { promotion, code: null } : null, 'app', command);
  }

  /** HQ gives one to each; caps of what members take themselves do not count these. */
  async function give(
    promotionId: string,
    { memberIds, reason }: { memberIds: readonly string[]; reason: string },
    command: CommandClaim,
  ): Promise<Result<{ given: number; unknown: number }, 'not_found' | 'idempotency_key_reused' | 'busy'>> {
    const promotion = (await deps.inForce())?.byId.get(promotionId)?.promotion;
    if (!promotion?.coupon) return fail('not_found');
    const asked = [...new Set(memberIds)];
    const known = (
      await Promise.all(
        asked.map(async (id) => {
          const now = await members.isNow(id);
          const found = await members.read(now);
          return found && !found.profile.isDeleted ? [now] : [];
        }),
      )
    ).flat();
    const chosen = [...new Set(known)];
    auditDetails({
      targets: chosen.slice(0, movedAtOnce).map((id) => ({ kind: 'member' as const, id })),
      after: { promotionId, given: chosen.length, reason },
    });
    const done = await runCommand<{ given: number }, never>(deps, {
      command,
      replay: ({ given }) => ok({ given: Number(given) }),
      attempt: () => ({
        writes: chosen.map((memberId) => putWrite(made(memberId, promotion, 'hq'))),
        value: { given: chosen.length },
        kept: { given: chosen.length },
      }),
    });
    return done.ok ? ok({ given: done.value.given, unknown: asked.length - done.value.given }) : done;
  }

  async function walletOf(memberId: string): Promise<Wallet> {
    const [coupons, policy] = await Promise.all([all(memberId), deps.inForce()]);
    const held = new Set(coupons.map(({ promotionId }) => promotionId));
    const items = coupons.flatMap((coupon) => {
      const promotion = policy?.byId.get(coupon.promotionId)?.promotion;
      return promotion ? [view(coupon, promotion)] : [];
    });
    const offered =
      policy?.all.filter(({ promotion: { id, coupon } }) => coupon?.inApp && !held.has(id)) ?? [];
    const may = await Promise.all(offered.map(({ promotion }) => mayTake(promotion, memberId)));
    return {
      items,
      offers: offered
        .filter((_, at) => may[at])
        .map(({ promotion }) => ({
          ...{ promotionId: promotion.id, name: promotion.name, says: saysOf(promotion) },
          validUntilMs: promotion.untilMs,
        })),
    };
  }

  /** Those that can be laid down for an order now. */
  async function usable(memberId: string): Promise<Coupon[]> {
    return (await all(memberId)).filter((coupon) => coupon.state === 'held' && !isOver(coupon));
  }

  /** Into the order's transaction: used by it, on condition that it is still held. */
  function useWrite({ memberId, couponId }: Pick<Coupon, 'memberId' | 'couponId'>, orderId: string): Write {
    const update = entity.build(UpdateTransaction).item({ memberId, couponId, state: 'used', orderId });
    return write(couponLabel(couponId), update.options({ condition: { attr: 'state', eq: 'held' } }));
  }

  /** Into the transaction that calls its order off: held again, wherever two sign-ins of its member became one. */
  async function backWrites(
    memberId: string,
    couponIds: readonly string[],
    orderId: string,
  ): Promise<Write[]> {
    if (couponIds.length === 0) return [];
    const now = await members.isNow(memberId);
    const found = await readBatch(
      table,
      couponIds.map((couponId) => entity.build(BatchGetRequest).key({ memberId: now, couponId })),
      { consistent: true },
    );
    return found.flatMap((coupon) => {
      if (coupon?.state !== 'used' || coupon.orderId !== orderId) return [];
      const { couponId } = coupon;
      const update = entity
        .build(UpdateTransaction)
        .item({ memberId: now, couponId, state: 'held', orderId: $remove() });
      return [write('coupon back', update.options({ condition: { attr: 'orderId', eq: orderId } }))];
    });
  }

  /** All of an order came back after it was over: by the terms of its promotion the coupon is held again. Again is fine. */
  async function backOnReturn(
    memberId: string,
    couponIds: readonly string[],
    orderId: string,
  ): Promise<void> {
    const policy = await deps.inForce();
    const now = await members.isNow(memberId);
    const mine = (await all(now)).filter(
      ({ couponId, promotionId }) =>
        couponIds.includes(couponId) && policy?.byId.get(promotionId)?.promotion.coupon?.backOnReturn,
    );
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const writes = await backWrites(
          memberId,
          mine.map(({ couponId }) => couponId),
          orderId,
        );
        return writes.length === 0 ? ok(null) : { writes, value: null, refused: { '*': 'again' } };
      },
    });
    unlessBusy(done, `coupons of ${orderId}`);
  }

  /** Two sign-ins of one person: what the one has the other has. */
  async function follow(fromId: string, toId: string): Promise<void> {
    for (;;) {
      const left = (await all(fromId)).slice(0, movedAtOnce);
      if (left.length === 0) return;
      const to = await members.isNow(toId);
      const done = await runCommand<null, never>(deps, {
        command: null,
        attempt: () => ({
          writes: left.flatMap((coupon) => [
            write(
              'coupon',
              entity
                .build(DeleteTransaction)
                .key(coupon)
                .options({ condition: { attr: 'state', eq: coupon.state } }),
            ),
            putWrite({ ...coupon, memberId: to }),
          ]),
          value: null,
          refused: { '*': ok(null) },
        }),
      });
      unlessBusy(done, 'coupons of joined members');
    }
  }

  /** How many were taken of each. */
  async function takenOf(promotionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await readBatch(
      table,
      promotionIds.map((promotionId) => counts.build(BatchGetRequest).key({ promotionId, memberId: '' })),
    );
    return new Map(promotionIds.map((id, at) => [id, found[at]?.taken ?? 0]));
  }

  return { claim, takeOffered, give, walletOf, usable, useWrite, backWrites, backOnReturn, follow, takenOf };
}
export type Coupons = ReturnType<typeof createCoupons>;
