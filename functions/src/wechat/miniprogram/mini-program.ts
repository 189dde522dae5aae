import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { formatBeijingTimeMs } from '../times.ts';
import { refusedLocally, unavailable, type WechatFailure } from './failures.ts';
import { messageProblem, shippingProblem, unlimitedCodeProblem } from './rules.ts';
import {
  createWechatTransport,
  type WechatAnswer,
  type WechatMiniProgramConfig,
  type WechatMiniProgramDependencies,
  type WechatTransport,
} from './transport.ts';
import type {
  CodeImage,
  PictureToCheck,
  ShippingInfo,
  ShippingState,
  SubscribeMessage,
  TextToCheck,
  TextVerdict,
  UnlimitedCodeRequest,
  WechatMiniProgram,
  WechatPhoneNumber,
  WechatSession,
} from './types.ts';

export function createWechatMiniProgram(
  config: WechatMiniProgramConfig,
  dependencies: WechatMiniProgramDependencies,
): WechatMiniProgram {
  const transport = createWechatTransport(config, dependencies);
  return {
    codeToSession: (code) => codeToSession(config, transport, code),
    phoneNumber: (code) => phoneNumber(config, transport, code),
    checkText: (request) => checkText(transport, request),
    checkPicture: (picture) => checkPicture(transport, picture),
    unlimitedCode: (request) => unlimitedCode(transport, request),
    sendSubscribeMessage: (message) => sendSubscribeMessage(transport, message),
    uploadShippingInfo: (shipping) => uploadShippingInfo(transport, shipping),
    shippingState: (transactionId) => shippingState(transport, transactionId),
  };
}

/** Longer than any code seen; keeps a hostile one from becoming a long address. */
const CODE_MAX_CHARACTERS = 256;

function isCode(code: string): boolean {
  return code !== '' && code.length <= CODE_MAX_CHARACTERS;
}

const sessionBody = z.object({ openid: z.string().min(1), unionid: z.string().optional() });

async function codeToSession(
  config: WechatMiniProgramConfig,
  transport: WechatTransport,
  code: string,
): Promise<Outcome<WechatSession, WechatFailure>> {
  if (!isCode(code)) return fail(refusedLocally('invalid_code', 'code'));
  const answer = await transport.call({
    operation: 'codeToSession',
    method: 'GET',
    path: '/sns/jscode2session',
    query: { appid: config.appid, secret: config.secret, js_code: code, grant_type: 'authorization_code' },
    repeatable: false,
  });
  return readAs(answer, sessionBody, ({ openid, unionid }) => ({
    openid,
    ...(unionid === undefined || unionid === '' ? {} : { unionid }),
  }));
}

const phoneBody = z.object({
  phone_info: z.object({
    phoneNumber: z.string().min(1),
    purePhoneNumber: z.string().min(1),
    // The page says string, its example shows a number; both are seen.
    countryCode: z.union([z.string(), z.number()]),
    watermark: z.object({ appid: z.string() }).optional(),
  }),
});

async function phoneNumber(
  config: WechatMiniProgramConfig,
  transport: WechatTransport,
  code: string,
): Promise<Outcome<WechatPhoneNumber, WechatFailure>> {
  if (!isCode(code)) return fail(refusedLocally('invalid_code', 'code'));
  const answer = await transport.callWithToken({
    operation: 'phoneNumber',
    method: 'POST',
    path: '/wxa/business/getuserphonenumber',
    body: { code },
    repeatable: false,
  });
  const phone = readAs(answer, phoneBody, ({ phone_info: info }) => info);
  if (!phone.ok) return phone;
  if (phone.value.watermark !== undefined && phone.value.watermark.appid !== config.appid) {
    return fail(refusedLocally('invalid_code', 'code of another app'));
  }
  return succeed({
    phoneNumber: phone.value.phoneNumber,
    purePhoneNumber: phone.value.purePhoneNumber,
    countryCode: String(phone.value.countryCode),
  });
}

const TEXT_SCENES = { comment: 2, social: 4 } as const;
const TEXT_MAX_CHARACTERS = 2_500;
const checkBody = z.object({ result: z.object({ suggest: z.enum(['pass', 'review', 'risky']) }) });

async function checkText(
  transport: WechatTransport,
  { openid, text, scene }: TextToCheck,
): Promise<Outcome<TextVerdict, WechatFailure>> {
  if (openid === '') return fail(refusedLocally('invalid_openid', 'openid'));
  if (text === '' || [...text].length > TEXT_MAX_CHARACTERS)
    return fail(refusedLocally('invalid_request', 'text'));
  const answer = await transport.callWithToken({
    operation: 'checkText',
    method: 'POST',
    path: '/wxa/msg_sec_check',
    body: { openid, scene: TEXT_SCENES[scene], version: 2, content: text },
    repeatable: true,
  });
  return readAs(answer, checkBody, ({ result }) => result.suggest);
}

const mediaBody = z.object({ trace_id: z.string().min(1).max(128) });
/** Of `media_type`: 1 is sound. */
const PICTURE = 2;

async function checkPicture(
  transport: WechatTransport,
  { openid, url }: PictureToCheck,
): Promise<Outcome<string, WechatFailure>> {
  if (openid === '') return fail(refusedLocally('invalid_openid', 'openid'));
  const answer = await transport.callWithToken({
    operation: 'checkPicture',
    method: 'POST',
    path: '/wxa/media_check_async',
    body: { openid, scene: TEXT_SCENES.comment, version: 2, media_type: PICTURE, media_url: url },
    repeatable: true,
  });
  return readAs(answer, mediaBody, ({ trace_id }) => trace_id);
}

