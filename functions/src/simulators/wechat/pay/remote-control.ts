import { z } from 'zod';
import { payOperations } from './faults.ts';
import type { PayControl } from './types.ts';

/**
 * The control of the simulator over HTTP, for journeys that run in another process: `POST /simulator/control/<name>`
 * with the arguments as one object.
 */

const times = z.number().int().min(1).max(1_000).default(1);
const count = z.number().int().min(1).max(1_000);
const outTradeNo = z.object({ outTradeNo: z.string() });

const notifications = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('normal') }),
  z.object({ mode: z.literal('delay'), delayMs: z.number().int().nonnegative(), count: count.optional() }),
  z.object({ mode: z.enum(['drop', 'duplicate', 'reorder']), count: count.optional() }),
]);

const failNext = z.object({
  operation: z.enum(payOperations),
  fault: z.union([
    z.enum([
      'timeout',
      'timeout_after',
      'disconnect',
      'disconnect_after',
      '500',
      '500_after',
      '429',
      'bad_signature',
      'unsigned',
    ]),
    z.object({ status: z.number().int(), code: z.string(), message: z.string() }),
  ]),
  times,
});

const nextRefundsEnd = z.object({ status: z.enum(['SUCCESS', 'ABNORMAL', 'CLOSED']), times });
const outBillNo = z.object({ outBillNo: z.string() });
const outAuthorizationNo = z.object({ outAuthorizationNo: z.string() });
const outRefundNo = z.object({ outRefundNo: z.string() });
const signWith = z.object({ way: z.enum(['public_key', 'certificate']) });

interface RemoteAnswer {
  readonly status: number;
  readonly body: object;
}

type Action = (control: PayControl, body: unknown) => Promise<object>;

/** Reads the arguments first, so that a wrong call changes nothing. */
function action<Input>(
  schema: z.ZodType<Input>,
  act: (control: PayControl, input: Input) => unknown,
): Action {
  return async (control, body) => {
    const result: unknown = await act(control, schema.parse(body));
    return { result: result ?? null };
  };
}

const ACTIONS: Readonly<Record<string, Action>> = {
  notifications: action(notifications, (control, { mode, ...rest }) => {
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    control.notifications({ mode, ...given } as Parameters<PayControl['notifications']>[0]);
  }),
  resend: action(outTradeNo, (control, input) => control.resend(input.outTradeNo)),
  'fail-next': action(failNext, (control, input) =>
    control.failNext(input.operation, input.fault, input.times),
  ),
  'pay-late': action(outTradeNo, async (control, input) => (await control.payLate(input.outTradeNo)).state),
  'next-refunds-end': action(nextRefundsEnd, (control, input) =>
    control.nextRefundsEnd(input.status, input.times),
  ),
  'complete-refund': action(outRefundNo, (control, input) => control.completeRefund(input.outRefundNo)),
  'confirm-transfer': action(
    outBillNo,
    async (control, input) => (await control.transfers.confirm(input.outBillNo)).state,
  ),
  'next-transfers-fail': action(z.object({ reason: z.string(), times }), (control, input) =>
    control.transfers.nextFail(input.reason, input.times),
  ),
  'give-authorization': action(
    outAuthorizationNo,
    async (control, input) => (await control.transfers.giveAuthorization(input.outAuthorizationNo)).state,
  ),
  'take-back-authorization': action(outAuthorizationNo, (control, input) =>
    control.transfers.takeBackAuthorization(input.outAuthorizationNo),
  ),
  'sign-with': action(signWith, (control, input) => control.signWith(input.way)),
  tick: action(z.object({}), (control) => control.tick()),
};

export async function remoteControl(control: PayControl, name: string, body: unknown): Promise<RemoteAnswer> {
  const act = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (act === undefined) return { status: 404, body: { code: 'NOT_FOUND', message: name } };
  try {
    return { status: 200, body: await act(control, body) };
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { status: 400, body: { code: 'PARAM_ERROR', message } };
  }
}
