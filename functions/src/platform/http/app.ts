import { OpenAPIHono } from '@hono/zod-openapi';
import type { ProblemCode } from '@jindian/shared/contract/problems/problem';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { withCause } from '../cause.ts';
import { randomToken } from '../ids.ts';
import type { Logger } from '../logger.ts';
import { answerWithin } from '../patience.ts';
import type { Principal } from '../sessions.ts';
import { problemOf, problemResponse } from './problem.ts';

export type ApiEnvironment = {
  Variables: {
    requestId: string;
    principal: Principal | null;
    /** The session that the caller is in; null without one. */
    sessionId: string | null;
    /** The code of the refusal that was answered, if one was. */
    problem?: ProblemCode;
  };
};
/** A request's budget: HQ's browser asks the API itself, everybody else by a gateway that waits no longer. */
export type WorkMs = { hq: number; downloads: number; others: number };
export type ApiApp = OpenAPIHono<ApiEnvironment>;

/** CloudBase passes at most 100 KB of text; nothing of ours comes near it. */
export const maxBodyBytes = 100_000;
/**
 * A file that HQ sends in a form, and the draft of a document, which is whole: that of thousands of grids is long. As much as
 * reaches a function, which is told bytes as text.
 */
export const maxFileBytes = 4_000_000;

const bodyLimits = [maxBodyBytes, maxFileBytes].map((maxSize) =>
  bodyLimit({ maxSize, onError: (c) => problemResponse(c, 'payload_too_large') }),
) as [MiddlewareHandler, MiddlewareHandler];

/** Where a request is sent says how much it may bring. */
const limitBody: MiddlewareHandler = (c, next) =>
  bodyLimits[/^\/(hq\/[a-z/-]+\/file|v1\/hq\/policies\/[a-z-]+\/draft)$/.test(c.req.path) ? 1 : 0](c, next);

/** What every answer carries unless its route says otherwise: kept by nobody, guessed at by nobody, framed by nobody. */
const answerHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

function kindOf(path: string): keyof WorkMs {
  if (/^\/hq\/.*\.(csv|xlsx)$/.test(path)) return 'downloads';
  return /^\/(v1\/)?hq(\/|$)/.test(path) ? 'hq' : 'others';
}

/** The bare API: request ids, limits, and an answer with a code for whatever goes wrong. */
export function createApiApp(deps: {
  logger: Logger;
  /** Whoever is not answered by then is asked to come again, before the gateway gives up; without it, nobody is. */
  workMs?: WorkMs | undefined;
}): ApiApp {
  const { logger, workMs } = deps;
  const app: ApiApp = new OpenAPIHono<ApiEnvironment>();

  app.use('*', async (c, next) => {
    c.set('requestId', randomToken(9));
    c.set('principal', null);
    c.set('sessionId', null);
    await withCause({ hops: -1, correlationId: c.get('requestId') }, next);
    c.header('x-request-id', c.get('requestId'));
    // Read after the handler: a route that may be kept or framed says so itself.
    for (const [name, value] of Object.entries(answerHeaders)) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
  });
  if (workMs)
    app.use('*', (c, next) => {
      // The work goes on: whoever asked repeats the call, with its key.
      return answerWithin(workMs[kindOf(c.req.path)], 'the work', next());
    });
  app.use('*', limitBody);

  app.notFound((c) => problemResponse(c, 'not_found'));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status < 500) {
      return problemResponse(c, 'invalid_request', { detail: error.message.slice(0, 200) });
    }
    logger.error(
      { requestId: c.get('requestId'), method: c.req.method, route: c.req.routePath, err: error },
      'unhandled',
    );
    return problemResponse(c, problemOf(error));
  });
  return app;
}
