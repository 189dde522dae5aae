import { minuteMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import type { Visitor } from './visitor.ts';

/** Ways in for whoever has a role already. */
export function signingIn(visitor: Visitor): void {
  const { ask, send } = visitor;
  test('the administrator comes in again by a code on the phone; whoever has no role does not', async () => {
    const inHand = visitor.cookie;
    visitor.cookie = '';
    const codeOf = async (phone: string) => {
      const { text } = await send('/hq/sign-in-phone', { phone });
      return /本机演示的短信：(\d{6})/.exec(text)?.[1] ?? '';
    };
    const stranger = await codeOf('13800008888');
    const refused = await send('/hq/sign-in-phone', { phone: '13800008888', code: stranger });
    expect([refused.status, refused.text.includes('没有总部的角色')]).toEqual([400, true]);
    expect(visitor.cookie).toBe('');
    // Trying made nobody of them, and took the number from nobody.
    expect(await visitor.local.system.members.knownForPhone('13800008888', 'zh')).toMatchObject({
      value: null,
    });
    // Beginning has sent this number a code already, and the next one goes out a minute later.
    visitor.local.clock.advance(2 * minuteMs);
    const code = await codeOf('13800009999');
    const wrong = await send('/hq/sign-in-phone', {
      phone: '13800009999',
      code: code === '000000' ? '000001' : '000000',
    });
    expect([wrong.status, visitor.cookie]).toEqual([400, '']);
    const entered = await send('/hq/sign-in-phone', { phone: '13800009999', code });
    expect([entered.status, entered.to]).toEqual([303, '/hq']);
    expect(visitor.cookie).not.toBe('');
    expect(visitor.cookie).not.toBe(inHand);
    expect((await ask('/hq/setup')).status).toBe(200);
  });

  test('no form of another site, and no link that is merely opened, signs a browser in', async () => {
    visitor.local.clock.advance(2 * minuteMs);
    const phone = '13800009999';
    const { text } = await send('/hq/sign-in-phone', { phone });
    const code = /本机演示的短信：(\d{6})/.exec(text)?.[1] ?? '';
    const { value: memberId } = (await visitor.local.system.members.knownForPhone(phone, 'zh')) as {
      value: string;
    };
    const { token } = await visitor.local.system.sessions.open(memberId);
    const made = await fetch(`${visitor.local.baseUrl}/v1/hq/web-tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    const link = ((await made.json()) as { url: string }).url.slice(visitor.local.publicBaseUrl.length);
    const ticket = link.split('ticket=')[1] ?? '';

    visitor.leave();
    const forms: [string, Record<string, string>][] = [
      ['/hq/begin', { code: 'AAAA-BBBB-CCCC-DDDD', name: '别人', phone }],
      ['/hq/sign-in-phone', { phone, code }],
      ['/hq/local-sign-in', {}],
      ['/hq/enter', { ticket }],
    ];
    // The browser has none of ours yet; or one, and the form is of a page that another browser was given.
    for (const known of [false, true]) {
      if (known) await ask('/hq/sign-in-phone');
      for (const [path, fields] of forms)
        for (const csrf of ['', 'x'.repeat(43), visitor.browser.split('=')[1] ?? '']) {
          const elsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
          expect([path, (await ask(path, { ...fields, csrf }, elsewhere)).status]).toEqual([path, 403]);
          expect(visitor.cookie).toBe('');
        }
    }
    // What shows a preview of a link opens it, as often as it likes.
    for (let look = 0; look < 3; look += 1) {
      const shown = await ask(link);
      expect([shown.status, shown.text.includes('老板')]).toEqual([200, true]);
    }
    expect(visitor.cookie).toBe('');
    expect((await send(link, {}, { action: '/hq/enter' })).to).toBe('/hq');
    expect(visitor.cookie).not.toBe('');
    expect((await ask(link)).status).toBe(403);
  });
}
