import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { fileHeadMs, filePatience, wechatPatienceBehind } from '../../platform/budgets.ts';
import {
  type Fetch,
  type HttpAnswer,
  isTimeForAnother,
  joinUrl,
  parseJson,
  retryDelayMs,
  type Sleep,
  sendOnce,
  sleepFor,
  timeLeft,
} from '../../platform/outgoing/exchange.ts';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { platformFailure, unavailable, untrusted, type WechatPayFailure } from './failures.ts';
import {
  createPlatformKeyring,
  type PlatformCertificate,
  type PlatformKeyring,
  type PlatformPublicKey,
} from './keyring.ts';
import { authorizationHeader, decryptResource, type MerchantIdentity, verifyLines } from './signing.ts';
import type { SubMerchant } from './types.ts';

/** The keys of one merchant number. */
export interface WechatPayAccount {
  readonly mchid: string;
  /** Serial of the merchant's API certificate. */
  readonly merchantSerial: string;
  readonly merchantPrivateKeyPem: string;
  /** 32 bytes. */
  readonly apiV3Key: string;
  /** The WeChat Pay public key(s) from the merchant console; the first is the one asked for in answers. */
  readonly platformPublicKeys?: readonly PlatformPublicKey[];
  /** Whether platform certificates are downloaded too: for merchants without a public key, or while switching. */
  readonly downloadCertificates?: boolean;
  /** Present: the number is a service provider's, and its keys sign for these merchants only. */
  readonly subMerchants?: readonly SubMerchant[];
}

/** Everything that differs between merchants and environments; addresses, ids and keys only. */
export interface WechatPayConfig extends WechatPayAccount {
  /** https://api.mch.weixin.qq.com, or https://api2.mch.weixin.qq.com from another region. */
  readonly baseUrl: string;
  /** The brand's mini-program; bound to every merchant number. */
  readonly appid: string;
  /** Merchants beside the brand's own: dealers with keys of their own, and service providers. */
  readonly otherAccounts?: readonly WechatPayAccount[];
  /** How long one attempt may take, and a call with all its attempts; a file has its own time. */
  readonly timeoutMs?: number;
  readonly totalMs?: number;
  /** How often a call is sent in all when nothing or a 5xx comes back. */
  readonly attempts?: number;
}

export interface WechatPayDependencies {
  readonly now: () => number;
  readonly fetch?: Fetch;
  readonly sleep?: Sleep;
  readonly random?: () => number;
  /** One record a sent request, for logs and metrics: no ids of people, no bodies, no addresses. */
  readonly observe?: (call: WechatCall) => void;
}

export interface WechatCall {
  readonly operation: string;
  readonly attempt: number;
  readonly durationMs: number;
  readonly httpStatus?: number;
  readonly result: string;
  readonly requestId?: string;
}

export interface PayRequest {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly pathAndQuery: string;
  readonly body?: unknown;
}

export interface PayAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** A file as it came; nothing about it is believed before its digest was compared. */
export interface PayFile {
  readonly body: Uint8Array;
}

export interface PayTransport {
  readonly merchant: MerchantIdentity;
  readonly keyring: PlatformKeyring;
  /** Safe to repeat for every operation we use: each carries its own order or refund number. */
  call(request: PayRequest): Promise<Outcome<PayAnswer, WechatPayFailure>>;
  /** A file behind an address that a signed answer named. The request is signed, the file is not. */
  download(request: Omit<PayRequest, 'body'>): Promise<Outcome<PayFile, WechatPayFailure>>;
}

const DEFAULT_ATTEMPTS = 3;
const FIRST_RETRY_DELAY_MS = 200;
const MAX_ANSWER_BYTES = 1_048_576;
/** A packed bill of a million lines. */
const MAX_FILE_BYTES = 67_108_864;
const MAX_CLOCK_SKEW_SECONDS = 300;

const errorBody = z.object({ code: z.string().optional(), message: z.string().optional() });

const certificatesBody = z.object({
  data: z.array(
    z.object({
      serial_no: z.string(),
      encrypt_certificate: z.object({
        algorithm: z.literal('AEAD_AES_256_GCM'),
        nonce: z.string(),
        associated_data: z.string().optional(),
        ciphertext: z.string(),
      }),
    }),
  ),
});

