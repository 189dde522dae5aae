import { randomBytes } from 'node:crypto';
import { readJson, type SimulatorRequest } from '../../http-server.ts';
import type { Journal } from '../../journal.ts';
import { randomDigits } from './keys.ts';
import type { KnownAccount, Merchants } from './merchants.ts';
import { beijingTime, type Notifier } from './notifier.ts';
import type { PayRecords, TransferRecord } from './records.ts';
import { isRefusal, type Refusal, refuse, type ServiceAnswer } from './rules.ts';
import type { TransferAuthorizations } from './transfer-authorizations.ts';
import { CallsPerSecond, readTransferParameters, type TransferParameters } from './transfer-rules.ts';

/** Merchant transfers (商家转账): bills that the payee confirms, or that are paid under an authorisation. */

const CONFIRM_WITHIN_MS = 24 * 3_600_000;
const QUERIED_FOR_MS = 30 * 86_400_000;
/** 单个商户的接口频率限制. */
export const TRANSFER_CALLS_PER_SECOND = 100;

export class TransferBook {
  readonly #calls: CallsPerSecond;
  readonly #names = new Map<string, string>();
  readonly #endings: string[] = [];
  #balanceFen = Number.POSITIVE_INFINITY;

  constructor(
    private readonly options: {
      readonly merchants: Merchants;
      readonly journal: Journal<PayRecords>;
      readonly notifier: Notifier;
      readonly authorizations: TransferAuthorizations;
      readonly now: () => number;
      /** How long a bill is only accepted; 0: not at all. */
      readonly settlesAfterMs: number;
      /** Of one kind, of one merchant. */
      readonly callsPerSecond: number;
    },
  ) {
    this.#calls = new CallsPerSecond(options.callsPerSecond, options.now);
  }

