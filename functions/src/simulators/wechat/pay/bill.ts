import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Journal } from '../../journal.ts';
import { beijingTime } from './notifier.ts';
import type { PayRecords } from './records.ts';
import { type OrderRecord, type RefundRecord, type Refusal, refuse, tradeTypeOf, wrong } from './rules.ts';

/** The daily bill of a merchant number, in the columns of a direct merchant's ALL bill. */

const DAY_MS = 86_400_000;
/** Of the next day. */
const READY_AT_HOUR = 10;
const KEPT_DAYS = 92;
const TOKEN_LIFE_MS = 5 * 60_000;

const COLUMNS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
/** 0.6 %, as WeChat Pay rounds it: half a fen up. */
const feeOf = (fen: number): number => Math.round(fen * 0.006);

export class Bills {
  readonly #files = new Map<
    string,
    { readonly body: Buffer; readonly mchid: string; readonly untilMs: number }
  >();
  /** Lines that a test adds to every bill. */
  readonly extraLines: string[] = [];

  constructor(
    private readonly options: {
      readonly journal: Journal<PayRecords>;
      readonly appid: string;
      readonly baseUrl: () => string;
      readonly now: () => number;
    },
  ) {}

  /** `GET /v3/bill/tradebill` */
  ask(mchid: string, query: URLSearchParams): { readonly status: 200; readonly body: object } | Refusal {
    const date = query.get('bill_date') ?? '';
    const startMs = Date.parse(`${date}T00:00:00+08:00`);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(startMs)) return wrong('bill_date');
    const type = query.get('bill_type') ?? 'ALL';
    if (type !== 'ALL') return wrong('bill_type');
    const packing = query.get('tar_type');
    if (packing !== null && packing !== 'GZIP') return wrong('tar_type');
    const nowMs = this.options.now();
    if (startMs + DAY_MS > nowMs) return refuse(400, 'INVALID_REQUEST', '账单日期只能为昨天或之前');
    if (startMs < nowMs - KEPT_DAYS * DAY_MS) return refuse(400, 'INVALID_REQUEST', '仅支持三个月内的账单');
    if (nowMs < startMs + DAY_MS + READY_AT_HOUR * 3_600_000)
      return refuse(400, 'STATEMENT_CREATING', '请求的账单正在生成中');
    const text = this.#text(mchid, startMs);
    if (text === undefined) return refuse(400, 'NO_STATEMENT_EXIST', '请求的账单文件不存在');
    const token = randomBytes(24).toString('base64url');
    this.#files.set(token, {
      body: packing === 'GZIP' ? gzipSync(text) : Buffer.from(text),
      mchid,
      untilMs: nowMs + TOKEN_LIFE_MS,
    });
    return {
      status: 200,
      body: {
        hash_type: 'SHA1',
        hash_value: createHash('sha1').update(text).digest('hex'),
        download_url: `${this.options.baseUrl()}/v3/billdownload/file?token=${token}`,
      },
    };
  }

  /** `GET /v3/billdownload/file` */
  file(mchid: string, token: string | null): Buffer | Refusal {
    const file = this.#files.get(token ?? '');
    if (file === undefined || file.mchid !== mchid || this.options.now() > file.untilMs)
      return refuse(401, 'INVALID_TOKEN', '无效的token');
    return file.body;
  }

  /** Undefined: nothing happened on that day. */
  #text(mchid: string, startMs: number): string | undefined {
    const { journal } = this.options;
    const ofDay = (atMs: number | undefined) =>
      atMs !== undefined && atMs >= startMs && atMs < startMs + DAY_MS;
    const paid = journal.all('order').filter((one) => one.party.mchid === mchid && ofDay(one.paidAtMs));
    const refunded = journal
      .all('refund')
      .filter((one) => one.party.mchid === mchid && one.status === 'SUCCESS' && ofDay(one.refundedAtMs));
    if (paid.length === 0 && refunded.length === 0 && this.extraLines.length === 0) return undefined;
    const orders = new Map(journal.all('order').map((one) => [one.transactionId, one]));
    const lines = [
      ...paid.map((order) => ({ atMs: order.paidAtMs ?? 0, line: this.#paymentLine(order) })),
      ...refunded.map((refund) => ({
        atMs: refund.refundedAtMs ?? 0,
        line: this.#refundLine(refund, orders.get(refund.transactionId)),
      })),
    ].sort((a, b) => b.atMs - a.atMs);
    const paidFen = paid.reduce((sum, { amountFen }) => sum + amountFen, 0);
    const refundFen = refunded.reduce((sum, one) => sum + one.refundFen, 0);
    const feeFen = paid.reduce((sum, { amountFen }) => sum + feeOf(amountFen), 0);
    const sums = [
      String(lines.length),
      yuan(paidFen),
      yuan(refundFen),
      nothing,
      yuan(feeFen),
      yuan(paidFen),
      yuan(refundFen),
    ];
    const text = [COLUMNS, ...lines.map(({ line }) => line), ...this.extraLines, SUMS, row(sums)];
    return `\uFEFF${text.join('\r\n')}\r\n`;
  }

  #paymentLine(order: OrderRecord): string {
    return row([
      ...this.#head(order.paidAtMs ?? 0, order.party, order.transactionId ?? '', order),
      'SUCCESS',
      'OTHERS',
      'CNY',
      yuan(order.amountFen),
      nothing,
      '0',
      '0',
      nothing,
      nothing,
      '',
      '',
      order.description,
      order.attach ?? '',
      `${yuan(feeOf(order.amountFen))}000`,
      '0.60%',
      yuan(order.amountFen),
      nothing,
      '',
    ]);
  }

  #refundLine(refund: RefundRecord, order: OrderRecord | undefined): string {
    return row([
      ...this.#head(refund.refundedAtMs ?? 0, refund.party, refund.transactionId, order, refund.outTradeNo),
      'REFUND',
      'OTHERS',
      'CNY',
      nothing,
      nothing,
      refund.refundId,
      refund.outRefundNo,
      yuan(refund.refundFen),
      nothing,
      'ORIGINAL',
      'SUCCESS',
      order?.description ?? '',
      order?.attach ?? '',
      `${nothing}000`,
      '0.60%',
      nothing,
      yuan(refund.refundFen),
      '',
    ]);
  }

  #head(
    atMs: number,
    party: OrderRecord['party'],
    transactionId: string,
    order: OrderRecord | undefined,
    outTradeNo = order?.outTradeNo ?? '',
  ): string[] {
    return [
      beijingTime(atMs).slice(0, 19).replace('T', ' '),
      this.options.appid,
      party.mchid,
      party.subMchid ?? '0',
      '',
      transactionId,
      outTradeNo,
      order?.payerOpenid ?? '',
      order === undefined ? 'JSAPI' : tradeTypeOf(order),
    ];
  }
}

const row = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');
const yuan = (fen: number): string => (fen / 100).toFixed(2);
/** Columns of vouchers, which nobody here has. */
const nothing = yuan(0);
