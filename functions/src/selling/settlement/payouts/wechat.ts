/**
 * Payouts by WeChat. A payout is marked as sent before WeChat Pay is asked, and asked again under the same number until it says
 * how that ended (decision 0069): what is lost, doubled or late changes nothing.
 */
import type {
  PayoutProblem,
  PayoutState,
  TransferPackage,
} from '@jindian/shared/contract/selling/settlement';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { DueHandler } from '../../../platform/due-items.ts';
import { type EventHandler, hears } from '../../../platform/outbox.ts';
import type { SettingsReader } from '../../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import { nextState } from '../../../platform/state-machine.ts';
import {
  commissionScene,
  NAME_FROM_FEN,
  type TransferAnswer,
  type TransferNotification,
  type WechatPay,
} from '../../../wechat/index.ts';
import { nameAtWechat, type PayeeRecord } from '../payees/store.ts';
import type { EndDeps, Ends } from './ends.ts';
import { payoutMachine } from './machine.ts';
import { type Asked, type PayoutRecord, payoutLabel, payoutLookKind } from './store.ts';

export type WechatPayoutDeps = EndDeps & {
  ends: Ends;
  wechatPay: Pick<WechatPay, 'transfers' | 'ownMerchant'>;
  settings: SettingsReader<'settlement'>;
  notifyUrl: string;
  appId: string;
  openidOf(memberId: string): Promise<string | null>;
  brandName(): Promise<string>;
  payoutsStopped(): Promise<boolean>;
};

/** WeChat Pay knows nothing of older ones, whatever became of them: those are for people. */
const askableMs = 29 * dayMs;
const firstLookMs = minuteMs;
const longestLookMs = hourMs;

function lookAfterMs(looks: number, state: PayoutState): number {
  return state === 'confirm' ? longestLookMs : Math.min(longestLookMs, firstLookMs * 2 ** Math.min(looks, 6));
}

