import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../../platform/transact.ts';
import { createTransferStore } from './store.ts';
import { createSteps, given, lines } from './testing/steps.ts';
import {
  dealerBranch,
  hqBranch,
  hqWarehouse,
  otherDealerBranch,
  people,
  startTransfersFixture,
  type TransfersFixture,
} from './testing/transfers-fixture.ts';

let fixture: TransfersFixture;
beforeEach(async () => {
  fixture = await startTransfersFixture();
  await fixture.put(dealerBranch, 'P004-01', 10);
  await fixture.put(dealerBranch, 'P013-01', 4);
});
afterEach(() => fixture.close());

const { asked, act, shipped, audits } = createSteps(() => fixture);

describe('a transfer', () => {
  test('is listed late while the indexes lag, never in a state that it has left', async () => {
    const at = async (state: 'requested' | 'approved') => {
      const query = { state, direction: 'out' as const, limit: 10 };
      const page = await fixture.transfers.list(dealerBranch, query, people.dealerClerk);
      return page.ok && page.value.items.map(({ id }) => id);
    };
    const request = await asked();
    expect(await at('requested')).toEqual([request.id]);
    await fixture.engine.faults.setIndexLag('manual');
    given(await act(request.id, { action: 'approve' }));
    expect([await at('requested'), await at('approved')]).toEqual([[], []]);
    await fixture.engine.faults.flushIndexes();
    expect([await at('requested'), await at('approved')]).toEqual([[], [request.id]]);
  });

  test('goes from asked for to received, and its goods with it', async () => {
    const request = await asked();
    expect(request).toMatchObject({ state: 'requested', actions: ['cancel'], titleFen: null });
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([10, 0]);

    const approved = given(await act(request.id, { action: 'approve' }));
    expect(approved).toMatchObject({ state: 'approved', actions: ['ship', 'cancel'] });
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([10, 6]);
    expect(await fixture.level(dealerBranch, 'P013-01')).toEqual([4, 4]);

    const onTheRoad = given(await act(request.id, { action: 'ship' }));
    expect(onTheRoad).toMatchObject({ state: 'shipped', actions: [] });
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([4, 0]);
    expect(await fixture.level(hqBranch, 'P004-01')).toBeNull();
    expect(
      (await fixture.transfers.inTransit(hqBranch)).map(({ skuId, quantity }) => [skuId, quantity]),
    ).toEqual([
      ['P004-01', 6],
      ['P013-01', 4],
    ]);

    const there = given(await act(request.id, { action: 'receive' }, people.hqBranchClerk));
    expect(there).toMatchObject({ state: 'received', actions: [] });
    expect(there.history.map(({ state, side }) => [state, side])).toEqual([
      ['requested', 'receiver'],
      ['approved', 'giver'],
      ['shipped', 'giver'],
      ['received', 'receiver'],
    ]);
    expect(await fixture.level(hqBranch, 'P004-01')).toEqual([6, 0]);
    expect(await fixture.transfers.inTransit(hqBranch)).toEqual([]);
    expect(await audits()).toEqual([]);
    expect(await fixture.deliver()).toEqual([
      'transfer.approved',
      'transfer.received',
      'transfer.requested',
      'transfer.shipped',
    ]);
  });

  test('takes the goods of the place first, then those HQ has lying there; each keeps its owner', async () => {
    await fixture.put(dealerBranch, 'P036-01', 2);
    await fixture.put(dealerBranch, 'P036-01', 5, 'hq');
    const request = given(
      await fixture.transfers.request(
        hqBranch,
        { fromLocationId: dealerBranch, lines: [{ skuId: 'P036-01', quantity: 5 }] },
        people.hqBranchClerk,
        fixture.claim(),
      ),
    );
    given(await act(request.id, { action: 'approve' }));
    given(await act(request.id, { action: 'ship' }));
    given(await act(request.id, { action: 'receive' }, people.hqBranchClerk));
    expect(await fixture.level(dealerBranch, 'P036-01')).toEqual([0, 0]);
    expect(await fixture.level(dealerBranch, 'P036-01', 'hq')).toEqual([2, 0]);
    expect(await fixture.level(hqBranch, 'P036-01')).toEqual([5, 0]);
    await fixture.deliver();
    // Two pieces were the dealer's, three were HQ's all along.
    const unitFen = await fixture.ownership.priceFenOf('P036-01');
    expect(await fixture.balance('owner:D0001')).toBe(2 * unitFen);
  });

  test('what is packed short is free again, and only what left is in transit', async () => {
    const { id } = await asked();
    given(await act(id, { action: 'approve' }));
    const view = given(
      await act(id, {
        action: 'ship',
        lines: [
          { skuId: 'P004-01', quantity: 2 },
          { skuId: 'P013-01', quantity: 0 },
        ],
      }),
    );
    expect(view.lines.map(({ shippedQuantity }) => shippedQuantity)).toEqual([2, 0]);
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([8, 0]);
    expect(await fixture.level(dealerBranch, 'P013-01')).toEqual([4, 0]);
    given(await act(id, { action: 'receive' }, people.hqBranchClerk));
    expect(await fixture.level(hqBranch, 'P004-01')).toEqual([2, 0]);
    expect(await fixture.level(hqBranch, 'P013-01')).toBeNull();
    expect(await audits()).toEqual([]);
  });

  test.each([
    { reason: 'lost_in_transit' as const, atGiver: [4, 0], words: 'lost in transit' },
    { reason: 'damaged' as const, atGiver: [4, 0], words: 'damaged in transit' },
    { reason: 'not_packed' as const, atGiver: [6, 0], words: 'never packed' },
  ])('a difference, $reason, is a movement that says so', async ({ reason, atGiver, words }) => {
    const { id } = await shipped();
    const view = given(
      await act(
        id,
        { action: 'receive', differences: [{ skuId: 'P004-01', receivedQuantity: 4, reason }] },
        people.hqBranchClerk,
      ),
    );
    expect(view.lines[0]).toMatchObject({
      shippedQuantity: 6,
      receivedQuantity: 4,
      differenceReason: reason,
    });
    expect(await fixture.level(hqBranch, 'P004-01')).toEqual([4, 0]);
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual(atGiver);
    expect(await fixture.transfers.inTransit(hqBranch)).toEqual([]);
    const movements = await fixture.inventory.movementsAt(hqBranch);
    expect(movements.map(({ kind, cause }) => [kind, cause.reason])).toEqual([
      ['transfer_in', undefined],
      ['adjust', words],
    ]);
    expect(await audits()).toEqual([]);
    // Title moved with the pieces that arrived, and with no other.
    await fixture.deliver(2);
    const [four, sandals] = await Promise.all(['P004-01', 'P013-01'].map(fixture.ownership.priceFenOf));
    expect(await fixture.balance('owner:D0001')).toBe(4 * four! + 4 * sandals!);
    expect(view.titleFen).toBe(4 * four! + 4 * sandals!);
  });

  test('of which nothing arrives leaves no piece anywhere and owes nothing', async () => {
    const { id } = await shipped();
    const lost = { receivedQuantity: 0, reason: 'lost_in_transit' as const };
    const view = given(
      await act(
        id,
        {
          action: 'receive',
          differences: [
            { skuId: 'P004-01', ...lost },
            { skuId: 'P013-01', ...lost },
          ],
        },
        people.hqBranchClerk,
      ),
    );
    expect(view.titleFen).toBeNull();
    await fixture.deliver();
    expect(await fixture.balance('owner:D0001')).toBe(0);
    expect(await fixture.transfers.inTransit(hqBranch)).toEqual([]);
    expect(await audits()).toEqual([]);
  });

  test('called off before shipping frees what it held; afterwards it cannot be', async () => {
    const first = await asked();
    given(await act(first.id, { action: 'approve' }));
    given(await act(first.id, { action: 'cancel' }, people.hqBranchClerk));
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([10, 0]);
    const { id } = await shipped();
    expect(await act(id, { action: 'cancel' })).toMatchObject({
      code: 'transition_refused',
      params: { state: 'shipped' },
    });
    expect(await audits()).toEqual([]);
  });

  test('of more than there is is not approved, and holds nothing', async () => {
    const request = given(
      await fixture.transfers.request(
        hqBranch,
        { fromLocationId: dealerBranch, lines: [...lines, { skuId: 'P004-01', quantity: 5 }] },
        people.hqBranchClerk,
        fixture.claim(),
      ),
    );
    expect(await act(request.id, { action: 'approve' })).toMatchObject({
      code: 'out_of_stock',
      params: { sku: 'P004-01' },
    });
    expect(await fixture.level(dealerBranch, 'P013-01')).toEqual([4, 0]);
    expect(given(await act(request.id, { action: 'reject', reason: '自用' }))).toMatchObject({
      state: 'rejected',
      rejectionReason: '自用',
    });
  });
});

