/** @jsxImportSource hono/jsx */
import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import { problemText } from '@jindian/shared/contract/problems/problem';
import { words } from '@jindian/shared/text';
import { z } from '@jindian/shared/zod';
import type { Hono } from 'hono';
import { originOf } from '../../../platform/http/origin.ts';
import type { Failure } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import { BrowserForm } from '../../forms/browser-form.tsx';
import { type FormFields, readFields } from '../../forms/fields.ts';
import { page } from '../../ui/layout.tsx';
import { Notice } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { createComingIn } from './coming-in.ts';
import { SentCode } from './sent-code.tsx';

const beginSchema = z.object({
  code: z.string().min(1).max(60),
  name: words().min(1).max(20),
  phone: mobilePhoneSchema,
});
const faults: Readonly<Record<string, Word>> = {
  code: 'beginBadCode',
  name: 'beginBadName',
  phone: 'beginBadPhone',
};

/** Who has the code of an empty system becomes its administrator, and is signed in. Nobody is before. */
export function beginPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'bootstrap' | 'phoneCodes' | 'localSms' | 'sessions' | 'memberOf' | 'config' | 'clock'>,
): void {
  const { bootstrap, phoneCodes, sessions, config } = deps;
  const { startSession } = createComingIn(deps);

  /** `sentTo`: a code is on its way there, and comes back with the same form. */
  function show(
    c: HqContext,
    fields: FormFields | null = null,
    fault: string | null = null,
    sentTo: string | null = null,
  ) {
    const { t } = c.get('visit');
    const at = (name: string) => fields?.text(name) ?? '';
    const demo = sentTo !== null && config.stage === 'local' ? deps.localSms?.(sentTo) : null;
    return page(
      c,
      { title: t('beginTitle'), place: null, status: fault === null ? 200 : 400 },
      <section class="card sign-in">
        <p class="lead">{t('beginLead')}</p>
        {fault === null ? null : <Notice kind="bad">{fault}</Notice>}
        <BrowserForm c={c} action="/hq/begin">
          <label class="field">
            <span>{t('beginCode')}</span>
            <input
              name="code"
              value={at('code')}
              required
              maxlength={60}
              autocomplete="one-time-code"
              spellcheck={false}
            />
            <small class="hint">{t('beginCodeHint')}</small>
          </label>
          <label class="field">
            <span>{t('beginName')}</span>
            <input name="name" value={at('name')} required maxlength={20} autocomplete="name" />
          </label>
          <label class="field">
            <span>{t('beginPhone')}</span>
            <input name="phone" type="tel" value={at('phone')} required maxlength={20} autocomplete="tel" />
            <small class="hint">{t('beginPhoneHint')}</small>
          </label>
          <SentCode visit={c.get('visit')} name="sent" sentTo={sentTo} demo={demo} />
          <button class="button" type="submit">
            {t(sentTo === null ? 'beginNext' : 'beginSubmit')}
          </button>
        </BrowserForm>
      </section>,
    );
  }

  hq.get('/begin', async (c) => ((await bootstrap.isOpen()) ? show(c) : c.redirect('/hq/sign-in', 303)));

  hq.post('/begin', async (c) => {
    const fields = await readFields(c);
    const { t, language } = c.get('visit');
    const read = beginSchema.safeParse({
      code: fields.text('code'),
      name: fields.text('name'),
      phone: fields.text('phone'),
    });
    if (!read.success) {
      const name = String(read.error.issues[0]?.path[0] ?? 'code');
      return show(c, fields, t(faults[name] ?? 'beginBadCode'));
    }
    const refused = ({ code, params }: Failure) => show(c, fields, problemText(code, params, language));
    // Nothing is sent to anybody for who does not have the code.
    const checked = await bootstrap.check(read.data.code);
    if (!checked.ok) return refused(checked);
    const { phone } = read.data;
    const sentCode = fields.text('sent').trim();
    // A brand without an account for SMS takes the number as it is typed, unless it is somebody's.
    if (sentCode === '' && phoneCodes.isAvailable) {
      const sent = await phoneCodes.send(phone, undefined);
      return sent.ok ? show(c, fields, null, phone) : refused(sent);
    }
    if (sentCode !== '') {
      const right = await phoneCodes.verify(phone, sentCode);
      if (!right.ok)
        return show(
          c,
          fields,
          problemText(right.code, right.params, language),
          right.code === 'code_wrong' ? phone : null,
        );
    }
    const begun = await bootstrap.begin({ ...read.data, proved: sentCode !== '', language }, originOf(c));
    if (!begun.ok) return refused(begun);
    startSession(c, await sessions.open(begun.value, 'hq', originOf(c)));
    return c.redirect('/hq/setup', 303);
  });
}
