/** What headquarters do about single payouts; nobody about what is paid to themselves. */
import type { Payout, PayoutState } from '@jindian/shared/contract/selling/settlement';
import { auditDetails } from '../../../platform/audit-context.ts';
import { runCommand } from '../../../platform/command.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import { nextState } from '../../../platform/state-machine.ts';
import type { KnownPayees } from '../payees/terms.ts';
import type { StatementStore } from '../statements/store.ts';
import type { EndDeps, Ends } from './ends.ts';
import { payoutMachine } from './machine.ts';
import { type PayoutRecord, payoutLabel } from './store.ts';

export function createPayoutDesk(
  deps: EndDeps & { ends: Ends; known: KnownPayees; statements: Pick<StatementStore, 'readMany'> },
) {
  const { clock, payouts, ends } = deps;

  async function viewsOf(records: readonly PayoutRecord[]): Promise<Payout[]> {
    const known = await deps.known([...new Set(records.map(({ payeeId }) => payeeId))]);
    return records.map(({ payoutId, payeeId, runId, route, state, stateAtMs, netFen, problem }) => ({
      id: payoutId,
      payeeId,
      payeeName: known.get(payeeId)?.name ?? payeeId.slice(-6),
      runId,
      route,
      state,
      stateAtMs,
      netFen,
      problem: problem ?? null,
    }));
  }

  async function page(
    route: Payout['route'],
    state: PayoutState,
    wanted: { limit: number; cursor?: string | undefined },
  ) {
    const { items, nextCursor } = await payouts.page(route, state, wanted);
    return { items: await viewsOf(items), nextCursor };
  }

  async function view(payoutId: string): Promise<Result<Payout>> {
    const record = await payouts.read(payoutId);
    const [seen] = record ? await viewsOf([record]) : [];
    return seen ? ok(seen) : fail('not_found');
  }

  /** Whatever is disputed goes no further by its invoice. */
  async function isDisputed({ payeeId, runId }: PayoutRecord): Promise<boolean> {
    const [statement] = await deps.statements.readMany([{ payeeId, runId }]);
    return statement?.answer === 'disputed';
  }

  async function move(
    payoutId: string,
    event: 'invoice' | 'release',
    by: string,
    more: Partial<PayoutRecord> = {},
  ): Promise<Result<Payout>> {
    const done = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (!before) return fail('not_found');
        if (before.payeeId === by) return fail('settlement_own');
        const moved = nextState(payoutMachine, before.state, event);
        const isNoted = more.invoiceNo !== undefined && before.invoiceNo === more.invoiceNo;
        if (!moved) {
          const isThere = before.state === payoutMachine.transitions[event].to || isNoted;
          return isThere ? ok(null) : fail('transition_refused');
        }
        const isHeld = event === 'invoice' && (await isDisputed(before));
        const state = (isHeld && nextState(payoutMachine, moved, 'hold')) || moved;
        auditDetails({
          targets: [{ kind: 'payout', id: payoutId }],
          before: { state: before.state },
          after: { state, ...more },
        });
        return {
          writes: [payouts.save({ ...before, ...more, state, stateAtMs: clock.nowMs() }, before)],
          value: null,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
    return done.ok ? view(payoutId) : done;
  }

  /** Nobody was asked to pay it: it goes back to the payee's balance. */
  async function giveBack(payoutId: string, by: string): Promise<Result<Payout>> {
    const before = await payouts.read(payoutId);
    if (before?.payeeId === by) return fail('settlement_own');
    auditDetails({
      targets: [{ kind: 'payout', id: payoutId }],
      before: { state: before?.state },
      after: { state: 'returned' },
    });
    const done = await ends.returned(payoutId, 'give_back', 'by_hq');
    if (!done.ok) return done;
    if (done.value === 'gone') return fail('not_found');
    return done.value === 'refused' ? fail('transition_refused') : view(payoutId);
  }

  return {
    page,
    view,
    giveBack,
    invoiced: (payoutId: string, invoiceNo: string, by: string) =>
      move(payoutId, 'invoice', by, { invoiceNo }),
    release: (payoutId: string, by: string) => move(payoutId, 'release', by),
  };
}
export type PayoutDesk = ReturnType<typeof createPayoutDesk>;
