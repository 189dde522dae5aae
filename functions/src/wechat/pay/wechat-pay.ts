import { fail, type Outcome } from '../../platform/outgoing/outcome.ts';
import { tradeBill } from './bill.ts';
import type { WechatPay } from './client.ts';
import {
  type Combination,
  closeCombined,
  combinationOf,
  createCombined,
  createCombinedH5,
  queryCombined,
} from './combined.ts';
import { refusedLocally, unknownMerchant, type WechatPayFailure } from './failures.ts';
import { combinedProblem, OUT_REFUND_NO, OUT_TRADE_NO, orderProblem, refundProblem } from './fields.ts';
import { type Account, type Addressed, createMerchants } from './merchants.ts';
import { parseNotification } from './notification.ts';
import { closeOrder, createH5Order, createOrder, queryOrder, signPayParams } from './orders.ts';
import { createProfitSharing } from './profit-sharing-client.ts';
import { queryRefund, requestRefund } from './refunds.ts';
import { createMerchantTransfers } from './transfers-client.ts';
import {
  createPayTransport,
  type WechatPayAccount,
  type WechatPayConfig,
  type WechatPayDependencies,
} from './transport.ts';
import type { CombinedParts, Merchant } from './types.ts';

export function createWechatPay(config: WechatPayConfig, dependencies: WechatPayDependencies): WechatPay {
  const { appid } = config;
  const { now } = dependencies;
  const accounts: [Account, ...Account[]] = [accountOf(config, config, dependencies)];
  for (const other of config.otherAccounts ?? []) accounts.push(accountOf(config, other, dependencies));
  if (new Set(accounts.map(({ mchid }) => mchid)).size < accounts.length)
    throw new Error('WechatPayConfig names a merchant number twice');
  const merchants = createMerchants(accounts);

  type Failed = { readonly ok: false; readonly failure: WechatPayFailure };
  async function addressed<Value>(
    merchant: Merchant | undefined,
    problem: string | undefined,
    act: (to: Addressed) => Promise<Outcome<Value, WechatPayFailure>>,
  ): Promise<Outcome<Value, WechatPayFailure>> {
    if (problem !== undefined) return fail(refusedLocally(problem)) as Failed;
    const to = merchants.find(merchant);
    return to === undefined ? fail(unknownMerchant()) : act(to);
  }

  async function combined<Value>(
    parts: CombinedParts,
    problem: string | undefined,
    act: (combination: Combination) => Promise<Outcome<Value, WechatPayFailure>>,
  ): Promise<Outcome<Value, WechatPayFailure>> {
    if (problem !== undefined) return fail(refusedLocally(problem)) as Failed;
    const combination = combinationOf(merchants, parts);
    return combination === undefined ? fail(unknownMerchant()) : act(combination);
  }

  const numberProblem = (outTradeNo: string) => (OUT_TRADE_NO.test(outTradeNo) ? undefined : 'outTradeNo');

  return {
    ownMerchant: { mchid: config.mchid },
    knows: (merchant) => merchants.find(merchant) !== undefined,

    combines: (wanted) =>
      combinationOf(
        merchants,
        wanted.map((merchant) => ({ outTradeNo: '', merchant })),
      ) !== undefined,

    createJsapiOrder: (order) =>
      addressed(order.merchant, orderProblem(order), (to) => createOrder(appid, to, order)),

    createH5Order: (order) =>
      addressed(order.merchant, orderProblem(order), (to) => createH5Order(appid, to, order)),

    signPayParams(prepayId, merchant) {
      const to = merchants.find(merchant);
      if (to === undefined) throw new Error('no keys for the merchant of a prepay id');
      return signPayParams(appid, to, prepayId, now());
    },

    queryOrder: (outTradeNo, merchant) =>
      addressed(merchant, numberProblem(outTradeNo), (to) => queryOrder(appid, to, outTradeNo)),

    closeOrder: (outTradeNo, merchant) =>
      addressed(merchant, numberProblem(outTradeNo), (to) => closeOrder(appid, to, outTradeNo)),

    createCombinedOrder: (order) =>
      combined(order.parts, combinedProblem(order), (combination) =>
        createCombined(appid, combination, order),
      ),

    createCombinedH5Order: (order) =>
      combined(order.parts, combinedProblem(order), (combination) =>
        createCombinedH5(appid, combination, order),
      ),

    signCombinedPayParams(prepayId, parts) {
      const combination = combinationOf(merchants, parts);
      if (combination === undefined) throw new Error('no keys for the merchants of a prepay id');
      const { initiator } = combination;
      return signPayParams(
        appid,
        { account: initiator, merchant: { mchid: initiator.mchid }, sub: undefined },
        prepayId,
        now(),
      );
    },

    queryCombinedOrder: (combineOutTradeNo, parts) =>
      combined(parts, undefined, (combination) => queryCombined(appid, combination, combineOutTradeNo)),

    closeCombinedOrder: (combineOutTradeNo, parts) =>
      combined(parts, undefined, (combination) => closeCombined(appid, combination, combineOutTradeNo)),

    refund: (request) =>
      addressed(request.merchant, refundProblem(request), (to) => requestRefund(to, request)),

    queryRefund: (outRefundNo, merchant) =>
      addressed(merchant, OUT_REFUND_NO.test(outRefundNo) ? undefined : 'outRefundNo', (to) =>
        queryRefund(to, outRefundNo),
      ),

    parseNotification: (input) => parseNotification({ appid, merchants, now }, input),

    billedMchids: accounts.map(({ mchid }) => mchid),

    async tradeBill(mchid, billDate) {
      const account = accounts.find((candidate) => candidate.mchid === mchid);
      return account === undefined ? fail(unknownMerchant()) : tradeBill(account, billDate);
    },

    profitSharing: createProfitSharing(appid, merchants),
    transfers: createMerchantTransfers(appid, merchants, now),
  };
}

function accountOf(
  { baseUrl, appid, timeoutMs, totalMs, attempts }: WechatPayConfig,
  account: WechatPayAccount,
  dependencies: WechatPayDependencies,
): Account {
  const subMerchants = account.subMerchants;
  return {
    mchid: account.mchid,
    apiV3Key: account.apiV3Key,
    transport: createPayTransport(
      {
        ...account,
        baseUrl,
        appid,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(totalMs === undefined ? {} : { totalMs }),
        ...(attempts === undefined ? {} : { attempts }),
      },
      dependencies,
    ),
    subMerchants:
      subMerchants === undefined ? undefined : new Map(subMerchants.map((sub) => [sub.subMchid, sub])),
  };
}
