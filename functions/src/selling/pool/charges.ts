/**
 * What fills the fund pool by rule, beyond what commission takes out again: a part of what referred orders come to, out of
 * headquarters' margin, and a service charge on what dealers sell, out of their accounts.
 *
 *     completed  sales, or owner:<dealer> → fund-pool    fund-pool.charged:<order>:1
 *     refund     fund-pool → sales, or owner:<dealer>    fund-pool.charge-reversed:<order>:<n>
 *
 * What is kept of it is always what is left of the order's money in the same part, rounded down: so refunds take back exactly
 * what was charged, however they are cut and in whatever order they are heard of. Which posting is the n-th is written down
 * before it is made; whoever hears of it again makes those that are missing.
 */
import type { EventData } from '@jindian/shared/events/catalogue';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { type FenLeg, ownerAccount, type TransferInput, turned } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { ok } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { keptOf } from '../commission/kept.ts';

type Refund = { refundId: string; amountFen: number };
type Posting = { fen: number; atMs: number };
export type Charged = {
  orderId: string;
  soldByOwnerId?: string | undefined;
  /** Since it was completed. */
  charge?: { totalFen: number; fen: number } | undefined;
  refunds: Refund[];
  /** One after the other: what each brought, or took back. */
  postings: Posting[];
};

export type PoolRates = Readonly<Record<'poolFromReferredPercent' | 'poolFromDealersPercent', number>>;
/** What of an order the pool is given: of a dealer's sale by one rule, of headquarters' own by another, where it was referred. */
export function poolPercentOf(
  { poolFromReferredPercent, poolFromDealersPercent }: PoolRates,
  order: { soldByOwnerId: string | undefined; isReferred: boolean },
): number {
  if (order.soldByOwnerId !== undefined) return poolFromDealersPercent;
  return order.isReferred ? poolFromReferredPercent : 0;
}

const label = 'pool charge';
const isPositive = ({ fen }: Posting) => fen > 0;

function keptFen({ charge, refunds }: Pick<Charged, 'charge' | 'refunds'>): number {
  const backFen = refunds.reduce((sum, { amountFen }) => sum + amountFen, 0);
  return charge ? keptOf(charge.fen, charge.totalFen, backFen).amount : 0;
}

/** With the posting that brings the pool to what it keeps, where there has to be one. */
export function withPosting(charged: Charged, atMs: number): Charged {
  const fen = keptFen(charged) - charged.postings.reduce((sum, one) => sum + one.fen, 0);
  return fen === 0 ? charged : { ...charged, postings: [...charged.postings, { fen, atMs }] };
}

export function transferOf(
  { orderId, soldByOwnerId }: Pick<Charged, 'orderId' | 'soldByOwnerId'>,
  posting: Posting,
  n: number,
): TransferInput<FenLeg> {
  const debit = soldByOwnerId === undefined ? ('sales' as const) : ownerAccount(soldByOwnerId);
  const leg: FenLeg = { debit, credit: 'fund-pool', amountFen: Math.abs(posting.fen) };
  const kind = isPositive(posting) ? 'fund-pool.charged' : 'fund-pool.charge-reversed';
  return {
    id: `${kind}:${orderId}:${n}`,
    kind,
    orderId,
    reason: isPositive(posting) ? null : 'order refunded',
    atMs: posting.atMs,
    legs: [isPositive(posting) ? leg : turned(leg)],
  };
}

