import type { Outcome } from '../../platform/outgoing/outcome.ts';
import type { WechatPayFailure } from './failures.ts';
import type { Merchant } from './types.ts';

/**
 * Profit sharing (分账) of payments that were made with `profitSharing`. The money stays frozen until it is shared or
 * the sharing is finished, 30 days at most; a refund takes what is not shared, so shares are returned before it.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012072500
 *
 * Every call carries a number of its own, and repeating it with the same content answers with what the first did.
 */
export interface ProfitSharing {
  /** Says who may get shares of this merchant's payments; repeating changes nothing. */
  addReceiver(receiver: ShareReceiver & { readonly merchant?: Merchant }): Promise<Sharing<'added'>>;
  deleteReceiver(
    receiver: Pick<ShareReceiver, 'type' | 'account'> & { readonly merchant?: Merchant },
  ): Promise<Sharing<'deleted'>>;
  /** Shares a payment. Accepted is not shared: query until `FINISHED`, and look at each receiver's result. */
  share(request: ShareRequest): Promise<Sharing<ShareState>>;
  query(input: {
    readonly outOrderNo: string;
    readonly transactionId: string;
    readonly merchant?: Merchant;
  }): Promise<Sharing<ShareState | ShareNotFound>>;
  /** Takes back what a merchant got; a person's share cannot be taken back. */
  returnShare(request: ShareReturnRequest): Promise<Sharing<ShareReturnState>>;
  queryReturn(input: {
    readonly outOrderNo: string;
    readonly outReturnNo: string;
    readonly merchant?: Merchant;
  }): Promise<Sharing<ShareReturnState | ShareNotFound>>;
  /** Nothing more is shared: what is left becomes the merchant's. */
  finish(request: {
    readonly transactionId: string;
    readonly outOrderNo: string;
    readonly description: string;
    readonly merchant?: Merchant;
  }): Promise<Sharing<ShareState>>;
  /** What of a payment is not shared yet. */
  unsharedFen(transactionId: string, merchant?: Merchant): Promise<Sharing<number>>;
}

export type Sharing<Value> = Outcome<Value, WechatPayFailure>;

export type ReceiverType = 'MERCHANT_ID' | 'PERSONAL_OPENID';
export type ReceiverRelation =
  | 'STORE'
  | 'SERVICE_PROVIDER'
  | 'STAFF'
  | 'STORE_OWNER'
  | 'PARTNER'
  | 'HEADQUARTER'
  | 'BRAND'
  | 'DISTRIBUTOR'
  | 'USER'
  | 'SUPPLIER';

export interface ShareReceiver {
  readonly type: ReceiverType;
  /** A merchant number, or an openid of the brand's app. */
  readonly account: string;
  readonly relation: ReceiverRelation;
  /** A merchant's full name, which WeChat Pay compares and wants; optional for a person. Sent encrypted. */
  readonly name?: string;
}

export interface ShareRequest {
  readonly transactionId: string;
  /** 1 to 64 of digits, letters, `_-|*@`; unique for the merchant. */
  readonly outOrderNo: string;
  /** 1 to 50, each receiver once. */
  readonly receivers: readonly {
    readonly type: ReceiverType;
    readonly account: string;
    readonly amountFen: number;
    /** Shown to the receiver; cut to 80 characters. */
    readonly description: string;
  }[];
  /** Whether what is left becomes the merchant's with it. */
  readonly finish: boolean;
  readonly merchant?: Merchant;
}

export interface ShareState {
  readonly state: 'PROCESSING' | 'FINISHED';
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly transactionId: string;
  readonly receivers: readonly {
    readonly type: ReceiverType;
    readonly account: string;
    readonly amountFen: number;
    /** `CLOSED`: this receiver gets nothing, and the money is unfrozen for the merchant; see `failReason`. */
    readonly result: 'PENDING' | 'SUCCESS' | 'CLOSED';
    readonly failReason?: string;
  }[];
}

export interface ShareNotFound {
  readonly state: 'not_found';
}

export interface ShareReturnRequest {
  readonly outOrderNo: string;
  readonly outReturnNo: string;
  /** The merchant number that got the share. */
  readonly returnMchid: string;
  readonly amountFen: number;
  readonly description: string;
  readonly merchant?: Merchant;
}

export interface ShareReturnState {
  readonly state: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly outReturnNo: string;
  readonly returnId: string;
  readonly amountFen: number;
  readonly failReason?: string;
  readonly finishedAtMs?: number;
}
