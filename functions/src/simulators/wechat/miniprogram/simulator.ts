import { join } from 'node:path';
import { z } from 'zod';
import {
  json,
  listen,
  OPEN_TO_PAGES,
  readJson,
  type SimulatorAnswer,
  type SimulatorRequest,
} from '../../http-server.ts';
import { Journal } from '../../journal.ts';
import { DEMO_APPID } from '../pay/keys.ts';
import type { WechatPaySimulator } from '../pay/types.ts';
import { type PushTarget, pushMessage } from './pusher.ts';
import type {
  FindTransaction,
  MediaCheckRecord,
  MessageRecord,
  MiniProgramRecords,
  ShippingRecord,
} from './records.ts';
import { isWechatError, type WechatError } from './rules.ts';
import { MiniProgramService } from './service.ts';

export interface WechatSimulatorOptions {
  readonly port?: number;
  readonly dataFolder?: string;
  readonly appid?: string;
  readonly secret?: string;
  readonly now: () => number;
  /** With it, shipping is only taken for payments that this simulator knows to be paid, by that payer. */
  readonly pay?: WechatPaySimulator;
  /** Where messages of the mini-program are posted; nowhere without it. */
  readonly push?: PushTarget;
  /** Fetches pictures that it is asked about, and pushes by itself what it found. */
  readonly looksAtPictures?: boolean;
  /** The pages of the published mini-program; any page unless given. */
  readonly publishedPages?: readonly string[];
  /** The template ids of the mini-program; any unless given. */
  readonly templates?: readonly string[];
}

export interface WechatSimulator {
  readonly baseUrl: string;
  readonly appid: string;
  readonly secret: string;
  readonly control: WechatControl;
  close(): Promise<void>;
}

export type WechatOperation =
  | 'codeToSession'
  | 'stableToken'
  | 'phoneNumber'
  | 'checkText'
  | 'checkPicture'
  | 'unlimitedCode'
  | 'sendSubscribeMessage'
  | 'uploadShippingInfo'
  | 'shippingState';

/** `timeout`: nothing done and no answer. `disconnect_after`: done, and then the line is cut. */
export type WechatFault = 'timeout' | 'disconnect' | 'disconnect_after' | '500' | WechatError;

export interface WechatControl {
  loginCode(openid: string, unionid?: string): string;
  phoneCode(phoneNumber: string): string;
  accept(openid: string, templateIds: readonly string[]): void;
  accepts(openid: string, templateId: string): number;
  /** From now on WeChat blocks this user's logins as high-risk. */
  block(openid: string): void;
  revokeTokens(): void;
  failNext(operation: WechatOperation, fault: WechatFault, times?: number): void;
  /** Happens while that is asked for, once: before it is answered. */
  meanwhile(operation: WechatOperation, act: () => Promise<void>): void;
  /** The shopper says in WeChat that he has what was shipped for this payment. */
  receive(transactionId: string): void;
  /**
   * Posts what WeChat says of this payment's shipping, as it is now: that it was shipped, or received, by the shopper's hand
   * or because the time was over. As often as it is called; false where it was not taken.
   */
  pushShipping(transactionId: string, said: 'shipped' | 'by_hand' | 'by_time'): Promise<boolean>;
  /** Posts what WeChat found of a picture; null: it could not fetch it. False where it was not taken. */
  pushMedia(traceId: string, found: 'pass' | 'review' | 'risky' | null): Promise<boolean>;
  mediaChecks(): readonly MediaCheckRecord[];
  messages(): readonly MessageRecord[];
  shippings(): readonly ShippingRecord[];
}

export const DEMO_SECRET = 'f1c2d3e4a5b69788796a5b4c3d2e1f00';

