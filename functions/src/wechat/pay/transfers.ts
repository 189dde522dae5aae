import type { Outcome } from '../../platform/outgoing/outcome.ts';
import type { WechatPayFailure } from './failures.ts';
import type { NotificationFailure, NotificationInput } from './notification-envelope.ts';
import type { Merchant } from './types.ts';

/**
 * Merchant transfers (商家转账): money of a merchant to a person's WeChat, either confirmed by the payee each time (用户确认模式)
 * or without confirming, under an authorisation that the payee gave once (免确认收款授权, which WeChat Pay gives to merchants one
 * by one). From a merchant with keys of its own; service providers have other paths and rights.
 *
 * A bill is known by our number. The number stays until WeChat Pay said that the bill `failed`: nothing else, neither
 * `refused` nor `not_found` nor `unknown`, allows another number, or the payee is paid twice. Sending the same bill again is
 * always safe: it answers with what the first did.
 *
 * Documents of WeChat Pay: 发起转账, 商户单号查询转账单, 微信单号查询转账单, 撤销转账, 商家转账回调通知, 订单失败原因说明, 发起免确认收款授权,
 * 商户单号查询授权结果, 解除免确认收款授权, 用户授权后转账, 免确认收款授权结果通知.
 */
export interface MerchantTransfers {
  /** Makes a bill that the payee confirms within 24 hours (`wx.requestMerchantTransfer`). */
  ask(request: TransferRequest): Promise<TransferAnswer>;
  /** Pays at once, under an authorisation that is in force. */
  payAuthorized(request: AuthorizedTransferRequest): Promise<TransferAnswer>;
  /** Of the last 30 days; older ones are `not_found` whatever became of them. */
  query(outBillNo: string, merchant?: Merchant): Promise<TransferAnswer>;
  /** By WeChat Pay's number; of the last 30 days. */
  queryByBillId(transferBillNo: string, merchant?: Merchant): Promise<TransferAnswer>;
  /** Before the payee confirmed. Accepted is not cancelled: query until it is `failed`, or `success` after all. */
  cancel(outBillNo: string, merchant?: Merchant): Promise<TransferAnswer>;

  /** Asks the payee to be paid without confirming; open for 24 hours. */
  authorize(request: AuthorizationRequest): Promise<AuthorizationAnswer>;
  queryAuthorization(outAuthorizationNo: string, merchant?: Merchant): Promise<AuthorizationAnswer>;
  closeAuthorization(outAuthorizationNo: string, merchant?: Merchant): Promise<AuthorizationAnswer>;

  /** As `parseNotification` of the client, of what is told about transfers and authorisations. */
  parseNotification(input: NotificationInput): Promise<Outcome<TransferNotification, NotificationFailure>>;
}

/** What the payee is told the money is for, in the form that the scene wants. */
export interface TransferScene {
  readonly sceneId: string;
  /** Exactly the fields of the scene, in any order. */
  readonly reports: readonly { readonly type: string; readonly content: string }[];
}

/** 佣金报酬, the scene of commissions. */
export const commissionSceneId = '1005';

/** Who the payee is to the merchant, and what it is for. Both are cut to 32 characters. */
export function commissionScene(position: string, reason: string): TransferScene {
  return {
    sceneId: commissionSceneId,
    reports: [
      { type: '岗位类型', content: position },
      { type: '报酬说明', content: reason },
    ],
  };
}

export interface TransferRequest {
  /** 5 to 32 letters and digits; unique for the merchant. */
  readonly outBillNo: string;
  readonly scene: TransferScene;
  readonly openid: string;
  /** Compared by WeChat Pay, which wants it from ¥2,000 on and takes none below ¥0.30, where it stays here. */
  readonly payeeName?: string;
  readonly amountFen: number;
  /** Shown to the payee; cut to 32 characters. */
  readonly remark: string;
  readonly notifyUrl: string;
  readonly merchant?: Merchant;
}

export interface AuthorizedTransferRequest extends TransferRequest {
  readonly authorizationId: string;
}

