import { z } from 'zod';
import { parseRfc3339 } from '../times.ts';
import { mismatched, untrusted, type WechatPayFailure } from './failures.ts';
import type {
  AuthorizationAnswer,
  AuthorizationCloseReason,
  TransferAnswer,
  TransferFailReason,
} from './transfers.ts';

/** What WeChat Pay says of a bill or an authorisation, and what it means here. */

const fen = z.number().int().nonnegative();
const time = z.string().max(64);

export const transferBody = z.object({
  mch_id: z.string().optional(),
  appid: z.string().optional(),
  out_bill_no: z.string(),
  transfer_bill_no: z.string().min(1).max(64),
  state: z.enum([
    'ACCEPTED',
    'PROCESSING',
    'WAIT_USER_CONFIRM',
    'TRANSFERING',
    'SUCCESS',
    'FAIL',
    'CANCELING',
    'CANCELLED',
  ]),
  transfer_amount: fen.optional(),
  openid: z.string().optional(),
  fail_reason: z.string().max(128).optional(),
  package_info: z.string().min(1).max(4_096).optional(),
  create_time: time.optional(),
  update_time: time.optional(),
});
export type TransferBody = z.infer<typeof transferBody>;

export const authorizationBody = z.object({
  mchid: z.string().optional(),
  appid: z.string().optional(),
  out_authorization_no: z.string(),
  openid: z.string().optional(),
  authorization_id: z.string().min(1).max(64).optional(),
  state: z.enum(['WAIT_USER_CONFIRM', 'TAKING_EFFECT', 'CLOSED']),
  authorize_time: time.optional(),
  close_info: z.object({ close_time: time.optional(), close_reason: z.string().max(128) }).optional(),
  package_info: z.string().min(1).max(4_096).optional(),
});
export type AuthorizationBody = z.infer<typeof authorizationBody>;

/** What was asked for, as far as the asker knows it. */
export interface AskedTransfer {
  readonly mchid: string;
  readonly appid: string;
  readonly outBillNo?: string;
  readonly transferBillNo?: string;
  readonly amountFen?: number;
  readonly openid?: string;
}

export const unknownOf = (failure: WechatPayFailure) => ({ state: 'unknown', failure }) as const;

export function readTransfer(asked: AskedTransfer, json: unknown): TransferAnswer {
  const parsed = transferBody.safeParse(json);
  if (!parsed.success) return unknownOf(untrusted('transfer is not as documented'));
  const told = parsed.data;
  const field = foreignTransferField(asked, told);
  // Genuine, and of other money: whatever became of ours is not known.
  return field === undefined ? transferOf(told) : unknownOf(mismatched(field));
}

function foreignTransferField(asked: AskedTransfer, told: TransferBody): string | undefined {
  const differs = (wanted: unknown, got: unknown) =>
    wanted !== undefined && got !== undefined && wanted !== got;
  if (differs(asked.outBillNo, told.out_bill_no)) return 'bill';
  if (differs(asked.transferBillNo, told.transfer_bill_no)) return 'bill';
  if (differs(asked.mchid, told.mch_id)) return 'merchant';
  if (differs(asked.appid, told.appid)) return 'app';
  if (differs(asked.amountFen, told.transfer_amount)) return 'amount';
  if (differs(asked.openid, told.openid)) return 'payee';
  return undefined;
}

export function transferOf(told: TransferBody): TransferAnswer {
  const createdAtMs = told.create_time === undefined ? undefined : parseRfc3339(told.create_time);
  const updatedAtMs = told.update_time === undefined ? undefined : parseRfc3339(told.update_time);
  const bill = {
    outBillNo: told.out_bill_no,
    transferBillNo: told.transfer_bill_no,
    ...(told.transfer_amount === undefined ? {} : { amountFen: told.transfer_amount }),
    ...(told.openid === undefined ? {} : { openid: told.openid }),
    ...(createdAtMs === undefined ? {} : { createdAtMs }),
    ...(updatedAtMs === undefined ? {} : { updatedAtMs }),
  };
  switch (told.state) {
    case 'SUCCESS':
      return { ...bill, state: 'success' };
    case 'WAIT_USER_CONFIRM': {
      const packageInfo = told.package_info;
      return { ...bill, state: 'wait_confirm', ...(packageInfo === undefined ? {} : { packageInfo }) };
    }
    case 'FAIL':
    case 'CANCELLED': {
      const platformReason = told.fail_reason ?? (told.state === 'CANCELLED' ? 'MCH_CANCEL' : '');
      const reason = told.state === 'CANCELLED' ? 'cancelled' : failReasonOf(platformReason);
      return { ...bill, state: 'failed', reason, platformReason };
    }
    default:
      return { ...bill, state: 'accepted', stage: told.state };
  }
}

