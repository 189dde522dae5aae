import { join } from 'node:path';
import {
  json,
  listen,
  type NoAnswer,
  OPEN_TO_PAGES,
  readJson,
  type SimulatorAnswer,
  type SimulatorRequest,
} from '../../http-server.ts';
import { Journal } from '../../journal.ts';
import { Bills } from './bill.ts';
import { FaultLine, type PayFault } from './faults.ts';
import { H5Cashier } from './h5.ts';
import {
  DEMO_APPID,
  loadOrMakeKeys,
  type SimulatorAccount,
  type SimulatorKeys,
  withAccounts,
} from './keys.ts';
import { Merchants } from './merchants.ts';
import { beijingTime, Notifier } from './notifier.ts';
import { type FoundOperation, type OperationAnswer, operationOf, type Services } from './operations.ts';
import { SharingService } from './profit-sharing.ts';
import type { PayRecords } from './records.ts';
import { remoteControl } from './remote-control.ts';
import { isRefusal } from './rules.ts';
import { authorize, payParamsProblem, seal, signedHeaders } from './sealing.ts';
import { PayService } from './service.ts';
import { TransferAuthorizations } from './transfer-authorizations.ts';
import { transferControl } from './transfer-control.ts';
import { TRANSFERS_PATH, TransferWallet } from './transfer-wallet.ts';
import { TRANSFER_CALLS_PER_SECOND, TransferBook } from './transfers.ts';
import type {
  PayControl,
  SimulatorMerchant,
  WechatPaySimulator,
  WechatPaySimulatorOptions,
} from './types.ts';

const DEFAULT_TICK_MS = 200;
const H5_PATH = '/simulator/h5';

/**
 * WeChat Pay API v3 on this machine, for a brand and the merchants it works with: the real protocol over HTTP, with real signatures both
 * ways. The shopper's wallet is `POST /simulator/pay` and `POST /simulator/cancel`; outside WeChat the page
 * `/simulator/h5`. Who is paid takes it at `/simulator/transfers`.
 */
