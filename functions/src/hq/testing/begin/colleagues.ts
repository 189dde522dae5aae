import { minuteMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import { hiddenField } from '../visitors.ts';
import type { Visitor } from './visitor.ts';

/** Whom the administrator invites, and links that let one person in once. */
export function colleagues(visitor: Visitor): void {
  const { ask, send, comeIn } = visitor;

  test('a colleague takes a role at headquarters in a browser: by the link, and a code to the number that was invited', async () => {
    visitor.local.clock.advance(2 * minuteMs);
    visitor.leave();
    await comeIn('13800009999');
    const boss = visitor.cookie;
    const page = await ask('/hq/invitations');
    expect(page.status).toBe(200);
    const typed = { act: 'make', name: '小财', phone: '13800006666', role: 'finance', scope: 'brand' };
    const form = { csrf: hiddenField(page.text, 'csrf'), key: hiddenField(page.text, 'key') };
    const bad = await ask('/hq/invitations', { ...form, ...typed, phone: '12', key: 'invite-key-0' });
    expect([bad.status, bad.text.includes('手机号格式不对'), bad.text.includes('value="小财"')]).toEqual([
      400,
      true,
      true,
    ]);
    const unfit = await ask('/hq/invitations', { ...form, ...typed, scope: 'self', key: 'invite-key-1' });
    expect([unfit.status, unfit.text.includes('只能用于')]).toEqual([400, true]);
    const made = await ask('/hq/invitations', { ...form, ...typed, bySms: 'yes' });
    const code = /IV[0-9A-Z]{10}/.exec(made.text)?.[0] ?? '';
    expect([made.status, made.text.includes('短信已发送')]).toEqual([200, true]);
    expect(visitor.local.sms.control.sent().at(-1)).toMatchObject({
      phone: '+8613800006666',
      parameters: [code, '7'],
    });
    // The list says who and until when, and no code.
    const list = (await ask('/hq/invitations')).text;
    expect([list.includes('小财'), list.includes('138****6666'), list.includes(code)]).toEqual([
      true,
      true,
      false,
    ]);

    visitor.leave();
    const link = await fetch(`${visitor.local.baseUrl}/q/invitation?c=${code}`, { redirect: 'manual' });
    const join = link.headers.get('location') ?? '';
    expect(join).toBe(`/hq/join?c=${code}`);
    const shown = await ask(join);
    expect([shown.text.includes('总部财务'), shown.text.includes('老板')]).toEqual([true, true]);
    // Opening it uses nothing up, another number gets no message, and a form of elsewhere is refused.
    const count = visitor.local.sms.control.sent().length;
    visitor.local.clock.advance(2 * minuteMs);
    const other = await send(join, { phone: '13800005555' }, { action: '/hq/join' });
    expect([other.status, visitor.local.sms.control.sent().length]).toEqual([400, count]);
    expect((await ask('/hq/join', { code, phone: '13800006666' })).status).toBe(403);
    const asked = await send(join, { phone: '13800006666' }, { action: '/hq/join' });
    const sent = /本机演示的短信：(\d{6})/.exec(asked.text)?.[1] ?? '';
    const accepted = await send(join, { phone: '13800006666', sent }, { action: '/hq/join' });
    expect([accepted.status, accepted.to]).toEqual([303, '/hq']);
    expect((await ask('/hq/fund-pool')).status).toBe(200);
    expect((await ask('/hq/invitations')).status).toBe(403);
    visitor.leave();
    expect((await ask(join)).text).toContain('已被接受');
    expect((await ask('/hq/join?c=IV0000000000')).status).toBe(404);

    visitor.cookie = boss;
    expect((await ask('/hq/invitations?state=accepted')).text).toContain('小财 已接受');
    const audit = (await ask('/hq/audit')).text;
    expect([audit.includes('接受邀请'), audit.includes(code), audit.includes('13800006666')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('a role at a place is taken in the shop, not at headquarters', async () => {
    const page = await ask('/hq/invitations');
    const form = { csrf: hiddenField(page.text, 'csrf'), key: hiddenField(page.text, 'key') };
    const typed = {
      act: 'make',
      name: '小店',
      phone: '',
      role: 'clerk',
      scope: 'branch:',
      scopePlace1: 'SH-001',
    };
    const made = await ask('/hq/invitations', { ...form, ...typed });
    const code = /IV[0-9A-Z]{10}/.exec(made.text)?.[0] ?? '';
    expect((await ask(`/hq/join?c=${code}`)).to).toContain(
      `/packages/people/invitation/accept/index?code=${code}`,
    );
    const id = /name="invitationId" value="([0-9A-Z]{26})"/.exec(made.text)?.[1] ?? '';
    const { text } = await ask('/hq/invitations');
    const again = { csrf: hiddenField(text, 'csrf'), key: 'invite-key-2', act: 'resend', invitationId: id };
    const sent = await ask('/hq/invitations', again);
    const second = /IV[0-9A-Z]{10}/.exec(sent.text)?.[0] ?? '';
    expect([second.length, second === code]).toEqual([12, false]);
    expect((await ask(`/hq/join?c=${code}`)).status).toBe(404);
    expect((await ask('/hq/invitations', { ...again, act: 'revoke' })).to).toContain('revoked=1');
  });

  test('a link lets one person in once: made by an administrator, or sent to the own phone; both on record', async () => {
    const { value: memberId } = (await visitor.local.system.members.knownForPhone('13800006666', 'zh')) as {
      value: string;
    };
    const boss = (await visitor.local.system.members.knownForPhone('13800009999', 'zh')) as { value: string };
    const chosen = `/hq/people?member=${memberId}`;
    const make = async (of: string, key: string) => {
      const { text } = await ask(chosen);
      const form = { csrf: hiddenField(text, 'csrf'), key, act: 'link', memberId: of, reason: '手机坏了' };
      return ask('/hq/people/standing', form);
    };
    expect((await make(boss.value, 'link-key-0')).status).toBe(403);
    const made = await make(memberId, 'link-key-1');
    const link = /\/hq\/enter\?ticket=[\w-]+/.exec(made.text)?.[0] ?? '';
    expect([made.status, link.length > 40]).toEqual([200, true]);
    const admin = visitor.cookie;

    visitor.leave();
    for (let look = 0; look < 3; look += 1) expect((await ask(link)).text).toContain('小财');
    const entries = await Promise.all([1, 2].map(() => send(link, {}, { action: '/hq/enter' })));
    expect(entries.map(({ status }) => status).sort()).toEqual([303, 403]);
    expect((await ask('/hq/fund-pool')).status).toBe(200);

    visitor.leave();
    visitor.local.clock.advance(2 * minuteMs);
    const count = visitor.local.sms.control.sent().length;
    const toNobody = await send('/hq/sign-in-phone', { phone: '13800004444', how: 'link' });
    const toMine = await send('/hq/sign-in-phone', { phone: '13800006666', how: 'link' });
    // Whoever asks learns nothing of whose number it is; only a demo, which sends nothing, shows what it would send.
    const demoLink = /<p>\s*<a href="\/hq\/enter\?ticket=[^"]*">[^<]*<\/a>\s*<\/p>/;
    expect(demoLink.test(toMine.text)).toBe(true);
    expect(
      toMine.text
        .replace(demoLink, '')
        .replaceAll('13800006666', '#')
        .replaceAll(/value="[^"]*"/g, ''),
    ).toBe(toNobody.text.replaceAll('13800004444', '#').replaceAll(/value="[^"]*"/g, ''));
    const sent = visitor.local.sms.control.sent().slice(count);
    expect(sent.map(({ phone, templateId }) => [phone, templateId])).toEqual([
      ['+8613800006666', visitor.local.sms.account.linkTemplateId],
    ]);
    const mine = `/hq/enter?ticket=${sent[0]?.parameters[0]}`;
    expect((await send(mine, {}, { action: '/hq/enter' })).to).toBe('/hq');
    expect((await ask(mine)).status).toBe(403);
    visitor.cookie = admin;
    const audit = (await ask('/hq/audit')).text;
    expect(['生成登录链接', '用链接登录总部'].map((word) => audit.includes(word))).toEqual([true, true]);
    expect(audit).not.toContain(link.split('ticket=')[1]);
  });
}
