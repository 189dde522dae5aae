/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { hqSignInPrefix } from '@jindian/shared/qr-text';
import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { hashOfSecret, type SignInTickets } from '../../../people/members/sign-in-tickets.ts';
import { audited } from '../../../platform/audit-context.ts';
import { recordReading } from '../../../platform/command.ts';
import { originOf } from '../../../platform/http/origin.ts';
import type { HqDeps } from '../../deps.ts';
import { BrowserForm } from '../../forms/browser-form.tsx';
import { readFields } from '../../forms/fields.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { page } from '../../ui/layout.tsx';
import { Qr } from '../../ui/parts.tsx';
import {
  browserTokenOf,
  cookieNames,
  cookieOptions,
  type HqContext,
  type HqEnvironment,
  safeNext,
  signedIn,
} from '../../visit.ts';
import { linkUsedPage, notFoundPage, problemPage } from '../errors.tsx';
import { createComingIn } from './coming-in.ts';

const pollSeconds = 2;

/** The ways in and out. None of these pages needs a session. */
export function signInPages(hq: Hono<HqEnvironment>, deps: HqDeps, tickets: SignInTickets): void {
  const { config } = deps;
  const options = cookieOptions(config.publicBaseUrl);

  const { startSession, sessionOf } = createComingIn(deps);

  function browserHash(c: HqContext): string {
    const secret = getCookie(c, cookieNames.browser);
    return secret ? hashOfSecret(browserTokenOf(secret)) : '';
  }

  /** Who came in by a link, from where: on record, or nobody comes in. */
  async function recordUse(c: HqContext, memberId: string): Promise<boolean> {
    const by = { caller: { kind: 'member' as const, memberId, roles: [] }, origin: originOf(c) };
    const act = { act: 'sign_in_link.use' as const, targets: [{ kind: 'member', id: memberId }], after: {} };
    return (await audited(deps.audit.pending(by, act), () => recordReading(deps))).ok;
  }

  function signInPage(c: HqContext, view: { ticket: string; state: 'waiting' | 'expired'; next: string }) {
    const { t } = c.get('visit');
    const here = `/hq/sign-in?next=${encodeURIComponent(view.next)}`;
    const poll = `/hq/sign-in/${view.ticket}?next=${encodeURIComponent(view.next)}`;
    const waiting = view.state === 'waiting';
    return page(
      c,
      { title: t('signInTitle'), place: null },
      <section class="card sign-in">
        <p class="lead">{t('signInLead')}</p>
        <div
          class={waiting ? 'sign-in-qr' : 'sign-in-qr is-expired'}
          data-sign-in={waiting ? poll : undefined}
          data-sign-in-seconds={String(pollSeconds)}
        >
          {waiting ? <Qr text={`${hqSignInPrefix}${view.ticket}`} label={t('signInQrLabel')} /> : null}
          <p class="sign-in-state" role="status" data-expired={t('signInExpired')}>
            {waiting ? t('signInWaiting') : t('signInExpired')}
          </p>
        </div>
        <p>
          <a class="button is-plain" href={here}>
            {t('signInRenew')}
          </a>
        </p>
        {waiting ? (
          <noscript>
            <p>
              <a class="button" href={poll}>
                {t('signInContinue')}
              </a>
            </p>
          </noscript>
        ) : null}
        {deps.localSignIn && config.stage === 'local' ? (
          <BrowserForm c={c} layout="sign-in-demo" action="/hq/local-sign-in">
            <input type="hidden" name="next" value={view.next} />
            <button class="button" type="submit">
              {t('signInDemo')}
            </button>
            <span class="hint">{t('signInDemoHint')}</span>
          </BrowserForm>
        ) : null}
        <p>
          <a href="/hq/sign-in-phone">{t('phoneSignInTitle')}</a> · <a href="/hq/join">{t('toJoin')}</a>
        </p>
        <p class="hint">{t('signInOnlyHq')}</p>
      </section>,
    );
  }

  hq.get('/sign-in', async (c) => {
    if (await deps.bootstrap.isNobodys()) return c.redirect('/hq/begin', 303);
    const ticket = await tickets.openSignIn(hashOfSecret(c.get('browserToken') as string), originOf(c));
    return signInPage(c, { ticket, state: 'waiting', next: safeNext(c.req.query('next')) });
  });

  /** The browser asks how its QR stands: as JSON from the script, as a page without one. */
  hq.get('/sign-in/:ticket', async (c) => {
    const { ticket } = c.req.param();
    const next = safeNext(c.req.query('next'));
    const asked = c.req.header('accept')?.includes('application/json') ?? false;
    const hash = browserHash(c);
    const seen = await tickets.look(ticket, hash);
    if (seen.kind === 'approved') {
      const memberId = await tickets.redeem(ticket, hash);
      const session = memberId && (await sessionOf(c, memberId));
      if (session) {
        // It was made for the secret of this browser.
        c.set('browserProved', true);
        startSession(c, session);
        return asked ? c.json({ state: 'signed_in', next }) : c.redirect(next, 303);
      }
    }
    const waiting = seen.kind === 'waiting';
    if (asked) return c.json({ state: waiting ? 'waiting' : 'expired' });
    return signInPage(c, { ticket, state: waiting ? 'waiting' : 'expired', next });
  });

  /**
   * Comes in by a link that was made for one person. Opening it uses nothing up: what shows a preview of a link opens it,
   * and who was sent somebody else's link is told as whom they would come in.
   */
  hq.get('/enter', async (c) => {
    const ticket = c.req.query('ticket') ?? '';
    const holder = await tickets.holderOf(ticket);
    const member = holder && (await deps.memberOf(holder.memberId));
    if (!member) return linkUsedPage(c);
    const { t } = c.get('visit');
    // The mini-program opens no page there but the one that it has just asked for itself.
    const goesOn = /miniProgram/.test(c.req.header('user-agent') ?? '');
    return page(
      c,
      { title: t('signInTitle'), place: null },
      <section class="card sign-in">
        <p class="lead">{t('enterAs', { name: member.displayName })}</p>
        <BrowserForm c={c} action="/hq/enter" goesOn={goesOn}>
          <input type="hidden" name="ticket" value={ticket} />
          <input type="hidden" name="next" value={safeNext(c.req.query('next'))} />
          <button class="button" type="submit">
            {t('enterGo')}
          </button>
        </BrowserForm>
        <p class="hint">{t('enterNotYou')}</p>
      </section>,
    );
  });

  hq.post('/enter', async (c) => {
    const fields = await readFields(c);
    const ticket = fields.text('ticket');
    const holder = await tickets.holderOf(ticket);
    const memberId = await tickets.redeem(ticket, '');
    if (!holder || memberId === null) return linkUsedPage(c);
    if (holder.isLink && !(await recordUse(c, memberId))) return problemPage(c, 'busy');
    const session = await sessionOf(c, memberId);
    if (!session) return linkUsedPage(c);
    startSession(c, session);
    return c.redirect(safeNext(fields.text('next')), 303);
  });

  hq.post('/local-sign-in', async (c) => {
    if (config.stage !== 'local' || !deps.localSignIn) return notFoundPage(c);
    startSession(c, await deps.localSignIn(originOf(c)));
    return c.redirect(safeNext((await readFields(c)).text('next')), 303);
  });

  hq.get('/language', (c) => {
    const language = c.req.query('to') === 'en' ? 'en' : 'zh';
    setCookie(c, cookieNames.language, language, { ...options, maxAge: 365 * 24 * 3600 });
    const back = c.req.query('back');
    const toSignIn = back?.startsWith('/hq/sign-in') ? '/hq/sign-in' : null;
    return c.redirect(toSignIn ?? safeNext(back), 303);
  });
}

/** Behind the sign-in, since it takes a form's token. The session ends for whoever may hold a copy of the cookie. */
export function signOutPage(deps: Pick<HqDeps, 'config'>, forms: FormRegistry): void {
  forms.on('/sign-out', {
    endpoint: endpoints.endSession,
    params: (_, __, c) => ({ sessionId: signedIn(c).sessionId }),
    next(_, c) {
      deleteCookie(c, cookieNames.session, cookieOptions(deps.config.publicBaseUrl));
      return '/hq/sign-in';
    },
  });
}