export async function startWechatPaySimulator(
  options: WechatPaySimulatorOptions,
): Promise<WechatPaySimulator> {
  const specs = options.merchants ?? [];
  const mchids = specs.map(({ mchid }) => mchid);
  const keys = options.keys
    ? withAccounts(options.keys, mchids)
    : loadOrMakeKeys(options.dataFolder, options.appid ?? DEMO_APPID, mchids);
  const merchants = new Merchants(keys, specs);
  const journal = new Journal<PayRecords>(
    options.dataFolder === undefined ? undefined : join(options.dataFolder, 'wechat-pay.jsonl'),
  );
  const notifier = new Notifier({
    merchants,
    journal,
    now: options.now,
    fetch: options.notify ?? ((url, init) => fetch(url, init)),
    backoffFactor: options.backoffFactor ?? 1,
  });
  const sharing = new SharingService({
    merchants,
    journal,
    now: options.now,
    maxShareBasisPoints: options.maxShareBasisPoints ?? 3_000,
  });
  const bills = new Bills({ journal, appid: keys.appid, baseUrl: () => server.baseUrl, now: options.now });
  const h5 = new H5Cashier({
    service: () => service,
    pageUrl: options.h5PageUrl ?? (() => `${server.baseUrl}${H5_PATH}`),
    domains: options.h5Domains,
    now: options.now,
    paid: () => {
      if (autoSend) void control.tick();
    },
  });
  const service = new PayService({
    h5Url: (prepayId) => h5.urlOf(prepayId),
    merchants,
    journal,
    notifier,
    sharing,
    now: options.now,
    refundSettlesAfterMs: options.refundSettlesAfterMs ?? 0,
    minRefundIntervalMs: options.minRefundIntervalMs ?? 0,
  });
  const authorizations = new TransferAuthorizations({ merchants, journal, notifier, now: options.now });
  const transfers = new TransferBook({
    merchants,
    journal,
    notifier,
    authorizations,
    now: options.now,
    settlesAfterMs: options.transferSettlesAfterMs ?? 0,
    callsPerSecond: options.transferCallsPerSecond ?? TRANSFER_CALLS_PER_SECOND,
  });
  const transferWallet = new TransferWallet({
    transfers,
    authorizations,
    decided: () => {
      if (autoSend) void control.tick();
    },
  });
  const faults = new FaultLine();

  const control: PayControl = {
    notifications: (mode) => notifier.setMode(mode),
    async resend(outTradeNo) {
      const count = notifier.resend(outTradeNo);
      await notifier.deliverDue();
      return count;
    },
    failNext: (operation, fault, times = 1) => faults.add(operation, fault, times),
    clearFaults: () => faults.clear(),
    async payLate(outTradeNo) {
      const paid = service.payLate(outTradeNo);
      if (isRefusal(paid)) throw new Error(`payLate: ${paid.message}`);
      await notifier.deliverDue();
      return paid;
    },
    nextRefundsEnd: (status, times = 1) => service.refunds.nextEnd(status, times),
    async completeRefund(outRefundNo) {
      service.refunds.complete(outRefundNo);
      await notifier.deliverDue();
    },
    async tick() {
      service.refunds.settle();
      sharing.settle();
      transfers.settle();
      authorizations.settle();
      await notifier.deliverDue();
    },
    signWith: (way) => {
      notifier.signingWay = way;
    },
    order: (outTradeNo) => service.order(outTradeNo),
    orderByTransaction: (transactionId) => service.orderByTransaction(transactionId),
    orders: () => journal.all('order'),
    refunds: () => journal.all('refund'),
    sent: () => journal.all('notification'),
    addBillLine: (line) => {
      bills.extraLines.push(line);
    },
    transfers: transferControl(transfers, authorizations, () => notifier.deliverDue()),
    keys,
  };

  const server = await listen(options.port ?? 0, async (request) => {
    if (request.path === H5_PATH) return h5.answer(request);
    if (request.path.startsWith(TRANSFERS_PATH)) return transferWallet.answer(request);
    if (request.path.startsWith('/simulator/'))
      return shopperSide(request, { appid: keys.appid, service, control, autoSend });
    const found = operationOf(request);
    if (found === undefined) return json(404, { code: 'NOT_FOUND', message: '请求的资源不存在' });
    return merchantSide(request, found);
  });

  async function merchantSide(
    request: SimulatorRequest,
    found: FoundOperation,
  ): Promise<SimulatorAnswer | NoAnswer> {
    const fault = faults.take(found.operation);
    if (fault === 'timeout') return 'silence';
    if (fault === 'disconnect') return 'disconnect';
    if (fault === '500') return json(500, { code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' });
    if (fault === '429') return json(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' });
    const caller = authorize(merchants, options.now(), request);
    if (typeof caller === 'string') return json(401, { code: 'SIGN_ERROR', message: caller });

    const result = forced(fault) ?? found.perform(caller, servicesFor(caller.keys));
    if (fault === 'timeout_after') return 'silence';
    if (fault === 'disconnect_after') return 'disconnect';
    if (fault === '500_after') return json(500, { code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' });
    return signed(request, result, fault);
  }

  function servicesFor(account: SimulatorAccount): Services {
    return {
      pay: service,
      sharing,
      bills,
      transfers,
      authorizations,
      certificates: () => certificateList(keys, account),
    };
  }

  function signed(
    request: SimulatorRequest,
    result: OperationAnswer,
    fault: PayFault | undefined,
  ): SimulatorAnswer {
    // Files are not signed: their digest was.
    if ('file' in result)
      return {
        status: 200,
        headers: { 'content-type': 'application/octet-stream' },
        body: fault === 'bad_signature' ? result.file.subarray(1) : result.file,
      };
    const body = isRefusal(result)
      ? JSON.stringify({ code: result.code, message: result.message })
      : result.body === undefined
        ? ''
        : JSON.stringify(result.body);
    const way = request.headers['wechatpay-serial'] === keys.publicKeyId ? 'public_key' : 'certificate';
    const signature = signedHeaders(keys, way, options.now(), fault === 'bad_signature' ? `${body} ` : body);
    return {
      status: result.status,
      headers: {
        'request-id': `simulator-${options.now().toString(36)}`,
        ...(body === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
        ...(fault === 'unsigned' ? {} : signature),
      },
      ...(body === '' ? {} : { body }),
    };
  }

  function merchantOf(account: SimulatorAccount): SimulatorMerchant {
    const { mchid, merchantSerial, merchantPrivateKeyPem, apiV3Key } = account;
    return {
      mchid,
      appid: keys.appid,
      merchantSerial,
      merchantPrivateKeyPem,
      apiV3Key,
      platformPublicKeyPem: keys.publicKeyPem,
      platformSerial: keys.publicKeyId,
      platformCertificatePem: keys.certificatePem,
      platformCertificateSerial: keys.certificateSerial,
    };
  }

  const tickEveryMs = options.tickEveryMs ?? DEFAULT_TICK_MS;
  const autoSend = tickEveryMs > 0;
  const timer = autoSend ? setInterval(() => void control.tick(), tickEveryMs) : undefined;
  timer?.unref();

  return {
    baseUrl: server.baseUrl,
    merchant: merchantOf(keys),
    otherMerchants: specs.map(({ mchid, subMchids }) => ({
      ...merchantOf(merchants.account(mchid)?.keys ?? keys),
      ...(subMchids === undefined ? {} : { subMchids }),
    })),
    control,
    async close() {
      clearInterval(timer);
      await server.close();
    },
  };
}

/** What is answered instead, with nothing done. */
function forced(fault: PayFault | undefined): OperationAnswer | undefined {
  if (typeof fault !== 'object') return undefined;
  return 'answer' in fault ? { status: 200, body: fault.answer } : fault;
}

function certificateList(keys: SimulatorKeys, account: SimulatorAccount): object {
  return {
    data: [
      {
        serial_no: keys.certificateSerial,
        effective_time: '2020-01-01T08:00:00+08:00',
        expire_time: '2060-01-01T08:00:00+08:00',
        encrypt_certificate: seal(account.apiV3Key, 'certificate', keys.certificatePem),
      },
    ],
  };
}

interface ShopperSide {
  readonly appid: string;
  readonly service: PayService;
  readonly control: PayControl;
  readonly autoSend: boolean;
}

async function shopperSide(request: SimulatorRequest, side: ShopperSide): Promise<SimulatorAnswer> {
  const answer = (status: number, value: unknown): SimulatorAnswer => json(status, value, OPEN_TO_PAGES);
  if (request.method === 'OPTIONS') return { status: 204, headers: OPEN_TO_PAGES };
  if (request.method === 'GET' && request.path === '/simulator/transactions')
    return answer(200, listing(side));
  const body = readJson(request.rawBody) ?? {};

  if (request.method === 'POST' && request.path === '/simulator/pay') {
    const payParams = payParamsOf(body);
    const prepayId = prepayIdOf(payParams) ?? body.prepayId;
    const payee = side.service.payee(prepayId);
    if (payParams !== undefined && payee !== undefined) {
      const problem = payParamsProblem(side.appid, payee.keys, payParams);
      if (problem !== undefined) return answer(400, { code: 'PAY_SIGN', message: problem });
    }
    const paid = side.service.pay(prepayId, body.payerOpenid);
    if (isRefusal(paid)) return answer(paid.status, { code: paid.code, message: paid.message });
    // The shopper's phone does not wait for the merchant: the notification goes its own way.
    if (side.autoSend) void side.control.tick();
    return answer(200, { tradeState: paid.state, transactionId: paid.transactionId });
  }
  if (request.method === 'POST' && request.path.startsWith('/simulator/control/')) {
    const result = await remoteControl(side.control, request.path.slice('/simulator/control/'.length), body);
    return answer(result.status, result.body);
  }
  if (request.method === 'POST' && request.path === '/simulator/cancel') {
    const prepayId = prepayIdOf(payParamsOf(body)) ?? body.prepayId;
    const order = side.control.orders().find((candidate) => candidate.prepayId === prepayId);
    if (order === undefined) return answer(404, { code: 'PREPAY_NOT_FOUND', message: '支付信息已失效' });
    return answer(200, { tradeState: order.state });
  }
  return answer(404, { code: 'NOT_FOUND', message: '请求的资源不存在' });
}

/** What `wx.requestPayment` was given, when the caller has it: then its signature is checked too. */
function payParamsOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  return typeof body.payParams === 'object' && body.payParams !== null
    ? (body.payParams as Record<string, unknown>)
    : undefined;
}

function prepayIdOf(payParams: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return typeof payParams?.package === 'string' ? /^prepay_id=(.+)$/.exec(payParams.package)?.[1] : undefined;
}

/** For a person at the demo: every order with its refunds and how its notifications went; no openids. */
function listing({ service, control }: ShopperSide): object {
  return {
    transactions: control.orders().map((order) => ({
      outTradeNo: order.outTradeNo,
      description: order.description,
      amountFen: order.amountFen,
      tradeState: order.state,
      transactionId: order.transactionId ?? null,
      paidAt: order.paidAtMs === undefined ? null : beijingTime(order.paidAtMs),
      refunds: service.refunds.of(order.outTradeNo).map(({ outRefundNo, refundFen, status }) => ({
        outRefundNo,
        refundFen,
        status,
      })),
      notifications: control
        .sent()
        .filter(({ outTradeNo }) => outTradeNo === order.outTradeNo)
        .map(({ id, eventType, state, attempts }) => ({ id, eventType, state, attempts })),
    })),
  };
}
