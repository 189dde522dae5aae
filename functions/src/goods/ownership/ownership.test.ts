import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertTransfer } from '../../money/ledger/rules.ts';
import type { Result } from '../../platform/result.ts';
import {
  dealerBranch,
  startTransfersFixture,
  type TransfersFixture,
} from '../transfers/testing/transfers-fixture.ts';
import { sharingOf } from './policies.ts';
import {
  defaultPrices,
  type OwnedAllocation,
  sharesUnder,
  titleMovedPosting,
  titlePostings,
  titleReturnedPostings,
  transferPriceFen,
} from './rules.ts';
import { createOwnership } from './service.ts';

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.value;
}

describe('the price between owners', () => {
  const list = {
    defaultBasisPoints: 6_600,
    basisPointsByCategory: { 'shoes.casual': 5_000 },
    priceFenBySku: { 'P004-01': 777 },
  };
  const price = (skuId: string, categoryId: string, retailFen: number) =>
    transferPriceFen(list, { skuId, categoryPath: [categoryId, 'root'], retailFen });

  test('is the SKU’s own, else its category’s part of the retail price, else the default part', () => {
    expect(price('P004-01', 'shoes.casual', 10_000)).toBe(777);
    expect(price('P004-02', 'shoes.casual', 10_000)).toBe(5_000);
    expect(price('P013-01', 'shoes.sandals', 10_000)).toBe(6_600);
    const above = { ...list, basisPointsByCategory: { ...list.basisPointsByCategory, shoes: 4_000 } };
    const under = (categoryId: string) =>
      transferPriceFen(above, { skuId: 'P013-01', categoryPath: [categoryId, 'shoes'], retailFen: 10_000 });
    expect([under('shoes.sandals'), under('shoes.casual')]).toEqual([4_000, 5_000]);
    expect(price('P013-01', 'toString', 10_000)).toBe(6_600);
  });

  test('is whole fen, and never above what the shopper pays', () => {
    expect(price('P013-01', 'shoes.sandals', 1)).toBe(0);
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(10_000), (retailFen, defaultBasisPoints) => {
        const fen = transferPriceFen(
          { ...defaultPrices, defaultBasisPoints },
          { skuId: 'P001-01', categoryPath: ['x'], retailFen },
        );
        expect(Number.isInteger(fen) && fen >= 0 && fen <= retailFen).toBe(true);
      }),
    );
  });
});

