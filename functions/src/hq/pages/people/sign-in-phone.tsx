/** @jsxImportSource hono/jsx */
import { anywhere, granted } from '@jindian/shared/access';
import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import { type ProblemCode, problemText } from '@jindian/shared/contract/problems/problem';
import { minuteMs } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { type SignInTickets, smsLinkLifeMs } from '../../../people/members/sign-in-tickets.ts';
import type { HqDeps } from '../../deps.ts';
import { BrowserForm } from '../../forms/browser-form.tsx';
import { readFields } from '../../forms/fields.ts';
import { page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { createComingIn } from './coming-in.ts';
import { SentCode } from './sent-code.tsx';

/** Into HQ by a code that is sent to one's number: where the mini-program is not live yet, or the phone is another's. */
export function phoneSignInPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<
    HqDeps,
    | 'phoneCodes'
    | 'knownForPhone'
    | 'holderOfPhone'
    | 'memberOf'
    | 'sessions'
    | 'clock'
    | 'config'
    | 'localSms'
  >,
  tickets: SignInTickets,
): void {
  const { phoneCodes, config } = deps;
  const { startSession, sessionOf } = createComingIn(deps);

  function show(
    c: HqContext,
    {
      phone = '',
      sent = false,
      fault = null,
      linkSent = false,
    }: { phone?: string; sent?: boolean; fault?: string | null; linkSent?: boolean },
  ) {
    const { t } = c.get('visit');
    const demo = sent && config.stage === 'local' ? deps.localSms?.(phone) : null;
    const demoLink = linkSent && config.stage === 'local' ? deps.localSms?.(phone) : null;
    return page(
      c,
      {
        title: t('phoneSignInTitle'),
        place: null,
        backTo: { href: '/hq/sign-in', text: t('signInTitle') },
        status: fault === null ? 200 : 400,
      },
      <section class="card sign-in">
        {fault === null ? null : <Notice kind="bad">{fault}</Notice>}
        {linkSent ? <Notice kind="good">{t('phoneLinkSent', { phone })}</Notice> : null}
        {demoLink ? (
          <p>
            <a href={`/hq/enter?ticket=${encodeURIComponent(demoLink)}`}>{t('phoneLinkDemo')}</a>
          </p>
        ) : null}
        <BrowserForm c={c} action="/hq/sign-in-phone">
          <label class="field">
            <span>{t('beginPhone')}</span>
            <input
              name="phone"
              type="tel"
              value={phone}
              required
              maxlength={20}
              autocomplete="tel"
              readonly={sent}
            />
          </label>
          <SentCode visit={c.get('visit')} name="code" sentTo={sent ? phone : null} demo={demo} />
          <button class="button" type="submit">
            {t(sent ? 'phoneSignInEnter' : 'phoneSignInSend')}
          </button>
          {phoneCodes.canSendLinks && !sent ? (
            <button class="button is-plain" type="submit" name="how" value="link">
              {t('phoneLinkSend')}
            </button>
          ) : null}
        </BrowserForm>
        {sent ? (
          <p>
            <a class="button is-plain" href="/hq/sign-in-phone">
              {t('phoneSignInOther')}
            </a>
          </p>
        ) : null}
      </section>,
    );
  }

  /** For whoever the number leads to for certain, and may come in; nothing of that is said. */
  async function linkFor(phone: string): Promise<string | null> {
    const holder = await deps.holderOfPhone(phone);
    const member = holder?.isTrusted ? await deps.memberOf(holder.memberId) : null;
    return holder && member && granted(member.roles, 'hq.enter', anywhere)
      ? tickets.openSmsLink(holder.memberId)
      : null;
  }

  hq.get('/sign-in-phone', (c) => show(c, {}));

  hq.post('/sign-in-phone', async (c) => {
    const fields = await readFields(c);
    const { t, language } = c.get('visit');
    const phone = mobilePhoneSchema.safeParse(fields.text('phone')).data;
    if (!phone) return show(c, { phone: fields.text('phone'), fault: t('beginBadPhone') });
    if (fields.text('how') === 'link') {
      const sent = await phoneCodes.sendLink(phone, smsLinkLifeMs / minuteMs, () => linkFor(phone));
      return sent.ok
        ? show(c, { phone, linkSent: true })
        : show(c, { phone, fault: problemText(sent.code, sent.params, language) });
    }
    const code = fields.text('code').trim();
    if (code === '') {
      const sent = await phoneCodes.send(phone, undefined);
      return sent.ok
        ? show(c, { phone, sent: true })
        : show(c, { phone, fault: problemText(sent.code as ProblemCode, sent.params, language) });
    }
    const right = await phoneCodes.verify(phone, code);
    if (!right.ok)
      return show(c, {
        phone,
        sent: right.code === 'code_wrong',
        fault: problemText(right.code, right.params, language),
      });
    const found = await deps.knownForPhone(phone, language);
    if (!found.ok) return show(c, { phone, fault: problemText(found.code, found.params, language) });
    const session = found.value === null ? null : await sessionOf(c, found.value);
    if (!session) return show(c, { phone, fault: t('phoneSignInNobody') });
    startSession(c, session);
    return c.redirect('/hq', 303);
  });
}
