import { constants, publicEncrypt } from 'node:crypto';
import type { Addressed } from './merchants.ts';

/** OAEP with SHA-1 leaves 214 of a key's 256 bytes. */
export const SENSITIVE_MAX_BYTES = 190;

/**
 * Names go encrypted with the platform's key (RSA-OAEP), the one that the request names in `Wechatpay-Serial`. Undefined:
 * there is none at hand. https://pay.weixin.qq.com/doc/v3/merchant/4013053257
 */
export async function encryptForPlatform(to: Addressed, clear: string): Promise<string | undefined> {
  const { keyring } = to.account.transport;
  const serial = keyring.preferredSerial;
  const found = serial === undefined ? undefined : await keyring.keyFor(serial);
  if (found?.kind !== 'found') return undefined;
  return publicEncrypt(
    { key: found.key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(clear),
  ).toString('base64');
}
