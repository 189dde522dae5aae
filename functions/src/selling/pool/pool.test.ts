import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTable } from '../../platform/testing/table.ts';
import {
  type CommissionFixture,
  commissionFen,
  completedAtMs,
  keptFen,
  startCommissionFixture,
} from '../commission/testing/commission-fixture.ts';
import { forecastOf, weekOf, weeksFrom } from './forecast.ts';
import { createPool } from './service.ts';

const nowMs = Date.UTC(2026, 10, 30, 4);
const noWait = { count: 0, amountFen: 0, isAll: true };

describe('weeks', () => {
  it('begin on Monday, as days are counted here', () => {
    // 2026-11-29 is a Sunday; in Greenwich its last eight hours still are when it is Monday here.
    expect(weekOf(Date.UTC(2026, 10, 29, 15, 59))).toBe('2026-11-23');
    expect(weekOf(Date.UTC(2026, 10, 29, 16))).toBe('2026-11-30');
    expect(weeksFrom(Date.UTC(2026, 11, 31), 2)).toEqual(['2026-12-28', '2027-01-04']);
  });
});

describe('a forecast', () => {
  const due = new Map([
    ['2026-11-30', 400],
    ['2026-12-07', 700],
    ['2027-02-01', 50],
  ]);
  const found = { nowMs, overdraftFen: 0, waiting: noWait, dueFen: due, toldAtMs: null };

  it('says what is left after each week, and what is due later or of orders that are not handed over', () => {
    const forecast = forecastOf({ ...found, balanceFen: 1_500, promisedFen: 1_950 });
    expect(forecast.weeks.map(({ fromDay, dueFen, leftFen }) => [fromDay, dueFen, leftFen])).toEqual([
      ['2026-11-30', 400, 1_100],
      ['2026-12-07', 700, 400],
      ['2026-12-14', 0, 400],
      ['2026-12-21', 0, 400],
      ['2026-12-28', 0, 400],
    ]);
    expect(forecast).toMatchObject({ laterFen: 50, openFen: 800, topUpFen: 0, shortFromDay: null });
  });

  it('says what to put in, and from which week on it lacks', () => {
    expect(forecastOf({ ...found, balanceFen: 1_000, promisedFen: 1_150 })).toMatchObject({
      topUpFen: 100,
      shortFromDay: '2026-12-07',
    });
    expect(forecastOf({ ...found, balanceFen: 1_000, overdraftFen: 99, promisedFen: 0 })).toMatchObject({
      topUpFen: 1,
      openFen: 0,
    });
    expect(forecastOf({ ...found, balanceFen: 1_000, overdraftFen: 100, promisedFen: 0 })).toMatchObject({
      topUpFen: 0,
      shortFromDay: null,
    });
  });

  it('counts what waits for money first', () => {
    const waiting = { count: 2, amountFen: 1_200, isAll: true };
    const forecast = forecastOf({ ...found, balanceFen: 1_000, waiting, promisedFen: 2_350 });
    expect(forecast).toMatchObject({ topUpFen: 1_300, shortFromDay: '2026-11-30', openFen: 0 });
    expect(forecast.weeks[0]).toMatchObject({ leftFen: -600 });
  });
});

