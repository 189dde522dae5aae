import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSteps, given, lines } from './testing/steps.ts';
import {
  dealerBranch,
  hqBranch,
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

describe('money follows goods', () => {
  test('a dealer who gave is owed the price between owners and his incentive, once, however often it is told', async () => {
    await fixture.ledger.post({
      id: 'fund-pool.deposit:test',
      kind: 'fund-pool.deposit',
      orderId: null,
      reason: 'test',
      atMs: fixture.clock.nowMs(),
      legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: 10_000 }],
    });
    const { id } = await asked();
    given(await act(id, { action: 'approve', incentiveFen: 700 }, people.hq));
    given(await act(id, { action: 'ship' }));
    await fixture.deliver(2);
    expect(await fixture.balance('owner:D0001')).toBe(0);
    given(await act(id, { action: 'receive' }, people.hqBranchClerk));
    await fixture.deliver(3);
    const [shoes, sandals] = await Promise.all(['P004-01', 'P013-01'].map(fixture.ownership.priceFenOf));
    const owedFen = 6 * shoes! + 4 * sandals!;
    expect(await fixture.balance('owner:D0001')).toBe(owedFen + 700);
    expect(await fixture.balance('hq-stock')).toBe(owedFen);
    expect(await fixture.balance('fund-pool')).toBe(9_300);
    expect(await fixture.ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
    const statement = given(await fixture.ownership.statement('D0001', { limit: 10 }));
    expect(statement).toMatchObject({ balanceFen: owedFen + 700 });
    expect(statement.items.map(({ kind, subject }) => [kind, subject]).sort()).toEqual([
      ['title.moved', id],
      ['transfer.incentive', id],
    ]);
  });

  test('between two dealers one owes what the other is owed', async () => {
    const { id } = await shipped(otherDealerBranch);
    given(await act(id, { action: 'receive' }, people.otherDealerManager));
    await fixture.deliver();
    const owedFen = await fixture.balance('owner:D0001');
    expect(owedFen).toBeGreaterThan(0);
    expect(await fixture.balance('owner:D0002')).toBe(-owedFen);
    expect(await fixture.level(otherDealerBranch, 'P004-01')).toEqual([6, 0]);
  });

  test('the price is the one at approval, whatever the list says later', async () => {
    const before = await fixture.ownership.priceFenOf('P004-01');
    const { id } = await shipped();
    given(
      await fixture.ownership.prices.publishContent(
        { defaultBasisPoints: 100, basisPointsByCategory: {}, priceFenBySku: { 'P013-01': 1 } },
        { revision: 0, by: 'M4', note: 'cheaper', command: null },
      ),
    );
    expect(await fixture.ownership.priceFenOf('P013-01')).toBe(1);
    const view = given(await act(id, { action: 'receive' }, people.hqBranchClerk));
    expect(view.titleFen).toBeGreaterThan(6 * before);
  });
});

describe('commands', () => {
  test('repeated with their key have one effect and the same answer', async () => {
    const claim = fixture.claim({ ask: 1 });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        fixture.transfers.request(
          hqBranch,
          { fromLocationId: dealerBranch, lines },
          people.hqBranchClerk,
          claim,
        ),
      ),
    );
    expect(new Set(answers.map((answer) => given(answer).id)).size).toBe(1);
    const { id } = given(answers[0]!);
    const approve = fixture.claim({ approve: 1 });
    const approvals = await Promise.all(
      Array.from({ length: 5 }, () => act(id, { action: 'approve' }, people.dealerClerk, approve)),
    );
    expect(approvals.map((answer) => given(answer).state)).toEqual(
      Array.from({ length: 5 }, () => 'approved'),
    );
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([10, 6]);
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
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([4, 0]);
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
    expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([10, held]);
  });

  test.each(['fail-before', 'fail-after'] as const)(
    'the process dies at a write (%s): given again with its key, everything ends as it would have',
    async (fault) => {
      for (let dies = 1; dies <= 4; dies += 1) {
        const steps = [
          (id: string, key: string) =>
            act(id, { action: 'approve' }, people.dealerClerk, fixture.claim('a', `approve-${key}`)),
          (id: string, key: string) =>
            act(id, { action: 'ship' }, people.dealerClerk, fixture.claim('s', `ship-${key}`)),
          (id: string, key: string) =>
            act(id, { action: 'receive' }, people.hqBranchClerk, fixture.claim('r', `receive-${key}`)),
        ];
        const request = given(
          await fixture.transfers.request(
            hqBranch,
            { fromLocationId: dealerBranch, lines: [{ skuId: 'P004-01', quantity: 1 }] },
            people.hqBranchClerk,
            fixture.claim(),
          ),
        );
        let transactions = 0;
        for (const step of steps) {
          fixture.engine.faults.set((operation) => {
            if (operation !== 'TransactWriteItems') return 'none';
            transactions += 1;
            return transactions === dies ? fault : 'none';
          });
          const answer = await step(request.id, `${fault}-${dies}`).catch(() => null);
          fixture.engine.faults.set();
          if (!answer?.ok) given(await step(request.id, `${fault}-${dies}`));
        }
        await fixture.deliver();
        expect(await fixture.level(hqBranch, 'P004-01')).toEqual([dies, 0]);
        expect(await fixture.level(dealerBranch, 'P004-01')).toEqual([10 - dies, 0]);
      }
      const unitFen = await fixture.ownership.priceFenOf('P004-01');
      expect(await fixture.balance('owner:D0001')).toBe(4 * unitFen);
      expect(await audits()).toEqual([]);
    },
  );
});