/** api.weixin.qq.com for one mini-program on this machine. The shopper's phone is `POST /simulator/…`. */
export async function startWechatSimulator(options: WechatSimulatorOptions): Promise<WechatSimulator> {
  const appid = options.appid ?? options.pay?.merchant.appid ?? DEMO_APPID;
  const secret = options.secret ?? DEMO_SECRET;
  const journal = new Journal<MiniProgramRecords>(
    options.dataFolder === undefined ? undefined : join(options.dataFolder, 'wechat.jsonl'),
  );
  const service = new MiniProgramService({
    appid,
    secret,
    mchid: options.pay?.merchant.mchid,
    journal,
    now: options.now,
    find: options.pay === undefined ? undefined : finderOf(options.pay),
    publishedPages: options.publishedPages,
    templates: options.templates,
  });
  const faults = new Map<WechatOperation, WechatFault[]>();
  const acts = new Map<WechatOperation, () => Promise<void>>();

  const control: WechatControl = {
    loginCode: (openid, unionid) => service.makeLoginCode(openid, unionid),
    phoneCode: (phoneNumber) => service.makePhoneCode(phoneNumber),
    accept: (openid, templateIds) => service.accept(openid, templateIds),
    accepts: (openid, templateId) => service.accepts(openid, templateId),
    block: (openid) => void service.risky.add(openid),
    revokeTokens: () => service.revokeTokens(),
    failNext(operation, fault, times = 1) {
      faults.set(operation, [
        ...(faults.get(operation) ?? []),
        ...Array.from({ length: times }, () => fault),
      ]);
    },
    meanwhile: (operation, act) => void acts.set(operation, act),
    receive: (transactionId) => void service.received.add(transactionId),
    async pushShipping(transactionId, said) {
      const payment = options.pay?.control.orderByTransaction(transactionId);
      if (!options.push || !payment) return false;
      const seconds = Math.floor(options.now() / 1_000);
      return pushMessage(
        options.push,
        { appid, nowMs: options.now() },
        {
          Event: 'trade_manage_order_settlement',
          transaction_id: transactionId,
          merchant_id: options.pay?.merchant.mchid ?? '',
          sub_merchant_id: '',
          merchant_trade_no: payment.outTradeNo,
          pay_time: seconds,
          shipped_time: seconds,
          estimated_settlement_time: seconds + 864_000,
          ...(said === 'shipped'
            ? {}
            : {
                confirm_receive_method: said === 'by_time' ? 1 : 2,
                confirm_receive_time: seconds,
                settlement_time: seconds,
              }),
        },
      );
    },
    async pushMedia(traceId, found) {
      if (!options.push) return false;
      const detail =
        found === null
          ? { strategy: 'content_model', errcode: -1008 }
          : { strategy: 'content_model', errcode: 0, suggest: found, label: 100, prob: 90 };
      return pushMessage(
        options.push,
        { appid, nowMs: options.now() },
        {
          Event: 'wxa_media_check',
          appid,
          trace_id: traceId,
          version: 2,
          detail: [detail],
          errcode: found === null ? -1008 : 0,
          errmsg: found === null ? 'download failed' : 'ok',
          ...(found === null ? {} : { result: { suggest: found, label: 100 } }),
        },
      );
    },
    mediaChecks: () => journal.all('mediaCheck'),
    messages: () => journal.all('message'),
    shippings: () => journal.all('shipping'),
  };

  const server = await listen(options.port ?? 0, async (request) => {
    if (request.path.startsWith('/simulator/')) return phoneSide(request, control);
    const operation = OPERATIONS[`${request.method} ${request.path}`];
    if (operation === undefined) return { status: 404 };
    const act = acts.get(operation);
    acts.delete(operation);
    await act?.();
    const fault = faults.get(operation)?.shift();
    if (fault === 'timeout') return 'silence';
    if (fault === 'disconnect') return 'disconnect';
    if (fault === '500') return { status: 500 };
    if (typeof fault === 'object') return json(200, fault);
    const answer = await perform(service, operation, request);
    if (operation === 'checkPicture' && options.looksAtPictures) lookSoon(control);
    return fault === 'disconnect_after' ? 'disconnect' : answer;
  });

  return { baseUrl: server.baseUrl, appid, secret, control, close: () => server.close() };
}

const OPERATIONS: Readonly<Record<string, WechatOperation>> = {
  'GET /sns/jscode2session': 'codeToSession',
  'POST /cgi-bin/stable_token': 'stableToken',
  'GET /cgi-bin/token': 'stableToken',
  'POST /wxa/business/getuserphonenumber': 'phoneNumber',
  'POST /wxa/msg_sec_check': 'checkText',
  'POST /wxa/media_check_async': 'checkPicture',
  'POST /wxa/getwxacodeunlimit': 'unlimitedCode',
  'POST /cgi-bin/message/subscribe/send': 'sendSubscribeMessage',
  'POST /wxa/sec/order/upload_shipping_info': 'uploadShippingInfo',
  'POST /wxa/sec/order/get_order': 'shippingState',
};

