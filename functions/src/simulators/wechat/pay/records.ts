import type { Party } from './merchants.ts';
import type { OrderRecord, Payer, RefundRecord } from './rules.ts';

/** A notification on its way. Repetitions keep the id and get a new signature, as the real ones do. */
export interface NotificationRecord {
  readonly id: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly summary: string;
  readonly originalType: 'transaction' | 'refund';
  readonly outTradeNo: string;
  /** Whose key opens it; the brand's own unless told. */
  readonly mchid?: string;
  readonly notifyUrl: string;
  readonly createdAtMs: number;
  readonly clear: string;
  readonly state: 'waiting' | 'held' | 'delivered' | 'dropped' | 'given_up';
  readonly copies: number;
  readonly attempts: number;
  readonly nextAtMs: number;
}

/** One payment for orders of several merchants; the orders themselves are records of their own. */
export interface CombinedRecord extends Payer {
  readonly combineOutTradeNo: string;
  readonly combineMchid: string;
  readonly prepayId: string;
  readonly notifyUrl: string;
  readonly expiresAtMs: number;
  /** What was asked for, to tell a repetition from another order. */
  readonly asked: string;
  readonly parts: readonly { readonly party: Party; readonly outTradeNo: string }[];
}

export interface ReceiverRecord {
  readonly type: string;
  readonly account: string;
  readonly relation: string;
  readonly deleted: boolean;
}

export interface ShareRecord {
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly transactionId: string;
  readonly asked: string;
  readonly finishes: boolean;
  readonly state: 'PROCESSING' | 'FINISHED';
  readonly createdAtMs: number;
  readonly settlesAtMs: number;
  readonly party: Party;
  readonly receivers: readonly {
    readonly type: string;
    readonly account: string;
    readonly amount: number;
    readonly description: string;
    readonly result: 'PENDING' | 'SUCCESS' | 'CLOSED';
    readonly failReason?: string;
    readonly detailId: string;
  }[];
}

export interface ShareReturnRecord {
  readonly outOrderNo: string;
  readonly orderId: string;
  readonly outReturnNo: string;
  readonly returnId: string;
  readonly returnMchid: string;
  readonly transactionId: string;
  readonly amount: number;
  readonly description: string;
  readonly result: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly createdAtMs: number;
  readonly settlesAtMs: number;
  readonly finishedAtMs?: number;
}

export interface PayRecords extends Record<string, object> {
  order: OrderRecord;
  combined: CombinedRecord;
  refund: RefundRecord;
  notification: NotificationRecord;
  receiver: ReceiverRecord;
  share: ShareRecord;
  shareReturn: ShareReturnRecord;
}
