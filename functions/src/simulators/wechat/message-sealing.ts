import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** As WeChat and WeCom sign and seal what they post. */
export const sign = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');

export function sealed(text: string, encodingAesKey: string, receiverId: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(text), Buffer.from(receiverId)]);
  const fill = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(fill, fill)),
    cipher.final(),
  ]).toString('base64');
}
