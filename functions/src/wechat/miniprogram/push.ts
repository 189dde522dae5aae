import { z } from 'zod';
import { fieldOf, isSame, opened, pushSignature } from '../sealed-messages.ts';

/**
 * What WeChat's servers post to a mini-program's own (消息推送), in the safe mode: in the plain one its signature is not over
 * what it says, and whoever saw one could write another.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.html
 */
export type WechatPushKeys = {
  readonly appid: string;
  readonly token: string;
  /** 43 characters, as the console shows it. */
  readonly encodingAesKey: string;
};

/** The query of such a request. */
export type WechatPushQuery = Readonly<Record<string, string | undefined>>;

/**
 * 订单将要结算或已经结算: once when an order was shipped, and once when it was received. `received` is null in the first.
 * https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping/order-shipping.html
 */
export type ShippingPush = {
  readonly kind: 'shipping';
  readonly transactionId: string;
  /** The number that the merchant gave the payment. */
  readonly paymentNumber: string;
  readonly merchantId: string;
  /** By the shopper's hand, or because the time was over. */
  readonly received: 'by_hand' | 'by_time' | null;
};
/** What WeChat says of a picture that it was asked to look at; null: it could not. */
export type MediaPush = {
  readonly kind: 'media';
  readonly traceId: string;
  readonly verdict: 'pass' | 'review' | 'risky' | null;
};
export type WechatPush = ShippingPush | MediaPush | { readonly kind: 'other' };

export interface WechatPushes {
  /** WeChat asks once whether the address is ours: what to answer, or null. */
  echo(query: WechatPushQuery): string | null;
  /** Null where it is not WeChat's, or not to this mini-program. */
  read(query: WechatPushQuery, rawBody: string): WechatPush | null;
}

const settlement = z.object({
  transaction_id: z.string().regex(/^\w{1,64}$/),
  merchant_trade_no: z.string().min(1).max(64),
  merchant_id: z.string().max(32).default(''),
  confirm_receive_method: z.string().optional(),
  confirm_receive_time: z.string().optional(),
});

const media = z.object({
  trace_id: z.string().min(1).max(128),
  suggest: z.enum(['pass', 'review', 'risky']).nullable().catch(null),
});

function mediaOf(text: string): WechatPush {
  const told = media.safeParse({
    trace_id: fieldOf(text, 'trace_id'),
    suggest: fieldOf(text, 'suggest', 'result') ?? null,
  });
  if (!told.success) return { kind: 'other' };
  return { kind: 'media', traceId: told.data.trace_id, verdict: told.data.suggest };
}

function pushOf(text: string): WechatPush {
  if (fieldOf(text, 'Event') === 'wxa_media_check') return mediaOf(text);
  if (fieldOf(text, 'Event') !== 'trade_manage_order_settlement') return { kind: 'other' };
  const told = settlement.safeParse(
    Object.fromEntries(Object.keys(settlement.shape).map((name) => [name, fieldOf(text, name)])),
  );
  if (!told.success) return { kind: 'other' };
  const { data } = told;
  const isReceived = Number(data.confirm_receive_time ?? 0) > 0;
  return {
    kind: 'shipping',
    transactionId: data.transaction_id,
    paymentNumber: data.merchant_trade_no,
    merchantId: data.merchant_id,
    received: isReceived ? (data.confirm_receive_method === '2' ? 'by_hand' : 'by_time') : null,
  };
}

export function createWechatPushes(keys: WechatPushKeys): WechatPushes {
  return {
    echo({ signature, timestamp = '', nonce = '', echostr }) {
      return echostr !== undefined && isSame(pushSignature(keys.token, timestamp, nonce), signature)
        ? echostr
        : null;
    },
    read({ msg_signature, timestamp = '', nonce = '' }, rawBody) {
      const sealed = fieldOf(rawBody, 'Encrypt');
      if (!sealed) return null;
      if (!isSame(pushSignature(keys.token, timestamp, nonce, sealed), msg_signature)) return null;
      const text = opened(sealed, keys.encodingAesKey, keys.appid);
      return text === null ? null : pushOf(text);
    },
  };
}
