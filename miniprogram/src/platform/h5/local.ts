import type { Session } from '@jindian/shared/contract/people/member';
import type { PointGcj02 } from '@jindian/shared/geo';
import { apiBase } from '../../config.ts';
import type { Persona } from '../types.ts';

/**
 * The local system stands in for WeChat: it offers people to be, a wallet and a movable clock under /local. A
 * deployed system answers 404 there, and nothing of this shows.
 */
const personaKey = 'jindian.persona';
const defaultTimeoutMs = 10_000;
/** Days go by in there: what was due is done before it answers. */
const clockTimeoutMs = 120_000;

type Extra = { token?: string | null; timeoutMs?: number };

async function request<T>(
  path: string,
  body?: unknown,
  extra: Extra = {},
): Promise<{ status: number; body: T | null }> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), extra.timeoutMs ?? defaultTimeoutMs);
  const authorization: Record<string, string> = extra.token ? { authorization: `Bearer ${extra.token}` } : {};
  try {
    const answer = await fetch(`${apiBase}${path}`, {
      signal: stop.signal,
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...authorization },
            body: JSON.stringify(body),
          }),
    });
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: isJson ? ((await answer.json()) as T) : null };
  } finally {
    clearTimeout(timer);
  }
}

let known: Promise<Persona[]> | null = null;

/** Empty when this is not the local system. A failed question is asked again next time. */
export function personas(): Promise<Persona[]> {
  known ??= request<{ items: Persona[] }>('/local/personas').then(
    ({ status, body }) => (status === 200 && Array.isArray(body?.items) ? body.items : []),
    () => {
      known = null;
      return [];
    },
  );
  return known;
}

/** `?persona=` before or after the hash; kept for this tab, so that two tabs can be two people. */
function personaOfAddress(): string | null {
  const text = `${window.location.search}&${window.location.hash.split('?')[1] ?? ''}`;
  const found = /[?&]persona=([\w-]{1,40})/.exec(text)?.[1];
  return found ?? null;
}

function read(storage: Storage): string | null {
  try {
    return storage.getItem(personaKey);
  } catch {
    return null;
  }
}

let chosen: string | null = null;

export function currentPersona(): string | null {
  if (chosen === null) {
    const asked = personaOfAddress();
    if (asked) choosePersona(asked);
    else chosen = read(window.sessionStorage) ?? read(window.localStorage);
  }
  return chosen;
}

/** The address says who one is; after choosing another it would say the wrong one at the next reload. */
function correctAddress(id: string): void {
  const { pathname, search, hash } = window.location;
  const correct = (text: string) => text.replace(/([?&]persona=)[\w-]{1,40}/, `$1${id}`);
  const next = `${pathname}${correct(search)}${correct(hash)}`;
  if (next !== `${pathname}${search}${hash}`) window.history.replaceState(window.history.state, '', next);
}

export function choosePersona(id: string): void {
  chosen = id;
  correctAddress(id);
  try {
    window.sessionStorage.setItem(personaKey, id);
    window.localStorage.setItem(personaKey, id);
  } catch {
    // Private mode: the choice lives as long as the tab.
  }
}

/** Played instead of a persona: somebody who comes through a browser, and signs in by phone. */
const browserPersona = 'browser';

/** Whether somebody is played who came through WeChat, with its wallet. */
export const playsWechat = async (): Promise<boolean> =>
  currentPersona() !== browserPersona && (await personas()).length > 0;

export async function personaSession(): Promise<Session | null> {
  if (currentPersona() === browserPersona) return null;
  const all = await personas();
  const persona = all.find((one) => one.id === currentPersona()) ?? all[0];
  if (!persona) return null;
  const { status, body } = await request<Session>(`/local/personas/${persona.id}/session`, {});
  if (status !== 200 && status !== 201) return null;
  choosePersona(persona.id);
  return body;
}

export async function demoSmsCode(phone: string): Promise<string | null> {
  if ((await personas()).length === 0) return null;
  const { body } = await request<{ code: string | null }>('/local/sms', { phone }).catch(() => ({
    body: null,
  }));
  return body?.code ?? null;
}

export async function payLocally(
  prepayPackage: string,
  accept: boolean,
  token: string | null,
): Promise<boolean> {
  const { body } = await request<{ paid: boolean }>(
    '/local/pay',
    { package: prepayPackage, accept },
    { token },
  );
  return body?.paid === true;
}

/** Where a payee takes what waits for them, as WeChat's own page for it. */
export const localTransferPage = (packageInfo: string): string =>
  `${apiBase}/local/wechat-pay/transfers?${new URLSearchParams({ package: packageInfo })}`;

/** Where the chosen persona stands, for a browser that does not tell. */
export async function personaPoint(): Promise<PointGcj02 | null> {
  const all = await personas();
  return (all.find((one) => one.id === currentPersona()) ?? all[0])?.standsAt ?? null;
}

let clockOffsetMs = 0;

export const localNowMs = (): number => Date.now() + clockOffsetMs;

export async function syncLocalClock(): Promise<void> {
  if ((await personas()).length === 0) return;
  try {
    const { body } = await request<{ nowMs: number }>('/local/clock');
    if (typeof body?.nowMs === 'number') clockOffsetMs = body.nowMs - Date.now();
  } catch {
    // The next page asks again.
  }
}

export async function advanceLocalClock(byMs: number): Promise<void> {
  const { body } = await request<{ nowMs: number }>(
    '/local/clock',
    { advanceMs: byMs },
    { timeoutMs: clockTimeoutMs },
  );
  if (typeof body?.nowMs === 'number') clockOffsetMs = body.nowMs - Date.now();
}
