import { createEngine } from '@jindian/embedded-dynamodb';
import type { Earnings } from '@jindian/shared/contract/selling/seller';
import { eventCatalogue } from '@jindian/shared/events/catalogue';
import { readEvent } from '@jindian/shared/events/define';
import { dayMs } from '@jindian/shared/time';
import { expect } from 'vitest';
import { createLedger } from '../../../money/ledger/service.ts';
import type { DueHandler } from '../../../platform/due-items.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox, type DomainEvent } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { tableDefinition } from '../../../platform/table.ts';
import { embeddedTable } from '../../../platform/testing/table.ts';
import { createFraud, type Sold } from '../../holds/fraud.ts';
import { createHolds } from '../../holds/service.ts';
import { createPromised } from '../../pool/promised.ts';
import { createPayeeStore } from '../../settlement/payees/store.ts';
import type { CommissionSettle } from '../event-schemas.ts';
import { commissionDueHandlers, commissionEventHandlers } from '../events.ts';
import { creditOf, type FrozenAttribution } from '../frozen.ts';
import { commissionBack } from '../kept.ts';
import { createCommission } from '../service.ts';

export const paidAtMs = Date.UTC(2026, 10, 21, 4);
export const completedAtMs = paidAtMs + 3_600_000;
export const totalFen = 130_500;
export const commissionFen = 6_495;
/** A part of the goods, and what is left of the commission without it. */
export const partFen = 43_333;
const returnWindowDays = 7;
const returnWindowMs = returnWindowDays * dayMs;
export const keptFen = Math.floor((commissionFen * (129_900 - partFen)) / 129_900);

const completedNow = { split: [], handedOver: true, atMs: completedAtMs };

export type Step =
  | 'paid'
  | 'completed'
  | 'settle'
  | 'refunded'
  | 'refunded after completion'
  | 'part refunded'
  | 'rest refunded'
  | 'completed less a part'
  | 'part refunded after completion'
  | 'rest refunded after completion'
  | 'late';
export type Order = { orderId: string; sellerId: string; attribution: FrozenAttribution; sold?: Sold };

/** To somebody who fetched it, whom no channel brought. */
export const soldToAnybody: Sold = {
  buyerId: 'BUYER',
  boundAtMs: paidAtMs - dayMs,
  sceneId: null,
  address: null,
};

