import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** Where WeChat posts messages of the mini-program, and what it was told in the console. */
export type PushTarget = {
  token: string;
  encodingAesKey: string;
  post(query: string, body: string): Promise<{ status: number; text: string }>;
};

const sign = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');

function sealed(text: string, { encodingAesKey }: PushTarget, appid: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(text), Buffer.from(appid)]);
  const fill = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(fill, fill)),
    cipher.final(),
  ]).toString('base64');
}

/** A message as WeChat posts it in the safe mode, in JSON: true where it was taken, else WeChat repeats it. */
export async function pushMessage(
  target: PushTarget,
  { appid, nowMs }: { appid: string; nowMs: number },
  message: Record<string, string | number>,
): Promise<boolean> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const nonce = randomBytes(5).toString('hex');
  const encrypted = sealed(
    JSON.stringify({
      ToUserName: 'gh_simulator',
      MsgType: 'event',
      CreateTime: Number(timestamp),
      ...message,
    }),
    target,
    appid,
  );
  const query = new URLSearchParams({
    signature: sign(target.token, timestamp, nonce),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sign(target.token, timestamp, nonce, encrypted),
  });
  const answer = await target.post(
    `?${query}`,
    JSON.stringify({ ToUserName: 'gh_simulator', Encrypt: encrypted }),
  );
  return answer.status === 200 && (answer.text === 'success' || answer.text === '');
}