export function createPayTransport(
  config: WechatPayConfig,
  dependencies: WechatPayDependencies,
): PayTransport {
  assertConfig(config);
  const { now } = dependencies;
  const fetchOnce: Fetch = dependencies.fetch ?? ((url, init) => fetch(url, init));
  const sleep = dependencies.sleep ?? sleepFor;
  const random = dependencies.random ?? Math.random;
  const attempts = config.attempts ?? DEFAULT_ATTEMPTS;
  const patience = {
    attemptMs: config.timeoutMs ?? wechatPatienceBehind.attemptMs,
    totalMs: config.totalMs ?? wechatPatienceBehind.totalMs,
  };
  const merchant: MerchantIdentity = {
    mchid: config.mchid,
    merchantSerial: config.merchantSerial,
    privateKey: createPrivateKey(config.merchantPrivateKeyPem),
  };

  const keyring = createPlatformKeyring({
    publicKeys: config.platformPublicKeys ?? [],
    download: config.downloadCertificates === true ? downloadCertificates : undefined,
    now,
  });

  /** Each sending has its own time and nonce: WeChat Pay refuses old signatures. */
  async function send(
    request: PayRequest,
    attempt: number,
    timeoutMs: number,
    file: boolean,
  ): Promise<HttpAnswer> {
    const url = joinUrl(config.baseUrl, request.pathAndQuery);
    const { pathname, search } = new URL(url);
    const body = request.body === undefined ? '' : JSON.stringify(request.body);
    const authorization = authorizationHeader(merchant, {
      method: request.method,
      pathAndQuery: `${pathname}${search}`,
      timestampSeconds: Math.floor(now() / 1000),
      nonce: randomBytes(16).toString('hex'),
      body,
    });
    const startedAt = performance.now();
    const answer = await sendOnce(fetchOnce, {
      method: request.method,
      url,
      headers: {
        authorization,
        accept: file ? '*/*' : 'application/json',
        'user-agent': 'jindian',
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
        ...(keyring.preferredSerial === undefined ? {} : { 'wechatpay-serial': keyring.preferredSerial }),
      },
      ...(body === '' ? {} : { body }),
      timeoutMs,
      ...(file ? { headMs: Math.min(timeoutMs, fileHeadMs) } : {}),
      maxAnswerBytes: file ? MAX_FILE_BYTES : MAX_ANSWER_BYTES,
    });
    const requestId = answer.kind === 'answer' ? answer.headers.get('request-id') : null;
    dependencies.observe?.({
      operation: request.operation,
      attempt,
      durationMs: Math.round(performance.now() - startedAt),
      result: answer.kind === 'answer' ? 'answer' : answer.reason,
      ...(answer.kind === 'answer' ? { httpStatus: answer.status } : {}),
      ...(requestId === null ? {} : { requestId }),
    });
    return answer;
  }

  async function sendWithRetries(request: PayRequest, file = false): Promise<HttpAnswer> {
    const { attemptMs, totalMs } = file ? filePatience : patience;
    const leftMs = timeLeft(totalMs);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send(request, attempt, Math.min(attemptMs, leftMs()), file);
      const worthRepeating = answer.kind === 'unreachable' || answer.status >= 500;
      const pauseMs = retryDelayMs(attempt + 1, FIRST_RETRY_DELAY_MS, random);
      if (!worthRepeating || attempt >= attempts || !isTimeForAnother(leftMs(), pauseMs)) return answer;
      await sleep(pauseMs);
    }
  }

  async function call(request: PayRequest): Promise<Outcome<PayAnswer, WechatPayFailure>> {
    const answer = await sendWithRetries(request);
    if (answer.kind === 'unreachable') return fail(unavailable(`no answer: ${answer.reason}`));
    const requestId = answer.headers.get('request-id') ?? undefined;

    if (mustBeSigned(answer.status)) {
      const problem = await signatureProblem(answer, (serial) => keyring.keyFor(serial), now());
      if (problem !== undefined) return fail(untrusted(problem, requestId));
    }
    const json = parseJson(answer.body);
    if (answer.status === 200 || answer.status === 204) return succeed({ status: answer.status, json });
    return fail(refusalOf(answer.status, json, requestId));
  }

  async function download(request: Omit<PayRequest, 'body'>): Promise<Outcome<PayFile, WechatPayFailure>> {
    const answer = await sendWithRetries(request, true);
    if (answer.kind === 'unreachable') return fail(unavailable(`no file: ${answer.reason}`));
    if (answer.status === 200) return succeed({ body: answer.body });
    const requestId = answer.headers.get('request-id') ?? undefined;
    return fail(refusalOf(answer.status, parseJson(answer.body), requestId));
  }

  /**
   * GET /v3/certificates: https://pay.weixin.qq.com/doc/v3/merchant/4012551764
   * The first download has no key yet to verify its own signature with. It is trusted because each certificate
   * decrypts under the APIv3 key, which only the merchant and WeChat Pay hold; then the signature is verified
   * with the certificate that the answer names.
   */
  async function downloadCertificates(): Promise<readonly PlatformCertificate[] | undefined> {
    const answer = await sendWithRetries({
      operation: 'certificates',
      method: 'GET',
      pathAndQuery: '/v3/certificates',
    });
    if (answer.kind !== 'answer' || answer.status !== 200) return undefined;
    const parsed = certificatesBody.safeParse(parseJson(answer.body));
    if (!parsed.success) return undefined;

    const certificates: PlatformCertificate[] = [];
    for (const item of parsed.data.data) {
      const pem = decryptResource(config.apiV3Key, item.encrypt_certificate);
      const certificate = pem === undefined ? undefined : readCertificate(pem, item.serial_no);
      if (certificate !== undefined) certificates.push(certificate);
    }
    const keys = new Map<string, KeyObject>(certificates.map(({ serial, key }) => [serial, key]));
    const problem = await signatureProblem(
      answer,
      async (serial) => {
        const key = keys.get(serial);
        // With a public key configured the answer is signed with that one, not with a certificate.
        if (key === undefined && serial === keyring.preferredSerial) return keyring.keyFor(serial);
        return key === undefined ? { kind: 'unknown' } : { kind: 'found', key };
      },
      now(),
    );
    return problem === undefined ? certificates : undefined;
  }

  return { merchant, keyring, call, download };
}

