import type { TransferView } from '@jindian/shared/contract/transfer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Result } from '../platform/result.ts';
import {
  dealerBranch,
  type House,
  hqBranch,
  hqWarehouse,
  openHouse,
  otherDealerBranch,
  people,
} from './testing/house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.put(dealerBranch, 'P004-01', 10);
  await house.put(dealerBranch, 'P013-01', 4);
});
afterEach(() => house.close());

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code} ${JSON.stringify(result.params)}`);
  return result.value;
}

const lines = [
  { skuId: 'P004-01', quantity: 6 },
  { skuId: 'P013-01', quantity: 4 },
];

/** HQ's branch asks the dealer for goods. */
async function asked(to = hqBranch): Promise<TransferView> {
  const who = to === hqBranch ? people.hqBranchClerk : people.otherDealerManager;
  return given(
    await house.transfers.request(to, { fromLocationId: dealerBranch, lines }, who, house.claim()),
  );
}
const act = (
  id: string,
  step: Parameters<House['transfers']['act']>[1],
  who = people.dealerClerk,
  claim = house.claim(),
) => house.transfers.act(id, step, who, claim);
async function shipped(to = hqBranch) {
  const { id } = await asked(to);
  given(await act(id, { action: 'approve' }));
  return given(await act(id, { action: 'ship' }));
}
const audits = async () =>
  (
    await Promise.all([dealerBranch, otherDealerBranch, hqBranch, hqWarehouse].map(house.inventory.audit))
  ).flat();

describe('a transfer', () => {
  test('goes from asked for to received, and its goods with it', async () => {
    const request = await asked();
    expect(request).toMatchObject({ state: 'requested', actions: ['cancel'], titleFen: null });
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([10, 0]);

    const approved = given(await act(request.id, { action: 'approve' }));
    expect(approved).toMatchObject({ state: 'approved', actions: ['ship', 'cancel'] });
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([10, 6]);
    expect(await house.level(dealerBranch, 'P013-01')).toEqual([4, 4]);

    const onTheRoad = given(await act(request.id, { action: 'ship' }));
    expect(onTheRoad).toMatchObject({ state: 'shipped', actions: [] });
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([4, 0]);
    expect(await house.level(hqBranch, 'P004-01')).toBeNull();
    expect(
      (await house.transfers.inTransit(hqBranch)).map(({ skuId, quantity }) => [skuId, quantity]),
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
    expect(await house.level(hqBranch, 'P004-01')).toEqual([6, 0]);
    expect(await house.transfers.inTransit(hqBranch)).toEqual([]);
    expect(await audits()).toEqual([]);
    expect(await house.deliver()).toEqual([
      'transfer.approved',
      'transfer.received',
      'transfer.requested',
      'transfer.shipped',
    ]);
  });

  test('takes the goods of the place first, then those HQ has lying there; each keeps its owner', async () => {
    await house.put(dealerBranch, 'P036-01', 2);
    await house.put(dealerBranch, 'P036-01', 5, 'hq');
    const request = given(
      await house.transfers.request(
        hqBranch,
        { fromLocationId: dealerBranch, lines: [{ skuId: 'P036-01', quantity: 5 }] },
        people.hqBranchClerk,
        house.claim(),
      ),
    );
    given(await act(request.id, { action: 'approve' }));
    given(await act(request.id, { action: 'ship' }));
    given(await act(request.id, { action: 'receive' }, people.hqBranchClerk));
    expect(await house.level(dealerBranch, 'P036-01')).toEqual([0, 0]);
    expect(await house.level(dealerBranch, 'P036-01', 'hq')).toEqual([2, 0]);
    expect(await house.level(hqBranch, 'P036-01')).toEqual([5, 0]);
    await house.deliver();
    // Two pieces were the dealer's, three were HQ's all along.
    const unitFen = await house.ownership.priceFenOf('P036-01');
    expect(await house.balance('owner:D0001')).toBe(2 * unitFen);
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
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([8, 0]);
    expect(await house.level(dealerBranch, 'P013-01')).toEqual([4, 0]);
    given(await act(id, { action: 'receive' }, people.hqBranchClerk));
    expect(await house.level(hqBranch, 'P004-01')).toEqual([2, 0]);
    expect(await house.level(hqBranch, 'P013-01')).toBeNull();
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
    expect(await house.level(hqBranch, 'P004-01')).toEqual([4, 0]);
    expect(await house.level(dealerBranch, 'P004-01')).toEqual(atGiver);
    expect(await house.transfers.inTransit(hqBranch)).toEqual([]);
    const movements = await house.inventory.movementsAt(hqBranch);
    expect(movements.map(({ kind, cause }) => [kind, cause.reason])).toEqual([
      ['transfer_in', undefined],
      ['adjust', words],
    ]);
    expect(await audits()).toEqual([]);
    // Title moved with the pieces that arrived, and with no other.
    await house.deliver(2);
    const [four, sandals] = await Promise.all(['P004-01', 'P013-01'].map(house.ownership.priceFenOf));
    expect(await house.balance('owner:D0001')).toBe(4 * four! + 4 * sandals!);
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
    await house.deliver();
    expect(await house.balance('owner:D0001')).toBe(0);
    expect(await house.transfers.inTransit(hqBranch)).toEqual([]);
    expect(await audits()).toEqual([]);
  });

  test('called off before shipping frees what it held; afterwards it cannot be', async () => {
    const first = await asked();
    given(await act(first.id, { action: 'approve' }));
    given(await act(first.id, { action: 'cancel' }, people.hqBranchClerk));
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([10, 0]);
    const { id } = await shipped();
    expect(await act(id, { action: 'cancel' })).toMatchObject({
      code: 'transition_refused',
      params: { state: 'shipped' },
    });
    expect(await audits()).toEqual([]);
  });

  test('of more than there is is not approved, and holds nothing', async () => {
    const request = given(
      await house.transfers.request(
        hqBranch,
        { fromLocationId: dealerBranch, lines: [...lines, { skuId: 'P004-01', quantity: 5 }] },
        people.hqBranchClerk,
        house.claim(),
      ),
    );
    expect(await act(request.id, { action: 'approve' })).toMatchObject({
      code: 'out_of_stock',
      params: { sku: 'P004-01' },
    });
    expect(await house.level(dealerBranch, 'P013-01')).toEqual([4, 0]);
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
    expect(await house.transfers.find(id, people.otherDealerManager)).toMatchObject({ code: 'not_found' });
    given(await act(id, { action: 'approve' }, people.hq));
    expect(await act(id, { action: 'ship' }, people.hqBranchClerk)).toMatchObject({ code: 'forbidden' });
    given(await act(id, { action: 'ship' }, people.hq));
    expect(await act(id, { action: 'receive' })).toMatchObject({ code: 'forbidden' });
    given(await act(id, { action: 'receive' }, people.hq));
  });

  test('an incentive is HQ’s to promise, to dealers only', async () => {
    const body = { fromLocationId: dealerBranch, lines, incentiveFen: 500 };
    expect(await house.transfers.request(hqBranch, body, people.hqBranchClerk, house.claim())).toMatchObject({
      code: 'forbidden',
    });
    const { id } = await asked();
    expect(await act(id, { action: 'approve', incentiveFen: 500 })).toMatchObject({ code: 'forbidden' });
    await house.put(hqWarehouse, 'P004-01', 10);
    expect(
      await house.transfers.request(
        hqBranch,
        { ...body, fromLocationId: hqWarehouse },
        people.hq,
        house.claim(),
      ),
    ).toMatchObject({ code: 'invalid_request' });
  });

  test('nobody asks a place for goods to itself, or a place that is not there', async () => {
    const ask = (fromLocationId: string) =>
      house.transfers.request(hqBranch, { fromLocationId, lines }, people.hqBranchClerk, house.claim());
    expect(await ask(hqBranch)).toMatchObject({ code: 'invalid_request' });
    expect(await ask('B999')).toMatchObject({ code: 'not_found' });
  });
});

describe('money follows goods', () => {
  test('a dealer who gave is owed the price between owners and his incentive, once, however often it is told', async () => {
    await house.ledger.post({
      id: 'fund-pool.deposit:test',
      kind: 'fund-pool.deposit',
      orderId: null,
      reason: 'test',
      atMs: house.clock.nowMs(),
      legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: 10_000 }],
    });
    const { id } = await asked();
    given(await act(id, { action: 'approve', incentiveFen: 700 }, people.hq));
    given(await act(id, { action: 'ship' }));
    await house.deliver(2);
    expect(await house.balance('owner:D0001')).toBe(0);
    given(await act(id, { action: 'receive' }, people.hqBranchClerk));
    await house.deliver(3);
    const [shoes, sandals] = await Promise.all(['P004-01', 'P013-01'].map(house.ownership.priceFenOf));
    const owedFen = 6 * shoes! + 4 * sandals!;
    expect(await house.balance('owner:D0001')).toBe(owedFen + 700);
    expect(await house.balance('hq-stock')).toBe(owedFen);
    expect(await house.balance('fund-pool')).toBe(9_300);
    expect(await house.ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
    const statement = given(await house.ownership.statement('D0001', { limit: 10 }));
    expect(statement).toMatchObject({ balanceFen: owedFen + 700 });
    expect(statement.items.map(({ kind, subject }) => [kind, subject]).sort()).toEqual([
      ['title.moved', id],
      ['transfer.incentive', id],
    ]);
  });

  test('between two dealers one owes what the other is owed', async () => {
    const { id } = await shipped(otherDealerBranch);
    given(await act(id, { action: 'receive' }, people.otherDealerManager));
    await house.deliver();
    const owedFen = await house.balance('owner:D0001');
    expect(owedFen).toBeGreaterThan(0);
    expect(await house.balance('owner:D0002')).toBe(-owedFen);
    expect(await house.level(otherDealerBranch, 'P004-01')).toEqual([6, 0]);
  });

  test('the price is the one at approval, whatever the list says later', async () => {
    const before = await house.ownership.priceFenOf('P004-01');
    const { id } = await shipped();
    given(
      await house.ownership.setPrices({
        defaultBasisPoints: 100,
        basisPointsByCategory: {},
        priceFenBySku: { 'P013-01': 1 },
      }),
    );
    expect(await house.ownership.priceFenOf('P013-01')).toBe(1);
    const view = given(await act(id, { action: 'receive' }, people.hqBranchClerk));
    expect(view.titleFen).toBeGreaterThan(6 * before);
  });
});

describe('commands', () => {
  test('repeated with their key have one effect and the same answer', async () => {
    const claim = house.claim({ ask: 1 });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        house.transfers.request(
          hqBranch,
          { fromLocationId: dealerBranch, lines },
          people.hqBranchClerk,
          claim,
        ),
      ),
    );
    expect(new Set(answers.map((answer) => given(answer).id)).size).toBe(1);
    const { id } = given(answers[0]!);
    const approve = house.claim({ approve: 1 });
    const approvals = await Promise.all(
      Array.from({ length: 5 }, () => act(id, { action: 'approve' }, people.dealerClerk, approve)),
    );
    expect(approvals.map((answer) => given(answer).state)).toEqual(
      Array.from({ length: 5 }, () => 'approved'),
    );
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([10, 6]);
    // The same key for something else is refused.
    expect(
      await act(id, { action: 'ship' }, people.dealerClerk, { ...approve, inputHash: 'other' }),
    ).toMatchObject({ code: 'idempotency_key_reused' });
  });

  test('two clerks ship at once: one does, the other learns it', async () => {
    const { id } = await asked();
    given(await act(id, { action: 'approve' }));
    const answers = await Promise.all(Array.from({ length: 8 }, () => act(id, { action: 'ship' })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers.filter(({ ok }) => !ok)) {
      expect(answer).toMatchObject({ code: 'transition_refused', params: { state: 'shipped' } });
    }
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([4, 0]);
    expect(await audits()).toEqual([]);
  });

  test('approving and calling off at once: one of them happens, and the goods agree with it', async () => {
    const { id } = await asked();
    const [approval, cancellation] = await Promise.all([
      act(id, { action: 'approve' }),
      act(id, { action: 'cancel' }, people.hqBranchClerk),
    ]);
    const held = approval.ok && !cancellation.ok ? 6 : 0;
    expect(approval.ok || cancellation.ok).toBe(true);
    expect(await house.level(dealerBranch, 'P004-01')).toEqual([10, held]);
  });

  test.each(['fail-before', 'fail-after'] as const)(
    'the process dies at a write (%s): given again with its key, everything ends as it would have',
    async (fault) => {
      for (let dies = 1; dies <= 4; dies += 1) {
        const steps = [
          (id: string, key: string) =>
            act(id, { action: 'approve' }, people.dealerClerk, house.claim('a', `approve-${key}`)),
          (id: string, key: string) =>
            act(id, { action: 'ship' }, people.dealerClerk, house.claim('s', `ship-${key}`)),
          (id: string, key: string) =>
            act(id, { action: 'receive' }, people.hqBranchClerk, house.claim('r', `receive-${key}`)),
        ];
        const request = given(
          await house.transfers.request(
            hqBranch,
            { fromLocationId: dealerBranch, lines: [{ skuId: 'P004-01', quantity: 1 }] },
            people.hqBranchClerk,
            house.claim(),
          ),
        );
        let transactions = 0;
        for (const step of steps) {
          house.engine.faults.set((operation) => {
            if (operation !== 'TransactWriteItems') return 'none';
            transactions += 1;
            return transactions === dies ? fault : 'none';
          });
          const answer = await step(request.id, `${fault}-${dies}`).catch(() => null);
          house.engine.faults.set();
          if (!answer?.ok) given(await step(request.id, `${fault}-${dies}`));
        }
        await house.deliver();
        expect(await house.level(hqBranch, 'P004-01')).toEqual([dies, 0]);
        expect(await house.level(dealerBranch, 'P004-01')).toEqual([10 - dies, 0]);
      }
      const unitFen = await house.ownership.priceFenOf('P004-01');
      expect(await house.balance('owner:D0001')).toBe(4 * unitFen);
      expect(await audits()).toEqual([]);
    },
  );
});

test('lists are by place, direction and state, newest first and page by page; HQ sees all', async () => {
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    house.clock.advance(1_000);
    made.unshift((await asked(n % 2 === 0 ? hqBranch : otherDealerBranch)).id);
  }
  const page = async (cursor?: string) =>
    given(
      await house.transfers.list(
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
  const all = await house.transfers.listAll({ state: 'requested', limit: 50 }, people.hq);
  expect(all.items.map(({ id }) => id)).toEqual(made);
  given(await act(made[0]!, { action: 'approve' }));
  const left = await house.transfers.listAll({ state: 'requested', limit: 50 }, people.hq);
  expect(left.items.map(({ id }) => id)).toEqual(made.slice(1));
  const coming = given(
    await house.transfers.list(
      hqBranch,
      { direction: 'in', state: 'approved', limit: 5 },
      people.hqBranchClerk,
    ),
  );
  expect(coming.items.map(({ id }) => id)).toEqual([made[0]]);
  expect(
    await house.transfers.list(
      hqBranch,
      { direction: 'in', state: 'approved', limit: 5 },
      people.otherDealerManager,
    ),
  ).toMatchObject({ code: 'forbidden' });
});