describe('postings of title', () => {
  const about = {
    orderId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C',
    fulfilmentId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1D',
    atMs: 1,
    sellerId: 'hq',
  };
  const allocation = (ownerId: string, quantity: number, unitFen: number): OwnedAllocation => ({
    skuId: 'P004-01',
    ownerId,
    quantity,
    transferPriceFen: unitFen,
  });

  test('name each dealer once with all that was his, and HQ never', () => {
    const sold = titlePostings({
      ...about,
      allocations: [
        allocation('D0001', 2, 300),
        allocation('hq', 5, 300),
        allocation('D0001', 1, 50),
        allocation('D0002', 1, 10),
      ],
    });
    expect(sold).toMatchObject({
      id: `title.sold:${about.orderId}:${about.fulfilmentId}`,
      orderId: about.orderId,
      legs: [
        { debit: 'sales', credit: 'owner:D0001', amountFen: 650 },
        { debit: 'sales', credit: 'owner:D0002', amountFen: 10 },
      ],
    });
    expect(titlePostings({ ...about, allocations: [allocation('hq', 5, 300)] })).toBeNull();
    expect(titlePostings({ ...about, allocations: [allocation('D0001', 5, 0)] })).toBeNull();
  });

  test('name the dealer who sold as the one who owes, HQ among those he owes to, and himself never', () => {
    const sold = titlePostings({
      ...about,
      sellerId: 'D0001',
      allocations: [allocation('D0001', 2, 300), allocation('hq', 5, 300), allocation('D0002', 1, 10)],
    });
    expect(sold?.legs).toEqual([
      { debit: 'owner:D0001', credit: 'hq-stock', amountFen: 1_500 },
      { debit: 'owner:D0001', credit: 'owner:D0002', amountFen: 10 },
    ]);
    const own = [allocation('D0001', 5, 300)];
    expect(titlePostings({ ...about, sellerId: 'D0001', allocations: own })).toBeNull();
  });

  test('of a sale and of its whole return add up to nothing, and are sound', () => {
    const allocations = fc.array(
      fc
        .record({
          ownerId: fc.constantFrom('hq', 'D0001', 'D0002'),
          quantity: fc.integer({ min: 1, max: 99 }),
          unitFen: fc.nat(1_000_000),
        })
        .map(({ ownerId, quantity, unitFen }) => allocation(ownerId, quantity, unitFen)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(allocations, fc.constantFrom('hq', 'D0001'), (owned, sellerId) => {
        const sold = titlePostings({ ...about, sellerId, allocations: owned });
        const returned = titleReturnedPostings({ ...about, sellerId, allocations: owned, returnId: null });
        expect(sold === null).toBe(returned === null);
        if (!sold || !returned) return;
        assertTransfer(sold);
        assertTransfer(returned);
        const net = new Map<string, number>();
        for (const { debit, credit, amountFen } of [...sold.legs, ...returned.legs]) {
          net.set(debit, (net.get(debit) ?? 0) + amountFen);
          net.set(credit, (net.get(credit) ?? 0) - amountFen);
        }
        expect([...net.values()].every((amountFen) => amountFen === 0)).toBe(true);
      }),
    );
  });

  test('of a move have HQ’s stock on HQ’s side, whichever side that is', () => {
    const move = (fromOwnerId: string, toOwnerId: string) =>
      titleMovedPosting({
        transferId: about.orderId,
        atMs: 1,
        fromOwnerId,
        incentiveFen: null,
        titleMoves: [{ fromOwnerId, toOwnerId, amountFen: 9 }],
      })?.legs[0];
    expect(move('D0001', 'hq')).toEqual({ debit: 'hq-stock', credit: 'owner:D0001', amountFen: 9 });
    expect(move('hq', 'D0001')).toEqual({ debit: 'owner:D0001', credit: 'hq-stock', amountFen: 9 });
    expect(move('D0002', 'D0001')).toEqual({ debit: 'owner:D0001', credit: 'owner:D0002', amountFen: 9 });
    expect(move('hq', 'hq')).toBeUndefined();
  });
});

describe('sharing', () => {
  test('says the same from memory as by the terms themselves', () => {
    const terms = fc.record({
      mode: fc.constantFrom('all' as const, 'none' as const, 'except' as const, 'only' as const),
      skuIds: fc.subarray(['P001-01', 'P002-01', 'P003-01']),
    });
    fc.assert(
      fc.property(terms, fc.constantFrom('P001-01', 'P002-01', 'P003-01'), (of, skuId) => {
        expect(sharingOf(new Map([['D0001', of]])).shares('D0001', skuId)).toBe(sharesUnder(of, skuId));
      }),
    );
    const nobody = sharingOf(new Map([['hq', { mode: 'none' as const, skuIds: [] }]]));
    // Of whom nobody said anything, all is shared; HQ always shares.
    expect([nobody.shares('D0009', 'P001-01'), nobody.shares('hq', 'P001-01')]).toEqual([true, true]);
  });
});

describe('the module', () => {
  let fixture: TransfersFixture;
  beforeEach(async () => {
    fixture = await startTransfersFixture();
  });
  afterEach(() => fixture.close());
  const owner = { memberId: 'M1', side: 'owner' as const, revision: 0 };

  test('a dealer is written down before there is a place of theirs, found by name, and changed by one at a time', async () => {
    const { ownership } = fixture;
    const said = { name: '海岛商贸', contact: '王五', phone: '13800010009' };
    const by = 'M1';
    expect(await ownership.isDealer('D-NEW')).toBe(false);
    expect(await ownership.owners.save('hq', said, { revision: 0, by })).toMatchObject({
      code: 'owner_id_taken',
    });
    const made = await ownership.owners.save('D-NEW', said, { revision: 0, by });
    expect(made).toMatchObject({ ok: true, value: { ownerId: 'D-NEW', revision: 1 } });
    // An answer that was lost, and its command once more; somebody else's is another dealer.
    expect(await ownership.owners.save('D-NEW', said, { revision: 0, by })).toEqual(made);
    expect(await ownership.owners.save('D-NEW', said, { revision: 0, by: 'M2' })).toMatchObject({
      code: 'owner_id_taken',
    });
    expect(await ownership.isDealer('D-NEW')).toBe(true);
    expect((await ownership.dealers({ text: '海岛', limit: 5 })).items).toMatchObject([
      { ownerId: 'D-NEW', branches: 0, branchName: { zh: '海岛商贸' }, balanceFen: 0 },
    ]);
    expect(await ownership.sharing.knows('D-NEW')).toBe(true);
    expect((await ownership.statement('D-NEW', { limit: 5 })).ok).toBe(true);
    const changes = await Promise.all(
      ['甲', '乙'].map((name) =>
        ownership.owners.save('D-NEW', { ...said, name }, { revision: 1, by: name }),
      ),
    );
    expect(changes.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    // Who has places already is called by the name from then on.
    await ownership.owners.save(
      'D0001',
      { name: '长岛店主', contact: null, phone: null },
      { revision: 0, by },
    );
    expect((await ownership.branchesOf(['D0001'])).get('D0001')?.branchName.zh).toBe('长岛店主');
  });

  test('a dealer’s word is in force everywhere within seconds', async () => {
    const { ledger, network, catalog } = fixture;
    const elsewhere = createOwnership({
      policies: fixture.anotherProcess(),
      ledger,
      network,
      catalog,
      owners: fixture.ownership.owners,
    });
    const shares = async () => (await elsewhere.sharing.current()).shares('D0001', 'P004-01');
    expect(await shares()).toBe(true);
    given(await fixture.ownership.setSharing('D0001', { mode: 'except', skuIds: ['P004-01'] }, owner));
    await fixture.deliver();
    fixture.clock.advance(2_000);
    expect(await shares()).toBe(false);
    expect(await fixture.ownership.sharingView('D0001')).toEqual({
      ownerId: 'D0001',
      mode: 'except',
      skuIds: ['P004-01'],
      changedAtMs: fixture.clock.nowMs() - 2_000,
      changedBySide: 'owner',
      revision: 1,
      editable: true,
      branches: [expect.objectContaining({ locationId: dealerBranch })],
    });
    // Named SKUs are for the terms that name some.
    given(
      await fixture.ownership.setSharing(
        'D0001',
        { mode: 'none', skuIds: ['P004-01'] },
        { ...owner, revision: 1 },
      ),
    );
    expect((await fixture.ownership.sharingView('D0001')).skuIds).toEqual([]);
  });

  test('whoever saw older terms is told who changed them, and changes nothing', async () => {
    const hq = { memberId: 'M4', side: 'hq' as const, revision: 0 };
    given(await fixture.ownership.setSharing('D0001', { mode: 'none', skuIds: [] }, hq));
    expect(await fixture.ownership.setSharing('D0001', { mode: 'all', skuIds: [] }, owner)).toMatchObject({
      code: 'stale_revision',
      params: { name: 'name of M4' },
    });
    expect(await fixture.ownership.sharingView('D0001')).toMatchObject({ mode: 'none', revision: 1 });
    const racers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        fixture.ownership.setSharing(
          'D0001',
          { mode: i % 2 ? 'all' : 'only', skuIds: ['P004-01'] },
          { memberId: `R${i}`, side: 'owner', revision: 1 },
        ),
      ),
    );
    expect(racers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await fixture.ownership.sharingView('D0001')).revision).toBe(2);
  });

  test('two at once: the later snapshot holds both', async () => {
    await Promise.all([
      fixture.ownership.setSharing('D0001', { mode: 'none', skuIds: [] }, owner),
      fixture.ownership.setSharing('D0002', { mode: 'only', skuIds: ['P013-01'] }, owner),
    ]);
    await fixture.deliver(2);
    fixture.clock.advance(2_000);
    const sharing = await fixture.ownership.sharing.current();
    expect([sharing.shares('D0001', 'P013-01'), sharing.shares('D0002', 'P013-01')]).toEqual([false, true]);
    expect(sharing.shares('D0002', 'P004-01')).toBe(false);
  });

  test('HQ has no terms and no statement; a dealer without a branch is not there', async () => {
    const set = (ownerId: string, skuIds: string[] = []) =>
      fixture.ownership.setSharing(ownerId, { mode: 'only', skuIds }, owner);
    expect(await set('hq')).toMatchObject({ code: 'forbidden' });
    expect(await set('D9999')).toMatchObject({ code: 'not_found' });
    expect(await set('D0001', ['P999-01'])).toMatchObject({ code: 'product_not_offered' });
    expect(await fixture.ownership.statement('hq', { limit: 5 })).toMatchObject({ code: 'forbidden' });
    expect(await fixture.ownership.statement('D9999', { limit: 5 })).toMatchObject({ code: 'not_found' });
    expect(await fixture.ownership.sharingView('hq')).toMatchObject({ mode: 'all', editable: false });
  });

  test('goods sold and brought back are posted once, in whatever order and however often it is told', async () => {
    const data = {
      orderId: fixture.ids.next(),
      fulfilmentId: fixture.ids.next(),
      sequence: 1,
      atMs: fixture.clock.nowMs(),
      sellerId: 'hq',
      allocations: [
        { skuId: 'P004-01', ownerId: 'D0001', quantity: 2, transferPriceFen: 500 },
        { skuId: 'P013-01', ownerId: 'hq', quantity: 1, transferPriceFen: 400 },
      ],
    };
    const one = {
      ...data,
      allocations: [{ skuId: 'P004-01', ownerId: 'D0001', quantity: 1, transferPriceFen: 500 }],
    };
    await fixture.announce({ type: 'fulfilment.returned', data: { ...one, returnId: 'R1' } });
    await fixture.announce({ type: 'fulfilment.sold', data });
    await fixture.deliver(3);
    expect(await fixture.balance('owner:D0001')).toBe(500);
    expect(await fixture.balance('sales')).toBe(-500);
    await fixture.announce({ type: 'fulfilment.returned', data: { ...one, returnId: 'R2' } });
    await fixture.deliver(2);
    expect(await fixture.balance('owner:D0001')).toBe(0);
    const statement = given(await fixture.ownership.statement('D0001', { limit: 10 }));
    expect(statement.items.map(({ kind, amountFen }) => [kind, amountFen]).sort()).toEqual([
      ['title.returned', -500],
      ['title.returned', -500],
      ['title.sold', 1_000],
    ]);
    expect(statement.items.every(({ subject }) => subject === data.orderId)).toBe(true);
    expect(await fixture.ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
  });

  test('HQ sees the dealers by id, page by page, with what they share and are owed', async () => {
    given(await fixture.ownership.setSharing('D0002', { mode: 'none', skuIds: [] }, owner));
    await fixture.deliver();
    const first = await fixture.ownership.dealers({ limit: 1 });
    const second = await fixture.ownership.dealers({ limit: 1, cursor: first.nextCursor! });
    expect([...first.items, ...second.items]).toMatchObject([
      { ownerId: 'D0001', branches: 1, mode: 'all', balanceFen: 0 },
      { ownerId: 'D0002', branches: 1, mode: 'none', balanceFen: 0 },
    ]);
    expect(second.nextCursor).toBeNull();
    expect((await fixture.ownership.dealers({ text: 'd0002', limit: 5 })).items).toHaveLength(1);
  });
});
