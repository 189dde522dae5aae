import type { TransferAuthorizationRecord, TransferRecord } from './records.ts';
import { isRefusal } from './rules.ts';
import type { TransferAuthorizations } from './transfer-authorizations.ts';
import type { TransferBook } from './transfers.ts';

/** What a test or a demo decides for those who are paid. */
export interface TransferControl {
  /** The payee takes it; what is told about it is due at once. */
  confirm(outBillNo: string): Promise<TransferRecord>;
  /** The next transfers that would be paid fail instead, for a reason of 订单失败原因说明. */
  nextFail(reason: string, times?: number): void;
  /** WeChat knows the payee by this name. */
  nameOf(openid: string, name: string): void;
  /** What the merchant's account still pays. */
  balance(fen: number): void;
  giveAuthorization(outAuthorizationNo: string): Promise<TransferAuthorizationRecord>;
  /** By the payee, or for another reason of WeChat's. */
  takeBackAuthorization(outAuthorizationNo: string, reason?: string): Promise<void>;
  all(): readonly TransferRecord[];
  authorizations(): readonly TransferAuthorizationRecord[];
}

export function transferControl(
  transfers: TransferBook,
  authorizations: TransferAuthorizations,
  deliver: () => Promise<void>,
): TransferControl {
  return {
    async confirm(outBillNo) {
      const bill = transfers.all().find((one) => one.outBillNo === outBillNo);
      const confirmed = transfers.confirm(bill?.packageInfo);
      if (isRefusal(confirmed)) throw new Error(`confirm: ${confirmed.message}`);
      await deliver();
      return confirmed;
    },
    nextFail: (reason, times = 1) => transfers.nextFail(reason, times),
    nameOf: (openid, name) => transfers.nameOf(openid, name),
    balance(fen) {
      transfers.balanceFen = fen;
    },
    async giveAuthorization(outAuthorizationNo) {
      const one = authorizations.all().find((other) => other.outAuthorizationNo === outAuthorizationNo);
      const given = authorizations.give(one?.packageInfo);
      if (isRefusal(given)) throw new Error(`giveAuthorization: ${given.message}`);
      await deliver();
      return given;
    },
    async takeBackAuthorization(outAuthorizationNo, reason = 'USER_CLOSE') {
      authorizations.takeBack(outAuthorizationNo, reason);
      await deliver();
    },
    all: () => transfers.all(),
    authorizations: () => authorizations.all(),
  };
}