/** What is known of a bill; queries know all of it. */
export interface ToldTransfer {
  readonly outBillNo: string;
  readonly transferBillNo: string;
  readonly amountFen?: number;
  readonly openid?: string;
  readonly createdAtMs?: number;
  readonly updatedAtMs?: number;
}

export type TransferAnswer =
  /** On its way; an end comes. `PROCESSING` for long: the merchant's account is short, and the same bill is sent again. */
  | (ToldTransfer & {
      readonly state: 'accepted';
      readonly stage: 'ACCEPTED' | 'PROCESSING' | 'TRANSFERING' | 'CANCELING';
    })
  /** The package is what the payee's app opens; sending the bill again gives it again, a query does not. */
  | (ToldTransfer & { readonly state: 'wait_confirm'; readonly packageInfo?: string })
  | (ToldTransfer & { readonly state: 'success' })
  /** For good: nothing was paid and nothing will be. */
  | (ToldTransfer & {
      readonly state: 'failed';
      readonly reason: TransferFailReason;
      /** WeChat Pay's own word for it. */
      readonly platformReason: string;
    })
  /** WeChat Pay does not know the number: never sent, not yet taken, or older than 30 days. Send it again, as it was. */
  | { readonly state: 'not_found' }
  /** This sending did nothing. An earlier one of the same number may have: the number is not free. */
  | { readonly state: 'refused'; readonly failure: WechatPayFailure }
  /** It may have happened. Query, or send the same again. */
  | { readonly state: 'unknown'; readonly failure: WechatPayFailure };

export type TransferFailReason =
  /** The payee did not confirm in time. */
  | 'expired'
  | 'cancelled'
  /** The name that we gave is not the payee's. */
  | 'name_mismatch'
  /** The payee has to show who they are to WeChat first. */
  | 'not_verified'
  /** Their account, card or openid takes no money. */
  | 'payee_account'
  | 'payee_limit'
  /** The merchant's account, rights, scene or the person who confirms payments: an operator must act. */
  | 'merchant'
  | 'risk'
  | 'other';

export interface AuthorizationRequest {
  /** 5 to 32 letters and digits; unique for the merchant. */
  readonly outAuthorizationNo: string;
  readonly openid: string;
  readonly sceneId: string;
  /** What the payee sees as the account that is opened; cut to 32 characters. */
  readonly displayName: string;
  readonly notifyUrl: string;
  readonly merchant?: Merchant;
}

interface ToldAuthorization {
  readonly outAuthorizationNo: string;
  readonly openid?: string;
}

export type AuthorizationAnswer =
  | (ToldAuthorization & { readonly state: 'wait_confirm'; readonly packageInfo?: string })
  | (ToldAuthorization & {
      readonly state: 'active';
      readonly authorizationId: string;
      readonly authorizedAtMs?: number;
    })
  | (ToldAuthorization & {
      readonly state: 'closed';
      readonly reason: AuthorizationCloseReason;
      readonly closedAtMs?: number;
    })
  | { readonly state: 'not_found' }
  | { readonly state: 'refused'; readonly failure: WechatPayFailure }
  | { readonly state: 'unknown'; readonly failure: WechatPayFailure };

export type AuthorizationCloseReason =
  | 'closed_by_merchant'
  | 'closed_by_payee'
  | 'expired'
  | 'risk'
  | 'payee_account'
  | 'other';

export type TransferNotification =
  | {
      readonly kind: 'transfer';
      /** Repetitions of a notification carry the same id. */
      readonly notificationId: string;
      readonly merchant: Merchant;
      /** An end, with amount and payee. To be compared with what was asked for. */
      readonly bill: Extract<TransferAnswer, { state: 'success' | 'failed' }>;
    }
  | {
      readonly kind: 'transfer_authorization';
      readonly notificationId: string;
      readonly merchant: Merchant;
      readonly authorization: Extract<AuthorizationAnswer, { state: 'active' | 'closed' }>;
    };
