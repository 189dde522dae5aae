import type { LocalSystem } from '../../../local/start.ts';

/** A browser at headquarters that keeps its cookies, without a script. */
export function createVisitor(systemOf: () => LocalSystem) {
  async function ask(path: string, form?: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await fetch(`${visitor.local.baseUrl}${path}`, {
      redirect: 'manual',
      headers: { cookie: `${visitor.cookie}; ${visitor.browser}`, 'accept-language': 'zh', ...headers },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      if (pair.startsWith('jindian_hq_session=')) visitor.cookie = pair;
      if (pair.startsWith('jindian_hq_browser=')) visitor.browser = pair;
    }
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
  }

  /** A form of a page, as its visitor sends it: filled by hand, or as it is shown but for what is typed over it. */
  async function send(
    page: string,
    fields: Record<string, string>,
    { action = page, asShown = false }: { action?: string; asShown?: boolean } = {},
  ) {
    const { text } = await ask(page);
    const [form = ''] = (text.split('<form').find((one) => one.includes(`action="${action}"`)) ?? '').split(
      '</form>',
    );
    const inputs = asShown
      ? /<input (?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")/g
      : /type="hidden" name="([^"]+)" value="([^"]*)"/g;
    const shown = [
      ...form.matchAll(inputs),
      ...form.matchAll(/<select [^>]*name="([^"]*)"[\s\S]*?<option value="([^"]*)" selected/g),
    ];
    return ask(action, { ...Object.fromEntries(shown.map(([, name, value]) => [name, value])), ...fields });
  }

  /** By a code on the phone, as the demo shows it. */
  async function comeIn(phone: string) {
    const { text } = await send('/hq/sign-in-phone', { phone });
    const code = /本机演示的短信：(\d{6})/.exec(text)?.[1] ?? '';
    await send('/hq/sign-in-phone', { phone, code });
  }

  const visitor = {
    cookie: '',
    browser: '',
    get local() {
      return systemOf();
    },
    ask,
    send,
    comeIn,
    /** As another browser, which has none of our cookies. */
    leave() {
      visitor.cookie = '';
      visitor.browser = '';
    },
  };
  return visitor;
}
export type Visitor = ReturnType<typeof createVisitor>;