describe('who may', () => {
  test('the giver agrees and ships, the receiver asks and receives, HQ may do all, nobody else sees it', async () => {
    const { id } = await asked();
    expect(await act(id, { action: 'approve' }, people.hqBranchClerk)).toMatchObject({ code: 'forbidden' });
    expect(await act(id, { action: 'approve' }, people.stranger)).toMatchObject({ code: 'not_found' });
    expect(await fixture.transfers.find(id, people.otherDealerManager)).toMatchObject({ code: 'not_found' });
    given(await act(id, { action: 'approve' }, people.hq));
    expect(await act(id, { action: 'ship' }, people.hqBranchClerk)).toMatchObject({ code: 'forbidden' });
    given(await act(id, { action: 'ship' }, people.hq));
    expect(await act(id, { action: 'receive' })).toMatchObject({ code: 'forbidden' });
    given(await act(id, { action: 'receive' }, people.hq));
  });

  test('an incentive is HQ’s to promise, to dealers only', async () => {
    const body = { fromLocationId: dealerBranch, lines, incentiveFen: 500 };
    expect(
      await fixture.transfers.request(hqBranch, body, people.hqBranchClerk, fixture.claim()),
    ).toMatchObject({
      code: 'forbidden',
    });
    const { id } = await asked();
    expect(await act(id, { action: 'approve', incentiveFen: 500 })).toMatchObject({ code: 'forbidden' });
    await fixture.put(hqWarehouse, 'P004-01', 10);
    expect(
      await fixture.transfers.request(
        hqBranch,
        { ...body, fromLocationId: hqWarehouse },
        people.hq,
        fixture.claim(),
      ),
    ).toMatchObject({ code: 'invalid_request' });
  });

  test('nobody asks a place for goods to itself, or a place that is not there', async () => {
    const ask = (fromLocationId: string) =>
      fixture.transfers.request(hqBranch, { fromLocationId, lines }, people.hqBranchClerk, fixture.claim());
    expect(await ask(hqBranch)).toMatchObject({ code: 'invalid_request' });
    expect(await ask('B999')).toMatchObject({ code: 'not_found' });
  });
});

