import { createRoute } from '@hono/zod-openapi';
import type { Reach } from '@jindian/shared/access';
import { clientVersionHeader, isOlder } from '@jindian/shared/contract/client-version';
import type { Language } from '@jindian/shared/contract/common';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ResponseOf } from '@jindian/shared/contract/endpoint';
import type { SessionDoor } from '@jindian/shared/contract/people/session';
import { problemSchema } from '@jindian/shared/contract/problems/problem';
import { throttleRules } from '@jindian/shared/contract/throttles';
import { z } from '@jindian/shared/zod';
import type { Context } from 'hono';
import { mayCall, reachIn, type SurroundingsOf, whereOf } from '../access.ts';
import { assertionHeader } from '../assertion.ts';
import type { AuditLog } from '../audit.ts';
import { audited } from '../audit-context.ts';
import { targetsOf } from '../audit-targets.ts';
import { type CommandClaim, commandClaim } from '../idempotency.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Principal } from '../sessions.ts';
import type { Throttle } from '../throttle.ts';
import type { ApiApp, ApiEnvironment } from './app.ts';
import { type Origin, originOf } from './origin.ts';
import { languageOf, problemResponse } from './problem.ts';
import { noGuess, throttled } from './throttled.ts';

/** What a handler gets: everything checked against the contract already. */
export type Call<E> = {
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  /** Present unless the endpoint is public. */
  principal: Principal | null;
  /** The member behind the call; throws on a public endpoint, where there may be none. */
  memberId: string;
  /** Present on commands. */
  command: CommandClaim | null;
  language: Language;
  /** Where the call comes from, and in which session. */
  origin: Origin;
  /** Where the caller holds the endpoint's permission. */
  reach: Reach;
};

export type Handler<E> = (call: Call<E>) => Promise<Result<ResponseOf<E>>>;

/** Who is calling, as they are now; the session is null where the caller has none, as through the gateway. */
export type Authenticated = { principal: Principal; sessionId: string | null; door: SessionDoor };

/** Finds out who is calling; `null`: nobody said. What is public is not worth a write. */
export type Authenticate = (
  c: Context<ApiEnvironment>,
  access: 'public' | 'guarded',
) => Promise<Result<Authenticated | null>>;

const idempotencyKeySchema = z.string().regex(/^[0-9A-Za-z_-]{8,64}$/);

export type MountOptions = {
  authenticate: Authenticate;
  /** Counts what strangers ask and what anybody guesses. */
  throttle?: Throttle;
  /** Keeps the records of audited acts; without it there are none to mount. */
  audit?: Pick<AuditLog, 'pending'>;
  /** Region and owner of a place, for grants that hold for either; without it only the places' own ids are known. */
  surroundingsOf?: SurroundingsOf;
  /** Whether what is asked for belongs to a module that the brand has switched off, or that is stopped for now. */
  heldBy?: (id: string, body: unknown) => Promise<'module_off' | 'module_stopped' | null>;
  /** Clients of ours that are older have to be updated; empty: none. Until when they worked, where that was announced. */
  refused?: () => Promise<{ below: string; workedUntil: string }>;
  /** Local mode and tests: an answer that breaks the contract is a bug and fails loudly. */
  checkResponses: boolean;
};

type CheckedInput = { params: unknown; query: unknown; body: unknown };

/** What one asks of an endpoint from within the process, before anything is checked. */
export type InnerCall = {
  principal: Principal;
  params?: unknown;
  query?: unknown;
  body?: unknown;
  key?: string;
  language: Language;
  origin: Origin;
};

/** Parameters as they would stand in a path. */
function textsOf(params: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'unreadable';
  return `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`.slice(0, 200);
}