async function unlimitedCode(
  transport: WechatTransport,
  request: UnlimitedCodeRequest,
): Promise<Outcome<CodeImage, WechatFailure>> {
  const problem = unlimitedCodeProblem(request);
  if (problem !== undefined) {
    return fail(refusedLocally(problem === 'scene' ? 'invalid_scene' : 'invalid_request', problem));
  }
  const answer = await transport.callWithToken({
    operation: 'unlimitedCode',
    method: 'POST',
    path: '/wxa/getwxacodeunlimit',
    body: {
      scene: request.scene,
      page: request.page,
      width: request.widthPx,
      env_version: request.envVersion,
      check_path: request.checkPath ?? true,
      is_hyaline: true,
    },
    repeatable: true,
  });
  if (!answer.ok) return answer;
  const mediaType = mediaTypeOf(answer.value.bytes);
  if (mediaType === undefined) return fail(unavailable('answer is not an image'));
  return succeed({ bytes: answer.value.bytes, mediaType });
}

function mediaTypeOf(bytes: Uint8Array): CodeImage['mediaType'] | undefined {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (start === '89504e47') return 'image/png';
  return start.startsWith('ffd8ff') ? 'image/jpeg' : undefined;
}

async function sendSubscribeMessage(
  transport: WechatTransport,
  message: SubscribeMessage,
): Promise<Outcome<'sent', WechatFailure>> {
  const problem = messageProblem(message);
  if (problem !== undefined) return fail(refusedLocally('invalid_request', problem));
  const answer = await transport.callWithToken({
    operation: 'sendSubscribeMessage',
    method: 'POST',
    path: '/cgi-bin/message/subscribe/send',
    body: {
      touser: message.openid,
      template_id: message.templateId,
      ...(message.page === undefined ? {} : { page: message.page }),
      miniprogram_state: message.miniprogramState,
      lang: 'zh_CN',
      data: Object.fromEntries(Object.entries(message.data).map(([key, value]) => [key, { value }])),
    },
    repeatable: false,
  });
  return answer.ok ? succeed('sent') : answer;
}

const ITEM_DESCRIPTION_MAX_CHARACTERS = 120;
const ONE_PARCEL = 1;
const SPLIT = 2;

async function uploadShippingInfo(
  transport: WechatTransport,
  shipping: ShippingInfo,
): Promise<Outcome<'uploaded', WechatFailure>> {
  const problem = shippingProblem(shipping);
  if (problem !== undefined) return fail(refusedLocally('invalid_request', problem));
  const { parcels } = shipping;
  // One parcel that is not the last is a split delivery too: the rest is still to come.
  const split = parcels.length > 1 || shipping.allDelivered === false;
  const answer = await transport.callWithToken({
    operation: 'uploadShippingInfo',
    method: 'POST',
    path: '/wxa/sec/order/upload_shipping_info',
    body: {
      order_key: { order_number_type: 2, transaction_id: shipping.transactionId },
      logistics_type: shipping.logisticsType,
      delivery_mode: split ? SPLIT : ONE_PARCEL,
      ...(split ? { is_all_delivered: shipping.allDelivered ?? true } : {}),
      shipping_list: parcels.map((parcel) => ({
        ...(parcel.trackingNumber === undefined ? {} : { tracking_no: parcel.trackingNumber }),
        ...(parcel.expressCompany === undefined ? {} : { express_company: parcel.expressCompany }),
        item_desc: [...parcel.itemDescription].slice(0, ITEM_DESCRIPTION_MAX_CHARACTERS).join(''),
        ...(parcel.receiverContactMasked === undefined
          ? {}
          : { contact: { receiver_contact: parcel.receiverContactMasked } }),
      })),
      upload_time: formatBeijingTimeMs(shipping.uploadedAtMs),
      payer: { openid: shipping.payerOpenid },
    },
    repeatable: false,
  });
  return answer.ok ? succeed('uploaded') : answer;
}

const shippingStateBody = z.object({ order: z.object({ order_state: z.number().int().min(1).max(6) }) });

const SHIPPING_STATES: Readonly<Record<number, ShippingState>> = {
  1: 'awaiting_shipping',
  2: 'shipped',
  3: 'received',
  4: 'settled',
  5: 'refunded',
  6: 'awaiting_settlement',
};

async function shippingState(
  transport: WechatTransport,
  transactionId: string,
): Promise<Outcome<ShippingState, WechatFailure>> {
  if (transactionId === '') return fail(refusedLocally('invalid_request', 'transactionId'));
  const answer = await transport.callWithToken({
    operation: 'shippingState',
    method: 'POST',
    path: '/wxa/sec/order/get_order',
    body: { transaction_id: transactionId },
    repeatable: true,
  });
  const state = readAs(answer, shippingStateBody, ({ order }) => SHIPPING_STATES[order.order_state]);
  if (!state.ok) return state;
  return state.value === undefined ? fail(unavailable('state is not as documented')) : succeed(state.value);
}

function readAs<Body, Value>(
  answer: Outcome<WechatAnswer, WechatFailure>,
  schema: z.ZodType<Body>,
  read: (body: Body) => Value,
): Outcome<Value, WechatFailure> {
  if (!answer.ok) return answer;
  const body = schema.safeParse(answer.value.json);
  return body.success ? succeed(read(body.data)) : fail(unavailable('answer is not as documented'));
}
