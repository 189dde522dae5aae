import { createDecipheriv, createSign, createVerify, type KeyObject } from 'node:crypto';

/**
 * The cryptography of WeChat Pay API v3, as pure functions.
 * - signing requests: https://pay.weixin.qq.com/doc/v3/merchant/4012365336
 * - signing for wx.requestPayment: https://pay.weixin.qq.com/doc/v3/merchant/4012365341
 * - verifying answers and notifications: https://pay.weixin.qq.com/doc/v3/merchant/4013053249
 * - AEAD_AES_256_GCM: https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */

const AUTHORIZATION_SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const GCM_TAG_BYTES = 16;

/** SHA256-RSA over each line followed by a line feed, in base64. */
export function signLines(privateKey: KeyObject, lines: readonly string[]): string {
  return createSign('RSA-SHA256').update(joinLines(lines)).sign(privateKey, 'base64');
}

/** False for anything that is not this key's signature of these lines; it never throws. */
export function verifyLines(
  publicKey: KeyObject,
  lines: readonly string[],
  signatureBase64: string,
): boolean {
  try {
    return createVerify('RSA-SHA256').update(joinLines(lines)).verify(publicKey, signatureBase64, 'base64');
  } catch {
    return false;
  }
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

export interface RequestToSign {
  readonly method: string;
  /** Path and query, exactly as sent. */
  readonly pathAndQuery: string;
  readonly timestampSeconds: number;
  readonly nonce: string;
  readonly body: string;
}

export interface MerchantIdentity {
  readonly mchid: string;
  readonly merchantSerial: string;
  readonly privateKey: KeyObject;
}

export function authorizationHeader(merchant: MerchantIdentity, request: RequestToSign): string {
  const timestamp = String(request.timestampSeconds);
  const signature = signLines(merchant.privateKey, [
    request.method,
    request.pathAndQuery,
    timestamp,
    request.nonce,
    request.body,
  ]);
  const fields = [
    `mchid="${merchant.mchid}"`,
    `nonce_str="${request.nonce}"`,
    `timestamp="${timestamp}"`,
    `serial_no="${merchant.merchantSerial}"`,
    `signature="${signature}"`,
  ];
  return `${AUTHORIZATION_SCHEME} ${fields.join(',')}`;
}

export interface EncryptedResource {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associated_data?: string | undefined;
}

/** The clear text, or undefined when key, nonce, associated data or tag do not fit; it never throws. */
export function decryptResource(apiV3Key: string, resource: EncryptedResource): string | undefined {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  if (sealed.length <= GCM_TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      Buffer.from(apiV3Key, 'utf8'),
      Buffer.from(resource.nonce, 'utf8'),
      { authTagLength: GCM_TAG_BYTES },
    );
    decipher.setAuthTag(sealed.subarray(sealed.length - GCM_TAG_BYTES));
    decipher.setAAD(Buffer.from(resource.associated_data ?? '', 'utf8'));
    const clear = Buffer.concat([
      decipher.update(sealed.subarray(0, sealed.length - GCM_TAG_BYTES)),
      decipher.final(),
    ]);
    return clear.toString('utf8');
  } catch {
    return undefined;
  }
}
