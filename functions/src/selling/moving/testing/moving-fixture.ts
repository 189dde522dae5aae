import type { SignedTotals } from '@jindian/shared/contract/goods/imports';
import type { MovingKind, SignedKind } from '@jindian/shared/import-table';
import { expect } from 'vitest';
import { createLedger } from '../../../money/ledger/service.ts';
import { createMembers } from '../../../people/members/service.ts';
import { createDueItems } from '../../../platform/due-items.ts';
import { createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { createAttribution } from '../../attribution/service.ts';
import { createCodes } from '../../codes/service.ts';
import { membershipModule } from '../../membership/module.ts';
import { compilePointsPolicy } from '../../membership/points/earning.ts';
import { standardPointsPolicy } from '../../membership/points/policy.ts';
import { createMembership } from '../../membership/service.ts';
import { nothingAround } from '../../membership/testing/nothing-around.ts';
import { standardTiersPolicy } from '../../membership/tiers/policy.ts';
import { type RowsOf, totalsOf } from '../rules.ts';
import { createMoving } from '../service.ts';

export const maker = '01JD3V8Q9XKZ4M7T2N5R6W8Y1A';
export const second = '01JD3V8Q9XKZ4M7T2N5R6W8Y1B';
export const place = 'B00001';

/** Members, the books and what moves in, on a table of their own. */
export async function startMovingFixture() {
  const opened = await openTable();
  const { table, clock, engine } = opened;
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const outbox = createOutbox({ table, clock, ids });
  const ledger = createLedger({ table, clock });
  const members = createMembers({
    table,
    clock,
    ids,
    settings: fixedSettings('people'),
    joinWrites: async (fromId, toId) => [
      ...(await attribution.joinWrites(fromId, toId)),
      ...(await moving.joinWrites(fromId, toId)),
      ...membership.joinWrites(fromId, toId),
    ],
  });
  async function memberProfile(memberId: string) {
    const known = await members.read(memberId);
    return known && { nickname: known.profile.displayName, roles: known.roles };
  }
  const codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a secret for codes',
    publicBaseUrl: 'https://shop.example',
    memberProfile,
    locationName: async () => ({ zh: '店', en: 'Shop' }),
    oldCode: (code) => moving.oldCode(code),
    offers: async () => true,
    hasProduct: async () => true,
    productOfGtin: async () => null,
  });
  const settings = fixedSettings('selling');
  const branchName = async () => null;
  const attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    codes,
    settings,
    memberProfile,
    branchName,
  });
  const membership = createMembership({
    table,
    clock,
    idempotency,
    outbox,
    ledger,
    members,
    dueItems: createDueItems({ table }),
    policy: { current: async () => compilePointsPolicy(standardPointsPolicy, 0) },
    tiersPolicy: { current: async () => standardTiersPolicy },
    ids,
    ...nothingAround,
  });
  const moving = createMoving({
    table,
    clock,
    idempotency,
    outbox,
    ledger,
    members,
    attribution,
    points: membership.points,
    secret: () => 'a secret for codes',
    knows: {
      place: async (locationId) => locationId === place,
      dealer: async (ownerId) => ownerId.startsWith('D'),
      product: async (productId) => productId === 'P001',
    },
  });
  const deliver = eventsOf({ engine, name: opened.name }, [
    ...moving.eventHandlers,
    ...(membershipModule(membership).events ?? []),
  ]);

  /** What was announced, and what that announced, until nothing is left; each as often as told. */
  async function settle(times = 1): Promise<void> {
    while ((await deliver(times)).length > 0);
  }

  async function keep<Kind extends MovingKind>(kind: Kind, rows: readonly RowsOf[Kind][], portions = 1) {
    const importId = ids.next();
    const size = Math.max(1, Math.ceil(rows.length / portions));
    const bad = [];
    let count = 0;
    for (let from = 0; from < rows.length; from += size) {
      const some = rows.slice(from, from + size);
      const kept = await moving.keep({
        importId,
        portion: count,
        kind,
        count: some.length,
        rows: some,
        bad: [],
      });
      if (!kept.ok) throw new Error(kept.code);
      bad.push(...kept.value.bad);
      count += 1;
    }
    return { importId, portions: count, bad };
  }

  /** A file that is stated as it is, and signed; it is booked once `settle` is called. */
  async function bring<Kind extends SignedKind>(kind: Kind, rows: readonly RowsOf[Kind][], portions = 1) {
    const { importId, portions: count, bad } = await keep(kind, rows, portions);
    expect(bad).toEqual([]);
    const totals = totalsOf(kind, rows) as SignedTotals;
    const proposed = await moving.propose({ importId, kind, portions: count, totals }, maker);
    expect(proposed).toMatchObject({ ok: true });
    if (!proposed.ok || proposed.value.awaitsSecond === false) return importId;
    expect(await moving.sign(importId, second)).toMatchObject({ ok: true, value: { state: 'booking' } });
    return importId;
  }

  /** Somebody who proves their number by a code. */
  async function byPhone(phone: string): Promise<string> {
    const member = await members.memberForPhone(phone, 'zh');
    if (!member.ok) throw new Error(member.code);
    return member.value;
  }

  /** Lots and balances agree, the books are sound, and hold what was moved in. */
  async function expectSound(memberIds: readonly string[], numbers: readonly string[]): Promise<void> {
    const holders = [...memberIds, ...numbers.map((number) => `old-${number}`)];
    for (const memberId of memberIds) {
      const card = await moving.card(memberId);
      const sum = (kind: 'paid' | 'granted') =>
        card.lots.reduce((total, lot) => (lot.kind === kind ? total + lot.leftFen : total), 0);
      expect([sum('paid'), sum('granted')]).toEqual([card.paidFen, card.grantedFen]);
    }
    const accounts = holders.flatMap((id) => [`points:${id}`, `stored-paid:${id}`, `stored-granted:${id}`]);
    const amounts = await ledger.amountsOf([...accounts, 'points-issued', 'opening-balances']);
    const total = (prefix: string) =>
      accounts
        .filter((account) => account.startsWith(prefix))
        .reduce((sum, account) => sum + (amounts.get(account)?.posted ?? 0), 0);
    expect(amounts.get('points-issued')?.posted).toBe(total('points:'));
    expect(amounts.get('opening-balances')?.posted).toBe(total('stored-'));
    await ledger.foldAll();
    expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, imbalancePoints: 0, faults: [] });
  }

  return {
    ...opened,
    ids,
    ledger,
    members,
    attribution,
    codes,
    moving,
    deliver,
    settle,
    keep,
    bring,
    byPhone,
    expectSound,
    engine,
    close: opened.close,
  };
}
export type MovingFixture = Awaited<ReturnType<typeof startMovingFixture>>;