function refusalOf(httpStatus: number, json: unknown, requestId: string | undefined): WechatPayFailure {
  const parsed = errorBody.safeParse(json);
  return platformFailure({
    httpStatus,
    platformCode: parsed.success ? parsed.data.code : undefined,
    message: (parsed.success ? parsed.data.message : undefined) ?? `HTTP ${httpStatus}`,
    requestId,
  });
}

/**
 * WeChat Pay signs every answer to a request whose own signature it accepted. What changes our books (2xx, and
 * refusals such as "paid already") is believed only with that signature; a 401 cannot carry one, and 429 and 5xx
 * may come from a gateway in front and never lead to more than trying again.
 */
function mustBeSigned(status: number): boolean {
  return status < 500 && status !== 401 && status !== 429;
}

async function signatureProblem(
  answer: Extract<HttpAnswer, { kind: 'answer' }>,
  keyFor: PlatformKeyring['keyFor'],
  nowMs: number,
): Promise<string | undefined> {
  const serial = answer.headers.get('wechatpay-serial');
  const signature = answer.headers.get('wechatpay-signature');
  const timestamp = answer.headers.get('wechatpay-timestamp');
  const nonce = answer.headers.get('wechatpay-nonce');
  if (serial === null || signature === null || timestamp === null || nonce === null)
    return 'answer is not signed';
  const skewSeconds = Math.abs(nowMs / 1000 - Number(timestamp));
  if (!(skewSeconds <= MAX_CLOCK_SKEW_SECONDS)) return 'answer is too old';
  const found = await keyFor(serial);
  if (found.kind !== 'found') return `key of the answer is ${found.kind}`;
  const body = Buffer.from(answer.body).toString('utf8');
  return verifyLines(found.key, [timestamp, nonce, body], signature)
    ? undefined
    : 'signature does not fit the answer';
}

function readCertificate(pem: string, serialNo: string): PlatformCertificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    const key = certificate.publicKey;
    if (key.asymmetricKeyType !== 'rsa') return undefined;
    if (withoutLeadingZeros(certificate.serialNumber) !== withoutLeadingZeros(serialNo)) return undefined;
    return {
      serial: serialNo,
      key,
      validFromMs: Date.parse(certificate.validFrom),
      validUntilMs: Date.parse(certificate.validTo),
    };
  } catch {
    return undefined;
  }
}

function withoutLeadingZeros(serial: string): string {
  return serial.toUpperCase().replace(/^0+/, '');
}

function assertConfig(config: WechatPayConfig): void {
  if (Buffer.byteLength(config.apiV3Key, 'utf8') !== 32)
    throw new Error('WechatPayConfig.apiV3Key must be 32 bytes');
  if ((config.platformPublicKeys ?? []).length === 0 && config.downloadCertificates !== true) {
    throw new Error('WechatPayConfig needs platformPublicKeys, downloadCertificates, or both');
  }
  for (const name of ['appid', 'mchid', 'merchantSerial'] as const) {
    if (!/^[0-9A-Za-z]+$/.test(config[name]))
      throw new Error(`WechatPayConfig.${name} is missing or malformed`);
  }
}