export function createWechatPayouts(deps: WechatPayoutDeps) {
  const { clock, wechatPay, payouts, payees, ends } = deps;

  type Sending = { payout: PayoutRecord; asked: Asked };

  /** What will be asked, frozen at the first sending; or why it cannot be sent. */
  async function whatToAsk(payout: PayoutRecord, payee: PayeeRecord): Promise<Asked | PayoutProblem> {
    const [openid, settings, brandName] = await Promise.all([
      deps.openidOf(payout.payeeId),
      deps.settings.current(),
      deps.brandName(),
    ]);
    if (openid === null) return 'no_wechat';
    const payeeName = nameAtWechat(payee);
    if (payout.netFen >= NAME_FROM_FEN && payeeName === undefined) return 'name_needed';
    const { authorization } = payee;
    const isAuthorized = settings.confirmFree === 'on' && authorization?.state === 'active';
    return {
      openid,
      ...(payeeName === undefined ? {} : { payeeName }),
      remark: `${brandName}${settings.payeeReason}`,
      position: settings.payeePosition,
      reason: settings.payeeReason,
      ...(isAuthorized && authorization.authorizationId !== undefined
        ? { authorizationId: authorization.authorizationId }
        : {}),
      atMs: clock.nowMs(),
    };
  }

  /** Marks it as sent: from here on its number is in use until WeChat Pay says that it failed. */
  async function begin(payoutId: string, onlyAuthorized: boolean): Promise<Result<Sending | null>> {
    return runCommand<Sending | null>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (before?.route !== 'wechat') return ok(null);
        if (before.state === 'sent' || before.state === 'confirm')
          return ok(before.asked ? { payout: before, asked: before.asked } : null);
        const state = nextState(payoutMachine, before.state, 'send');
        if (!state) return ok(null);
        const payee = await payees.readOrNew(before.payeeId);
        if (payee.onHold) return ok(null);
        const asked = await whatToAsk(before, payee);
        if (typeof asked !== 'string' && onlyAuthorized && asked.authorizationId === undefined)
          return ok(null);
        const { problem: _, ...rest } = before;
        const next: PayoutRecord =
          typeof asked === 'string'
            ? { ...rest, problem: asked }
            : { ...rest, state, stateAtMs: clock.nowMs(), asked, looks: 0 };
        const isSent = typeof asked !== 'string';
        if (!isSent && before.problem === asked) return fail('payout_not_ready', { problem: asked });
        return {
          writes: [payouts.save(next, before, isSent ? clock.nowMs() + firstLookMs : null)],
          value: isSent ? { payout: next, asked } : null,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
  }

  function sendIt({ payoutId, netFen }: PayoutRecord, asked: Asked): Promise<TransferAnswer> {
    const request = {
      outBillNo: payoutId,
      scene: commissionScene(asked.position, asked.reason),
      openid: asked.openid,
      ...(asked.payeeName === undefined ? {} : { payeeName: asked.payeeName }),
      amountFen: netFen,
      remark: asked.remark,
      notifyUrl: deps.notifyUrl,
    };
    return asked.authorizationId === undefined
      ? wechatPay.transfers.ask(request)
      : wechatPay.transfers.payAuthorized({ ...request, authorizationId: asked.authorizationId });
  }

  /** What was told ends it, or is noted. An answer about other money is no answer. */
  async function hear(payout: PayoutRecord, answer: TransferAnswer): Promise<PayoutState> {
    if ('outBillNo' in answer) {
      const isOurs =
        answer.outBillNo === payout.payoutId &&
        (answer.amountFen === undefined || answer.amountFen === payout.netFen) &&
        (answer.openid === undefined || answer.openid === payout.asked?.openid);
      if (!isOurs) return note(payout.payoutId, 'unknown');
      if (answer.state === 'success') return ended(payout, await ends.paid(payout.payoutId), 'paid');
      if (answer.state === 'failed')
        return ended(payout, await ends.returned(payout.payoutId, 'fail', answer.reason), 'returned');
      if (answer.state === 'wait_confirm') return note(payout.payoutId, undefined, 'wait');
      return note(payout.payoutId, undefined);
    }
    return note(payout.payoutId, answer.state);
  }

  async function ended(
    { payoutId }: PayoutRecord,
    done: Awaited<ReturnType<Ends['paid']>>,
    state: PayoutState,
  ): Promise<PayoutState> {
    const known = unlessBusy(done, `payout ${payoutId}`);
    if (!known.ok || known.value === 'refused' || known.value === 'gone')
      throw new Error(`payout ${payoutId} is said to be ${state}, and cannot be`);
    return state;
  }

  /** It goes on waiting; the next look is later each time. */
  async function note(
    payoutId: string,
    problem: PayoutProblem | undefined,
    event?: 'wait',
  ): Promise<PayoutState> {
    const done = await runCommand<PayoutState>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (!before) return ok('returned');
        if (before.state !== 'sent' && before.state !== 'confirm') return ok(before.state);
        const state = (event && nextState(payoutMachine, before.state, event)) ?? before.state;
        const looks = (before.looks ?? 0) + 1;
        const { problem: _, ...rest } = before;
        const next: PayoutRecord = {
          ...rest,
          state,
          stateAtMs: state === before.state ? before.stateAtMs : clock.nowMs(),
          looks,
          ...(problem === undefined ? {} : { problem }),
        };
        return {
          writes: [payouts.save(next, before, clock.nowMs() + lookAfterMs(looks, state))],
          value: state,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
    const noted = unlessBusy(done, `payout ${payoutId}`);
    return noted.ok ? noted.value : 'sent';
  }

  const isOnHold = async (payeeId: string) => (await payees.readOrNew(payeeId)).onHold;

  /** Asked again, WeChat Pay would take it for a new one, and pay it twice. */
  const isTooOld = ({ asked }: PayoutRecord) => asked !== undefined && clock.nowMs() - asked.atMs > askableMs;

  /** The payee wants it now: WeChat Pay is asked, and what their app opens is told. As often as they like. */
  async function take(payoutId: string, payeeId: string): Promise<Result<TransferPackage>> {
    const before = await payouts.read(payoutId);
    if (!before || before.payeeId !== payeeId || before.route !== 'wechat') return fail('not_found');
    const isAtWechat = before.state === 'sent' || before.state === 'confirm';
    if (isAtWechat && isTooOld(before)) return ok({ state: await note(payoutId, 'too_old'), package: null });
    // One that was sent, of which nothing was heard, may never have arrived.
    if (before.state === 'due' || before.state === 'sent') {
      if (await deps.payoutsStopped()) return fail('payouts_stopped');
      if (await isOnHold(payeeId)) return ok({ state: before.state, package: null });
    }
    const begun = await begin(payoutId, false);
    if (!begun.ok) return begun;
    if (!begun.value) {
      const now = await payouts.read(payoutId);
      if (now?.problem !== undefined && now.state === 'due')
        return fail('payout_not_ready', { problem: now.problem });
      return ok({ state: now?.state ?? before.state, package: null });
    }
    const { payout, asked } = begun.value;
    const answer = await sendIt(payout, asked);
    const state = await hear(payout, answer);
    const packageInfo = answer.state === 'wait_confirm' ? answer.packageInfo : undefined;
    const opens = {
      mchId: wechatPay.ownMerchant.mchid,
      appId: deps.appId,
    };
    return ok({ state, package: packageInfo === undefined ? null : { ...opens, package: packageInfo } });
  }

  /** Of who agreed to be paid without confirming; the others are waited for. */
  async function sendAuthorized({
    payoutId,
    payeeId,
  }: Pick<PayoutRecord, 'payoutId' | 'payeeId'>): Promise<void> {
    if ((await deps.payoutsStopped()) || (await isOnHold(payeeId))) return later(payoutId);
    const begun = unlessBusy(await begin(payoutId, true), `payout ${payoutId}`);
    // What keeps it from being sent stands on it.
    if (!begun.ok || !begun.value) return;
    const { payout, asked } = begun.value;
    await hear(payout, await sendIt(payout, asked));
  }

  /** Nobody has said how it ended. Whatever WeChat Pay does not know is sent again, as it was. */
  async function look(payoutId: string): Promise<void> {
    const payout = await payouts.read(payoutId);
    if (payout?.state === 'due') return sendAuthorized(payout);
    if (!payout?.asked || (payout.state !== 'sent' && payout.state !== 'confirm')) return;
    if (isTooOld(payout)) {
      await note(payoutId, 'too_old');
      return;
    }
    const known = await wechatPay.transfers.query(payoutId);
    if (known.state !== 'not_found') {
      await hear(payout, known);
      return;
    }
    if ((await deps.payoutsStopped()) || (await isOnHold(payout.payeeId))) {
      await note(payoutId, payout.problem);
      return;
    }
    const answer = await sendIt(payout, payout.asked);
    // Its authorisation is gone, and WeChat Pay never took it: its payee is asked, under the same number.
    if (answer.state === 'refused' && payout.asked.authorizationId !== undefined) {
      const payee = await payees.readOrNew(payout.payeeId);
      if (payee.authorization?.state === 'closed') return reopen(payoutId);
    }
    await hear(payout, answer);
  }

  async function reopen(payoutId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        const state = before && nextState(payoutMachine, before.state, 'reopen');
        if (!before || !state) return ok(null);
        const { problem: _, ...rest } = before;
        return {
          writes: [payouts.save({ ...rest, state, stateAtMs: clock.nowMs() }, before)],
          value: null,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
    unlessBusy(done, `payout ${payoutId}`);
  }

  /** Stopped, or its payee on hold: it is looked at again, as long as that lasts. */
  async function later(payoutId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (before?.state !== 'due' || before.route !== 'wechat') return ok(null);
        return {
          writes: [payouts.save(before, before, clock.nowMs() + longestLookMs)],
          value: null,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
    unlessBusy(done, `payout ${payoutId}`);
  }

  /** What is of none of ours changes nothing. */
  async function told({ bill }: Extract<TransferNotification, { kind: 'transfer' }>): Promise<void> {
    const payout = await payouts.read(bill.outBillNo);
    if (payout) await hear(payout, bill);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'settlement: pay out',
      queue: 'payments',
      types: ['payout.issued'],
      handle: ({ data }) => sendAuthorized(data),
    }),
  ];
  const dueHandlers: DueHandler[] = [
    { kind: payoutLookKind, queue: 'payments', handle: ({ ref }) => look(ref) },
  ];
  return { take, look, told, sendAuthorized, eventHandlers, dueHandlers };
}
export type WechatPayouts = ReturnType<typeof createWechatPayouts>;
