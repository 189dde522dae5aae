import type { Members } from '../../people/members/service.ts';
import { createSessions } from '../../people/members/sessions.ts';
import { createSignInTickets } from '../../people/members/sign-in-tickets.ts';
import { createStandings } from '../../people/members/standings.ts';
import type { AuditLog } from '../../platform/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import { dispositionOf, type FolderFiles, filesPath } from '../../platform/files/store.ts';
import { createApiApp } from '../../platform/http/app.ts';
import { createAuthenticate } from '../../platform/http/authenticate.ts';
import { createMount } from '../../platform/http/mount.ts';
import { createLogger } from '../../platform/logger.ts';
import type { Module } from '../../platform/module.ts';
import type { Nonces } from '../../platform/nonces.ts';
import type { PartHealth } from '../../platform/part-health.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { createSessionTokens } from '../../platform/sessions.ts';
import { type HqModules, hqDepsOf, mountHq } from '../index.ts';
import { mountHqRoutes } from '../routes.ts';

export type Visitor = { cookies: Map<string, string>; get: Ask; post: Post; api: Ask };
export type Reply = {
  status: number;
  text: string;
  bytes: Uint8Array;
  location: string | null;
  headers: Headers;
};
type Ask = (path: string, headers?: Record<string, string>) => Promise<Reply>;
type Post = (
  path: string,
  fields: Record<string, string> | FormData,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** The web view over the modules of a running system, on a clock of its own, and browsers to visit it. */
export function openHq(
  modules: HqModules & {
    members: Members;
    nonces: Nonces;
    audit: AuditLog;
    secrets: { sessionSecret: string; gatewaySecret: string };
    /** Forms of the web view go through the endpoints of these. */
    modules: readonly Module[];
  },
  options: { clock: Clock; hqToken: string; health?: () => readonly PartHealth[] },
) {
  const { clock, hqToken, health } = options;
  const logger = createLogger('silent');
  const standings = createStandings({ clock, profiles: modules.members });
  const tokens = createSessionTokens({ secret: () => modules.secrets.sessionSecret, clock });
  const sessions = createSessions({
    table: modules.table,
    clock,
    ids: modules.ids,
    tokens,
    standings,
    settings: fixedSettings('people'),
  });
  /** The cookie of a member who is known by a session of the API; any other text stays what it is. */
  async function cookieOf(token: string): Promise<string> {
    const known = await sessions.verify('api', token);
    return known.ok ? (await sessions.open(known.value.principal.memberId, 'hq')).token : token;
  }
  const app = createApiApp({ logger });
  const mount = createMount(app, {
    checkResponses: true,
    audit: modules.audit,
    throttle: modules.throttle,
    surroundingsOf: modules.network.location,
    authenticate: createAuthenticate({
      sessions,
      clock,
      gatewaySecret: modules.secrets.gatewaySecret,
      claimNonce: modules.nonces.claim,
      memberOfAssertion: modules.members.memberForWechat,
      knownOfAssertion: ({ openid }) => modules.members.knownForWechat(openid),
    }),
  });
  const own = { ...modules, clock, logger, sessions };
  for (const module of modules.modules) module.routes?.(mount, app);
  const deps = hqDepsOf(own, {
    localSignIn: async () => ({ token: await cookieOf(hqToken) }),
    ...(health ? { health } : {}),
  });
  mountHqRoutes(mount, { ...deps, tickets: createSignInTickets(deps, 'hq') });
  const forms = mountHq(app, deps, mount.call);

  /** What a page leads to that was made to download, as a bucket would give it. */
  async function handedOut(answer: Response) {
    const to = answer.headers.get('location');
    if (answer.status !== 303 || !to?.startsWith(`${filesPath}/`)) return null;
    return (modules.files as FolderFiles).take(new URL(to, 'http://local'));
  }

  /** A browser: keeps its cookies and follows no redirect by itself, but to what it downloads. */
  function visitor(token?: string): Visitor {
    const cookies = new Map<string, string>();
    let coming: Promise<void> | null = null;
    async function comeIn(given: string) {
      cookies.set('jindian_hq_session', await cookieOf(given));
    }
    async function ask(path: string, init: RequestInit): Promise<Reply> {
      if (token) coming ??= comeIn(token);
      await coming;
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = new Headers(init.headers);
      if (cookie) headers.set('cookie', cookie);
      const answer = await app.request(path, { ...init, headers });
      for (const set of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) as unknown as [string, string, string];
        if (value === '' || /max-age=0\b/i.test(set)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const file = await handedOut(answer);
      const bytes = file?.bytes ?? new Uint8Array(await answer.arrayBuffer());
      const text = new TextDecoder().decode(bytes);
      const { status, headers: answered } = file
        ? new Response(null, {
            headers: { 'content-type': file.type, 'content-disposition': dispositionOf(file.name) },
          })
        : answer;
      return { status, text, bytes, location: answered.get('location'), headers: answered };
    }
    return {
      cookies,
      get: (path, headers = {}) => ask(path, { headers }),
      api: (path, headers = {}) => ask(path, { method: 'POST', headers }),
      post: (path, fields, headers = {}) =>
        ask(path, {
          method: 'POST',
          body: fields instanceof FormData ? fields : new URLSearchParams(fields),
          headers,
        }),
    };
  }

  return { app, visitor, forms: forms.registered };
}

export function hiddenField(text: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
}

export async function formOf(guest: Visitor, path: string) {
  const { text } = await guest.get(path);
  return { csrf: hiddenField(text, 'csrf'), key: hiddenField(text, 'key') };
}
