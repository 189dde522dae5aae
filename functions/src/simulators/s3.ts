import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessKeyOf } from './access-key.ts';

export type S3Object = { bytes: Uint8Array; type: string };
/** What is in the buckets, by `bucket/key`. */
export type S3Objects = {
  get(path: string): Promise<S3Object | null>;
  put(path: string, object: S3Object): Promise<void>;
  delete(path: string): Promise<void>;
  list(prefix: string): Promise<string[]>;
};

export function objectsInMemory(): S3Objects {
  const objects = new Map<string, S3Object>();
  return {
    get: async (path) => objects.get(path) ?? null,
    async put(path, object) {
      objects.set(path, object);
    },
    async delete(path) {
      objects.delete(path);
    },
    list: async (prefix) => [...objects.keys()].filter((path) => path.startsWith(prefix)).sort(),
  };
}

/**
 * S3 over HTTP, buckets in the path: objects put, read, looked at, removed and listed, and addresses that were signed
 * before (their signature, time and headers are checked, as whoever holds one is nobody).
 */
export async function startS3Simulator(options: {
  objects: S3Objects;
  now(): number;
  /** The secret behind an access key. */
  secretOf(accessKeyId: string): string;
  /** Who may do what, by the access key that a call is signed with; everybody everything unless told. */
  allows?: (accessKeyId: string, action: string, path: string) => boolean;
  /** Also calls that are signed in their headers are compared with their signature, and their body with what was signed. */
  checksHeaders?: boolean;
  /** Objects of a page of a list. */
  pageSize?: number;
}) {
  const { objects, now, secretOf, allows = () => true, pageSize = 1_000 } = options;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://s3');
    const path = decodeURIComponent(url.pathname.slice(1)).replace(/\/$/, '');
    const isList = !path.includes('/');
    const { method = 'GET' } = request;
    // Pages of another origin may send, as the rules of the bucket say.
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'PUT');
    response.setHeader('access-control-allow-headers', '*');
    if (method === 'OPTIONS') return void response.writeHead(200).end();
    const refuse = (status: number, code: string) =>
      response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    const signed = url.searchParams.has('X-Amz-Signature');
    const who = signed
      ? (url.searchParams.get('X-Amz-Credential') ?? '').split('/')[0]
      : accessKeyOf(request);
    const fault = signed ? signedFault(request, url, secretOf(who ?? ''), now()) : null;
    if (fault) return void refuse(403, fault);
    const action = isList
      ? 's3:ListBucket'
      : `s3:${method === 'PUT' ? 'Put' : method === 'DELETE' ? 'Delete' : 'Get'}Object`;
    if (!allows(who ?? '', action, path)) return void refuse(403, 'AccessDenied');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const badHeaders =
      options.checksHeaders && !signed
        ? headerFault(request, url, secretOf(who ?? ''), Buffer.concat(chunks))
        : null;
    if (badHeaders) return void refuse(403, badHeaders);
    if (isList) {
      const prefix = url.searchParams.get('prefix') ?? '';
      const after = url.searchParams.get('continuation-token') ?? '';
      const all = (await objects.list(`${path}/${prefix}`)).map((one) => one.slice(path.length + 1));
      const rest = all.filter((one) => one > after);
      const keys = rest.slice(0, pageSize);
      const more = rest.length > keys.length;
      const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
      const next = more ? `<NextContinuationToken>${keys.at(-1)}</NextContinuationToken>` : '';
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents}${next}</ListBucketResult>`);
      return;
    }
    if (method === 'PUT') {
      await objects.put(path, {
        bytes: Buffer.concat(chunks),
        type: request.headers['content-type'] ?? 'binary/octet-stream',
      });
      return void response.writeHead(200).end();
    }
    if (method === 'DELETE') {
      await objects.delete(path);
      return void response.writeHead(204).end();
    }
    const found = await objects.get(path);
    if (!found) return void refuse(404, 'NoSuchKey');
    const disposition = url.searchParams.get('response-content-disposition');
    response
      .writeHead(200, {
        'content-type': found.type,
        'content-length': String(found.bytes.length),
        ...(disposition ? { 'content-disposition': disposition } : {}),
      })
      .end(method === 'HEAD' ? undefined : found.bytes);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is wrong with a call that is signed in its headers (AWS Signature Version 4). */
function headerFault(request: IncomingMessage, url: URL, secret: string, body: Buffer): string | null {
  const { authorization = '' } = request.headers;
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const [, day = '', region = '', service = ''] = credential.split('/');
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  if (/^[0-9a-f]{64}$/.test(payload) && createHash('sha256').update(body).digest('hex') !== payload)
    return 'XAmzContentSHA256Mismatch';
  const names = signedHeaders.split(';');
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const stamp = String(request.headers['x-amz-date'] ?? '');
  const expected = Buffer.from(signatureOf({ canonical, stamp, day, region, service, secret }));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given)
    ? null
    : 'SignatureDoesNotMatch';
}

function signatureOf(of: {
  canonical: string;
  stamp: string;
  day: string;
  region: string;
  service: string;
  secret: string;
}): string {
  const { canonical, stamp, day, region, service, secret } = of;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')];
  const key = ['aws4_request', service, region, day].reduceRight<string | Buffer>(
    (made, part) => hmac(made, part),
    `AWS4${secret}`,
  );
  return Buffer.from(hmac(key, text.join('\n'))).toString('hex');
}

/** What is wrong with an address that was signed before (AWS Signature Version 4, in the query). */
function signedFault(request: IncomingMessage, url: URL, secret: string, nowMs: number): string | null {
  const query = (name: string) => url.searchParams.get(name) ?? '';
  const [, day = '', region = '', service = ''] = query('X-Amz-Credential').split('/');
  const stamp = query('X-Amz-Date');
  const signedAtMs = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!(nowMs <= signedAtMs + Number(query('X-Amz-Expires')) * 1_000)) return 'AccessDenied';
  const names = query('X-Amz-SignedHeaders').split(';');
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const expected = Buffer.from(signatureOf({ canonical, stamp, day, region, service, secret }));
  const given = Buffer.from(query('X-Amz-Signature'));
  const fits = expected.length === given.length && timingSafeEqual(expected, given);
  return fits ? null : 'SignatureDoesNotMatch';
}
