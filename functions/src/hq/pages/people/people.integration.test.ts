import { brandGrant } from '@jindian/shared/access';
import { problemText } from '@jindian/shared/contract/problems/problem';
import { throttleRules } from '@jindian/shared/contract/throttles';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SystemFixture, startSystemFixture } from '../../../entry/testing/system-fixture.ts';
import { ticketLifeMs } from '../../../people/members/sign-in-tickets.ts';
import { movableClock } from '../../../platform/clock.ts';
import { formOf, hiddenField, openHq, type Visitor } from '../../testing/visitors.ts';

let fixture: SystemFixture;
let hq: ReturnType<typeof openHq>;
let clock: ReturnType<typeof movableClock>;
let hqToken: string;

beforeAll(async () => {
  fixture = await startSystemFixture();
  clock = movableClock(fixture.local.clock);
  hqToken = await fixture.signIn('hq');
  hq = openHq(fixture.local.system, { clock, hqToken });
});
afterAll(() => fixture.local.close());

function visitor(token?: string): Visitor {
  return hq.visitor(token);
}

describe('signing in by QR', () => {
  const bearer = () => ({ authorization: `Bearer ${hqToken}` });
  const json = { accept: 'application/json' };

  async function openQr(guest: Visitor): Promise<string> {
    const { text } = await guest.get('/hq/sign-in?next=%2Fhq%2Fmap');
    return /data-sign-in="\/hq\/sign-in\/([\w-]+)\?/.exec(text)?.[1] ?? '';
  }
  const approve = (ticket: string, headers: Record<string, string>) =>
    visitor().api(`/v1/hq/sign-ins/${ticket}/approval`, headers);

  test('waits, is approved by HQ, lets this browser in once', async () => {
    const guest = visitor();
    const ticket = await openQr(guest);
    const poll = `/hq/sign-in/${ticket}?next=%2Fhq%2Fmap`;
    expect(JSON.parse((await guest.get(poll, json)).text)).toEqual({ state: 'waiting' });
    expect((await approve(ticket, bearer())).status).toBe(200);
    expect((await approve(ticket, bearer())).status).toBe(200);
    expect(JSON.parse((await guest.get(poll, json)).text)).toEqual({ state: 'signed_in', next: '/hq/map' });
    expect((await guest.get('/hq/map')).status).toBe(200);
    guest.cookies.delete('jindian_hq_session');
    expect(JSON.parse((await guest.get(poll, json)).text)).toEqual({ state: 'expired' });
  });

  test('works without a script too', async () => {
    const guest = visitor();
    const ticket = await openQr(guest);
    expect((await guest.get(`/hq/sign-in/${ticket}`)).text).toContain('等待扫码确认');
    await approve(ticket, bearer());
    const answer = await guest.get(`/hq/sign-in/${ticket}?next=https://evil.example/`);
    expect([answer.status, answer.location]).toEqual([303, '/hq']);
    expect((await guest.get('/hq')).status).toBe(200);
  });

  test('who only photographed the QR gets nothing', async () => {
    const ticket = await openQr(visitor());
    await approve(ticket, bearer());
    const thief = visitor();
    await openQr(thief);
    expect(JSON.parse((await thief.get(`/hq/sign-in/${ticket}`, json)).text)).toEqual({ state: 'expired' });
    expect((await thief.get(`/hq/enter?ticket=${ticket}`)).status).toBe(403);
    expect((await thief.get('/hq')).status).toBe(303);
  });

  test('only HQ approves, and only a ticket that is there', async () => {
    const ticket = await openQr(visitor());
    const clerk = { authorization: `Bearer ${await fixture.signIn('clerk-zhou')}` };
    expect((await approve(ticket, clerk)).status).toBe(403);
    expect((await approve(ticket, {})).status).toBe(401);
    const unknown = await approve('x'.repeat(32), bearer());
    expect([unknown.status, JSON.parse(unknown.text).code]).toEqual([404, 'code_unknown']);
  });

  test('two members can not both approve', async () => {
    const ticket = await openQr(visitor());
    const other = await fixture.enrol('second-hq', [brandGrant('administrator')]);
    expect((await approve(ticket, bearer())).status).toBe(200);
    expect((await approve(ticket, { authorization: `Bearer ${other.token}` })).status).toBe(404);
  });

  test('a ticket ends after five minutes, approved or not', async () => {
    const guest = visitor();
    const [early, late] = [await openQr(guest), await openQr(guest)];
    await approve(early, bearer());
    clock.advance(ticketLifeMs);
    expect(JSON.parse((await guest.get(`/hq/sign-in/${early}`, json)).text)).toEqual({ state: 'expired' });
    expect((await approve(late, bearer())).status).toBe(404);
  });

  test('the cookie is for /hq alone and out of reach of scripts', async () => {
    const guest = visitor();
    const { csrf } = await formOf(guest, '/hq/sign-in');
    const answer = await guest.post('/hq/local-sign-in', { csrf, next: '/hq/fund-pool' });
    expect([answer.status, answer.location]).toEqual([303, '/hq/fund-pool']);
    const cookie = answer.headers.getSetCookie().find((set) => set.startsWith('jindian_hq_session='));
    expect(cookie).toMatch(/Path=\/hq;.*HttpOnly.*SameSite=Lax/);
  });

  test('signing out takes a form of ours', async () => {
    const guest = visitor(hqToken);
    const { csrf } = await formOf(guest, '/hq');
    expect((await guest.post('/hq/sign-out', { csrf: 'x' })).status).toBe(403);
    const copied = guest.cookies.get('jindian_hq_session') as string;
    expect((await guest.post('/hq/sign-out', { csrf })).location).toBe('/hq/sign-in');
    expect((await guest.get('/hq')).status).toBe(303);
    // Whoever kept a copy of the cookie is out, too.
    expect((await visitor(copied).get('/hq')).status).toBe(303);
  });

  test('the token of the API opens no page, and the cookie no endpoint', async () => {
    const guest = visitor();
    guest.cookies.set('jindian_hq_session', hqToken);
    expect((await guest.get('/hq')).status).toBe(303);
    const inside = visitor(hqToken);
    expect((await inside.get('/hq')).status).toBe(200);
    const cookie = inside.cookies.get('jindian_hq_session');
    const answer = await visitor().api('/v1/hq/web-tickets', { authorization: `Bearer ${cookie}` });
    expect(answer.status).toBe(401);
  });

  test('another session is seen with its browser, and ended', async () => {
    const [mine, other] = [visitor(hqToken), visitor(hqToken)];
    await other.get('/hq');
    const { csrf } = await formOf(mine, '/hq/sessions');
    expect((await mine.post('/hq/sessions', { csrf, act: 'end', sessionId: 'x' })).status).toBe(400);
    const done = await mine.post('/hq/sessions', { csrf, act: 'others', sessionId: '' });
    expect(done.location).toMatch(/^\/hq\/sessions\?ended=[1-9]/);
    expect((await other.get('/hq')).status).toBe(303);
    expect((await mine.get('/hq/sessions')).status).toBe(200);
    hqToken = await fixture.signIn('hq');
  });

  test('who approves sees first which browser waits', async () => {
    const guest = visitor();
    const { text } = await guest.get('/hq/sign-in', { 'user-agent': 'Strange Browser 7' });
    const ticket = /data-sign-in="\/hq\/sign-in\/([\w-]+)\?/.exec(text)?.[1] ?? '';
    const shown = await visitor().get(`/v1/hq/sign-ins/${ticket}`, bearer());
    expect(JSON.parse(shown.text)).toEqual({
      address: null,
      agent: 'Strange Browser 7',
      openedAtMs: expect.any(Number),
    });
    const clerk = { authorization: `Bearer ${await fixture.signIn('clerk-zhou')}` };
    expect((await visitor().get(`/v1/hq/sign-ins/${ticket}`, clerk)).status).toBe(403);
    await approve(ticket, bearer());
    expect((await visitor().get(`/v1/hq/sign-ins/${ticket}`, bearer())).status).toBe(404);
  });
});

