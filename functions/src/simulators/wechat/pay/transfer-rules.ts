import type { SimulatorKeys } from './keys.ts';
import type { TransferRecord } from './records.ts';
import { asObject, type Refusal, refuse, wrong } from './rules.ts';
import { openSensitive } from './sealing.ts';

/** What WeChat Pay takes of a transfer or an authorisation, and how often. */

const OUR_NUMBER = /^[0-9A-Za-z]{5,32}$/;
const LEAST_FEN = 10;
const NAME_AT_LEAST_FEN = 30;
const NAME_FROM_FEN = 200_000;

/** The fields that each scene wants, no more and no less. */
const SCENES: ReadonlyMap<string, readonly string[]> = new Map([
  ['1000', ['活动名称', '奖励说明']],
  ['1005', ['岗位类型', '报酬说明']],
  ['1009', ['采购商品名称']],
]);

export type TransferParameters = Pick<
  TransferRecord,
  | 'outBillNo'
  | 'sceneId'
  | 'reports'
  | 'openid'
  | 'payeeName'
  | 'amountFen'
  | 'remark'
  | 'notifyUrl'
  | 'authorizationId'
>;

export function readTransferParameters(
  keys: SimulatorKeys,
  serial: unknown,
  body: Readonly<Record<string, unknown>>,
  authorized: boolean,
): TransferParameters | Refusal {
  if (body.appid !== keys.appid) return refuse(400, 'INVALID_REQUEST', 'appid与商户号不匹配');
  const { out_bill_no: outBillNo, transfer_scene_id: sceneId, transfer_amount: amountFen } = body;
  if (typeof outBillNo !== 'string' || !OUR_NUMBER.test(outBillNo)) return wrong('out_bill_no');
  const openid = openidOf(body.openid);
  if (openid === undefined) return wrong('openid');
  if (typeof amountFen !== 'number' || !Number.isInteger(amountFen) || amountFen < LEAST_FEN)
    return wrong('transfer_amount');
  const remark = textOf(body.transfer_remark);
  if (remark === undefined) return wrong('transfer_remark');
  const notifyUrl = body.notify_url;
  if (notifyUrl !== undefined && !isNotifyUrl(notifyUrl)) return wrong('notify_url');
  const reports = reportsOf(sceneId, body.transfer_scene_report_infos);
  if ('code' in reports) return reports;
  const authorizationId = body.authorization_id;
  if (authorized && typeof authorizationId !== 'string') return wrong('authorization_id');
  const payeeName = nameOf(keys, serial, body.user_name, amountFen);
  if (typeof payeeName === 'object') return payeeName;
  return {
    outBillNo,
    sceneId: String(sceneId),
    reports: reports.reports,
    openid,
    amountFen,
    remark,
    ...(payeeName === undefined ? {} : { payeeName }),
    ...(typeof notifyUrl === 'string' ? { notifyUrl } : {}),
    ...(authorized ? { authorizationId: String(authorizationId) } : {}),
  };
}

function reportsOf(
  sceneId: unknown,
  infos: unknown,
): { readonly reports: TransferParameters['reports'] } | Refusal {
  const wanted = typeof sceneId === 'string' ? SCENES.get(sceneId) : undefined;
  if (wanted === undefined)
    return refuse(400, 'INVALID_REQUEST', '未获取该转账场景，请确认转账场景ID是否正确');
  if (!Array.isArray(infos)) return refuse(400, 'PARAM_ERROR', '需传入转账场景报备信息，请检查');
  const reports = infos.map((info) => {
    const { info_type: type, info_content: content } = asObject(info) ?? {};
    return { type: String(type), content: textOf(content) ?? '' };
  });
  const types = new Set(reports.map(({ type }) => type));
  const whole =
    reports.length === wanted.length &&
    wanted.every((type) => types.has(type)) &&
    reports.every(({ content }) => content !== '');
  return whole
    ? { reports }
    : refuse(400, 'PARAM_ERROR', '未传入完整且对应的转账场景报备信息，请根据接口文档检查');
}

function nameOf(
  keys: SimulatorKeys,
  serial: unknown,
  sealed: unknown,
  amountFen: number,
): string | undefined | Refusal {
  if (sealed === undefined)
    return amountFen >= NAME_FROM_FEN
      ? refuse(400, 'PARAM_ERROR', '转账金额大于等于2000元时，收款用户姓名必填')
      : undefined;
  if (amountFen < NAME_AT_LEAST_FEN)
    return refuse(400, 'PARAM_ERROR', '转账金额小于0.3元时，不允许填写收款用户姓名');
  const name = serial === keys.publicKeyId ? openSensitive(keys, sealed) : undefined;
  return name ?? refuse(400, 'PARAM_ERROR', '敏感字段解密失败，请检查Wechatpay-Serial与加密公钥');
}

export interface AuthorizationParameters {
  readonly outAuthorizationNo: string;
  readonly openid: string;
  readonly sceneId: string;
  readonly displayName: string;
  readonly notifyUrl: string;
}

export function readAuthorizationParameters(
  keys: SimulatorKeys,
  body: Readonly<Record<string, unknown>>,
): AuthorizationParameters | Refusal {
  if (body.appid !== keys.appid) return refuse(400, 'INVALID_REQUEST', 'appid与商户号不匹配');
  const { out_authorization_no: outAuthorizationNo, transfer_scene_id: sceneId } = body;
  if (typeof outAuthorizationNo !== 'string' || !OUR_NUMBER.test(outAuthorizationNo))
    return wrong('out_authorization_no');
  const openid = openidOf(body.openid);
  if (openid === undefined) return wrong('openid');
  if (typeof sceneId !== 'string' || !SCENES.has(sceneId)) return wrong('transfer_scene_id');
  const displayName = textOf(body.user_display_name);
  if (displayName === undefined) return wrong('user_display_name');
  const notifyUrl = body.authorization_notify_url;
  if (typeof notifyUrl !== 'string' || !isNotifyUrl(notifyUrl)) return wrong('authorization_notify_url');
  return { outAuthorizationNo, openid, sceneId, displayName, notifyUrl };
}

/** So many calls of one kind in one second; what is beyond is not taken. */
export class CallsPerSecond {
  #second = Number.NaN;
  readonly #counts = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly now: () => number,
  ) {}

  refusal(mchid: string, operation: string): Refusal | undefined {
    const second = Math.floor(this.now() / 1_000);
    if (second !== this.#second) this.#counts.clear();
    this.#second = second;
    const key = `${mchid} ${operation}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count > this.most ? refuse(429, 'FREQUENCY_LIMITED', '频率超限，请降低频率后原单重试') : undefined;
  }
}

function openidOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 64 ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && [...value].length <= 32 ? value : undefined;
}

function isNotifyUrl(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 256 || !URL.canParse(value)) return false;
  return new URL(value).search === '';
}