  ask(caller: KnownAccount, request: SimulatorRequest, authorized: boolean): ServiceAnswer {
    const { journal, merchants, now } = this.options;
    const { mchid } = caller.keys;
    const limited = this.#calls.refusal(mchid, authorized ? 'authorized' : 'ask');
    if (limited !== undefined) return limited;
    if (caller.subMchids !== undefined) return refuse(403, 'NO_AUTH', '商户无权限');
    const body = readJson(request.rawBody) ?? {};
    const serial = request.headers['wechatpay-serial'];
    const wanted = readTransferParameters(merchants.keys, serial, body, authorized);
    if (isRefusal(wanted)) return wanted;
    const asked = JSON.stringify(wanted);
    const existing = journal.get('transfer', this.#key(mchid, wanted.outBillNo));
    if (existing !== undefined)
      return existing.asked === asked
        ? this.#answer(existing, authorized)
        : refuse(400, 'INVALID_REQUEST', '单号已存在但信息不一致，请查单后比较确认');
    const refusal = authorized ? this.options.authorizations.refusalOf(mchid, wanted) : undefined;
    if (refusal !== undefined) return refusal;
    if (wanted.amountFen > this.#balanceFen)
      return refuse(403, 'NOT_ENOUGH', '商户账户资金不足，请充值后原单重试');
    this.#balanceFen -= wanted.amountFen;
    const made = this.#make(mchid, wanted, asked, now());
    return this.#answer(made, authorized);
  }

  query(caller: KnownAccount, by: 'outBillNo' | 'transferBillNo', number: string): ServiceAnswer {
    const { mchid } = caller.keys;
    const limited = this.#calls.refusal(mchid, `query ${by}`);
    if (limited !== undefined) return limited;
    const bill = this.options.journal
      .all('transfer')
      .find((candidate) => candidate.mchid === mchid && candidate[by] === number);
    if (bill === undefined || bill.createdAtMs + QUERIED_FOR_MS < this.options.now())
      return refuse(404, 'NOT_FOUND', '记录不存在');
    return { status: 200, body: this.#told(bill) };
  }

  cancel(caller: KnownAccount, outBillNo: string): ServiceAnswer {
    const bill = this.options.journal.get('transfer', this.#key(caller.keys.mchid, outBillNo));
    if (bill === undefined) return refuse(404, 'NOT_FOUND', '记录不存在');
    const open = bill.state === 'ACCEPTED' || bill.state === 'WAIT_USER_CONFIRM';
    const gone = bill.state === 'CANCELING' || bill.state === 'CANCELLED';
    if (!open && !gone) return refuse(400, 'INVALID_REQUEST', '当前订单状态不可撤销');
    const now = open ? this.#put({ ...bill, state: 'CANCELING', dueAtMs: this.options.now() }) : bill;
    const { outBillNo: out_bill_no, transferBillNo: transfer_bill_no, state } = now;
    return {
      status: 200,
      body: { out_bill_no, transfer_bill_no, state, update_time: beijingTime(now.updatedAtMs) },
    };
  }

  /** The payee opened the package in WeChat and took the money. */
  confirm(packageInfo: unknown, openid?: unknown): TransferRecord | Refusal {
    const bill = this.ofPackage(packageInfo);
    if (bill === undefined) return refuse(404, 'PACKAGE_NOT_FOUND', 'package信息有误，请返回联系商家处理');
    if (openid !== undefined && openid !== bill.openid)
      return refuse(403, 'OPENID_MISMATCH', '收款人与当前微信用户不一致');
    if (bill.state === 'SUCCESS') return bill;
    if (bill.state !== 'WAIT_USER_CONFIRM' || bill.dueAtMs <= this.options.now())
      return refuse(409, 'NOT_CONFIRMABLE', '收款已失效');
    return this.#pay(bill);
  }

  ofPackage(packageInfo: unknown): TransferRecord | undefined {
    return this.options.journal.all('transfer').find((bill) => bill.packageInfo === packageInfo);
  }

  waiting(): TransferRecord[] {
    return this.all().filter(({ state }) => state === 'WAIT_USER_CONFIRM');
  }

  all(): TransferRecord[] {
    return this.options.journal.all('transfer');
  }

  /** WeChat knows who this is: another name on a transfer to them fails it. */
  nameOf(openid: string, name: string): void {
    this.#names.set(openid, name);
  }

  /** The next bills that would be paid fail for this reason instead. */
  nextFail(reason: string, times: number): void {
    for (let index = 0; index < times; index += 1) this.#endings.push(reason);
  }

  set balanceFen(fen: number) {
    this.#balanceFen = fen;
  }

  /** What time alone does: accepted bills go on, unconfirmed ones are closed, cancelled ones end. */
  settle(): void {
    const nowMs = this.options.now();
    for (const bill of this.all()) {
      if (bill.dueAtMs > nowMs) continue;
      if (bill.state === 'ACCEPTED') this.#goOn(bill);
      else if (bill.state === 'WAIT_USER_CONFIRM') this.#fail(bill, 'OVERDUE_CLOSE');
      else if (bill.state === 'CANCELING') {
        this.#balanceFen += bill.amountFen;
        this.#tell(this.#put({ ...bill, state: 'CANCELLED', failReason: 'MCH_CANCEL' }));
      }
    }
  }

  #make(mchid: string, wanted: TransferParameters, asked: string, nowMs: number): TransferRecord {
    const made = this.#put({
      ...wanted,
      mchid,
      asked,
      transferBillNo: `1330${randomDigits(28)}`,
      packageInfo: `ABBQO+oYAAABAAAAAAC${randomBytes(48).toString('base64')}=`,
      state: 'ACCEPTED',
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      dueAtMs: nowMs + this.options.settlesAfterMs,
    });
    return this.options.settlesAfterMs === 0 ? this.#goOn(made) : made;
  }

  #goOn(bill: TransferRecord): TransferRecord {
    if (bill.authorizationId !== undefined) return this.#pay(bill);
    return this.#put({
      ...bill,
      state: 'WAIT_USER_CONFIRM',
      dueAtMs: bill.createdAtMs + CONFIRM_WITHIN_MS,
    });
  }

  #pay(bill: TransferRecord): TransferRecord {
    const ending = this.#endings.shift();
    if (ending !== undefined) return this.#fail(bill, ending);
    const known = this.#names.get(bill.openid);
    if (bill.payeeName !== undefined && known !== undefined && known !== bill.payeeName)
      return this.#fail(bill, 'NAME_NOT_CORRECT');
    return this.#tell(this.#put({ ...bill, state: 'SUCCESS' }));
  }

  #fail(bill: TransferRecord, failReason: string): TransferRecord {
    this.#balanceFen += bill.amountFen;
    return this.#tell(this.#put({ ...bill, state: 'FAIL', failReason }));
  }

  #answer(bill: TransferRecord, authorized: boolean): ServiceAnswer {
    if (authorized) return { status: 200, body: this.#told(bill) };
    return {
      status: 200,
      body: {
        out_bill_no: bill.outBillNo,
        transfer_bill_no: bill.transferBillNo,
        create_time: beijingTime(bill.createdAtMs),
        state: bill.state,
        ...(bill.failReason === undefined ? {} : { fail_reason: bill.failReason }),
        ...(bill.state === 'WAIT_USER_CONFIRM' ? { package_info: bill.packageInfo } : {}),
      },
    };
  }

  #told(bill: TransferRecord): object {
    return {
      mch_id: bill.mchid,
      out_bill_no: bill.outBillNo,
      transfer_bill_no: bill.transferBillNo,
      appid: this.options.merchants.keys.appid,
      state: bill.state,
      transfer_amount: bill.amountFen,
      transfer_remark: bill.remark,
      ...(bill.failReason === undefined ? {} : { fail_reason: bill.failReason }),
      openid: bill.openid,
      create_time: beijingTime(bill.createdAtMs),
      update_time: beijingTime(bill.updatedAtMs),
    };
  }

  #tell(bill: TransferRecord): TransferRecord {
    if (bill.notifyUrl === undefined) return bill;
    const { appid: _, transfer_remark: __, ...resource } = this.#told(bill) as Record<string, unknown>;
    this.options.notifier.add({
      eventType: 'MCHTRANSFER.BILL.FINISHED',
      summary: '商家转账单据终态通知',
      originalType: 'mch_payment',
      outTradeNo: bill.outBillNo,
      mchid: bill.mchid,
      notifyUrl: bill.notifyUrl,
      resource,
    });
    return bill;
  }

  #put(bill: TransferRecord): TransferRecord {
    const put = { ...bill, updatedAtMs: this.options.now() };
    this.options.journal.put('transfer', this.#key(bill.mchid, bill.outBillNo), put);
    return put;
  }

  #key(mchid: string, outBillNo: string): string {
    return this.options.merchants.keyOf({ mchid }, outBillNo);
  }
}
