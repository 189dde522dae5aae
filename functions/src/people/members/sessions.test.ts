import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { brandGrant } from '@jindian/shared/access';
import { endpoint } from '@jindian/shared/contract/endpoint';
import { minuteMs } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertionHeader, requestHash, signAssertion } from '../../platform/assertion.ts';
import { audited } from '../../platform/audit-context.ts';
import { movableClock } from '../../platform/clock.ts';
import { type ApiApp, createApiApp } from '../../platform/http/app.ts';
import { createAuthenticate } from '../../platform/http/authenticate.ts';
import { createMount } from '../../platform/http/mount.ts';
import { createIds } from '../../platform/ids.ts';
import { createLogger } from '../../platform/logger.ts';
import { createNonces } from '../../platform/nonces.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { fail, ok } from '../../platform/result.ts';
import { createSessionTokens } from '../../platform/sessions.ts';
import { type JindianTable, tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { write } from '../../platform/transact.ts';
import { maxSessions } from './rules.ts';
import { createMembers } from './service.ts';
import { createSessions } from './sessions.ts';
import { createSignInTickets } from './sign-in-tickets.ts';
import { standingAgeMs } from './standings.ts';

const clock = movableClock();
const gatewaySecret = 'a gateway secret of some length';
let engine: Engine;
let table: JindianTable;

beforeAll(async () => {
  engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  table = embeddedTable(engine, 'jindian-test');
});
afterAll(() => engine.close());

/** What one process has: several of them share the table. */
function startProcess(settings = fixedSettings('people')) {
  const ids = createIds(clock);
  const members = createMembers({ table, clock, ids, settings });
  const tokens = createSessionTokens({ secret: () => 'a session secret of some length', clock });
  return {
    members,
    sessions: createSessions({ table, clock, ids, tokens, standings: members.standings, settings }),
  };
}

async function itemCount(): Promise<number> {
  const { Count } = (await engine.call('Scan', { TableName: 'jindian-test' })) as { Count: number };
  return Count;
}

describe('a session', () => {
  test('that is ended opens nothing: here at once, elsewhere within seconds, for HQ at once everywhere', async () => {
    const [here, elsewhere] = [startProcess(), startProcess()];
    const memberId = await here.members.enrol({ openid: 'o-ends', roles: [brandGrant('administrator')] });
    for (const audience of ['api', 'hq'] as const) {
      const { token, sessionId } = await here.sessions.open(memberId, audience === 'hq' ? 'hq' : 'own');
      expect((await here.sessions.verify(audience, token)).ok).toBe(true);
      // Begun a moment ago by another process, and known all the same.
      expect((await elsewhere.sessions.verify(audience, token)).ok).toBe(true);
      await here.sessions.end(memberId, sessionId);
      expect(await here.sessions.verify(audience, token)).toMatchObject({ code: 'session_expired' });
      expect(await elsewhere.sessions.verify(audience, token, 'fresh')).toMatchObject({
        code: 'session_expired',
      });
      clock.advance(standingAgeMs);
      expect(await elsewhere.sessions.verify(audience, token)).toMatchObject({ code: 'session_expired' });
    }
    expect(standingAgeMs).toBeLessThanOrEqual(10_000);
  });

  test('lasts as long as HQ has said, at HQ and in the app each', async () => {
    const { members, sessions } = startProcess(
      fixedSettings('people', { appSessionMinutes: 300, hqSessionMinutes: 30 }),
    );
    const memberId = await members.enrol({ openid: 'o-lasts', roles: [brandGrant('finance')] });
    const [app, hq] = [await sessions.open(memberId, 'own'), await sessions.open(memberId, 'hq')];
    const lasts = ({ expiresAtMs }: { expiresAtMs: number }) =>
      Math.round((expiresAtMs - clock.nowMs()) / minuteMs);
    expect([lasts(app), lasts(hq)]).toEqual([300, 30]);
    clock.advance(31 * minuteMs);
    expect((await sessions.verify('api', app.token)).ok).toBe(true);
    expect(await sessions.verify('hq', hq.token)).toMatchObject({ code: 'session_expired' });
  });

  test('keeps no role that was taken away', async () => {
    const [here, elsewhere] = [startProcess(), startProcess()];
    const memberId = await here.members.enrol({ openid: 'o-loses', roles: [brandGrant('finance')] });
    const { token } = await here.sessions.open(memberId);
    const rolesIn = async ({ sessions }: ReturnType<typeof startProcess>) => {
      const known = await sessions.verify('api', token);
      return known.ok ? known.value.principal.roles : null;
    };
    expect(await rolesIn(elsewhere)).toEqual([brandGrant('finance')]);
    await here.members.revokeRole(memberId, brandGrant('finance'));
    expect(await rolesIn(here)).toEqual([]);
    clock.advance(standingAgeMs);
    expect(await rolesIn(elsewhere)).toEqual([]);
  });

  test('is listed with where it was begun, and all of them end together, or all but one', async () => {
    const { members, sessions } = startProcess();
    const memberId = await members.enrol({ openid: 'o-lists' });
    const phone = await sessions.open(memberId, 'own', { address: '203.0.113.9', agent: 'Phone' });
    const shop = await sessions.open(memberId);
    clock.advance(1);
    const hq = await sessions.open(memberId, 'hq');
    const listed = await sessions.list(memberId, hq.sessionId);
    expect(listed[0]).toMatchObject({ id: hq.sessionId, audience: 'hq', current: true });
    expect(listed.find(({ id }) => id === phone.sessionId)).toMatchObject({
      address: '203.0.113.9',
      agent: 'Phone',
      current: false,
    });
    expect(await sessions.endAll(memberId, hq.sessionId)).toEqual(ok(2));
    expect((await sessions.verify('hq', hq.token)).ok).toBe(true);
    expect((await sessions.verify('api', shop.token)).ok).toBe(false);
    expect(await sessions.endAll(memberId)).toEqual(ok(1));
    expect((await sessions.verify('hq', hq.token)).ok).toBe(false);
    expect(await sessions.list(memberId, null)).toEqual([]);
  });

  test('ended with all others ends the links and scanned codes that would begin another; a later one lets in', async () => {
    const { members, sessions } = startProcess();
    const tickets = createSignInTickets({ table, clock }, 'hq');
    const memberId = await members.enrol({ openid: 'o-with-link', roles: [brandGrant('auditor')] });
    const waiting = await tickets.openSignIn('browser', { address: null, agent: null });
    const scanned = await tickets.openSignIn('browser', { address: null, agent: null });
    const made = [
      await tickets.openLink(memberId),
      await tickets.openSmsLink(memberId),
      await tickets.openWeb(memberId),
    ];
    await tickets.approve(scanned, memberId);
    expect((await tickets.holderOf(made[0] as string))?.memberId).toBe(memberId);
    // Also where there is no session to end.
    expect(await sessions.endAll(memberId)).toEqual(ok(0));
    for (const ticket of made)
      expect([await tickets.holderOf(ticket), await tickets.redeem(ticket, '')]).toEqual([null, null]);
    expect(await tickets.redeem(scanned, 'browser')).toBeNull();
    clock.advance(1);
    await tickets.approve(waiting, memberId);
    expect(await tickets.redeem(waiting, 'browser')).toBe(memberId);
    expect(await tickets.redeem(await tickets.openLink(memberId), '')).toBe(memberId);
  });

  test('and its record end and begin together: without the record it goes on', async () => {
    const { members, sessions } = startProcess();
    const memberId = await members.enrol({ openid: 'o-with-record' });
    const { token } = await sessions.open(memberId);
    // A record that cannot be written.
    const key = { pk: 'NOBODY', sk: 'NOBODY' };
    const record = write('audit', {
      params: () => ({
        ConditionCheck: { TableName: 'jindian-test', Key: key, ConditionExpression: 'attribute_exists(pk)' },
      }),
    });
    const act = { writes: () => [record], details: {}, done: false };
    expect(await audited(act, () => sessions.endAll(memberId))).toEqual(fail('busy'));
    expect((await sessions.verify('api', token, 'fresh')).ok).toBe(true);
    expect(await sessions.endAll(memberId)).toEqual(ok(1));
  });

  test('of somebody else is not ended by its number', async () => {
    const { members, sessions } = startProcess();
    const [anna, bert] = [await members.enrol({ openid: 'o-a' }), await members.enrol({ openid: 'o-b' })];
    const { token, sessionId } = await sessions.open(anna);
    await sessions.end(bert, sessionId);
    expect((await sessions.verify('api', token)).ok).toBe(true);
  });

  test('too many of one member end the oldest, and what is over leaves nothing behind', async () => {
    const { members, sessions } = startProcess();
    const memberId = await members.enrol({ openid: 'o-many' });
    const first = await sessions.open(memberId);
    const tokens: string[] = [];
    for (let n = 0; n < maxSessions; n += 1) {
      clock.advance(1);
      tokens.push((await sessions.open(memberId)).token);
    }
    expect((await sessions.verify('api', first.token)).ok).toBe(false);
    for (const token of tokens) expect((await sessions.verify('api', token)).ok).toBe(true);
    clock.advance(3 * 3_600_000);
    await sessions.open(memberId);
    const standing = await members.read(memberId, { consistent: true });
    expect(standing?.sessions).toHaveLength(1);
  });

  test('of too many, begun by several processes at once, no more than there may be are left', async () => {
    const processes = [startProcess(), startProcess(), startProcess()];
    const [{ members }] = processes as [ReturnType<typeof startProcess>];
    const memberId = await members.enrol({ openid: 'o-crowd' });
    await Promise.all(
      Array.from({ length: maxSessions + 15 }, (_, n) => processes[n % 3]?.sessions.open(memberId)),
    );
    expect((await members.read(memberId, { consistent: true }))?.sessions).toHaveLength(maxSessions);
  });
});

describe('looking at what is public', () => {
  const rows = {
    see: endpoint({
      id: 'see',
      method: 'get',
      path: '/v1/see',
      tag: 'test',
      summary: 'Anyone',
      access: 'public',
      response: z.object({ memberId: z.string().nullable() }),
    }),
    mine: endpoint({
      id: 'mine',
      method: 'get',
      path: '/v1/mine',
      tag: 'test',
      summary: 'Members',
      access: 'member',
      response: z.object({ memberId: z.string() }),
    }),
  };
  let app: ApiApp;
  let process: ReturnType<typeof startProcess>;
  let nonce = 0;

  beforeAll(() => {
    process = startProcess();
    const { members, sessions } = process;
    app = createApiApp({ logger: createLogger('silent') });
    const mount = createMount(app, {
      checkResponses: true,
      authenticate: createAuthenticate({
        sessions,
        clock,
        gatewaySecret,
        claimNonce: createNonces({ table, clock }).claim,
        memberOfAssertion: members.memberForWechat,
        knownOfAssertion: ({ openid }) => members.knownForWechat(openid),
      }),
    });
    mount(rows.see, async ({ principal }) => ok({ memberId: principal?.memberId ?? null }));
    mount(rows.mine, async ({ memberId }) => ok({ memberId }));
  });

  /** A call as the gateway passes it on. */
  async function viaGateway(path: string, openid: string) {
    nonce += 1;
    const hash = requestHash({ method: 'GET', pathAndQuery: path, idempotencyKey: '', body: '' });
    const assertion = await signAssertion(gatewaySecret, { openid, nonce: `n${nonce}` }, hash, clock.nowMs());
    const answer = await app.request(path, { headers: { [assertionHeader]: assertion } });
    return { status: answer.status, ...((await answer.json()) as { memberId: string | null }) };
  }

  test('through the gateway writes nothing and makes nobody a member; the first own thing does', async () => {
    const before = await itemCount();
    for (let n = 0; n < 5; n += 1)
      expect(await viaGateway('/v1/see', 'o-looks')).toEqual({ status: 200, memberId: null });
    expect(await itemCount()).toBe(before);
    const { memberId } = await viaGateway('/v1/mine', 'o-looks');
    // A nonce, and the member's three records.
    expect(await itemCount()).toBe(before + 4);
    expect(await viaGateway('/v1/see', 'o-looks')).toEqual({ status: 200, memberId });
    expect(await itemCount()).toBe(before + 4);
  });

  test('with a session: a shopper is believed, staff are looked up as they are now', async () => {
    const { members, sessions } = process;
    const shopper = await members.enrol({ openid: 'o-shopper' });
    const boss = await members.enrol({ openid: 'o-boss', roles: [brandGrant('administrator')] });
    const ofShopper = await sessions.open(shopper);
    const ofBoss = await sessions.open(boss);
    clock.advance(standingAgeMs);
    expect(await sessions.guess(ofShopper.token)).toEqual({ kind: 'member', memberId: shopper, roles: [] });
    expect((await sessions.guess(ofBoss.token))?.roles).toEqual([brandGrant('administrator')]);
    await sessions.endAll(boss);
    expect(await sessions.guess(ofBoss.token)).toBeNull();
    expect(await sessions.guess('not.a.token')).toBeNull();
  });
});
