import type { Outcome } from '../../platform/outgoing/outcome.ts';
import type { WechatFailure } from './failures.ts';

/** The server side of one mini-program. */
export interface WechatMiniProgram {
  /**
   * Who called `wx.login`. The session key stays here: nobody needs it, so nobody can leak it.
   * Sent once: a code works once, so a repetition could only fail.
   * https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session.html
   */
  codeToSession(code: string): Promise<Outcome<WechatSession, WechatFailure>>;
  /**
   * The number the shopper agreed to give. Its code is another than the login code, works once, and lives five
   * minutes. https://developers.weixin.qq.com/miniprogram/dev/server/API/user-info/phone-number/api_getphonenumber
   */
  phoneNumber(code: string): Promise<Outcome<WechatPhoneNumber, WechatFailure>>;
  /**
   * 文本内容安全识别, of who was in the mini-program within two hours.
   * https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html
   */
  checkText(text: TextToCheck): Promise<Outcome<TextVerdict, WechatFailure>>;
  /**
   * 多媒体内容安全识别, of a picture that WeChat fetches from its address: what it says is pushed later, with the id that is
   * answered (`MediaPush`).
   * https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/mediaCheckAsync.html
   */
  checkPicture(picture: PictureToCheck): Promise<Outcome<string, WechatFailure>>;
  /** https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/api_getunlimitedqrcode.md */
  unlimitedCode(request: UnlimitedCodeRequest): Promise<Outcome<CodeImage, WechatFailure>>;
  /**
   * One accept of the shopper allows one message. Sent once: after `unavailable` it may have been delivered.
   * https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html
   */
  sendSubscribeMessage(message: SubscribeMessage): Promise<Outcome<'sent', WechatFailure>>;
  /**
   * 发货信息录入: until it is uploaded, WeChat keeps the money. A second upload for the same payment counts as its
   * one correction, so it is sent once; after `unavailable` ask `shippingState` before trying again.
   * https://developers.weixin.qq.com/miniprogram/dev/server/API/order_shipping/api_uploadshippinginfo
   */
  uploadShippingInfo(shipping: ShippingInfo): Promise<Outcome<'uploaded', WechatFailure>>;
  /**
   * 查询订单发货状态.
   * https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping/order-shipping.html
   */
  shippingState(transactionId: string): Promise<Outcome<ShippingState, WechatFailure>>;
}

export interface WechatSession {
  readonly openid: string;
  /** Only when the mini-program is bound to an account of the WeChat Open Platform. */
  readonly unionid?: string;
}

export interface WechatPhoneNumber {
  /** With the country code when it is not a mainland number. */
  readonly phoneNumber: string;
  readonly purePhoneNumber: string;
  readonly countryCode: string;
}

export interface TextToCheck {
  /** Who wrote it. */
  readonly openid: string;
  readonly text: string;
  /** 评论: for everybody to read. 社交日志: for those whom they know. */
  readonly scene: 'comment' | 'social';
}
export interface PictureToCheck {
  /** Who gives it, and was in the mini-program within two hours. */
  readonly openid: string;
  /** Where anybody can fetch it, without a sign-in. */
  readonly url: string;
}
/** `review`: WeChat would have a person look at it. */
export type TextVerdict = 'pass' | 'review' | 'risky';

export interface UnlimitedCodeRequest {
  /** 1 to 32 of digits, letters and ``!#$&'()*+,/:;=?@-._~``. Opaque: never JSON, never personal. */
  readonly scene: string;
  /** No leading slash, no query. */
  readonly page: string;
  /** 280 to 1280. */
  readonly widthPx: number;
  readonly envVersion: 'release' | 'trial' | 'develop';
  /** True unless told: a page that is not published is refused. */
  readonly checkPath?: boolean;
}

export interface CodeImage {
  readonly bytes: Uint8Array;
  /** WeChat answers with either; we ask for a transparent one, which it makes as PNG. */
  readonly mediaType: 'image/png' | 'image/jpeg';
}

export interface SubscribeMessage {
  readonly openid: string;
  readonly templateId: string;
  /** May carry a query. */
  readonly page?: string;
  /** By the keys of the template: `thing1`, `time2`, … */
  readonly data: Readonly<Record<string, string>>;
  readonly miniprogramState: 'developer' | 'trial' | 'formal';
}

/** 1 express, 2 same-city, 3 virtual, 4 picked up by the shopper. */
export type LogisticsType = 1 | 2 | 3 | 4;

export interface ShippingInfo {
  readonly transactionId: string;
  readonly payerOpenid: string;
  readonly logisticsType: LogisticsType;
  /** One, or for express up to 15. */
  readonly parcels: readonly ShippingParcel[];
  /** Express in several parcels: whether these are the last. True unless told. */
  readonly allDelivered?: boolean;
  /** Orders uploads in time: a later one must be later. */
  readonly uploadedAtMs: number;
}

export interface ShippingParcel {
  /** What is in it; at most 120 characters, cut. */
  readonly itemDescription: string;
  /** Express only, and then wanted. */
  readonly trackingNumber?: string;
  /** Express only, and then wanted; from `get_delivery_list`. */
  readonly expressCompany?: string;
  /** SF Express wants it; masked but for the last four digits, like `189****1234`. */
  readonly receiverContactMasked?: string;
}

/** In the order they come; `settled`: the money is free. */
export type ShippingState =
  | 'awaiting_shipping'
  | 'shipped'
  | 'received'
  | 'awaiting_settlement'
  | 'settled'
  | 'refunded';