/** Registers rows of the table of endpoints: validation, access, idempotency key and problem answers are the same for all. */
export function createMount(app: ApiApp, options: MountOptions) {
  const surroundingsOf = options.surroundingsOf ?? (async () => null);
  const handlers = new Map<string, Handler<Endpoint>>();

  /** The handler behind what was checked: its command is claimed under the key, and its answer held to the contract. */
  async function answer(
    row: Endpoint,
    {
      key,
      ...input
    }: CheckedInput &
      Omit<InnerCall, keyof CheckedInput | 'principal' | 'key'> & {
        principal: Principal | null;
        key: unknown;
      },
  ): Promise<Result<unknown>> {
    const { principal, params, body } = input;
    const held = await options.heldBy?.(row.id, body);
    if (held) return fail(held);
    let command: CommandClaim | null = null;
    if (row.idempotent) {
      const known = idempotencyKeySchema.safeParse(key);
      if (!known.success) return fail('idempotency_key_required');
      command = commandClaim(principal?.memberId ?? 'public', row.id, known.data, { params, body });
    }
    const handler = handlers.get(row.id);
    if (!handler) throw new Error(`${row.id} is not mounted`);
    const call = {
      ...input,
      get memberId() {
        if (!principal) throw new Error(`${row.id} is public and has no member`);
        return principal.memberId;
      },
      command,
      reach: reachIn(row.access, principal),
    } as Call<Endpoint>;
    const result = await (row.audited ? auditedCall(row, call, handler) : handler(call));
    return result.ok && options.checkResponses ? ok(row.response.parse(result.value)) : result;
  }

  /**
   * The same endpoint from within this process, for a member whose roles were read just now: permission, schemas and key
   * are checked as they are for a request.
   */
  async function call<E extends Endpoint>(row: E, asked: InnerCall): Promise<Result<ResponseOf<E>>> {
    if (row.throttle && throttleRules[row.throttle].by !== 'member')
      throw new RangeError(`${row.id} counts addresses, and is called over HTTP only`);
    const at = await whereOf(row.access, textsOf(asked.params), surroundingsOf);
    const verdict = mayCall(row.access, asked.principal, at);
    if (verdict !== 'yes') return fail(verdict);
    const input: CheckedInput = { params: {}, query: {}, body: undefined };
    for (const part of ['params', 'query', 'body'] as const) {
      const schema: z.ZodType | undefined = row[part];
      const read = schema?.safeParse(asked[part] ?? (part === 'body' ? undefined : {}));
      if (read && !read.success) return fail('invalid_request', { detail: firstIssue(read.error) });
      if (read) input[part] = read.data;
    }
    const { principal, key, language, origin } = asked;
    const admission =
      row.throttle && options.throttle
        ? await options.throttle.attempt(row.throttle, principal.memberId)
        : null;
    if (admission && !admission.ok) return fail('rate_limited');
    const result = await answer(row, { ...input, principal, key, language, origin });
    if (admission?.ok && (result.ok || noGuess.has(result.code))) await admission.right();
    return result as Result<ResponseOf<E>>;
  }

  function mount<E extends Endpoint>(row: E, handler: Handler<E>): void {
    handlers.set(row.id, handler as unknown as Handler<Endpoint>);
    const route = describe(row);
    app.openapi(
      route,
      // The contract's types are checked at `handler`; hono's own inference would only repeat them.
      (async (c: Context<ApiEnvironment>) => {
        const principal = c.get('principal');
        const request = c.req as unknown as { valid(target: string): unknown };
        const body = row.body ? request.valid('json') : undefined;
        const params = row.params ? request.valid('param') : {};
        const query = row.query ? request.valid('query') : {};
        const result = await answer(row, {
          params,
          query,
          body,
          principal,
          key: c.req.header('idempotency-key'),
          language: languageOf(c.req.header('accept-language')),
          origin: originOf(c),
        });
        if (!result.ok) return problemResponse(c, result.code, result.params);
        return c.json(result.value as object, row.status ?? 200);
      }) as never,
      ((result: { success: boolean; error?: z.ZodError }, c: Context<ApiEnvironment>) =>
        result.success
          ? undefined
          : problemResponse(c, 'invalid_request', {
              detail: firstIssue(result.error as z.ZodError),
            })) as never,
    );
  }

  return Object.assign(mount, { call });

  /**
   * What is asked for goes into the record, and so do the things that the path names. Of what members say of themselves
   * only the names of the fields do, and of papers that were seen what the service says.
   */
  function auditedCall<E extends Endpoint>(row: E, call: Call<E>, handler: Handler<E>) {
    const { audit } = options;
    if (!audit || !row.audited || !call.principal)
      throw new Error(`${row.id} is audited, and there is no log`);
    const by = { caller: call.principal, origin: call.origin };
    const own = row.access === 'member' && call.body !== undefined;
    const after = own
      ? { fields: Object.keys(call.body as object).sort() }
      : row.bodyIsPersonal
        ? undefined
        : call.body;
    const act = { act: row.audited, targets: targetsOf(call.params), after };
    return audited(audit.pending(by, act), () => handler(call));
  }

  function describe(row: Endpoint) {
    const problem = { content: { 'application/problem+json': { schema: problemSchema } } };
    const guard = async (c: Context<ApiEnvironment>, next: () => Promise<void>) => {
      const version = c.req.header(clientVersionHeader);
      const refused = version && !row.anyVersion ? await options.refused?.() : null;
      if (refused && isOlder(version, refused.below)) {
        const until = refused.workedUntil;
        const told = { zh: `当前版本已于 ${until} 后停用，`, en: `This version worked until ${until}. ` };
        return problemResponse(c, 'update_needed', until === '' ? undefined : { told });
      }
      const known = await options.authenticate(c, row.access === 'public' ? 'public' : 'guarded');
      // On a public endpoint an old session is no reason to refuse what anyone may see.
      if (!known.ok && row.access !== 'public') return problemResponse(c, known.code, known.params);
      const principal = known.ok ? (known.value?.principal ?? null) : null;
      const at = await whereOf(row.access, c.req.param() as Record<string, string>, surroundingsOf);
      const verdict = mayCall(row.access, principal, at);
      if (verdict !== 'yes') return problemResponse(c, verdict);
      if (row.ownHandOnly && known.ok && known.value?.door !== 'own')
        return problemResponse(c, 'own_hand_only');
      c.set('principal', principal);
      c.set('sessionId', known.ok ? (known.value?.sessionId ?? null) : null);
      const name = row.throttle ?? (row.access === 'public' ? 'public' : null);
      if (name === null || !options.throttle) {
        await next();
        return undefined;
      }
      return throttled(options.throttle, name, c, next, {
        memberId: principal?.memberId ?? null,
        // With that header nothing else is looked at, so the assertion was good.
        viaGateway: known.ok && c.req.header(assertionHeader) !== undefined,
      });
    };
    return createRoute({
      method: row.method,
      path: row.path,
      operationId: row.id,
      tags: [row.tag],
      summary: row.summary,
      description: accessText(row),
      ...(row.access === 'public' ? {} : { security: [{ session: [] }, { gateway: [] }] }),
      middleware: [guard] as never,
      request: {
        ...(row.params ? { params: row.params } : {}),
        ...(row.query ? { query: row.query } : {}),
        ...(row.idempotent
          ? { headers: z.object({ 'idempotency-key': idempotencyKeySchema.optional() }) }
          : {}),
        ...(row.body
          ? { body: { required: true, content: { 'application/json': { schema: row.body } } } }
          : {}),
      },
      responses: {
        [row.status ?? 200]: { description: 'OK', content: { 'application/json': { schema: row.response } } },
        '4XX': {
          description: `Refused. Codes: ${['invalid_request', ...(row.problems ?? [])].join(', ')}`,
          ...problem,
        },
        '5XX': { description: 'A service behind this one is out of reach; safe to repeat', ...problem },
      },
    });
  }
}
export type Mount = ReturnType<typeof createMount>;

function accessText(row: Endpoint): string {
  if (row.access === 'public') return 'Anyone.';
  if (row.access === 'member') return 'Any signed-in member, for their own things.';
  return `Members with the permission ${row.access.permission} (${row.access.at}).`;
}
