import { randomBytes } from 'node:crypto';
import QRCode from 'qrcode';
import type { Journal } from '../../journal.ts';
import type { FindTransaction, MiniProgramRecords, ShippingRecord } from './records.ts';
import {
  CODE_LIFE_MS,
  codeImageProblem,
  isWechatError,
  readShipping,
  readTemplateData,
  textVerdict,
  type WechatError,
} from './rules.ts';

export interface MiniProgramServiceOptions {
  readonly appid: string;
  readonly secret: string;
  readonly mchid: string | undefined;
  readonly journal: Journal<MiniProgramRecords>;
  readonly now: () => number;
  readonly find: FindTransaction | undefined;
  readonly publishedPages: readonly string[] | undefined;
  readonly templates: readonly string[] | undefined;
}

type Body = Readonly<Record<string, unknown>>;

const TOKEN_LIFE_MS = 7_200_000;
const TOKEN_OVERLAP_MS = 5 * 60_000;
const FORCE_GAP_MS = 30_000;
const FORCE_A_DAY = 20;
const LOGINS_A_MINUTE = 100;
const CODES_A_MINUTE = 5_000;

/** The books of api.weixin.qq.com for one mini-program. */
export class MiniProgramService {
  readonly risky = new Set<string>();
  /** Transactions whose goods the shopper has, as he told WeChat or as it took to be so. */
  readonly received = new Set<string>();
  /** Newest last; the one before it works for five minutes more. */
  #tokens: { token: string; untilMs: number }[] = [];
  #forcedAtMs: number[] = [];
  #codesAtMs: number[] = [];
  readonly #loginsAtMs = new Map<string, number[]>();

  constructor(private readonly options: MiniProgramServiceOptions) {}

  /** The shopper's phone: what `wx.login` gives a page. */
  makeLoginCode(openid: string, unionid: string | undefined): string {
    const code = `0${randomBytes(15).toString('hex')}`;
    this.options.journal.put('code', code, {
      code,
      kind: 'login',
      openid,
      ...(unionid === undefined ? {} : { unionid }),
      madeAtMs: this.options.now(),
      used: false,
    });
    return code;
  }

  /** What the phone number button gives a page. */
  makePhoneCode(phoneNumber: string): string {
    const code = randomBytes(32).toString('hex');
    this.options.journal.put('code', code, {
      code,
      kind: 'phone',
      phoneNumber,
      madeAtMs: this.options.now(),
      used: false,
    });
    return code;
  }

  /** The shopper accepted these templates once each. */
  accept(openid: string, templateIds: readonly string[]): void {
    for (const templateId of templateIds)
      this.#setAccepts(openid, templateId, this.accepts(openid, templateId) + 1);
  }

  accepts(openid: string, templateId: string): number {
    return this.options.journal.get('quota', `${openid} ${templateId}`)?.accepts ?? 0;
  }

