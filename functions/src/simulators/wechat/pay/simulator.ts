import { join } from 'node:path';
import { Journal } from '../journal.ts';
import {
  json,
  listen,
  type NoAnswer,
  OPEN_TO_PAGES,
  readJson,
  type SimulatorAnswer,
  type SimulatorRequest,
} from '../server.ts';
import { FaultLine, type PayFault, type PayOperation } from './faults.ts';
import { DEMO_APPID, loadOrMakeKeys, type SimulatorKeys } from './keys.ts';
import { beijingTime, Notifier, type PayRecords } from './notifier.ts';
import { remoteControl } from './remote-control.ts';
import { isRefusal } from './rules.ts';
import { authorizationProblem, payParamsProblem, seal, signedHeaders } from './sealing.ts';
import { PayService, type ServiceAnswer } from './service.ts';
import type { PayControl, WechatPaySimulatorOptions, WechatPayStandIn } from './types.ts';

const DEFAULT_TICK_MS = 200;

/**
 * WeChat Pay API v3 for one merchant on this machine: the real protocol over HTTP, with real signatures both
 * ways. The shopper's wallet is `POST /simulator/pay` and `POST /simulator/cancel`.
 */
export async function startWechatPaySimulator(options: WechatPaySimulatorOptions): Promise<WechatPayStandIn> {
  const keys = options.keys ?? loadOrMakeKeys(options.dataFolder, options.appid ?? DEMO_APPID);
  const journal = new Journal<PayRecords>(
    options.dataFolder === undefined ? undefined : join(options.dataFolder, 'wechat-pay.jsonl'),
  );
  const notifier = new Notifier({
    keys,
    journal,
    now: options.now,
    fetch: options.notify ?? ((url, init) => fetch(url, init)),
    backoffFactor: options.backoffFactor ?? 1,
  });
  const service = new PayService({
    keys,
    journal,
    notifier,
    now: options.now,
    refundSettlesAfterMs: options.refundSettlesAfterMs ?? 0,
    minRefundIntervalMs: options.minRefundIntervalMs ?? 0,
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
    nextRefundsEnd: (status, times = 1) => service.nextRefundsEnd(status, times),
    async tick() {
      service.settleRefunds();
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
    keys,
  };

  const server = await listen(options.port ?? 0, async (request) => {
    if (request.path.startsWith('/simulator/'))
      return shopperSide(request, { keys, service, control, autoSend });
    const operation = operationOf(request);
    if (operation === undefined) return json(404, { code: 'NOT_FOUND', message: '请求的资源不存在' });
    return merchantSide(request, operation);
  });

  async function merchantSide(
    request: SimulatorRequest,
    operation: PayOperation,
  ): Promise<SimulatorAnswer | NoAnswer> {
    const fault = faults.take(operation);
    if (fault === 'timeout') return 'silence';
    if (fault === 'disconnect') return 'disconnect';
    if (fault === '500') return json(500, { code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' });
    if (fault === '429') return json(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' });
    const problem = authorizationProblem(keys, options.now(), request);
    if (problem !== undefined) return json(401, { code: 'SIGN_ERROR', message: problem });

    const result = typeof fault === 'object' ? fault : perform(request, operation);
    if (fault === 'timeout_after') return 'silence';
    if (fault === 'disconnect_after') return 'disconnect';
    if (fault === '500_after') return json(500, { code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' });
    return signed(request, result, fault);
  }

  function perform(request: SimulatorRequest, operation: PayOperation): ServiceAnswer {
    const lastOf = (path: string): string => decodeURIComponent(path.split('/').at(-1) ?? '');
    switch (operation) {
      case 'createOrder':
        return service.createOrder(request.rawBody);
      case 'queryOrder':
        return service.queryOrder(lastOf(request.path), request.query.get('mchid'));
      case 'closeOrder':
        return service.closeOrder(lastOf(request.path.replace(/\/close$/, '')), request.rawBody);
      case 'refund':
        return service.refund(request.rawBody);
      case 'queryRefund':
        return service.queryRefund(lastOf(request.path));
      case 'certificates':
        return { status: 200, body: certificateList(keys) };
    }
  }

  function signed(
    request: SimulatorRequest,
    result: ServiceAnswer,
    fault: PayFault | undefined,
  ): SimulatorAnswer {
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

  const tickEveryMs = options.tickEveryMs ?? DEFAULT_TICK_MS;
  const autoSend = tickEveryMs > 0;
  const timer = autoSend ? setInterval(() => void control.tick(), tickEveryMs) : undefined;
  timer?.unref();

  return {
    baseUrl: server.baseUrl,
    merchant: {
      mchid: keys.mchid,
      appid: keys.appid,
      merchantSerial: keys.merchantSerial,
      merchantPrivateKeyPem: keys.merchantPrivateKeyPem,
      apiV3Key: keys.apiV3Key,
      platformPublicKeyPem: keys.publicKeyPem,
      platformSerial: keys.publicKeyId,
      platformCertificatePem: keys.certificatePem,
      platformCertificateSerial: keys.certificateSerial,
    },
    control,
    async close() {
      clearInterval(timer);
      await server.close();
    },
  };
}

function operationOf({ method, path }: SimulatorRequest): PayOperation | undefined {
  if (method === 'GET' && path === '/v3/certificates') return 'certificates';
  if (method === 'POST' && path === '/v3/pay/transactions/jsapi') return 'createOrder';
  if (method === 'POST' && /^\/v3\/pay\/transactions\/out-trade-no\/[^/]+\/close$/.test(path))
    return 'closeOrder';
  if (method === 'GET' && /^\/v3\/pay\/transactions\/out-trade-no\/[^/]+$/.test(path)) return 'queryOrder';
  if (method === 'POST' && path === '/v3/refund/domestic/refunds') return 'refund';
  if (method === 'GET' && /^\/v3\/refund\/domestic\/refunds\/[^/]+$/.test(path)) return 'queryRefund';
  return undefined;
}

function certificateList(keys: SimulatorKeys): object {
  return {
    data: [
      {
        serial_no: keys.certificateSerial,
        effective_time: '2020-01-01T08:00:00+08:00',
        expire_time: '2060-01-01T08:00:00+08:00',
        encrypt_certificate: seal(keys.apiV3Key, 'certificate', keys.certificatePem),
      },
    ],
  };
}

interface ShopperSide {
  readonly keys: SimulatorKeys;
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
    const problem = payParams === undefined ? undefined : payParamsProblem(side.keys, payParams);
    if (problem !== undefined) return answer(400, { code: 'PAY_SIGN', message: problem });
    const paid = side.service.pay(prepayIdOf(payParams) ?? body.prepayId, body.payerOpenid);
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
      refunds: service.refundsOf(order.outTradeNo).map(({ outRefundNo, refundFen, status }) => ({
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