describe('the fund pool', () => {
  let fixture: CommissionFixture;
  let told: unknown[];
  let overdraftFen: number;
  beforeEach(async () => {
    fixture = await startCommissionFixture();
    told = [];
    overdraftFen = 0;
  });
  afterEach(() => fixture.close());

  const poolAt = (atMs: number) =>
    createPool({
      table: fixture.table,
      clock: { nowMs: () => atMs },
      logger: { error: (about: unknown) => void told.push(about) } as never,
      ledger: fixture.ledger,
      promised: fixture.promised,
      overdraftFen: async () => overdraftFen,
    });
  const soon = completedAtMs + 60_000;
  const dueWeek = (forecast: { weeks: { dueFen: number }[] }) => forecast.weeks.map(({ dueFen }) => dueFen);

  it('has promised what orders that are handed over will take, each once, less what came back of it', async () => {
    const order = fixture.newOrder();
    for (const step of ['paid', 'completed', 'completed'] as const) await fixture.deliver(order, step);
    // Handed over on a Saturday: the seven days are over in the week after.
    expect(dueWeek(await poolAt(soon).forecast())).toEqual([0, commissionFen, 0, 0, 0]);
    for (let again = 0; again < 2; again += 1) await fixture.deliver(order, 'part refunded after completion');
    expect(dueWeek(await poolAt(soon).forecast())).toEqual([0, keptFen, 0, 0, 0]);
    await fixture.deliver(order, 'rest refunded after completion');
    await fixture.ledger.payInTurn();
    expect(await poolAt(soon).forecast()).toMatchObject({ topUpFen: 0, openFen: 0, balanceFen: 0 });
    expect(dueWeek(await poolAt(soon).forecast())).toEqual([0, 0, 0, 0, 0]);
    // Of one that is not handed over nothing is due yet.
    await fixture.deliver(fixture.newOrder(), 'paid');
    expect(await poolAt(soon).forecast()).toMatchObject({ openFen: commissionFen, topUpFen: 0 });
  });

  it('is told of once when it will lack, and again only after there was enough', async () => {
    const { ledger } = fixture;
    const order = fixture.newOrder();
    for (const step of ['paid', 'completed'] as const) await fixture.deliver(order, step);
    const move = (id: string, amountFen: number, legs: { debit: string; credit: string }) =>
      ledger.post({
        id,
        kind: 'service-fee',
        orderId: null,
        reason: null,
        atMs: soon,
        legs: [{ ...legs, amountFen }] as never,
      });
    const fee = { debit: 'fund-pool', credit: 'owner:D0001' };
    const deposit = { debit: 'hq-cash', credit: 'fund-pool' };
    await poolAt(soon).look();
    expect(told).toEqual([]);
    // Who serves is paid by what was meant for who sold.
    await move('service-fee:O1:F1', 500, fee);
    await ledger.payInTurn();
    for (let looks = 0; looks < 3; looks += 1) await poolAt(soon).look();
    await Promise.all([poolAt(soon).look(), poolAt(soon).look()]);
    expect(told).toMatchObject([{ topUpFen: 500, needsPerson: true }]);
    expect(await poolAt(soon).toldAtMs()).toBe(soon);
    await move('fund-pool.deposit:D1', 500, deposit);
    await poolAt(soon).look();
    expect(await poolAt(soon).toldAtMs()).toBeNull();
    await move('service-fee:O2:F1', 1, fee);
    await ledger.payInTurn();
    await poolAt(soon).look();
    expect(told).toHaveLength(2);
    overdraftFen = 1;
    await poolAt(soon).look();
    expect(await poolAt(soon).toldAtMs()).toBeNull();
  });

  it('is told of when payments wait for money', async () => {
    await fixture.ledger.post({
      id: 'service-fee:O1:F1',
      kind: 'service-fee',
      orderId: null,
      reason: null,
      atMs: soon,
      legs: [{ debit: 'fund-pool', credit: 'owner:D0001', amountFen: 700 }] as never,
    });
    await fixture.ledger.payInTurn();
    expect((await poolAt(soon).forecast()).waiting).toEqual({ count: 1, amountFen: 700, isAll: true });
    await poolAt(soon).look();
    expect(told).toMatchObject([{ topUpFen: 700, waiting: 1 }]);
  });

  it('looks once an hour of a process, and not when it has just begun', async () => {
    const opened = await openTable();
    let looks = 0;
    const pool = createPool({
      ...opened,
      logger: { error: () => {} } as never,
      ledger: {
        waitingOf: fixture.ledger.waitingOf,
        balanceOf: async (account) => {
          looks += 1;
          return fixture.ledger.balanceOf(account);
        },
      },
      promised: fixture.promised,
      overdraftFen: async () => 0,
    });
    await pool.keepLooking();
    expect(looks).toBe(0);
    opened.clock.advance(3_600_000);
    for (let again = 0; again < 3; again += 1) await pool.keepLooking();
    expect(looks).toBe(1);
    opened.close();
  });
});