  codeToSession(query: URLSearchParams): object {
    if (query.get('appid') !== this.options.appid) return { errcode: 40013, errmsg: 'invalid appid' };
    if (query.get('secret') !== this.options.secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
    if (query.get('grant_type') !== 'authorization_code')
      return { errcode: 40002, errmsg: 'invalid grant_type' };
    const record = this.#useCode(query.get('js_code'), 'login');
    if (isWechatError(record)) return record;
    const openid = record.openid ?? '';
    if (this.risky.has(openid)) return { errcode: 40226, errmsg: 'code blocked' };
    if (!this.#mayLogin(openid)) return { errcode: 45011, errmsg: 'api minute-quota reach limit' };
    return {
      openid,
      session_key: randomBytes(16).toString('base64'),
      ...(record.unionid === undefined ? {} : { unionid: record.unionid }),
    };
  }

  stableToken(body: Body): object {
    const problem = this.#credentialProblem(body.appid, body.secret, body.grant_type);
    if (problem !== undefined) return problem;
    const nowMs = this.options.now();
    const current = this.#tokens.at(-1);
    if (body.force_refresh === true) {
      this.#forcedAtMs = this.#forcedAtMs.filter((atMs) => nowMs - atMs < 86_400_000);
      if (this.#forcedAtMs.length >= FORCE_A_DAY)
        return { errcode: 45009, errmsg: 'reach max api daily quota limit' };
      const last = this.#forcedAtMs.at(-1);
      if (last === undefined || nowMs - last >= FORCE_GAP_MS) {
        this.#forcedAtMs.push(nowMs);
        this.#tokens = [];
        return this.#newToken();
      }
    }
    if (current === undefined || current.untilMs - nowMs <= TOKEN_OVERLAP_MS) return this.#newToken();
    return { access_token: current.token, expires_in: Math.floor((current.untilMs - nowMs) / 1_000) };
  }

  /** The older way, apart from the stable one: each call makes a token and ends the one before. */
  plainToken(query: URLSearchParams): object {
    return (
      this.#credentialProblem(query.get('appid'), query.get('secret'), query.get('grant_type')) ??
      this.#newToken()
    );
  }

  /** Ends every token, as when the secret's owner resets it elsewhere. */
  revokeTokens(): void {
    this.#tokens = [];
  }

  tokenProblem(token: string | null): WechatError | undefined {
    if (token === null || token === '') return { errcode: 41001, errmsg: 'access_token missing' };
    const held = this.#tokens.find((candidate) => candidate.token === token);
    if (held === undefined) {
      return { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' };
    }
    return held.untilMs <= this.options.now()
      ? { errcode: 42001, errmsg: 'access_token expired' }
      : undefined;
  }

  phoneNumber(body: Body): object {
    const record = this.#useCode(body.code, 'phone');
    if (isWechatError(record)) return record;
    const full = record.phoneNumber ?? '';
    const abroad = /^\+(\d{1,3})-?(\d+)$/.exec(full);
    return {
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: full,
        purePhoneNumber: abroad?.[2] ?? full,
        countryCode: abroad?.[1] ?? '86',
        watermark: { timestamp: Math.floor(this.options.now() / 1_000), appid: this.options.appid },
      },
    };
  }

  /** By words that anybody can type; a real check knows more. */
  checkText(body: Body): object {
    const { openid, content, scene, version } = body;
    if (typeof openid !== 'string' || openid === '') return { errcode: 40003, errmsg: 'invalid openid' };
    if (version !== 2 || typeof scene !== 'number' || scene < 1 || scene > 4)
      return { errcode: 40129, errmsg: 'invalid scene' };
    if (typeof content !== 'string' || content === '' || [...content].length > 2_500)
      return { errcode: 47001, errmsg: 'data format error' };
    const [suggest, label] = textVerdict(content);
    return {
      errcode: 0,
      errmsg: 'ok',
      trace_id: randomBytes(12).toString('hex'),
      result: { suggest, label },
      detail: [{ strategy: 'content_model', errcode: 0, suggest, label, prob: 90 }],
    };
  }

  /** What it finds is pushed later. */
  checkPicture(body: Body): object {
    const { openid, media_url: url, media_type: type, scene, version } = body;
    if (typeof openid !== 'string' || openid === '') return { errcode: 40003, errmsg: 'invalid openid' };
    if (version !== 2 || typeof scene !== 'number' || scene < 1 || scene > 4)
      return { errcode: 40129, errmsg: 'invalid scene' };
    if (type !== 2 || typeof url !== 'string' || !/^https?:\/\//.test(url))
      return { errcode: 47001, errmsg: 'data format error' };
    const traceId = `${randomBytes(4).toString('hex')}-${randomBytes(4).toString('hex')}`;
    this.options.journal.put('mediaCheck', traceId, { traceId, openid, url, askedAtMs: this.options.now() });
    return { errcode: 0, errmsg: 'ok', trace_id: traceId };
  }

  /** A QR of the scene: a phone cannot open a mini-program that is not published, a test can read the scene. */
  async codeImage(body: Body): Promise<Uint8Array | WechatError> {
    const nowMs = this.options.now();
    this.#codesAtMs = this.#codesAtMs.filter((atMs) => nowMs - atMs < 60_000);
    if (this.#codesAtMs.length >= CODES_A_MINUTE)
      return { errcode: 45009, errmsg: 'reach max api daily quota limit' };
    this.#codesAtMs.push(nowMs);
    const problem = codeImageProblem(body, this.options.publishedPages);
    if (problem !== undefined) return problem;
    return QRCode.toBuffer(String(body.scene), {
      type: 'png',
      width: Number(body.width ?? 430),
      errorCorrectionLevel: 'M',
    });
  }

  sendMessage(body: Body): object {
    const { touser, template_id: templateId, page } = body;
    if (typeof touser !== 'string' || touser === '') return { errcode: 40003, errmsg: 'invalid openid' };
    const known =
      typeof templateId === 'string' && (this.options.templates?.includes(templateId) ?? templateId !== '');
    if (!known) return { errcode: 40037, errmsg: 'invalid template_id' };
    if (page !== undefined && !this.#isPublished(page)) return { errcode: 41030, errmsg: 'invalid page' };
    const data = readTemplateData(body.data);
    if (isWechatError(data)) return data;
    const accepts = this.accepts(touser, templateId);
    if (accepts < 1) return { errcode: 43101, errmsg: 'user refuse to accept the msg' };
    this.#setAccepts(touser, templateId, accepts - 1);
    const id = randomBytes(8).toString('hex');
    this.options.journal.put('message', id, {
      id,
      openid: touser,
      templateId,
      ...(typeof page === 'string' ? { page } : {}),
      data: data as Readonly<Record<string, string>>,
      sentAtMs: this.options.now(),
    });
    return { errcode: 0, errmsg: 'ok' };
  }

  uploadShipping(body: Body): object {
    const record = readShipping({
      body,
      mchid: this.options.mchid,
      find: this.options.find,
      existing: (transactionId) => this.options.journal.get('shipping', transactionId),
    });
    if (isWechatError(record)) return record;
    this.options.journal.put('shipping', record.transactionId, record);
    return { errcode: 0, errmsg: 'ok' };
  }

  shippingOrder(body: Body): object {
    const transactionId = String(body.transaction_id ?? '');
    const shipping: ShippingRecord | undefined = this.options.journal.get('shipping', transactionId);
    const payment = this.options.find?.({ transactionId });
    if (shipping === undefined && payment === undefined) return { errcode: 10060001, errmsg: '支付单不存在' };
    const shipped = this.received.has(transactionId) ? 3 : 2;
    const state = payment?.state === 'REFUND' ? 5 : shipping?.allDelivered ? shipped : 1;
    return {
      errcode: 0,
      errmsg: 'ok',
      order: {
        transaction_id: transactionId,
        order_state: state,
        in_complaint: false,
        ...(shipping === undefined
          ? {}
          : {
              shipping: {
                delivery_mode: shipping.deliveryMode,
                logistics_type: shipping.logisticsType,
                finish_shipping: shipping.allDelivered,
                finish_shipping_count: shipping.corrected ? 2 : 1,
                shipping_list: shipping.parcels,
              },
            }),
      },
    };
  }

  #useCode(code: unknown, kind: 'login' | 'phone'): MiniProgramRecords['code'] | WechatError {
    const record = typeof code === 'string' ? this.options.journal.get('code', code) : undefined;
    if (record === undefined || record.kind !== kind) return { errcode: 40029, errmsg: 'invalid code' };
    if (record.used) return { errcode: 40163, errmsg: 'code been used' };
    if (this.options.now() - record.madeAtMs >= CODE_LIFE_MS)
      return { errcode: 40029, errmsg: 'invalid code' };
    this.options.journal.put('code', record.code, { ...record, used: true });
    return record;
  }

  #mayLogin(openid: string): boolean {
    const nowMs = this.options.now();
    const recent = (this.#loginsAtMs.get(openid) ?? []).filter((atMs) => nowMs - atMs < 60_000);
    this.#loginsAtMs.set(openid, [...recent, nowMs]);
    return recent.length < LOGINS_A_MINUTE;
  }

  #credentialProblem(appid: unknown, secret: unknown, grantType: unknown): WechatError | undefined {
    if (grantType !== 'client_credential') return { errcode: 40002, errmsg: 'invalid grant_type' };
    if (appid !== this.options.appid) return { errcode: 40013, errmsg: 'invalid appid' };
    return secret === this.options.secret ? undefined : { errcode: 40125, errmsg: 'invalid appsecret' };
  }

  #newToken(): object {
    const nowMs = this.options.now();
    const previous = this.#tokens.at(-1);
    const fresh = {
      token: `STANDIN_${randomBytes(60).toString('base64url')}`,
      untilMs: nowMs + TOKEN_LIFE_MS,
    };
    const fading =
      previous === undefined
        ? []
        : [{ ...previous, untilMs: Math.min(previous.untilMs, nowMs + TOKEN_OVERLAP_MS) }];
    this.#tokens = [...fading, fresh];
    return { access_token: fresh.token, expires_in: TOKEN_LIFE_MS / 1_000 };
  }

  #isPublished(page: unknown): boolean {
    if (typeof page !== 'string' || page.startsWith('/')) return false;
    return this.options.publishedPages?.includes(page.split('?')[0] ?? '') ?? true;
  }

  #setAccepts(openid: string, templateId: string, accepts: number): void {
    this.options.journal.put('quota', `${openid} ${templateId}`, { openid, templateId, accepts });
  }
}
