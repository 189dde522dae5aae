import { z } from 'zod';
import { fail, succeed } from '../../platform/outgoing/outcome.ts';
import { parseRfc3339 } from '../times.ts';
import { mismatched, refusedLocally, unavailable, unknownMerchant, untrusted } from './failures.ts';
import { cutToBytes } from './fields.ts';
import type { Addressed, Merchants } from './merchants.ts';
import type {
  ProfitSharing,
  ShareReceiver,
  ShareRequest,
  ShareReturnState,
  ShareState,
  Sharing,
} from './profit-sharing.ts';
import { encryptForPlatform, SENSITIVE_MAX_BYTES } from './sensitive.ts';
import type { Merchant } from './types.ts';

const NUMBER = /^[0-9A-Za-z_\-|*@]{1,64}$/;
const TRANSACTION_ID = /^[0-9A-Za-z]{1,32}$/;
const MAX_RECEIVERS = 50;
const DESCRIPTION_MAX_CHARACTERS = 80;

const shareBody = z.object({
  transaction_id: z.string(),
  out_order_no: z.string(),
  order_id: z.string().min(1),
  state: z.enum(['PROCESSING', 'FINISHED']),
  receivers: z
    .array(
      z.object({
        type: z.enum(['MERCHANT_ID', 'PERSONAL_OPENID']),
        account: z.string(),
        amount: z.number().int().nonnegative(),
        result: z.enum(['PENDING', 'SUCCESS', 'CLOSED']),
        fail_reason: z.string().optional(),
      }),
    )
    .default([]),
});

const returnBody = z.object({
  out_return_no: z.string(),
  return_id: z.string().min(1),
  amount: z.number().int().nonnegative(),
  result: z.enum(['PROCESSING', 'SUCCESS', 'FAILED']),
  fail_reason: z.string().optional(),
  finish_time: z.string().optional(),
});

const amountsBody = z.object({ transaction_id: z.string(), unsplit_amount: z.number().int().nonnegative() });
const receiverBody = z.object({ type: z.string(), account: z.string() });

