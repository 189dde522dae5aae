/** @jsxImportSource hono/jsx */
import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import { invitationCodeSchema, type ShownInvitation } from '@jindian/shared/contract/people/invitations';
import { problemText } from '@jindian/shared/contract/problems/problem';
import type { Hono } from 'hono';
import { audited } from '../../../platform/audit-context.ts';
import { originOf } from '../../../platform/http/origin.ts';
import type { Failure } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import { BrowserForm } from '../../forms/browser-form.tsx';
import { type FormFields, fieldsOf, readFields } from '../../forms/fields.ts';
import { page } from '../../ui/layout.tsx';
import { Facts, Notice } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { createComingIn } from './coming-in.ts';
import { scopeNames, scopeWords } from './scopes.ts';
import { SentCode } from './sent-code.tsx';

const noFields = fieldsOf([]);

/**
 * A role at headquarters is taken in a browser: the code says which, and a code by SMS whose number it is. Who has none of
 * the roles yet becomes a member by that number. Other roles are taken in the shop's own pages.
 */
export function joinPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<
    HqDeps,
    | 'invitations'
    | 'audit'
    | 'phoneCodes'
    | 'localSms'
    | 'memberForPhone'
    | 'memberOf'
    | 'sessions'
    | 'config'
    | 'clock'
    | 'network'
    | 'ownerNames'
  >,
): void {
  const { invitations, phoneCodes, config } = deps;
  const { startSession, sessionOf } = createComingIn(deps);

  type View = {
    fields?: FormFields;
    fault?: string | null;
    sentTo?: string | null;
    status?: 200 | 400 | 404;
  };

  /** Without an invitation: asks for its code. */
  function ask(c: HqContext, { fields = noFields, fault = null, status = 400 }: View) {
    const { t } = c.get('visit');
    return page(
      c,
      { title: t('joinTitle'), place: null, status: fault === null ? 200 : status },
      <section class="card sign-in">
        {fault === null ? null : <Notice kind="bad">{fault}</Notice>}
        <BrowserForm c={c} action="/hq/join">
          <label class="field">
            <span>{t('joinCode')}</span>
            <input
              name="code"
              required
              maxlength={40}
              value={fields.text('code')}
              autocomplete="off"
              spellcheck={false}
              autofocus
            />
          </label>
          <button class="button" type="submit">
            {t('joinFind')}
          </button>
        </BrowserForm>
      </section>,
    );
  }

  async function show(c: HqContext, code: string, shown: ShownInvitation, view: View = {}) {
    const visit = c.get('visit');
    const { t } = visit;
    const { fields = noFields, fault = null, sentTo = null } = view;
    const closed = shown.state === 'open' ? null : visit.code('invitationClosed', shown.state);
    const names = await scopeNames(visit, deps, [shown.grant.scope]);
    const demo = sentTo !== null && config.stage === 'local' ? deps.localSms?.(sentTo) : null;
    return page(
      c,
      { title: t('joinTitle'), place: null, status: (fault ?? closed) === null ? 200 : 400 },
      <section class="card sign-in">
        {fault ? <Notice kind="bad">{fault}</Notice> : closed ? <Notice kind="bad">{closed}</Notice> : null}
        <p class="lead">{t('joinLead', { brand: shown.brandName[visit.language] })}</p>
        <Facts
          rows={[
            [t('joinRole'), visit.code('role', shown.grant.role)],
            [t('joinWhere'), scopeWords(visit, shown.grant.scope, names)],
            [t('joinName'), shown.name],
            [t('inviteBy'), shown.invitedByName],
          ]}
        />
        {closed ? null : (
          <BrowserForm c={c} action="/hq/join">
            <input type="hidden" name="code" value={code} />
            <label class="field">
              <span>{t('joinPhone')}</span>
              <input
                name="phone"
                type="tel"
                required
                maxlength={20}
                autocomplete="tel"
                value={sentTo ?? fields.text('phone')}
                readonly={sentTo !== null}
              />
              {shown.phoneMasked ? (
                <small class="hint">{t('joinPhoneFixed', { phone: shown.phoneMasked })}</small>
              ) : null}
            </label>
            <SentCode visit={c.get('visit')} name="sent" sentTo={sentTo} demo={demo} />
            <button class="button" type="submit">
              {t(sentTo === null ? 'phoneSignInSend' : 'joinSubmit')}
            </button>
          </BrowserForm>
        )}
      </section>,
    );
  }

  /** Other roles are taken where their work is: in the mini-program or the shop in a browser. */
  const inShop = (code: string) =>
    `${config.h5BaseUrl ?? ''}/#/packages/people/invitation/accept/index?code=${code}`;

  async function found(c: HqContext, typed: string) {
    const { language } = c.get('visit');
    const code = invitationCodeSchema.safeParse(typed).data;
    const shown = code ? await invitations.show(code) : null;
    if (code && shown?.ok) return { code, shown: shown.value, answer: null };
    // A guess: whoever makes many is not answered any more.
    c.set('problem', 'invitation_unknown');
    const fault = problemText('invitation_unknown', undefined, language);
    return {
      code: null,
      shown: null,
      answer: ask(c, { fields: fieldsOf([['code', typed]]), fault, status: 404 }),
    };
  }

  hq.get('/join', async (c) => {
    const typed = c.req.query('c') ?? '';
    if (typed === '') return ask(c, {});
    const { code, shown, answer } = await found(c, typed);
    if (answer) return answer;
    return shown.entersHq ? show(c, code, shown) : c.redirect(inShop(code), 302);
  });

  hq.post('/join', async (c) => {
    const fields = await readFields(c);
    const { t, language } = c.get('visit');
    const { code, shown, answer } = await found(c, fields.text('code'));
    if (answer) return answer;
    if (!shown.entersHq) return c.redirect(inShop(code), 303);
    const typedPhone = fields.text('phone');
    if (shown.state !== 'open' || typedPhone === '') return show(c, code, shown);
    const phone = mobilePhoneSchema.safeParse(typedPhone).data;
    if (!phone) return show(c, code, shown, { fields, fault: t('beginBadPhone') });
    const refused = (failure: Failure, sentTo: string | null = null) =>
      show(c, code, shown, { fields, fault: problemText(failure.code, failure.params, language), sentTo });
    // Nothing is sent to any other number than the one that was invited.
    const invited = await invitations.numberOf(code);
    if (invited !== null && invited !== phone)
      return refused({ ok: false, code: 'invitation_other_number' } as Failure);
    const sentCode = fields.text('sent').trim();
    if (sentCode === '') {
      const sent = await phoneCodes.send(phone, undefined);
      return sent.ok ? show(c, code, shown, { fields, sentTo: phone }) : refused(sent);
    }
    const right = await phoneCodes.verify(phone, sentCode);
    if (!right.ok) return refused(right, right.code === 'code_wrong' ? phone : null);
    const member = await deps.memberForPhone(phone, language);
    if (!member.ok) return refused(member);
    const by = {
      caller: { kind: 'member' as const, memberId: member.value, roles: [] },
      origin: originOf(c),
    };
    const act = { act: 'invitation.accept' as const, targets: [], after: {} };
    const accepted = await audited(deps.audit.pending(by, act), () => invitations.accept(code, member.value));
    if (!accepted.ok) return refused(accepted);
    const session = await sessionOf(c, member.value);
    if (!session) return c.redirect('/hq/sign-in', 303);
    startSession(c, session);
    return c.redirect('/hq', 303);
  });
}
