/** @jsxImportSource hono/jsx */
import { minuteMs } from '@jindian/shared/time';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Child } from 'hono/jsx';
import { randomToken } from '../../platform/ids.ts';
import { staleFormPage } from '../pages/errors.tsx';
import {
  browserTokenOf,
  cookieNames,
  cookieOptions,
  type HqContext,
  type HqEnvironment,
  sameToken,
} from '../visit.ts';
import { readFields } from './fields.ts';

/** A form that is filled in later than that is asked for again. */
const browserSecretMinutes = 12 * 60;

/**
 * For the pages before the sign-in. Who opens one gets a secret in a cookie, and its forms a token made of that: a form of
 * another site has none, and cannot sign this browser in as somebody else, who would then be given what is typed here.
 */
export function bindToBrowser(publicBaseUrl: string): MiddlewareHandler<HqEnvironment> {
  const options = cookieOptions(publicBaseUrl);
  return async (c, next) => {
    const kept = getCookie(c, cookieNames.browser);
    if (c.req.method === 'GET' || c.req.method === 'HEAD') {
      const secret = kept ?? randomToken();
      setCookie(c, cookieNames.browser, secret, {
        ...options,
        maxAge: (browserSecretMinutes * minuteMs) / 1000,
      });
      c.set('browserToken', browserTokenOf(secret));
      await next();
      return undefined;
    }
    const token = kept === undefined ? null : browserTokenOf(kept);
    const given = (await readFields(c)).text('csrf');
    if (token === null || !sameToken(given, token)) return staleFormPage(c);
    c.set('browserToken', token);
    c.set('browserProved', true);
    await next();
    return undefined;
  };
}

/** `layout`: the class. `goesOn`: sent by the page's script as soon as it is there. */
export function BrowserForm(props: {
  c: HqContext;
  action: string;
  layout?: string;
  goesOn?: boolean;
  children?: Child;
}) {
  const { c, action, layout = 'form', goesOn = false, children } = props;
  const token = c.get('browserToken');
  if (token === null) throw new Error(`${action} is not bound to the browser`);
  return (
    <form class={layout} method="post" action={action} data-goes-on={goesOn ? 'yes' : undefined}>
      <input type="hidden" name="csrf" value={token} />
      {children}
    </form>
  );
}
