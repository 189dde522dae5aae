import type { Party } from './merchants.ts';
import type { OrderRecord, Payer, RefundRecord } from './rules.ts';

export type OriginalType = 'transaction' | 'refund' | 'mch_payment';

/** A notification on its way. Repetitions keep the id and get a new signature, as the real ones do. */
export interface NotificationRecord {
  readonly id: string;
  readonly sequence: number;
  readonly eventType: string;
  readonly summary: string;
  readonly originalType: OriginalType;
  /** Of what it tells: an order's, a transfer's or an authorisation's. */
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

export type TransferState = 'ACCEPTED' | 'WAIT_USER_CONFIRM' | 'SUCCESS' | 'FAIL' | 'CANCELING' | 'CANCELLED';

/** A merchant transfer (商家转账). */
export interface TransferRecord {
  readonly mchid: string;
  readonly outBillNo: string;
  readonly transferBillNo: string;
  /** What was asked for, to tell a repetition from another bill. */
  readonly asked: string;
  readonly sceneId: string;
  readonly reports: readonly { readonly type: string; readonly content: string }[];
  readonly openid: string;
  readonly payeeName?: string;
  readonly amountFen: number;
  readonly remark: string;
  readonly notifyUrl?: string;
  readonly packageInfo: string;
  /** Paid under it, without confirming. */
  readonly authorizationId?: string;
  readonly state: TransferState;
  readonly failReason?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When what is on its way goes on; of a bill that waits: when it is closed. */
  readonly dueAtMs: number;
}

/** A payee's leave to be paid without confirming (免确认收款授权). */
export interface TransferAuthorizationRecord {
  readonly mchid: string;
  readonly outAuthorizationNo: string;
  readonly asked: string;
  readonly authorizationId: string;
  readonly openid: string;
  readonly sceneId: string;
  readonly displayName: string;
  readonly notifyUrl: string;
  readonly packageInfo: string;
  readonly state: 'WAIT_USER_CONFIRM' | 'TAKING_EFFECT' | 'CLOSED';
  readonly createdAtMs: number;
  readonly authorizedAtMs?: number;
  readonly closedAtMs?: number;
  readonly closeReason?: string;
}

export interface PayRecords extends Record<string, object> {
  order: OrderRecord;
  combined: CombinedRecord;
  refund: RefundRecord;
  notification: NotificationRecord;
  receiver: ReceiverRecord;
  share: ShareRecord;
  shareReturn: ShareReturnRecord;
  transfer: TransferRecord;
  transferAuthorization: TransferAuthorizationRecord;
}
