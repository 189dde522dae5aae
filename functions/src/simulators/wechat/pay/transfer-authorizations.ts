import { randomBytes } from 'node:crypto';
import { readJson } from '../../http-server.ts';
import type { Journal } from '../../journal.ts';
import { randomDigits } from './keys.ts';
import type { KnownAccount, Merchants } from './merchants.ts';
import { beijingTime, type Notifier } from './notifier.ts';
import type { PayRecords, TransferAuthorizationRecord } from './records.ts';
import { isRefusal, type Refusal, refuse, type ServiceAnswer } from './rules.ts';
import { CallsPerSecond, readAuthorizationParameters, type TransferParameters } from './transfer-rules.ts';

/** Leave to be paid without confirming (免确认收款授权): asked for, given by the payee, closed by either, or never given. */

const CONFIRM_WITHIN_MS = 24 * 3_600_000;
const QUERIED_FOR_MS = 30 * 86_400_000;
const CALLS_PER_SECOND = 50;
/** Of one payee with one merchant, open or in force. */
const MOST_AT_ONCE = 5;

export class TransferAuthorizations {
  readonly #calls: CallsPerSecond;

  constructor(
    private readonly options: {
      readonly merchants: Merchants;
      readonly journal: Journal<PayRecords>;
      readonly notifier: Notifier;
      readonly now: () => number;
    },
  ) {
    this.#calls = new CallsPerSecond(CALLS_PER_SECOND, options.now);
  }