async function perform(
  service: MiniProgramService,
  operation: WechatOperation,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  if (operation === 'codeToSession') return json(200, service.codeToSession(request.query));
  if (request.path === '/cgi-bin/token') return json(200, service.plainToken(request.query));
  const body = readJson(request.rawBody);
  if (body === undefined) return json(200, { errcode: 47001, errmsg: 'data format error' });
  if (operation === 'stableToken') return json(200, service.stableToken(body));

  const problem = service.tokenProblem(request.query.get('access_token'));
  if (problem !== undefined) return json(200, problem);
  switch (operation) {
    case 'phoneNumber':
      return json(200, service.phoneNumber(body));
    case 'checkText':
      return json(200, service.checkText(body));
    case 'checkPicture':
      return json(200, service.checkPicture(body));
    case 'sendSubscribeMessage':
      return json(200, service.sendMessage(body));
    case 'uploadShippingInfo':
      return json(200, service.uploadShipping(body));
    case 'shippingState':
      return json(200, service.shippingOrder(body));
    case 'unlimitedCode': {
      const image = await service.codeImage(body);
      return isWechatError(image)
        ? json(200, image)
        : { status: 200, headers: { 'content-type': 'image/png' }, body: image };
    }
  }
}

/** Once whoever asked has written down what they asked: WeChat takes seconds. */
const LOOKS_AFTER_MS = 1_500;

function lookSoon(control: WechatControl): void {
  const asked = control.mediaChecks().at(-1);
  if (!asked) return;
  const timer = setTimeout(async () => {
    const fetched = await fetch(asked.url).catch(() => null);
    const isPicture = fetched?.ok && /^image\//.test(fetched.headers.get('content-type') ?? '');
    await control.pushMedia(asked.traceId, isPicture ? 'pass' : null).catch(() => false);
  }, LOOKS_AFTER_MS);
  timer.unref();
}

function finderOf(pay: WechatPaySimulator): FindTransaction {
  return (key) => {
    const order =
      'transactionId' in key
        ? pay.control.orderByTransaction(key.transactionId)
        : pay.control.order(key.outTradeNo);
    // What was paid from a browser was not paid in the mini-program.
    if (order?.transactionId === undefined || order.payerClientIp !== undefined) return undefined;
    return {
      outTradeNo: order.outTradeNo,
      payerOpenid: order.payerOpenid ?? '',
      state: order.state,
      transactionId: order.transactionId,
    };
  };
}

/** Over HTTP, as from another process: whoever tries what happens when WeChat says no. */
const failNext = z.object({
  operation: z.enum([
    'codeToSession',
    'stableToken',
    'phoneNumber',
    'checkText',
    'checkPicture',
    'unlimitedCode',
    'sendSubscribeMessage',
    'uploadShippingInfo',
    'shippingState',
  ]),
  fault: z.union([
    z.enum(['timeout', 'disconnect', 'disconnect_after', '500']),
    z.object({ errcode: z.int(), errmsg: z.string() }),
  ]),
  times: z.int().min(1).max(1_000).default(1),
});

async function phoneSide(request: SimulatorRequest, control: WechatControl): Promise<SimulatorAnswer> {
  const answer = (status: number, value: unknown): SimulatorAnswer => json(status, value, OPEN_TO_PAGES);
  if (request.method === 'OPTIONS') return { status: 204, headers: OPEN_TO_PAGES };
  if (request.method === 'GET' && request.path === '/simulator/messages') {
    return answer(200, { messages: control.messages() });
  }
  if (request.method === 'GET' && request.path === '/simulator/shippings') {
    return answer(200, { shippings: control.shippings() });
  }
  const body = request.method === 'POST' ? readJson(request.rawBody) : undefined;
  const openid = body?.openid;
  if (body === undefined) return answer(404, { error: 'not found' });

  if (request.path === '/simulator/control/fail-next') {
    const wanted = failNext.safeParse(body);
    if (!wanted.success) return json(400, { error: z.prettifyError(wanted.error) });
    control.failNext(wanted.data.operation, wanted.data.fault, wanted.data.times);
    return json(200, { result: null });
  }

  if (request.path === '/simulator/phone-code') {
    if (typeof body.phoneNumber !== 'string') return answer(400, { error: 'phoneNumber' });
    return answer(200, { code: control.phoneCode(body.phoneNumber) });
  }
  if (typeof openid !== 'string' || openid === '') return answer(400, { error: 'openid' });
  if (request.path === '/simulator/login-code') {
    return answer(200, {
      code: control.loginCode(openid, typeof body.unionid === 'string' ? body.unionid : undefined),
    });
  }
  if (request.path === '/simulator/subscribe') {
    if (!Array.isArray(body.templateIds)) return answer(400, { error: 'templateIds' });
    control.accept(openid, body.templateIds.map(String));
    return answer(200, { accepted: body.templateIds });
  }
  if (request.path === '/simulator/block') {
    control.block(openid);
    return answer(200, { blocked: true });
  }
  return answer(404, { error: 'not found' });
}