describe('coming in from the mini-program', () => {
  async function webTicket(): Promise<string> {
    const answer = await visitor().api('/v1/hq/web-tickets', { authorization: `Bearer ${hqToken}` });
    const { url } = JSON.parse(answer.text) as { url: string };
    expect(url).toMatch(/\/hq\/enter\?ticket=[\w-]{20,64}$/);
    return new URL(url).pathname + new URL(url).search;
  }

  const enter = async (guest: Visitor, path: string) => {
    const { text } = await guest.get(path);
    const [csrf, ticket] = [hiddenField(text, 'csrf'), hiddenField(text, 'ticket')];
    return guest.post('/hq/enter', { csrf, ticket });
  };

  test('goes on by itself in the mini-program, and elsewhere once somebody has read as whom', async () => {
    const path = await webTicket();
    const inWechat = await visitor().get(path, { 'user-agent': 'MicroMessenger/8.0.50 miniProgram/wx1' });
    const elsewhere = await visitor().get(path, { 'user-agent': 'MicroMessenger/8.0.50' });
    expect([inWechat, elsewhere].map(({ text }) => text.includes('data-goes-on'))).toEqual([true, false]);
  });

  test('a ticket works once, of however many tries at a time', async () => {
    const path = await webTicket();
    const guests = Array.from({ length: 8 }, () => visitor());
    const answers = await Promise.all(guests.map((guest) => enter(guest, path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(7).fill(403)]);
    const inside = guests[answers.findIndex(({ status }) => status === 303)] as Visitor;
    expect((await inside.get('/hq')).status).toBe(200);
    expect((await visitor().get(path)).status).toBe(403);
  });

  test('a ticket ends after five minutes', async () => {
    const path = await webTicket();
    clock.advance(ticketLifeMs);
    expect((await visitor().get(path)).status).toBe(403);
  });

  test('it is not one that a browser could have approved', async () => {
    const ticket = new URL(`http://x${await webTicket()}`).searchParams.get('ticket');
    const headers = { authorization: `Bearer ${hqToken}` };
    expect((await visitor().api(`/v1/hq/sign-ins/${ticket}/approval`, headers)).status).toBe(404);
  });
});

describe('giving a role', () => {
  const region = 'region:上海市';
  const memberIn = (text: string) =>
    /"button is-small" href="\/hq\/people\?member=([0-9A-Z]{26})#grant/.exec(text)?.[1] ?? '';

  test('begins with looking for somebody by number, by how the name begins, or by id; the number is shown in part', async () => {
    const guest = visitor(hqToken);
    const form = await formOf(guest, '/hq/people');
    const find = (text: string) => guest.post('/hq/people/find', { ...form, text });
    const byPhone = await find('+86 138-0001-0001');
    const memberId = memberIn(byPhone.text);
    expect([byPhone.status, memberId]).toEqual([200, expect.stringMatching(/^[0-9A-Z]{26}$/)]);
    expect(byPhone.text).toContain('138****0001');
    for (const text of ['小', '小 林', memberId.toLowerCase()])
      expect([text, memberIn((await find(text)).text)]).toEqual([text, memberId]);
    for (const text of ['林', '13800019999', '__proto__', '01JD3V8Q9XKZ4M7T2N5R6W8Y1C', '%'])
      expect([text, memberIn((await find(text)).text)]).toEqual([text, '']);
    expect((await find(' ')).text).toContain('请输入手机号、姓名或会员编号');
    // On record: who was found, and the number no further than it was shown.
    const { text: records } = await guest.get('/hq/audit?act=member.find');
    expect(records).toContain('138****0001');
    expect(records).toContain(memberId);
    expect(records).not.toContain('13800010001');
    expect((await guest.get(`/hq/people?member=${memberId}`)).text).toContain('小林');
  });

  test('where it cannot hold comes back with all that was typed, and says at the field what is wrong', async () => {
    const guest = visitor(hqToken);
    const { memberId } = await fixture.enrol('somebody-new');
    const form = await formOf(guest, `/hq/people?member=${memberId}`);
    const give = (fields: Record<string, string>) =>
      guest.post('/hq/people/grant', { ...form, memberId, ...fields });
    const chosen = (text: string, name: string) =>
      new RegExp(`<select name="${name}".*?<option value="([^"]*)" selected`, 's').exec(text)?.[1];
    for (const role of ['manager', 'clerk']) {
      const refused = await give({ role, scope: region, scopePlace1: 'B1' });
      expect(refused.status).toBe(400);
      expect(refused.text).toMatch(
        /<small class="field-fault" role="alert">(店长|店员)只能用于：一个网点<\/small>/,
      );
      expect([chosen(refused.text, 'role'), chosen(refused.text, 'scope')]).toEqual([role, region]);
      expect(refused.text).toMatch(/name="scopePlace1" value="B1"/);
      expect(refused.text).toContain(`name="memberId" value="${memberId}"`);
    }
    const unknown = await give({ role: 'clerk', scope: 'branch:', scopePlace1: 'B99999' });
    expect([unknown.status, chosen(unknown.text, 'scope')]).toEqual([400, 'branch:']);
    expect(unknown.text).toMatch(/field-fault"[^>]*>没有「B99999」/);
    expect((await give({ role: 'clerk', scope: 'branch:', scopePlace1: 'x y' })).text).toContain(
      '没有叫「x y」的网点',
    );
    const nobody = await give({ memberId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C', role: 'clerk', scope: 'brand' });
    expect([nobody.status, nobody.text.includes('没有这个人')]).toEqual([400, true]);
    expect(await fixture.local.system.members.rolesOf(memberId)).toEqual([]);

    // A name that is like several is not guessed; the exact name of one stands for it.
    const exact = (await fixture.local.system.network.location(fixture.here))?.name.zh ?? '';
    const like = await give({ role: 'clerk', scope: 'branch:', scopePlace1: exact.slice(0, -1) });
    expect([like.status, like.text.includes(`${exact} · ${fixture.here}`)]).toEqual([400, true]);
    const given = await give({ role: 'clerk', scope: 'branch:', scopePlace1: exact });
    expect([given.status, given.location]).toEqual([303, '/hq/people?done=1']);
    expect(await fixture.local.system.members.rolesOf(memberId)).toHaveLength(1);
    // Whoever was found has the roles beside the form, to be taken away.
    const { text } = await guest.get(`/hq/people?member=${memberId}`);
    const scope = `branch:${fixture.here}`;
    expect(text).toContain(`name="scope" value="${scope}"`);
    // What is taken away is named first, with what becomes of it.
    const sure = await guest.post('/hq/people/revoke', { ...form, memberId, role: 'clerk', scope });
    expect([sure.status, sure.text.includes('店员'), sure.text.includes('几秒内')]).toEqual([
      200,
      true,
      true,
    ]);
    expect(await fixture.local.system.members.rolesOf(memberId)).toHaveLength(1);
    await guest.post('/hq/people/revoke', { ...form, memberId, role: 'clerk', scope, confirmed: 'yes' });
    expect(await fixture.local.system.members.rolesOf(memberId)).toEqual([]);
  });

  test('is nothing for whoever may not give roles', async () => {
    const auditor = visitor(await fixture.signIn('hq-auditor'));
    const { text } = await auditor.get('/hq/people');
    expect(text).not.toContain('/hq/people/find');
    const { csrf, key } = await formOf(auditor, '/hq/sessions');
    expect((await auditor.post('/hq/people/find', { csrf, key, text: '小' })).status).toBe(403);
  });
});

describe('searches', () => {
  test('sent too often are answered so, with the sentence for it', async () => {
    const { token, memberId } = await fixture.enrol('searches-a-lot', [brandGrant('administrator')]);
    const guest = visitor(token);
    const { csrf, key } = await formOf(guest, '/hq/search');
    const { limit } = throttleRules.hq_search;
    for (let n = 0; n < limit; n += 1)
      expect((await fixture.local.system.throttle.attempt('hq_search', memberId)).ok).toBe(true);
    for (const path of ['/hq/search', '/hq/people/find']) {
      const answer = await guest.post(path, { csrf, key, text: '0001' });
      expect([path, answer.status]).toEqual([path, 429]);
      expect(answer.text).toContain(problemText('rate_limited', undefined, 'zh'));
    }
  });
});
