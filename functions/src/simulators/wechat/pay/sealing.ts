import {
  constants,
  createCipheriv,
  createPublicKey,
  privateDecrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { SimulatorRequest } from '../../http-server.ts';
import { randomDigits, type SimulatorAccount, type SimulatorKeys } from './keys.ts';
import type { KnownAccount, Merchants } from './merchants.ts';

/**
 * WeChat Pay's half of the cryptography, written apart from the client's so that a mistake in one does not hide
 * in the other.
 */

export interface Signed {
  readonly 'wechatpay-timestamp': string;
  readonly 'wechatpay-nonce': string;
  readonly 'wechatpay-signature': string;
  readonly 'wechatpay-serial': string;
  readonly 'wechatpay-signature-type': string;
}

export type SigningWay = 'public_key' | 'certificate';

/** The headers of an answer or a notification with this body. */
export function signedHeaders(
  keys: SimulatorKeys,
  way: SigningWay,
  nowMs: number,
  body: string,
): Signed & Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const nonce = randomBytes(16).toString('hex');
  const privateKeyPem = way === 'public_key' ? keys.publicKeyPrivatePem : keys.certificatePrivatePem;
  const signature = sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), privateKeyPem);
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': signature.toString('base64'),
    'wechatpay-serial': way === 'public_key' ? keys.publicKeyId : keys.certificateSerial,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

export interface Sealed {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associated_data: string;
}

export function seal(apiV3Key: string, associatedData: string, clear: string): Sealed {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    nonce,
    associated_data: associatedData,
  };
}

/** What a merchant encrypted with our public key, as names have to be. */
export function openSensitive(keys: SimulatorKeys, sealed: unknown): string | undefined {
  if (typeof sealed !== 'string') return undefined;
  const key = {
    key: keys.publicKeyPrivatePem,
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha1',
  };
  try {
    const clear = privateDecrypt(key, Buffer.from(sealed, 'base64')).toString('utf8');
    return clear === '' ? undefined : clear;
  } catch {
    return undefined;
  }
}

const MAX_REQUEST_AGE_SECONDS = 300;

/** Whose request it is, or why its `Authorization` is refused (a 401 SIGN_ERROR). */
export function authorize(
  merchants: Merchants,
  nowMs: number,
  request: SimulatorRequest,
): KnownAccount | string {
  const match = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(request.headers.authorization ?? '');
  if (match?.[1] === undefined) return 'Http头Authorization认证类型不正确';
  const fields = new Map(
    [...match[1].matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
  const timestamp = fields.get('timestamp') ?? '';
  const account = merchants.account(fields.get('mchid'));
  if (account === undefined) return '商户号不匹配';
  if (fields.get('serial_no') !== account.keys.merchantSerial) return '商户证书序列号有误';
  if (!/^\d+$/.test(timestamp)) return 'Http头Authorization值格式错误';
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_REQUEST_AGE_SECONDS)
    return '签名时间戳与当前时间相差过大';
  const message = `${request.method}\n${request.pathAndQuery}\n${timestamp}\n${fields.get('nonce_str')}\n${request.rawBody}\n`;
  const good = verify(
    'sha256',
    Buffer.from(message),
    merchantPublicKeyPem(account.keys),
    Buffer.from(fields.get('signature') ?? '', 'base64'),
  );
  return good ? account : '错误的签名，验签失败';
}

/** What WeChat checks before it opens the wallet: that whoever made the order signed these very parameters. */
export function payParamsProblem(
  appid: string,
  keys: SimulatorAccount,
  params: Readonly<Record<string, unknown>>,
): string | undefined {
  const { timeStamp, nonceStr, package: packageField, signType, paySign } = params;
  if (signType !== 'RSA' || typeof paySign !== 'string') return 'signType 不支持';
  const message = `${appid}\n${String(timeStamp)}\n${String(nonceStr)}\n${String(packageField)}\n`;
  const good = verify(
    'sha256',
    Buffer.from(message),
    merchantPublicKeyPem(keys),
    Buffer.from(paySign, 'base64'),
  );
  return good ? undefined : '支付验证签名失败';
}

function merchantPublicKeyPem(keys: SimulatorAccount): string {
  return createPublicKey(keys.merchantCertificatePem).export({ type: 'spki', format: 'pem' }).toString();
}

export function newTransactionId(nowMs: number): string {
  return `4200${randomDigits(6)}${compactDate(nowMs)}${randomDigits(10)}`;
}

export function newRefundId(nowMs: number): string {
  return `5030${randomDigits(7)}${compactDate(nowMs)}${randomDigits(10)}`;
}

export function newPrepayId(): string {
  return `wx${randomDigits(14)}${randomBytes(9).toString('hex')}0000`;
}

function compactDate(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
}
