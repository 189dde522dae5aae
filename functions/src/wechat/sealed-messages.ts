import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

/** How WeChat and WeCom sign and seal what their servers post: the same for both, with the receiver's id inside. */

const blockBytes = 32;

export function pushSignature(...parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
}

export function isSame(one: string, other: string | undefined): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other ?? '')];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A field of what is JSON or XML, as the console was told; `within` another one. */
export function fieldOf(text: string, name: string, within?: string): string | undefined {
  if (text.trimStart().startsWith('{')) {
    try {
      const whole = JSON.parse(text) as Record<string, unknown>;
      const fields = within === undefined ? whole : whole[within];
      const value = (fields as Record<string, unknown> | null | undefined)?.[name];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    } catch {
      return undefined;
    }
  }
  if (within !== undefined) {
    const [from, to] = [text.indexOf(`<${within}>`), text.indexOf(`</${within}>`)];
    return from < 0 || to < from ? undefined : fieldOf(text.slice(from + within.length + 2, to), name);
  }
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[([^\\]]*)\\]\\]>|([^<]*))</${name}>`).exec(text);
  return found?.[1] ?? found?.[2];
}

/** 16 random bytes, the length in four, the text, the id of whom it is for, and as many bytes as fill a block. */
export function opened(sealed: string, encodingAesKey: string, receiverId: string): string | null {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  let plain: Buffer;
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    plain = Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()]);
  } catch {
    return null;
  }
  const filled = plain.at(-1) ?? 0;
  if (filled < 1 || filled > blockBytes || plain.length < 20 + filled) return null;
  const content = plain.subarray(16, plain.length - filled);
  const length = content.readUInt32BE(0);
  const text = content.subarray(4, 4 + length);
  return text.length === length && content.subarray(4 + length).toString() === receiverId
    ? text.toString()
    : null;
}