/** Commission and the books on a table of their own: small, since a balance counts what was not folded yet. */
export async function startCommissionFixture() {
  const engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  const clock = { nowMs: () => completedAtMs + returnWindowMs };
  const ledger = createLedger({ table, clock });
  const outbox = createOutbox({ table, clock, ids: createIds(clock) });
  const policy: { holdsReleasedBy?: string } = {};
  const settings = { current: async () => fixedSettings('selling', policy).current() };
  const holds = createHolds({ table, clock, outbox, nameOf: async (id) => id, settings });
  /** What others would know of members and channels. */
  const known = {
    bindsInHour: 0,
    banned: new Set<string>(),
    becameMember: new Map<string, string>(),
    accounts: new Map<string, string>(),
  };
  const fraud = createFraud({
    table,
    settings: fixedSettings('selling', {}),
    bindsInHour: async () => known.bindsInHour,
    isBanned: async (sceneId) => known.banned.has(sceneId),
    isNow: async (memberId) => known.becameMember.get(memberId) ?? memberId,
    accountsOf: async (memberId) => [known.accounts.get(memberId) ?? []].flat(),
  });
  const { ensure: ensurePayees } = createPayeeStore({ table, clock });
  const promised = createPromised(table);
  const commission = createCommission({
    table,
    clock,
    ledger,
    customersOf: async () => 3,
    holds,
    fraud,
    ensurePayees,
    promised,
  });
  const eventHandlers = commissionEventHandlers(commission);
  const settlements = new Map<string, CommissionSettle>();
  const settlementOf = async (orderId: string) => settlements.get(orderId) ?? null;
  const [settleHandler] = commissionDueHandlers(commission, settlementOf) as [DueHandler];
  let made = 0;

  function newOrder(sellerId?: string, heldFor: FrozenAttribution['holds'] = undefined): Order {
    made += 1;
    const seller = sellerId ?? `SELLER${made}`;
    const attribution = {
      sellerId: seller,
      sellerName: '李雷',
      locationId: 'B00001',
      boundAtMs: paidAtMs - dayMs,
      rule: 'standard-2026',
      ratesVersion: 'v1',
      baseFen: 129_900,
      commissionFen,
      returnWindowDays,
      ...(heldFor ? { holds: heldFor } : {}),
      byLine: [
        { lineId: '1', categoryId: 'shoes', baseFen: 129_900, basisPoints: 500, amountFen: commissionFen },
      ],
    };
    return { orderId: `01JD${String(made).padStart(22, '0')}`, sellerId: seller, attribution };
  }

  async function dispatch(events: readonly DomainEvent[], atMs: number): Promise<void> {
    for (const event of events) {
      const { version } = eventCatalogue[event.type];
      const data = readEvent(eventCatalogue, { ...event, version });
      for (const handler of eventHandlers)
        if (handler.types.includes(event.type))
          await handler.handle({ type: event.type, data }, { id: 'event', atMs });
    }
  }

  function deliver({ orderId, attribution, sold = soldToAnybody }: Order, step: Step): Promise<void> {
    const credit = attribution && creditOf(attribution);
    const about = {
      orderId,
      orderNumber: `1121-${orderId.slice(-5)}`,
      totalFen,
      attribution: credit,
      sequence: 1,
    };
    const tell = (event: DomainEvent) => dispatch([event], paidAtMs);
    const refunded = (
      nth: number,
      {
        from,
        to,
        wasCompleted,
        ends = false,
      }: { from: number; to: number; wasCompleted: boolean; ends?: boolean },
    ) => {
      const reached = (fen: number) => new Map([['1', Math.min(fen, attribution?.baseFen ?? 0)]]);
      const amountFen = to - from;
      const back = attribution && commissionBack(attribution, reached(from), reached(to));
      const commission = back && !ends ? back : { amountFen: 0, byLine: [] };
      const atMs = completedAtMs + nth;
      const refund = {
        ...about,
        refundId: `01JR${String(nth).padStart(22, '0')}`,
        amountFen,
        tenders: [{ kind: 'wechat_pay' as const, amountFen, byHand: false }],
        commission,
        split: [],
        wasCompleted,
        atMs,
      };
      return dispatch(
        [
          { type: 'refund.succeeded', data: refund },
          ...(ends ? [{ type: 'order.refunded' as const, data: { ...about, atMs } }] : []),
        ],
        atMs,
      );
    };
    switch (step) {
      case 'paid':
        return tell({
          type: 'order.paid',
          data: { ...about, tenders: [{ kind: 'wechat_pay', amountFen: totalFen }], atMs: paidAtMs },
        });
      case 'completed':
        return tell({
          type: 'order.completed',
          data: { ...about, commissionFen: attribution?.commissionFen ?? 0, ...completedNow },
        });
      case 'completed less a part':
        return tell({
          type: 'order.completed',
          data: { ...about, totalFen: totalFen - partFen, commissionFen: keptFen, ...completedNow },
        });
      case 'refunded':
        return refunded(1, { from: 0, to: totalFen, wasCompleted: false, ends: true });
      case 'refunded after completion':
        return refunded(1, { from: 0, to: totalFen, wasCompleted: true });
      case 'part refunded':
        return refunded(2, { from: 0, to: partFen, wasCompleted: false });
      case 'rest refunded':
        return refunded(3, { from: partFen, to: totalFen, wasCompleted: false, ends: true });
      case 'part refunded after completion':
        return refunded(4, { from: 0, to: partFen, wasCompleted: true });
      case 'rest refunded after completion':
        return refunded(5, { from: partFen, to: totalFen, wasCompleted: true });
      case 'late':
        return tell({
          type: 'payment.refunded_late',
          data: {
            orderId,
            refundId: `01JR${String(9).padStart(22, '0')}`,
            sequence: 3,
            kind: 'wechat_pay',
            amountFen: totalFen,
            byHand: false,
            atMs: paidAtMs,
          },
        });
      case 'settle': {
        const dueAtMs = completedAtMs + returnWindowMs;
        settlements.set(orderId, { ...about, paidAtMs, completedAtMs, sold });
        return settleHandler.handle({ dueAtMs, kind: 'commission.settle', ref: orderId, nth: 0, data: {} });
      }
    }
  }

  /** At least once: again until it went through. */
  async function deliverUntilDone(order: Order, step: Step): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deliver(order, step);
      } catch (error) {
        if (attempt >= 60) throw error;
      }
    }
  }

  /** What the order has done to each account, signed (credits less debits), and what is still pending. */
  async function effectOf(order: Order): Promise<Record<string, number>> {
    await ledger.payInTurn();
    const effect = new Map<string, number>();
    const add = (state: string, account: string, amountFen: number) => {
      const name = account.startsWith('commission:') ? 'commission' : account;
      const key = state === 'pending' ? `pending ${name}` : name;
      effect.set(key, (effect.get(key) ?? 0) + amountFen);
    };
    const postings = await ledger.postingsOfOrder(order.orderId);
    for (const { state, debitAccount, creditAccount, amountFen } of postings) {
      if (state === 'voided') continue;
      add(state, debitAccount, -amountFen);
      add(state, creditAccount, amountFen);
    }
    return Object.fromEntries([...effect].filter(([, amountFen]) => amountFen !== 0));
  }

  /** What the seller reads, once the pool has paid what it owes. */
  async function earningsOf(sellerId: string): Promise<Earnings> {
    await ledger.payInTurn();
    const page = await commission.earnings(sellerId, { limit: 50 });
    if (!page.ok) throw new Error(page.code);
    return page.value;
  }

  /** What the seller reads in lines must be what the seller reads in totals. */
  async function expectStatementToAddUp(sellerId: string): Promise<Earnings> {
    const statement = await earningsOf(sellerId);
    const sum = (state: string) =>
      statement.items
        .filter((earning) => earning.state === state)
        .reduce((total, { amountFen }) => total + amountFen, 0);
    expect(statement.availableFen).toBe(sum('posted'));
    expect(statement.pendingFen).toBe(sum('pending'));
    return statement;
  }

  async function expectSoundBooks(): Promise<void> {
    expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
  }

  return {
    engine,
    table,
    ledger,
    holds,
    fraud,
    promised,
    known,
    policy,
    dispatch,
    /** The return window of a completed order is over. */
    async windowOver(orderId: string, settlement: CommissionSettle): Promise<void> {
      settlements.set(orderId, settlement);
      await settleHandler.handle({
        dueAtMs: clock.nowMs(),
        kind: 'commission.settle',
        ref: orderId,
        nth: 0,
        data: {},
      });
    },
    settleAgain: async (orderId: string) => {
      const settlement = settlements.get(orderId);
      if (settlement) await commission.settle(orderId, settlement);
    },
    commission,
    newOrder,
    deliver,
    deliverUntilDone,
    effectOf,
    earningsOf,
    expectStatementToAddUp,
    expectSoundBooks,
    close: () => engine.close(),
  };
}
export type CommissionFixture = Awaited<ReturnType<typeof startCommissionFixture>>;
