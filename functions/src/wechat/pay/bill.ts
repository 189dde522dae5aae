import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { parseRfc3339 } from '../times.ts';
import { refusedLocally, untrusted, type WechatPayFailure } from './failures.ts';
import type { Account } from './merchants.ts';

/** The daily bill: https://pay.weixin.qq.com/doc/v3/merchant/4012791907 */

export interface TradeBill {
  readonly mchid: string;
  readonly billDate: string;
  /** Of the whole file, so that two readings can be told apart. */
  readonly digest: string;
  /** From the first line each time; unpacked as it is read, never whole in memory. */
  lines(): AsyncIterable<TradeBillLine>;
}

export type TradeBillLine = TradeBillPayment | TradeBillRefund | TradeBillUnreadable;

interface TradeBillTrade {
  /** From 1, counted in the order of the file. */
  readonly lineNo: number;
  readonly atMs: number;
  readonly appid: string;
  readonly mchid: string;
  readonly subMchid?: string;
  readonly transactionId: string;
  readonly outTradeNo: string;
  readonly currency: string;
}

export interface TradeBillPayment extends TradeBillTrade {
  readonly kind: 'payment';
  readonly amountFen: number;
}

export interface TradeBillRefund extends TradeBillTrade {
  readonly kind: 'refund';
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly refundFen: number;
  /** `SUCCESS`, `PROCESSING`, and others that move no money (yet). */
  readonly refundState: string;
}

/** A line that is not as documented: an operator must look. */
export interface TradeBillUnreadable {
  readonly kind: 'unreadable';
  readonly lineNo: number;
}

const billBody = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url().max(2_048),
});

const BILL_DATE = /^\d{4}-\d{2}-\d{2}$/;

export async function tradeBill(
  account: Account,
  billDate: string,
): Promise<Outcome<TradeBill, WechatPayFailure>> {
  if (!BILL_DATE.test(billDate)) return fail(refusedLocally('billDate'));
  const { transport, mchid } = account;
  const answer = await transport.call({
    operation: 'tradeBill',
    method: 'GET',
    pathAndQuery: `/v3/bill/tradebill?bill_date=${billDate}&bill_type=ALL&tar_type=GZIP`,
  });
  if (!answer.ok) return answer;
  const named = billBody.safeParse(answer.value.json);
  if (!named.success) return fail(untrusted('bill address is not as documented'));
  // Only the path: our signature goes to WeChat Pay and nowhere else.
  const { pathname, search } = new URL(named.data.download_url);
  const file = await transport.download({
    operation: 'downloadBill',
    method: 'GET',
    pathAndQuery: `${pathname}${search}`,
  });
  if (!file.ok) return file;
  const digest = await digestOf(file.value.body);
  if (digest !== named.data.hash_value.toLowerCase())
    return fail(untrusted('digest of the bill does not fit it'));
  const { body } = file.value;
  return succeed({ mchid, billDate, digest, lines: () => readLines(body) });
}

/** The bill's own text, piece by piece, whether it came packed or not. */
async function* unpacked(body: Uint8Array): AsyncIterable<Uint8Array> {
  const packed = body[0] === 0x1f && body[1] === 0x8b;
  if (!packed) {
    yield body;
    return;
  }
  const unpacking = createGunzip();
  unpacking.end(body);
  yield* unpacking as AsyncIterable<Uint8Array>;
}

/** Undefined when the file does not unpack. */
async function digestOf(body: Uint8Array): Promise<string | undefined> {
  const hash = createHash('sha1');
  try {
    for await (const piece of unpacked(body)) hash.update(piece);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

async function* textLines(body: Uint8Array): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const piece of unpacked(body)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.replace(/\r$/, '');
}

/**
 * A line of names, a line for each payment and each refund (every value behind a backtick), a line of names and one
 * of sums. Columns are found by name: WeChat Pay has added some in the past.
 */
async function* readLines(body: Uint8Array): AsyncIterable<TradeBillLine> {
  let columns: ReadonlyMap<string, number> | undefined;
  let lineNo = 0;
  for await (const line of textLines(body)) {
    if (columns === undefined) {
      columns = new Map(line.split(',').map((name, index) => [name.trim(), index]));
      continue;
    }
    if (!line.startsWith('`')) {
      // The names of the sums: what follows is no trade.
      if (line.trim() !== '') return;
      continue;
    }
    lineNo += 1;
    yield readLine(columns, lineNo, line);
  }
}

function readLine(columns: ReadonlyMap<string, number>, lineNo: number, line: string): TradeBillLine {
  // A comma may be in the goods' name; one before a backtick parts two values.
  const values = line.slice(1).split(',`');
  const value = (name: string): string => values[columns.get(name) ?? -1]?.trim() ?? '';
  const atMs = parseRfc3339(`${value('交易时间').replace(' ', 'T')}+08:00`);
  const subMchid = value('特约商户号');
  const transactionId = value('微信订单号');
  const outTradeNo = value('商户订单号');
  if (atMs === undefined || transactionId === '' || outTradeNo === '') return { kind: 'unreadable', lineNo };
  const trade = {
    lineNo,
    atMs,
    appid: value('公众账号ID'),
    mchid: value('商户号'),
    ...(subMchid === '' || subMchid === '0' ? {} : { subMchid }),
    transactionId,
    outTradeNo,
    currency: value('货币种类'),
  };
  const state = value('交易状态');
  if (state === 'SUCCESS') {
    const amountFen = fenOf(value('订单金额')) ?? fenOf(value('应结订单金额'));
    return amountFen === undefined
      ? { kind: 'unreadable', lineNo }
      : { kind: 'payment', ...trade, amountFen };
  }
  const refundFen = fenOf(value('申请退款金额')) ?? fenOf(value('退款金额'));
  const outRefundNo = value('商户退款单号');
  if ((state !== 'REFUND' && state !== 'REVOKED') || refundFen === undefined || outRefundNo === '')
    return { kind: 'unreadable', lineNo };
  return {
    kind: 'refund',
    ...trade,
    refundId: value('微信退款单号'),
    outRefundNo,
    refundFen,
    refundState: value('退款状态'),
  };
}

/** `12.30` yuan are 1,230 fen; undefined for anything else than digits with two decimals at most. */
function fenOf(yuan: string): number | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(yuan);
  if (match === null) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
