/** @jsxImportSource hono/jsx */
import type { Visit } from '../../visit.ts';

/** Where the code is typed that was sent to a phone; nothing before it was. In a demo it is said beside it. */
export function SentCode(props: {
  visit: Pick<Visit, 't'>;
  name: string;
  sentTo: string | null;
  demo: string | null | undefined;
}) {
  const { visit, name, sentTo, demo } = props;
  const { t } = visit;
  if (sentTo === null) return null;
  return (
    <label class="field">
      <span>{t('phoneSignInCode')}</span>
      <input name={name} inputmode="numeric" required maxlength={6} autocomplete="one-time-code" autofocus />
      <small class="hint">
        {demo ? t('phoneSignInDemo', { code: demo }) : t('phoneSignInSent', { phone: sentTo })}
      </small>
    </label>
  );
}
