import { createHash, timingSafeEqual } from 'node:crypto';
import { type Reach, reachOf } from '@jindian/shared/access';
import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import type { ModuleName, PartLists } from '@jindian/shared/contract/modules/names';
import { isPageOff, isPartOn, isRoleOff } from '@jindian/shared/contract/modules/off';
import { type Permission, type RoleName, roleNames } from '@jindian/shared/contract/people/permissions';
import type { SavedList, SavedView } from '@jindian/shared/contract/people/saved-views';
import type { Settings } from '@jindian/shared/contract/settings/index';
import type { Stop } from '@jindian/shared/contract/stops';
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { ApiEnvironment } from '../platform/http/app.ts';
import { languageOf } from '../platform/http/problem.ts';
import type { Principal } from '../platform/sessions.ts';
import type { HqAssets } from './assets.ts';
import { maySee, maySend } from './page-permissions.ts';
import { type Filling, say, sayCode, type Word } from './words/say.ts';

/** One look at the web view: in which language, by whom. */
export type Visit = {
  language: Language;
  /** Path and query of this page, to come back to. */
  path: string;
  t<W extends Word>(word: W, ...filling: Filling<W>): string;
  /** What a stable code of another module means, e.g. `code('reason', 'no_stock')`. */
  code(group: string, code: string): string;
};

export type SignedIn = {
  memberId: string;
  displayName: string;
  csrfToken: string;
  principal: Principal;
  sessionId: string;
};

export type HqEnvironment = {
  Variables: ApiEnvironment['Variables'] & {
    visit: Visit;
    /** Set on every page behind the sign-in. */
    signedIn: SignedIn | null;
    /** Of a page before the sign-in: what its forms carry, made of a secret that only this browser has. */
    browserToken: string | null;
    /** Whoever asks has shown that it is the same browser that the form, or the QR, was made for. */
    browserProved: boolean;
    /** Views of a list that whoever looks has kept. */
    savedViews(list: SavedList): Promise<SavedView[]>;
    /** What owners of goods are called. */
    ownerNames(ownerIds: readonly string[]): Promise<ReadonlyMap<string, LocalizedText>>;
    assets: HqAssets;
    /** How much waits for whoever looks, for the navigation; null where nobody is signed in. */
    waiting: { count: number; more: boolean } | null;
    /** The local demo's time; null where it is no demo. */
    demoMs: number | null;
    /** What the brand has switched off: no page and no menu is of it. */
    off: readonly ModuleName[];
    /** What is stopped for now. */
    stops: readonly Stop[];
    /** Whose headquarters this is. */
    brand: Pick<Settings<'brand'>, 'shortName' | 'logo' | 'brandColour'> & { name: LocalizedText };
  };
};
export type HqContext = Context<HqEnvironment>;

/** All cookies are for the path /hq alone: the API never sees them. */
export const cookieNames = {
  session: 'jindian_hq_session',
  browser: 'jindian_hq_browser',
  language: 'jindian_hq_language',
} as const;

export function visitOf(c: HqContext): Visit {
  const chosen = getCookie(c, cookieNames.language);
  // Whoever has not chosen yet is met in the language of their browser.
  const language: Language =
    chosen === 'en' || chosen === 'zh' ? chosen : languageOf(c.req.header('accept-language'));
  const url = new URL(c.req.url);
  return {
    language,
    path: url.pathname + url.search,
    t: (word, ...filling) => say(language, word, ...filling),
    code: (group, code) => sayCode(language, group, code),
  };
}

/** Cookies over https only, wherever the page itself came over https. */
export function cookieOptions(publicBaseUrl: string) {
  return {
    path: '/hq',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicBaseUrl.startsWith('https:'),
  } as const;
}

/** Bound to the session: made from its token, which no page and no script can read. */
export function csrfTokenOf(sessionToken: string): string {
  return createHash('sha256').update(`hq-form\n${sessionToken}`).digest('base64url');
}

/** The same for a browser that nobody is signed in at, so that no other site's form signs it in as somebody. */
export function browserTokenOf(browserSecret: string): string {
  return createHash('sha256').update(`hq-way-in\n${browserSecret}`).digest('base64url');
}

export function sameToken(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A page of ours to go on to; never another site's, never one that would go round in circles. */
export function safeNext(next: string | undefined): string {
  if (!next || next.length > 512 || !/^\/hq(?:[/?][\w\-/.?=&%+~]*)?$/.test(next)) return '/hq';
  return /^\/hq\/(?:sign-|enter|local-|language|begin)/.test(next) ? '/hq' : next;
}

export function signedIn(c: HqContext): SignedIn {
  const there = c.get('signedIn');
  if (!there) throw new Error('this page is behind the sign-in');
  return there;
}

/** Where whoever looks holds the permission: what a page shows lies within it. */
export function reachOn(c: HqContext, permission: Permission): Reach {
  return reachOf(signedIn(c).principal, permission);
}

/** Roles that may be given here. */
export function rolesOn(c: HqContext): RoleName[] {
  const off = c.get('off');
  return roleNames.filter((role) => !isRoleOff(off, role));
}

/** Entries of a list that are in use here: what is of a module that is off is shown nowhere. */
export function partsOn<List extends keyof PartLists, Entry extends PartLists[List]>(
  c: HqContext,
  list: List,
  entries: readonly Entry[],
): Entry[] {
  const off = c.get('off');
  return entries.filter((entry) => isPartOn(off, list, entry));
}

/** May whoever looks send the forms of that page? */
export function mayAct(c: HqContext, href: string): boolean {
  const path = href.replace(/^\/hq/, '') || '/';
  return maySend(signedIn(c).principal, path) && !isPageOff(c.get('off'), path);
}

/** May whoever looks open that page at all? */
export function mayOpen(c: HqContext, href: string): boolean {
  const { pathname } = new URL(href, 'http://hq');
  const path = pathname.replace(/^\/hq/, '') || '/';
  return maySee(signedIn(c).principal, path) && !isPageOff(c.get('off'), path);
}
