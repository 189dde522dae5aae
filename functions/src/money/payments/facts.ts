import type { WechatPayment } from '@jindian/shared/contract/serving/order';
import type { Result } from '../../platform/result.ts';
import type { RefundStatus } from '../../wechat/index.ts';
import type { Finding } from '../reconciliation/rules.ts';

/** Who pays, and where their phone is: in WeChat, or in a browser outside it, with its address on the network. */
export type Payer = { by: 'jsapi'; openid: string } | { by: 'h5'; clientIp: string };

/** What to collect by one payment; its number is the merchant's order number at the gateway. */
export type Collection = {
  number: string;
  amountFen: number;
  payer: Payer;
  description: string;
  expiresAtMs: number;
  /** Whose money it is; the brand's own merchant unless told. */
  merchantId?: string;
  /** The money stays frozen until it is shared or the sharing is finished. */
  profitSharing?: boolean;
};

/** Payments to several merchants that a shopper makes at once: all of them, or none. */
export type JointCollection = {
  /** 6 to 32 of digits, letters, `_-|*`; never used for a payment. */
  checkoutNo: string;
  /** 2 to 50, of merchants with keys of their own, or all sub-merchants of one service provider. */
  parts: readonly Omit<Collection, 'payer' | 'expiresAtMs'>[];
  payer: Payer;
  expiresAtMs: number;
};
/** What is known of a checkout when it is asked for or closed. */
export type JointParts = readonly { number: string; merchantId?: string }[];

export type PaidFact = {
  kind: 'paid';
  number: string;
  merchantId: string;
  amountFen: number;
  transactionId: string;
  paidAtMs: number;
  /** In a browser outside WeChat. */
  fromBrowser?: true;
};
/**
 * What the gateway knows of a payment. `foreign`: what it tells is of another merchant, app or currency; it is on HQ's
 * desk, and never pays for anything.
 */
export type PaymentFact = PaidFact | { kind: 'unpaid' } | { kind: 'foreign' };

/** `spent`: the number can not be used any more, another payment has to be made. */
export type Collecting = { kind: 'ready'; params: WechatPayment } | { kind: 'spent' };

/** What to give back of one payment; the same number again is the same refund. */
export type GiveBack = {
  number: string;
  paymentNumber: string;
  /** Whose money it is. */
  merchant: string;
  amountFen: number;
  /** Of the whole payment. */
  paidFen: number;
  reason: string;
};
/** `refused`: it was not done and will not be, unless something changes. `spent`: the number is used up. */
export type GivenBack =
  | { kind: 'under_way' }
  | { kind: 'arrived' }
  | { kind: 'refused'; problem: string; spent: boolean };

/** How one kind of tender is given back. What it cannot say now is a failure, and asked again. */
export type TenderDriver = {
  giveBack(back: GiveBack): Promise<Result<GivenBack, 'payment_unavailable'>>;
  /** What became of it. */
  givenBack(
    number: string,
    merchant: string,
  ): Promise<Result<GivenBack | { kind: 'unheard_of' }, 'payment_unavailable'>>;
};

export type RefundFact = {
  kind: 'refund';
  paymentNumber: string;
  merchantId: string;
  refundNo: string;
  amountFen: number;
  status: Exclude<RefundStatus, 'PROCESSING'>;
};
/** What a notification says that is for us to act on. */
export type NotificationFact = PaidFact | RefundFact;

/** Where money goes that is not as it has to be. */
export type MoneyDesk = {
  report(finding: Finding): Promise<unknown>;
  /** A refund of money on the desk has ended. False: it has no such refund. */
  refunded(
    differenceId: string,
    refundNo: string,
    status: RefundFact['status'],
    source: Finding['source'],
    /** Compared with what was asked for, where a gateway tells it by itself. */
    told?: Pick<RefundFact, 'merchantId' | 'paymentNumber' | 'amountFen'>,
  ): Promise<boolean>;
};

/** What a gateway's state of a refund means. */
export function givenBackBy(status: RefundStatus): GivenBack {
  if (status === 'SUCCESS') return { kind: 'arrived' };
  if (status === 'PROCESSING') return { kind: 'under_way' };
  return { kind: 'refused', problem: status.toLowerCase(), spent: status === 'CLOSED' };
}