/** 订单失败原因说明, by what somebody has to do about it. */
const FAIL_REASONS: Readonly<Record<Exclude<TransferFailReason, 'other'>, readonly string[]>> = {
  expired: ['OVERDUE_CLOSE'],
  cancelled: ['MCH_CANCEL'],
  name_mismatch: ['NAME_NOT_CORRECT', 'ID_CARD_NOT_CORRECT'],
  not_verified: ['REAL_NAME_CHECK_FAIL'],
  payee_account: [
    'ACCOUNT_FROZEN',
    'ACCOUNT_NOT_EXIST',
    'OPENID_INVALID',
    'PAYEE_ACCOUNT_ABNORMAL',
    'BANK_CARD_ACCOUNT_ABNORMAL',
    'BANK_CARD_BANK_INFO_WRONG',
    'BANK_CARD_CARD_INFO_WRONG',
    'BANK_CARD_PARAM_ERROR',
    'BANK_CARD_STATUS_ABNORMAL',
  ],
  payee_limit: [
    'BANK_CARD_COLLECTIONS_ABOVE_QUOTA',
    'BLOCK_B2C_USERLIMITAMOUNT_BSRULE_MONTH',
    'BLOCK_B2C_USERLIMITAMOUNT_MONTH',
    'DAY_RECEIVED_COUNT_EXCEED',
    'DAY_RECEIVED_QUOTA_EXCEED',
    'MONTH_RECEIVED_QUOTA_EXCEED',
    'REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED',
    'TRANSFER_QUOTA_EXCEED',
  ],
  merchant: [
    'MERCHANT_NOT_CONFIRM',
    'MERCHANT_REJECT',
    'PAYER_ACCOUNT_ABNORMAL',
    'PRODUCT_AUTH_CHECK_FAIL',
    'RECEIVE_ACCOUNT_NOT_CONFIGURE',
    'TRANSFER_REMARK_SET_FAIL',
    'TRANSFER_SCENE_INVALID',
    'TRANSFER_SCENE_UNAVAILABLE',
  ],
  risk: ['TRANSFER_RISK'],
};

const byPlatformReason = new Map(
  Object.entries(FAIL_REASONS).flatMap(([reason, theirs]) =>
    theirs.map((word) => [word, reason as TransferFailReason] as const),
  ),
);

export function failReasonOf(platformReason: string): TransferFailReason {
  return byPlatformReason.get(platformReason) ?? 'other';
}

export function readAuthorization(
  asked: { readonly appid: string; readonly outAuthorizationNo: string; readonly openid?: string },
  json: unknown,
): AuthorizationAnswer {
  const parsed = authorizationBody.safeParse(json);
  if (!parsed.success) return unknownOf(untrusted('authorisation is not as documented'));
  const told = parsed.data;
  if (told.out_authorization_no !== asked.outAuthorizationNo) return unknownOf(mismatched('authorisation'));
  if (told.appid !== undefined && told.appid !== asked.appid) return unknownOf(mismatched('app'));
  if (asked.openid !== undefined && told.openid !== undefined && told.openid !== asked.openid)
    return unknownOf(mismatched('payee'));
  return authorizationOf(told) ?? unknownOf(untrusted('authorisation in force without its number'));
}

const CLOSE_REASONS: Readonly<Record<string, AuthorizationCloseReason>> = {
  CLOSE_VIA_MCH_API: 'closed_by_merchant',
  USER_CLOSE: 'closed_by_payee',
  USER_OVERDUE_UNCONFIRMED: 'expired',
  TRANSFER_RISK: 'risk',
  USER_ACCOUNT_ABNORMAL: 'payee_account',
};

/** Undefined: in force without the number that a transfer names. */
export function authorizationOf(told: AuthorizationBody): AuthorizationAnswer | undefined {
  const known = {
    outAuthorizationNo: told.out_authorization_no,
    ...(told.openid === undefined ? {} : { openid: told.openid }),
  };
  if (told.state === 'WAIT_USER_CONFIRM') {
    const packageInfo = told.package_info;
    return { ...known, state: 'wait_confirm', ...(packageInfo === undefined ? {} : { packageInfo }) };
  }
  if (told.state === 'TAKING_EFFECT') {
    if (told.authorization_id === undefined) return undefined;
    const authorizedAtMs = told.authorize_time === undefined ? undefined : parseRfc3339(told.authorize_time);
    return {
      ...known,
      state: 'active',
      authorizationId: told.authorization_id,
      ...(authorizedAtMs === undefined ? {} : { authorizedAtMs }),
    };
  }
  const { close_reason: closeReason = '', close_time: closeTime } = told.close_info ?? {};
  const closedAtMs = closeTime === undefined ? undefined : parseRfc3339(closeTime);
  const reason = Object.hasOwn(CLOSE_REASONS, closeReason) ? CLOSE_REASONS[closeReason] : undefined;
  return {
    ...known,
    state: 'closed',
    reason: reason ?? 'other',
    ...(closedAtMs === undefined ? {} : { closedAtMs }),
  };
}
