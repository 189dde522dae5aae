import type { Session } from '@jindian/shared/contract/people/member';
import { isObject, readStored, writeStored } from '../lib/storage.ts';
import { platform } from '../platform/index';
import { ApiProblem } from './problem.ts';
import { transport } from './transport.ts';

type StoredSession = { token: string; expiresAtMs: number };

const isStoredSession = (value: unknown): value is StoredSession =>
  isObject(value) && typeof value.token === 'string' && typeof value.expiresAtMs === 'number';

/** One session for each persona of the local system, so that two tabs can be two people. */
const storageKey = () => `session.${platform.currentPersona() ?? 'wechat'}`;

let current: StoredSession | null = readStored(storageKey(), isStoredSession);
let signingIn: Promise<string | null> | null = null;

/** Before this much of its life is left, a session is renewed rather than used. */
const renewBeforeMs = 60_000;

export function forgetSession(): void {
  current = null;
  writeStored(storageKey(), null);
}

/** Somebody signed in on a page of ours. */
export function keepSession(session: Session): string {
  current = { token: session.token, expiresAtMs: session.expiresAtMs };
  writeStored(storageKey(), current);
  return session.token;
}

async function signIn(refresh: boolean): Promise<string | null> {
  const who = await platform.signIn(refresh);
  if (who.kind === 'none') return null;
  if (who.kind === 'session') return keepSession(who.session);
  const answer = await transport.send({
    method: 'POST',
    path: '/v1/sessions/wechat',
    query: {},
    headers: {},
    body: { code: who.code },
  });
  if (answer.status !== 200 || !isObject(answer.body)) {
    const body = isObject(answer.body) ? answer.body : {};
    throw new ApiProblem(typeof body.code === 'string' ? body.code : 'internal', answer.status);
  }
  return keepSession(answer.body as Session);
}

/** The session there is, while it lasts; nobody is signed in for it. */
export function knownToken(): string | null {
  return current && current.expiresAtMs - platform.nowMs() > renewBeforeMs ? current.token : null;
}

/** A session token, signing in when there is none or `refresh` says the last one was refused; null: nobody to sign in. */
export function sessionToken(refresh = false): Promise<string | null> {
  if (refresh) forgetSession();
  if (current && current.expiresAtMs - renewBeforeMs > platform.nowMs())
    return Promise.resolve(current.token);
  // Several calls of one page start together; they wait for one sign-in.
  signingIn ??= signIn(refresh).finally(() => {
    signingIn = null;
  });
  return signingIn;
}
