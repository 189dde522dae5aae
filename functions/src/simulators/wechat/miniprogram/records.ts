/** What WeChat knows of the shoppers of one mini-program. */

export interface CodeRecord {
  readonly code: string;
  readonly kind: 'login' | 'phone';
  readonly openid?: string;
  readonly unionid?: string;
  readonly phoneNumber?: string;
  readonly madeAtMs: number;
  readonly used: boolean;
}

export interface QuotaRecord {
  readonly openid: string;
  readonly templateId: string;
  readonly accepts: number;
}

export interface MessageRecord {
  readonly id: string;
  readonly openid: string;
  readonly templateId: string;
  readonly page?: string;
  readonly data: Readonly<Record<string, string>>;
  readonly sentAtMs: number;
}

export interface ShippingRecord {
  readonly transactionId: string;
  readonly logisticsType: number;
  readonly deliveryMode: number;
  readonly allDelivered: boolean;
  readonly parcels: readonly Readonly<Record<string, unknown>>[];
  readonly uploadedAtMs: number;
  readonly corrected: boolean;
}

export interface MediaCheckRecord {
  readonly traceId: string;
  readonly openid: string;
  readonly url: string;
  readonly askedAtMs: number;
}

export interface MiniProgramRecords extends Record<string, object> {
  code: CodeRecord;
  quota: QuotaRecord;
  message: MessageRecord;
  shipping: ShippingRecord;
  mediaCheck: MediaCheckRecord;
}

/** What the pay simulator tells of a payment. */
export interface PaidTransaction {
  readonly outTradeNo: string;
  readonly payerOpenid: string;
  readonly state: string;
}
export type FindTransaction = (
  key: { readonly transactionId: string } | { readonly outTradeNo: string },
) => (PaidTransaction & { readonly transactionId: string }) | undefined;
