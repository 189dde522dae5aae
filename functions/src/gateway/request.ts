import { clientVersionHeader, clientVersionPattern } from '@jindian/shared/contract/client-version';
import type { ProblemCode, ProblemParams } from '@jindian/shared/contract/problems/problem';
import { z } from '@jindian/shared/zod';

/** CloudBase passes at most 100 KB of text to a function. */
export const maxBodyBytes = 100_000;
const maxPathAndQuery = 4_096;

/** What `wx.cloud.callFunction({ name: 'gateway', data })` sends. Whatever else is in it is not looked at. */
const eventSchema = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z
    .string()
    .max(512)
    .regex(/^\/v1\/[0-9A-Za-z/_.~-]*$/),
  query: z.record(z.string().max(64), z.string().max(1_100)).default({}),
  headers: z
    .object({
      'idempotency-key': z
        .string()
        .regex(/^[0-9A-Za-z_-]{8,64}$/)
        .optional(),
      'accept-language': z
        .string()
        .regex(/^[0-9A-Za-z,;=.* -]{1,100}$/)
        .optional(),
      // Of odd ones nothing is said, and nothing is refused for them.
      [clientVersionHeader]: z.string().regex(clientVersionPattern).optional().catch(undefined),
    })
    .default({}),
  body: z.unknown().optional(),
});

/** A request as it goes to the API, byte for byte. */
export type GatewayRequest = {
  method: string;
  pathAndQuery: string;
  idempotencyKey: string;
  acceptLanguage: string | undefined;
  clientVersion: string | undefined;
  body: string;
};

export type Refusal = { code: ProblemCode; params?: ProblemParams };

export function requestOf(event: unknown): { request: GatewayRequest } | { refused: Refusal } {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: { code: 'invalid_request', params: { detail: issue?.path.join('.') || 'event' } } };
  }
  const { method, path, query, headers } = parsed.data;
  const body = bodyText(parsed.data.body);
  if (method === 'GET' && body !== '') {
    return { refused: { code: 'invalid_request', params: { detail: 'body' } } };
  }
  if (Buffer.byteLength(body) > maxBodyBytes) return { refused: { code: 'payload_too_large' } };
  // The URL as the API will see it: dots are resolved here, so that nothing climbs out of /v1/.
  const url = new URL(path, 'https://api.invalid');
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const pathAndQuery = url.pathname + url.search;
  if (!url.pathname.startsWith('/v1/') || pathAndQuery.length > maxPathAndQuery) {
    return { refused: { code: 'invalid_request', params: { detail: 'path' } } };
  }
  return {
    request: {
      method,
      pathAndQuery,
      idempotencyKey: headers['idempotency-key'] ?? '',
      acceptLanguage: headers['accept-language'],
      clientVersion: headers[clientVersionHeader],
      body,
    },
  };
}

/** JSON, whether the caller made it text or left it to us. */
function bodyText(body: unknown): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