export function createProfitSharing(appid: string, merchants: Merchants): ProfitSharing {
  const subOf = ({ sub }: Addressed) => (sub === undefined ? {} : { sub_mchid: sub.subMchid });
  const subQuery = ({ sub }: Addressed, first: '?' | '&') =>
    sub === undefined ? '' : `${first}sub_mchid=${sub.subMchid}`;
  const describe = (text: string) => [...text].slice(0, DESCRIPTION_MAX_CHARACTERS).join('');

  async function receiver(
    act: 'add' | 'delete',
    input: Pick<ShareReceiver, 'type' | 'account'> & Partial<ShareReceiver> & { merchant?: Merchant },
  ): Promise<Sharing<Record<never, never>>> {
    const to = merchants.find(input.merchant);
    if (to === undefined) return fail(unknownMerchant());
    if (input.account === '' || input.account.length > 64) return fail(refusedLocally('account'));
    if (act === 'add' && input.type === 'MERCHANT_ID' && !input.name) return fail(refusedLocally('name'));
    let name: string | undefined;
    if (act === 'add' && input.name) {
      name = await encryptForPlatform(to, cutToBytes(input.name, SENSITIVE_MAX_BYTES));
      if (name === undefined) return fail(unavailable('no platform key to encrypt the name with'));
    }
    const answer = await to.account.transport.call({
      operation: act === 'add' ? 'addReceiver' : 'deleteReceiver',
      method: 'POST',
      pathAndQuery: `/v3/profitsharing/receivers/${act}`,
      body: {
        ...subOf(to),
        appid,
        type: input.type,
        account: input.account,
        ...(name === undefined ? {} : { name }),
        ...(act === 'add' ? { relation_type: input.relation } : {}),
      },
    });
    if (!answer.ok) return answer;
    const told = receiverBody.safeParse(answer.value.json);
    if (!told.success) return fail(untrusted('receiver is not as documented'));
    return told.data.account === input.account && told.data.type === input.type
      ? succeed({})
      : fail(mismatched('receiver'));
  }

  function readShare(
    asked: { readonly outOrderNo: string; readonly transactionId: string },
    json: unknown,
  ): Sharing<ShareState> {
    const parsed = shareBody.safeParse(json);
    if (!parsed.success) return fail(untrusted('share is not as documented'));
    const told = parsed.data;
    if (told.out_order_no !== asked.outOrderNo) return fail(untrusted('share is another one'));
    if (told.transaction_id !== asked.transactionId) return fail(mismatched('payment'));
    return succeed({
      state: told.state,
      outOrderNo: told.out_order_no,
      orderId: told.order_id,
      transactionId: told.transaction_id,
      receivers: told.receivers.map(({ type, account, amount, result, fail_reason }) => ({
        type,
        account,
        amountFen: amount,
        result,
        ...(fail_reason === undefined ? {} : { failReason: fail_reason }),
      })),
    });
  }

  function readReturn(outReturnNo: string, json: unknown): Sharing<ShareReturnState> {
    const parsed = returnBody.safeParse(json);
    if (!parsed.success) return fail(untrusted('return is not as documented'));
    const told = parsed.data;
    if (told.out_return_no !== outReturnNo) return fail(untrusted('return is another one'));
    const finishedAtMs = told.finish_time === undefined ? undefined : parseRfc3339(told.finish_time);
    return succeed({
      state: told.result,
      outReturnNo,
      returnId: told.return_id,
      amountFen: told.amount,
      ...(told.fail_reason === undefined ? {} : { failReason: told.fail_reason }),
      ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
    });
  }

  return {
    async addReceiver(input) {
      const done = await receiver('add', input);
      return done.ok ? succeed('added') : done;
    },

    async deleteReceiver(input) {
      const done = await receiver('delete', input);
      return done.ok ? succeed('deleted') : done;
    },

    async share(request) {
      const to = merchants.find(request.merchant);
      if (to === undefined) return fail(unknownMerchant());
      const problem = shareProblem(request);
      if (problem !== undefined) return fail(refusedLocally(problem));
      const answer = await to.account.transport.call({
        operation: 'share',
        method: 'POST',
        pathAndQuery: '/v3/profitsharing/orders',
        body: {
          ...subOf(to),
          appid,
          transaction_id: request.transactionId,
          out_order_no: request.outOrderNo,
          receivers: request.receivers.map(({ type, account, amountFen, description }) => ({
            type,
            account,
            amount: amountFen,
            description: describe(description),
          })),
          unfreeze_unsplit: request.finish,
        },
      });
      return answer.ok ? readShare(request, answer.value.json) : answer;
    },

    async query({ outOrderNo, transactionId, merchant }) {
      const to = merchants.find(merchant);
      if (to === undefined) return fail(unknownMerchant());
      if (!NUMBER.test(outOrderNo)) return fail(refusedLocally('outOrderNo'));
      if (!TRANSACTION_ID.test(transactionId)) return fail(refusedLocally('transactionId'));
      const answer = await to.account.transport.call({
        operation: 'queryShare',
        method: 'GET',
        pathAndQuery: `/v3/profitsharing/orders/${encodeURIComponent(outOrderNo)}?transaction_id=${transactionId}${subQuery(to, '&')}`,
      });
      if (answer.ok) return readShare({ outOrderNo, transactionId }, answer.value.json);
      return answer.failure.code === 'not_found' ? succeed({ state: 'not_found' }) : answer;
    },

    async returnShare(request) {
      const to = merchants.find(request.merchant);
      if (to === undefined) return fail(unknownMerchant());
      if (!NUMBER.test(request.outOrderNo)) return fail(refusedLocally('outOrderNo'));
      if (!NUMBER.test(request.outReturnNo)) return fail(refusedLocally('outReturnNo'));
      if (!isAmount(request.amountFen)) return fail(refusedLocally('amountFen'));
      const answer = await to.account.transport.call({
        operation: 'returnShare',
        method: 'POST',
        pathAndQuery: '/v3/profitsharing/return-orders',
        body: {
          ...subOf(to),
          out_order_no: request.outOrderNo,
          out_return_no: request.outReturnNo,
          return_mchid: request.returnMchid,
          amount: request.amountFen,
          description: describe(request.description),
        },
      });
      if (!answer.ok) return answer;
      const read = readReturn(request.outReturnNo, answer.value.json);
      return read.ok && read.value.amountFen !== request.amountFen ? fail(mismatched('amount')) : read;
    },

    async queryReturn({ outOrderNo, outReturnNo, merchant }) {
      const to = merchants.find(merchant);
      if (to === undefined) return fail(unknownMerchant());
      if (!NUMBER.test(outOrderNo)) return fail(refusedLocally('outOrderNo'));
      if (!NUMBER.test(outReturnNo)) return fail(refusedLocally('outReturnNo'));
      const answer = await to.account.transport.call({
        operation: 'queryReturn',
        method: 'GET',
        pathAndQuery: `/v3/profitsharing/return-orders/${encodeURIComponent(outReturnNo)}?out_order_no=${encodeURIComponent(outOrderNo)}${subQuery(to, '&')}`,
      });
      if (answer.ok) return readReturn(outReturnNo, answer.value.json);
      return answer.failure.code === 'not_found' ? succeed({ state: 'not_found' }) : answer;
    },

    async finish(request) {
      const to = merchants.find(request.merchant);
      if (to === undefined) return fail(unknownMerchant());
      if (!NUMBER.test(request.outOrderNo)) return fail(refusedLocally('outOrderNo'));
      if (!TRANSACTION_ID.test(request.transactionId)) return fail(refusedLocally('transactionId'));
      const answer = await to.account.transport.call({
        operation: 'finishSharing',
        method: 'POST',
        pathAndQuery: '/v3/profitsharing/orders/unfreeze',
        body: {
          ...subOf(to),
          transaction_id: request.transactionId,
          out_order_no: request.outOrderNo,
          description: describe(request.description),
        },
      });
      return answer.ok ? readShare(request, answer.value.json) : answer;
    },

    async unsharedFen(transactionId, merchant) {
      const to = merchants.find(merchant);
      if (to === undefined) return fail(unknownMerchant());
      if (!TRANSACTION_ID.test(transactionId)) return fail(refusedLocally('transactionId'));
      const answer = await to.account.transport.call({
        operation: 'unsharedAmount',
        method: 'GET',
        pathAndQuery: `/v3/profitsharing/transactions/${transactionId}/amounts`,
      });
      if (!answer.ok) return answer;
      const told = amountsBody.safeParse(answer.value.json);
      if (!told.success) return fail(untrusted('amounts are not as documented'));
      return told.data.transaction_id === transactionId
        ? succeed(told.data.unsplit_amount)
        : fail(mismatched('payment'));
    },
  };
}

function shareProblem(request: ShareRequest): string | undefined {
  if (!NUMBER.test(request.outOrderNo)) return 'outOrderNo';
  if (!TRANSACTION_ID.test(request.transactionId)) return 'transactionId';
  const { receivers } = request;
  if (receivers.length < 1 || receivers.length > MAX_RECEIVERS) return 'receivers';
  if (new Set(receivers.map(({ type, account }) => `${type} ${account}`)).size < receivers.length)
    return 'receivers.account';
  for (const { account, amountFen, description } of receivers) {
    if (account === '' || account.length > 64) return 'receivers.account';
    if (!isAmount(amountFen)) return 'receivers.amountFen';
    if (description.trim() === '') return 'receivers.description';
  }
  return undefined;
}

function isAmount(fen: number): boolean {
  return Number.isSafeInteger(fen) && fen >= 1;
}
