/** @jsxImportSource hono/jsx */
import { anywhere, may } from '@jindian/shared/access';
import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import { type ProblemCode, problemText } from '@jindian/shared/contract/errors';
import type { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { originOf } from '../../../platform/http/origin.ts';
import type { HqDeps } from '../../deps.ts';
import { readFields } from '../../forms/fields.ts';
import { page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/parts.tsx';
import { cookieNames, cookieOptions, type HqContext, type HqEnvironment } from '../../visit.ts';

/** Into HQ by a code that is sent to one's number: where the mini-program is not live yet, or the phone is another's. */
export function phoneSignInPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'phoneCodes' | 'memberForPhone' | 'memberOf' | 'sessions' | 'config' | 'localSms'>,
): void {
  const { phoneCodes, sessions, config } = deps;

  function show(
    c: HqContext,
    { phone = '', sent = false, fault = null }: { phone?: string; sent?: boolean; fault?: string | null },
  ) {
    const { t } = c.get('visit');
    const demo = sent && config.stage === 'local' ? deps.localSms?.(phone) : null;
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
        <form class="form" method="post" action="/hq/sign-in-phone">
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
          {sent ? (
            <label class="field">
              <span>{t('phoneSignInCode')}</span>
              <input
                name="code"
                inputmode="numeric"
                required
                maxlength={6}
                autocomplete="one-time-code"
                autofocus
              />
              <small class="hint">
                {demo ? t('phoneSignInDemo', { code: demo }) : t('phoneSignInSent', { phone })}
              </small>
            </label>
          ) : null}
          <button class="button" type="submit">
            {t(sent ? 'phoneSignInEnter' : 'phoneSignInSend')}
          </button>
        </form>
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

  hq.get('/sign-in-phone', (c) => show(c, {}));

  hq.post('/sign-in-phone', async (c) => {
    const fields = await readFields(c);
    const { t, language } = c.get('visit');
    const phone = mobilePhoneSchema.safeParse(fields.text('phone')).data;
    if (!phone) return show(c, { phone: fields.text('phone'), fault: t('beginBadPhone') });
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
    const found = await deps.memberForPhone(phone, language);
    const member = found.ok ? await deps.memberOf(found.value) : null;
    const enters =
      found.ok &&
      member &&
      may({ kind: 'member', memberId: found.value, roles: member.roles }, 'hq.enter', anywhere);
    if (!found.ok || !enters) return show(c, { phone, fault: t('phoneSignInNobody') });
    const session = await sessions.open(found.value, 'hq', originOf(c));
    setCookie(c, cookieNames.session, session.token, cookieOptions(config.publicBaseUrl));
    return c.redirect('/hq', 303);
  });
}