test('lists are by place, direction and state, newest first and page by page; HQ sees all', async () => {
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    fixture.clock.advance(1_000);
    made.unshift((await asked(n % 2 === 0 ? hqBranch : otherDealerBranch)).id);
  }
  const page = async (cursor?: string) =>
    given(
      await fixture.transfers.list(
        dealerBranch,
        { direction: 'out', state: 'requested', limit: 2, cursor },
        people.dealerClerk,
      ),
    );
  const first = await page();
  const second = await page(first.nextCursor!);
  const third = await page(second.nextCursor!);
  expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(made);
  expect(third.nextCursor).toBeNull();
  const all = await fixture.transfers.listAll({ state: 'requested', limit: 50 }, people.hq);
  expect(all.items.map(({ id }) => id)).toEqual(made);
  given(await act(made[0]!, { action: 'approve' }));
  const left = await fixture.transfers.listAll({ state: 'requested', limit: 50 }, people.hq);
  expect(left.items.map(({ id }) => id)).toEqual(made.slice(1));
  const coming = given(
    await fixture.transfers.list(
      hqBranch,
      { direction: 'in', state: 'approved', limit: 5 },
      people.hqBranchClerk,
    ),
  );
  expect(coming.items.map(({ id }) => id)).toEqual([made[0]]);
  expect(
    await fixture.transfers.list(
      hqBranch,
      { direction: 'in', state: 'approved', limit: 5 },
      people.otherDealerManager,
    ),
  ).toMatchObject({ code: 'forbidden' });
});

test('who looks after some places sees a page of theirs, however many of others are newer', async () => {
  const { id } = await asked(hqBranch);
  for (let n = 0; n < 3; n += 1) {
    fixture.clock.advance(1_000);
    await asked(otherDealerBranch);
  }
  const scope = { kind: 'branches' as const, locationIds: [hqBranch] };
  const supervisor = { ...people.stranger, roles: [{ role: 'supervisor' as const, scope }] };
  const page = await fixture.transfers.listAll({ state: 'requested', limit: 2 }, supervisor);
  expect([page.items.map((one) => one.id), page.nextCursor]).toEqual([[id], null]);
});

test('nobody packs more than was asked for, misses nothing and calls it a difference, or empties what is not on its way', async () => {
  const { id } = await asked();
  given(await act(id, { action: 'approve' }));
  const pack = (quantity: number) => act(id, { action: 'ship', lines: [{ skuId: 'P004-01', quantity }] });
  expect(await pack(7)).toMatchObject({ code: 'invalid_request' });
  given(await pack(6));
  const miss = (receivedQuantity: number) =>
    act(
      id,
      {
        action: 'receive',
        differences: [{ skuId: 'P004-01', receivedQuantity, reason: 'damaged' as const }],
      },
      people.hqBranchClerk,
    );
  for (const received of [6, 7]) expect(await miss(received)).toMatchObject({ code: 'invalid_request' });
  const transits = createTransferStore(fixture.table);
  const take = (pieces: number) =>
    transact(fixture.table, [transits.changeInTransit(hqBranch, 'P004-01', -pieces)]);
  expect((await take(7)).kind).toBe('refused');
  given(await miss(5));
  expect((await take(1)).kind).toBe('refused');
});
