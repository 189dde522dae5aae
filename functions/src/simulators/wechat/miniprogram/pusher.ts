import { randomBytes } from 'node:crypto';
import { sealed, sign } from '../message-sealing.ts';

/** Where WeChat posts messages of the mini-program, and what it was told in the console. */
export type PushTarget = {
  token: string;
  encodingAesKey: string;
  post(query: string, body: string): Promise<{ status: number; text: string }>;
};

/** A message as WeChat posts it in the safe mode, in JSON: true where it was taken, else WeChat repeats it. */
export async function pushMessage(
  target: PushTarget,
  { appid, nowMs }: { appid: string; nowMs: number },
  message: Record<string, unknown>,
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
    target.encodingAesKey,
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