export function createPoolCharges(deps: {
  table: JindianTable;
  ledger: Pick<Ledger, 'post'>;
  settings: SettingsReader<'money'>;
}) {
  const { table, ledger } = deps;
  const entity = new Entity({
    name: 'PoolCharge',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      soldByOwnerId: string().optional(),
      charge: map({ totalFen: number(), fen: number() }).optional(),
      refunds: list(map({ refundId: string(), amountFen: number() })),
      postings: list(map({ fen: number(), atMs: number() })),
      version: number(),
    }),
    computeKey: ({ orderId }: { orderId: string }) => ({ pk: `POOL_CHARGE#${orderId}`, sk: 'CHARGE' }),
  });

  async function read(orderId: string): Promise<(Charged & { version: number }) | null> {
    const { Item } = await entity.build(GetItemCommand).key({ orderId }).options({ consistent: true }).send();
    return (Item as (Charged & { version: number }) | undefined) ?? null;
  }

  /** `change`: null where there is nothing to note. */
  async function bring(
    order: Pick<Charged, 'orderId' | 'soldByOwnerId'>,
    atMs: number,
    change: (before: Charged | null) => Promise<Charged | null>,
  ): Promise<void> {
    const noted = await runCommand<Charged | null, never>(deps, {
      command: null,
      async attempt() {
        const before = await read(order.orderId);
        const changed = await change(before);
        if (changed === null || changed === before) return ok(before);
        const next = withPosting(changed, atMs);
        const put = entity
          .build(PutTransaction)
          .item({ ...next, version: (before?.version ?? 0) + 1 })
          .options({
            condition: before ? { attr: 'version', eq: before.version } : { attr: 'orderId', exists: false },
          });
        return { writes: [write(label, put)], value: next, refused: { [label]: 'again' } };
      },
    });
    const { value: charged } = unlessBusy(noted, `pool charge of ${order.orderId}`) as {
      value: Charged | null;
    };
    for (const [at, posting] of (charged?.postings ?? []).entries()) {
      const transfer = transferOf(order, posting, at + 1);
      if ((await ledger.post(transfer)) === 'busy') throw new Error(`${transfer.id}: busy`);
    }
  }

  /** As it was placed; of one that was placed before that was kept, as it is now. */
  async function rateOf({
    attribution,
    soldByOwnerId,
    poolPercent,
  }: Pick<EventData<'order.completed'>, 'attribution' | 'soldByOwnerId' | 'poolPercent'>): Promise<number> {
    const isReferred = attribution !== null;
    // Whoever had referred it may be credited with nothing since: beyond a cap there is nothing to pay out of the pool.
    if (poolPercent !== undefined) return soldByOwnerId !== undefined || isReferred ? poolPercent : 0;
    return poolPercentOf(await deps.settings.current(), { soldByOwnerId, isReferred });
  }

  async function completed(order: EventData<'order.completed'>): Promise<void> {
    const { orderId, soldByOwnerId, totalFen, atMs } = order;
    await bring({ orderId, soldByOwnerId }, atMs, async (before) => {
      if (before?.charge) return before;
      const fen = Math.floor((totalFen * (await rateOf(order))) / 100);
      if (fen === 0) return before;
      const { refunds = [], postings = [] } = before ?? {};
      return {
        orderId,
        ...(soldByOwnerId === undefined ? {} : { soldByOwnerId }),
        charge: { totalFen, fen },
        refunds,
        postings,
      };
    });
  }

  /** Of an order that was completed: told before that was, it is noted for then, where anything is charged at all. */
  async function refunded(refund: EventData<'refund.succeeded'>): Promise<void> {
    const { orderId, soldByOwnerId, refundId, amountFen, atMs, wasCompleted } = refund;
    if (!wasCompleted) return;
    await bring({ orderId, soldByOwnerId }, atMs, async (before) => {
      if (before?.refunds.some((one) => one.refundId === refundId)) return before;
      if (!before && (await rateOf(refund)) === 0) return null;
      return {
        orderId,
        ...(soldByOwnerId === undefined ? {} : { soldByOwnerId }),
        ...(before?.charge ? { charge: before.charge } : {}),
        refunds: [...(before?.refunds ?? []), { refundId, amountFen }],
        postings: before?.postings ?? [],
      };
    });
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'pool: order completed',
      queue: 'books',
      types: ['order.completed'],
      handle: ({ data }) => completed(data),
    }),
    hears({
      name: 'pool: refund arrived',
      queue: 'books',
      types: ['refund.succeeded'],
      handle: ({ data }) => refunded(data),
    }),
  ];
  return { completed, refunded, eventHandlers };
}
export type PoolCharges = ReturnType<typeof createPoolCharges>;
