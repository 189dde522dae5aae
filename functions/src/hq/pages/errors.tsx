/** @jsxImportSource hono/jsx */
import type { FailureParams, ProblemCode } from '@jindian/shared/contract/problems/problem';
import { problemCatalog, problemText } from '@jindian/shared/contract/problems/problem';
import type { Child } from 'hono/jsx';
import { type PageOptions, page } from '../ui/layout.tsx';
import type { HqContext } from '../visit.ts';
import type { Word } from '../words/say.ts';

function errorPage(
  c: HqContext,
  status: NonNullable<PageOptions['status']>,
  title: Word,
  content: Child,
  action: { href: string; word: Word },
) {
  const { t } = c.get('visit');
  return page(
    c,
    { title: t(title), place: c.get('signedIn') ? 'today' : null, status },
    <section class="card is-message">
      <p class="message-code" aria-hidden="true">
        {status}
      </p>
      <div>
        {content}
        <p>
          <a class="button" href={action.href}>
            {t(action.word)}
          </a>
        </p>
      </div>
    </section>,
  );
}

const toToday = { href: '/hq', word: 'toToday' } as const;
const toSignIn = { href: '/hq/sign-in', word: 'toSignIn' } as const;

export function notFoundPage(c: HqContext) {
  return errorPage(c, 404, 'notFoundTitle', <p>{c.get('visit').t('notFoundText')}</p>, toToday);
}

/** Known to us, but not a member of HQ. */
export function forbiddenPage(c: HqContext) {
  return errorPage(c, 403, 'forbiddenTitle', <p>{c.get('visit').t('forbiddenText')}</p>, toSignIn);
}

export function staleFormPage(c: HqContext) {
  return errorPage(c, 403, 'forbiddenTitle', <p>{c.get('visit').t('forbiddenForm')}</p>, toToday);
}

export function linkUsedPage(c: HqContext) {
  return errorPage(c, 403, 'linkUsed', <p>{c.get('visit').t('linkUsedText')}</p>, toSignIn);
}

/** What was wrong with a form that has no place of its own to say it. */
export function faultPage(c: HqContext, status: NonNullable<PageOptions['status']>, text: string) {
  return errorPage(c, status, status >= 500 ? 'errorTitle' : 'badRequestTitle', <p>{text}</p>, toToday);
}

/** An expected failure of a service, by its code. */
export function problemPage(c: HqContext, code: ProblemCode, params?: FailureParams) {
  const { status } = problemCatalog[code];
  if (status === 404) return notFoundPage(c);
  const text = problemText(code, params, c.get('visit').language);
  const shown = status >= 500 ? 503 : status === 409 || status === 429 ? status : 400;
  return faultPage(c, shown, text);
}

export function brokenPage(c: HqContext) {
  const { t } = c.get('visit');
  const requestId = c.get('requestId');
  return errorPage(
    c,
    500,
    'errorTitle',
    <>
      <p>{t('errorText')}</p>
      <p>
        {t('requestId')}: <code>{requestId}</code>
      </p>
    </>,
    toToday,
  );
}
