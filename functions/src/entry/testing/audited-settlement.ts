import type { PayeeTerms } from '@jindian/shared/contract/selling/settlement';
import { dayMs } from '@jindian/shared/time';
import { commissionAccount } from '../../money/ledger/rules.ts';
import type { Sample, SystemFixture } from './system-fixture.ts';

/** Runs and payouts in the states in which something can be done about them. */
export function auditedSettlement(fixture: SystemFixture) {
  const { settlement, ledger, ids, clock } = fixture.local.system;
  const { runs, files } = settlement;

  async function closeOpen(): Promise<void> {
    const open = await runs.openRun();
    if (open && !(await runs.drop(open)).ok) await through(open);
  }

  /** Through all portions, here and now; whoever else is told of one finds it done. */
  async function through(runId: string): Promise<void> {
    for (let step = 0; step < 50; step += 1) await runs.step(runId, step);
  }

  async function started(): Promise<string> {
    await closeOpen();
    const run = await runs.start('FINANCE0');
    if (!run.ok) throw new Error(run.code);
    return run.value.id;
  }

  async function tried(): Promise<string> {
    const runId = await started();
    await through(runId);
    return runId;
  }

  /** A payout on its way: earned long ago, tried, approved by whoever is asked. */
  async function payout(terms: Pick<PayeeTerms, 'kind' | 'route'>, name: string): Promise<string> {
    const payeeId = ids.next();
    await settlement.ensurePayees([payeeId]);
    await settlement.payees.setTerms(
      payeeId,
      {
        ...{ ...terms, revision: 0, onHold: false, realName: '林女士' },
        bank: { accountNo: '6222020200000000001', bankName: '中国工商银行上海分行' },
      },
      'FINANCE1',
    );
    const legs = [{ debit: 'sales' as const, credit: commissionAccount(payeeId), amountFen: 50_001 }];
    const atMs = clock.nowMs() - 90 * dayMs;
    await ledger.post({
      id: `commission:${name}`,
      kind: 'commission',
      orderId: null,
      reason: null,
      atMs,
      legs,
    });
    const runId = await tried();
    for (const by of ['FINANCE1', 'FINANCE2']) await runs.approve(runId, by);
    await through(runId);
    const { items } = await settlement.statements.ofPayee(payeeId, { limit: 1 });
    const id = items[0]?.payout?.id;
    if (!id) throw new Error(`${name} is not paid`);
    if (name === 'held') {
      const runIds = { payeeId, runId };
      await settlement.statements.answer(runIds.payeeId, runIds.runId, { answer: 'disputed', note: '少了' });
    }
    return id;
  }

  async function file(route: 'bank' | 'wages'): Promise<string> {
    const kind = route === 'wages' ? ('employee' as const) : ('individual' as const);
    await payout({ kind, route }, `file-${route}`);
    const made = await files.make(route, 'FINANCE1');
    if (!made.ok) throw new Error(made.code);
    return made.value.id;
  }

  const prepared: Record<string, (sample: Sample) => Promise<Sample>> = {
    async hqStartSettlementRun() {
      await closeOpen();
      return {};
    },
    hqApproveSettlementRun: async () => ({ params: { runId: await tried() } }),
    hqDropSettlementRun: async () => ({ params: { runId: await started() } }),
    hqGoOnWithSettlementRun: async () => ({ params: { runId: await started() } }),
    hqInvoicePayout: async ({ body }) => ({
      params: { payoutId: await payout({ kind: 'business', route: 'bank' }, 'business') },
      body,
    }),
    hqReleasePayout: async () => ({
      params: { payoutId: await payout({ kind: 'individual', route: 'bank' }, 'held') },
    }),
    hqGiveBackPayout: async () => ({
      params: { payoutId: await payout({ kind: 'individual', route: 'bank' }, 'given-back') },
    }),
    async hqMakePayoutFile({ body }) {
      await payout({ kind: 'employee', route: 'wages' }, 'wages');
      return { body };
    },
    hqReturnPayoutFile: async ({ body }) => ({ params: { payoutFileId: await file('bank') }, body }),
    hqHandOverPayoutFile: async () => ({ params: { payoutFileId: await file('wages') } }),
  };
  return prepared;
}
