import { createHash, createHmac } from 'node:crypto';

/** Signature v3 of Tencent Cloud's API (TC3-HMAC-SHA256) for a POST of JSON to `/`. */
export type SignedCall = {
  readonly secretId: string;
  readonly secretKey: string;
  readonly service: string;
  readonly host: string;
  readonly action: string;
  /** As it is sent, byte for byte. */
  readonly payload: string;
  readonly timestampS: number;
};

export const jsonContentType = 'application/json; charset=utf-8';
const algorithm = 'TC3-HMAC-SHA256';
const signedHeaders = 'content-type;host;x-tc-action';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();

/** The value of the header `authorization`. */
export function authorizationOf(call: SignedCall): string {
  const { secretId, secretKey, service, host, action, payload, timestampS } = call;
  const headers = `content-type:${jsonContentType}\nhost:${host}\nx-tc-action:${action.toLowerCase()}\n`;
  const request = ['POST', '/', '', headers, signedHeaders, sha256(payload)].join('\n');
  // By UTC, whatever the machine's time zone is.
  const date = new Date(timestampS * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const toSign = [algorithm, timestampS, scope, sha256(request)].join('\n');
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request');
  const signature = hmac(key, toSign).toString('hex');
  return `${algorithm} Credential=${secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
