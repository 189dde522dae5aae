import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from './function.ts';

const account = '000000000000';
/** Of API Gateway, before Lambda's own smaller one. */
const maxBodyBytes = 10 * 1024 * 1024;

/** What API Gateway says when the function did not. */
function said(status: number, message: string): Response {
  return new Response(JSON.stringify({ message }), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

/** What goes to the function as text; everything else goes in base64. */
const textTypes = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|problem\+json)\b)/;

/**
 * The path as HTTP APIs give it in payload 2.0: decoded, and cut at a question mark that was encoded in it. Not what
 * the name `rawPath` promises, so whoever routes by it must bear it.
 */
export function rawPathOf(pathname: string): string {
  let decoded = pathname;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    // No valid encoding: left as it is.
  }
  return decoded.split('?')[0] || '/';
}

/** A request as the event that API Gateway's HTTP API makes of it (payload format 2.0). */
export async function eventOf(request: Request, sourceIp: string, nowMs: number) {
  const url = new URL(request.url);
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  request.headers.forEach((value, name) => {
    if (name === 'cookie') cookies.push(...value.split(/; */));
    else headers[name] = value;
  });
  const body = Buffer.from(await request.arrayBuffer());
  const isText = textTypes.test(headers['content-type'] ?? '');
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams)
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  const path = rawPathOf(url.pathname);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: { ...headers, 'x-forwarded-for': sourceIp, 'x-forwarded-proto': url.protocol.slice(0, -1) },
    ...(url.search.length > 1 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: account,
      apiId: 'simulated',
      domainName: url.host,
      domainPrefix: url.hostname.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date(nowMs).toISOString(),
      timeEpoch: nowMs,
    },
    ...(body.length > 0
      ? { body: isText ? body.toString('utf8') : body.toString('base64'), isBase64Encoded: !isText }
      : { isBase64Encoded: false }),
  };
}

type Result = {
  statusCode?: number;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
};

/** What the function gave, as an answer: whole as in payload 2.0, or anything else as a body of its own. */
export function responseOf(payload: string): Response {
  const given = JSON.parse(payload) as unknown;
  const whole = typeof given === 'object' && given !== null && 'statusCode' in given;
  const result: Result = whole
    ? (given as Result)
    : { statusCode: 200, headers: { 'content-type': 'application/json' }, body: payload };
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return said(500, 'Internal Server Error');
  const headers = new Headers();
  for (const [name, value] of Object.entries(result.headers ?? {})) headers.set(name, String(value));
  for (const cookie of result.cookies ?? []) headers.append('set-cookie', cookie);
  const bare = status === 204 || status === 304 || result.body === undefined;
  const body = bare ? null : Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  return new Response(body, { status, headers });
}

/** An HTTP API in front of one function, with what API Gateway answers when the function fails. */
export function createHttpApi(fn: Pick<LambdaFunction, 'invoke'>, now: () => number) {
  return async function fetch(request: Request, sourceIp: string): Promise<Response> {
    if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes)
      return said(413, 'Request Entity Too Large');
    const outcome = await fn.invoke(await eventOf(request, sourceIp, now()));
    if (outcome.kind === 'answered') return responseOf(outcome.payload);
    if (outcome.kind === 'failed') return said(500, 'Internal Server Error');
    return outcome.status === 413 ? said(413, 'Request Entity Too Large') : said(503, 'Service Unavailable');
  };
}