  ask(caller: KnownAccount, rawBody: string): ServiceAnswer {
    const { merchants, now } = this.options;
    const { mchid } = caller.keys;
    const limited = this.#calls.refusal(mchid, 'ask');
    if (limited !== undefined) return limited;
    if (caller.subMchids !== undefined) return refuse(403, 'NO_AUTH', '商户无权限');
    const wanted = readAuthorizationParameters(merchants.keys, readJson(rawBody) ?? {});
    if (isRefusal(wanted)) return wanted;
    const asked = JSON.stringify(wanted);
    const existing = this.find(mchid, wanted.outAuthorizationNo);
    if (existing !== undefined)
      return existing.asked === asked
        ? this.#asked(existing)
        : refuse(400, 'INVALID_REQUEST', '单号已存在但信息不一致');
    const open = this.all().filter(
      ({ mchid: of, openid, state }) => of === mchid && openid === wanted.openid && state !== 'CLOSED',
    );
    if (open.length >= MOST_AT_ONCE) return refuse(400, 'INVALID_REQUEST', '用户授权单数量超限');
    return this.#asked(
      this.#put({
        ...wanted,
        mchid,
        asked,
        authorizationId: `2012${randomDigits(23)}`,
        packageInfo: `ABBQO+oYAAABAAAAAAD${randomBytes(48).toString('base64')}=`,
        state: 'WAIT_USER_CONFIRM',
        createdAtMs: now(),
      }),
    );
  }

  query(caller: KnownAccount, outAuthorizationNo: string): ServiceAnswer {
    const found = this.find(caller.keys.mchid, outAuthorizationNo);
    const gone =
      found?.closeReason === 'USER_OVERDUE_UNCONFIRMED' &&
      (found.closedAtMs ?? 0) + QUERIED_FOR_MS < this.options.now();
    if (found === undefined || gone) return refuse(404, 'NOT_FOUND', '记录不存在');
    return { status: 200, body: this.#told(found) };
  }

  close(caller: KnownAccount, outAuthorizationNo: string): ServiceAnswer {
    const found = this.find(caller.keys.mchid, outAuthorizationNo);
    if (found === undefined) return refuse(404, 'NOT_FOUND', '记录不存在');
    const closed = found.state === 'CLOSED' ? found : this.#close(found, 'CLOSE_VIA_MCH_API');
    return { status: 200, body: this.#told(closed) };
  }

  /** The payee's answer in WeChat. */
  give(packageInfo: unknown, openid?: unknown): TransferAuthorizationRecord | Refusal {
    const found = this.ofPackage(packageInfo);
    if (found === undefined) return refuse(404, 'PACKAGE_NOT_FOUND', 'package信息有误，请返回联系商家处理');
    if (openid !== undefined && openid !== found.openid)
      return refuse(403, 'OPENID_MISMATCH', '授权人与当前微信用户不一致');
    if (found.state === 'TAKING_EFFECT') return found;
    if (found.state === 'CLOSED' || this.#isOverdue(found))
      return refuse(409, 'NOT_CONFIRMABLE', '授权已失效');
    const given = this.#put({ ...found, state: 'TAKING_EFFECT', authorizedAtMs: this.options.now() });
    this.#tell(given, 'CONFIRMED', '商家转账用户免确认收款授权确认通知');
    return given;
  }

  /** The payee, or WeChat, takes it back. */
  takeBack(outAuthorizationNo: string, reason: string): void {
    const found = this.all().find((one) => one.outAuthorizationNo === outAuthorizationNo);
    if (found !== undefined && found.state !== 'CLOSED') this.#close(found, reason);
  }

  /** Why nothing is paid under it. */
  refusalOf(mchid: string, wanted: TransferParameters): Refusal | undefined {
    const found = this.all().find(
      (one) => one.mchid === mchid && one.authorizationId === wanted.authorizationId,
    );
    if (found === undefined || found.openid !== wanted.openid)
      return refuse(400, 'INVALID_REQUEST', '免确认收款授权单不存在');
    if (found.sceneId !== wanted.sceneId) return refuse(400, 'INVALID_REQUEST', '转账场景与授权时不一致');
    return found.state === 'TAKING_EFFECT'
      ? undefined
      : refuse(400, 'INVALID_REQUEST', '免确认收款授权未生效或已解除');
  }

  /** Nobody is told of one that was never given: it is found by asking. */
  settle(): void {
    for (const one of this.all())
      if (one.state === 'WAIT_USER_CONFIRM' && this.#isOverdue(one))
        this.#put({
          ...one,
          state: 'CLOSED',
          closedAtMs: one.createdAtMs + CONFIRM_WITHIN_MS,
          closeReason: 'USER_OVERDUE_UNCONFIRMED',
        });
  }

  ofPackage(packageInfo: unknown): TransferAuthorizationRecord | undefined {
    return this.all().find((one) => one.packageInfo === packageInfo);
  }

  waiting(): TransferAuthorizationRecord[] {
    return this.all().filter(({ state }) => state === 'WAIT_USER_CONFIRM');
  }

  all(): TransferAuthorizationRecord[] {
    return this.options.journal.all('transferAuthorization');
  }

  find(mchid: string, outAuthorizationNo: string): TransferAuthorizationRecord | undefined {
    return this.options.journal.get(
      'transferAuthorization',
      this.options.merchants.keyOf({ mchid }, outAuthorizationNo),
    );
  }

  #isOverdue({ createdAtMs }: TransferAuthorizationRecord): boolean {
    return createdAtMs + CONFIRM_WITHIN_MS <= this.options.now();
  }

  #close(found: TransferAuthorizationRecord, closeReason: string): TransferAuthorizationRecord {
    const closed = this.#put({ ...found, state: 'CLOSED', closedAtMs: this.options.now(), closeReason });
    this.#tell(closed, 'CLOSED', '商家转账用户免确认收款授权关闭通知');
    return closed;
  }

  #asked({
    outAuthorizationNo,
    state,
    createdAtMs,
    packageInfo,
  }: TransferAuthorizationRecord): ServiceAnswer {
    return {
      status: 200,
      body: {
        out_authorization_no: outAuthorizationNo,
        state,
        create_time: beijingTime(createdAtMs),
        ...(state === 'WAIT_USER_CONFIRM' ? { package_info: packageInfo } : {}),
      },
    };
  }

  #told(one: TransferAuthorizationRecord): object {
    const wasGiven = one.authorizedAtMs !== undefined;
    return {
      out_authorization_no: one.outAuthorizationNo,
      appid: this.options.merchants.keys.appid,
      openid: one.openid,
      user_display_name: one.displayName,
      ...(wasGiven ? { authorization_id: one.authorizationId } : {}),
      state: one.state,
      ...(one.authorizedAtMs === undefined ? {} : { authorize_time: beijingTime(one.authorizedAtMs) }),
      ...(one.closedAtMs === undefined
        ? {}
        : { close_info: { close_time: beijingTime(one.closedAtMs), close_reason: one.closeReason } }),
    };
  }

  #tell(one: TransferAuthorizationRecord, what: 'CONFIRMED' | 'CLOSED', summary: string): void {
    this.options.notifier.add({
      eventType: `MCHTRANSFER.AUTHORIZATION.${what}`,
      summary,
      originalType: 'mch_payment',
      outTradeNo: one.outAuthorizationNo,
      mchid: one.mchid,
      notifyUrl: one.notifyUrl,
      resource: { mchid: one.mchid, ...this.#told(one) },
    });
  }

  #put(one: TransferAuthorizationRecord): TransferAuthorizationRecord {
    const key = this.options.merchants.keyOf({ mchid: one.mchid }, one.outAuthorizationNo);
    this.options.journal.put('transferAuthorization', key, one);
    return one;
  }
}
