import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant, Session } from '@jindian/shared/contract/people/member';
import { permissions } from '@jindian/shared/contract/people/permissions';
import { deskSignInPrefix, readScannedText } from '@jindian/shared/qr-text';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditLog } from '../../platform/audit.ts';
import { movableClock, systemClock } from '../../platform/clock.ts';
import { type ApiApp, createApiApp } from '../../platform/http/app.ts';
import { createAuthenticate } from '../../platform/http/authenticate.ts';
import { createMount } from '../../platform/http/mount.ts';
import { createIds } from '../../platform/ids.ts';
import { createLogger } from '../../platform/logger.ts';
import { createNonces } from '../../platform/nonces.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { ok } from '../../platform/result.ts';
import { createSessionTokens } from '../../platform/sessions.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { mountDeskSignIn } from './desk-sign-in.ts';
import { createMembers } from './service.ts';
import { createSessions } from './sessions.ts';
import { createSignInTickets, hashOfSecret, ticketLifeMs } from './sign-in-tickets.ts';

type Opened = { ticket: string; secret: string };
type Claimed = { state: string; session: Session | null };

const clock = movableClock(systemClock);
let engine: Engine;
let app: ApiApp;
let members: ReturnType<typeof createMembers>;
let sessions: ReturnType<typeof createSessions>;
let hqTickets: ReturnType<typeof createSignInTickets>;

beforeAll(async () => {
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  const ids = createIds(clock);
  members = createMembers({ table, clock, ids, settings: fixedSettings('people') });
  sessions = createSessions({
    table,
    clock,
    ids,
    tokens: createSessionTokens({ secret: () => 'a test secret of some length', clock }),
    standings: members.standings,
    settings: fixedSettings('people'),
  });
  hqTickets = createSignInTickets({ table, clock }, 'hq');
  app = createApiApp({ logger: createLogger('silent') });
  const mount = createMount(app, {
    checkResponses: true,
    audit: createAuditLog({ table, clock, ids }),
    authenticate: createAuthenticate({
      sessions,
      clock,
      gatewaySecret: 'another test secret of some length',
      claimNonce: createNonces({ table, clock }).claim,
      memberOfAssertion: members.memberForWechat,
      knownOfAssertion: ({ openid }) => members.knownForWechat(openid),
    }),
  });
  mountDeskSignIn(mount, {
    members,
    sessions,
    deskTickets: createSignInTickets({ table, clock }, 'desk'),
    bindingOf: async () => null,
  });
  // As `hq/` mounts it.
  mount(endpoints.approveHqSignIn, async ({ params, memberId }) => {
    const approved = await hqTickets.approve(params.ticket, memberId);
    return approved.ok ? ok({}) : approved;
  });
  mount(endpoints.createHqWebTicket, async ({ memberId }) => ok({ url: await hqTickets.openWeb(memberId) }));
  mount(endpoints.listSessions, async ({ memberId, origin }) =>
    ok({ items: await sessions.list(memberId, origin.sessionId) }),
  );
});
afterAll(() => engine.close());

async function call<T>(
  id: EndpointId,
  {
    token,
    body,
    ticket = '',
    agent = 'Phone',
  }: { token?: string; body?: unknown; ticket?: string; agent?: string } = {},
): Promise<{ status: number; body: T & { code?: string } }> {
  const row = endpoints[id];
  const answer = await app.request(row.path.replace('{ticket}', ticket), {
    method: row.method.toUpperCase(),
    headers: {
      'content-type': 'application/json',
      'user-agent': agent,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T & { code?: string } };
}

let people = 0;
async function person(roles: RoleGrant[]) {
  people += 1;
  const memberId = await members.enrol({ openid: `o-desk-${people}`, nickname: `n${people}`, roles });
  return { memberId, token: (await sessions.open(memberId)).token };
}
const clerk = () => person([branchGrant('clerk', 'B001')]);
const open = async () => (await call<Opened>('openDeskSignIn', { agent: 'Desk Browser 9' })).body;
const claim = async ({ ticket, secret }: Opened) =>
  (await call<Claimed>('claimDeskSession', { body: { ticket, secret }, agent: 'Desk Browser 9' })).body;
const approve = ({ ticket }: Opened, token: string) => call('approveDeskSignIn', { ticket, token });

test('a browser waits, its clerk sees which one it is and says yes, and it is in: once', async () => {
  const { token, memberId } = await clerk();
  const browser = await open();
  expect(readScannedText(`${deskSignInPrefix}${browser.ticket}`)).toEqual({
    kind: 'desk_sign_in',
    ticket: browser.ticket,
  });
  expect(await claim(browser)).toEqual({ state: 'waiting', session: null });
  const seen = await call<{ agent: string }>('getDeskSignIn', { ticket: browser.ticket, token });
  expect([seen.status, seen.body.agent]).toEqual([200, 'Desk Browser 9']);

  expect((await approve(browser, token)).status).toBe(200);
  // A tap whose answer was lost is tapped again.
  expect((await approve(browser, token)).status).toBe(200);
  const { state, session } = await claim(browser);
  expect([state, session?.member.id]).toEqual(['signed_in', memberId]);
  expect(await claim(browser)).toEqual({ state: 'gone', session: null });

  // It lasts a shift, is seen on the phone with its browser, and is ended from there.
  const listed = await call<{
    items: { id: string; agent: string; expiresAtMs: number; startedAtMs: number }[];
  }>('listSessions', { token });
  const desk = listed.body.items.find(({ agent }) => agent === 'Desk Browser 9');
  expect(desk && (desk.expiresAtMs - desk.startedAtMs) / minuteMs).toBe(720);
  expect((await call('listSessions', { token: session?.token ?? '' })).status).toBe(200);
  await sessions.end(memberId, desk?.id ?? '');
  expect((await call('listSessions', { token: session?.token ?? '' })).status).toBe(401);
});

test('of many claims at once one is let in; of two clerks who approve at once one is', async () => {
  const [one, other] = [await clerk(), await clerk()];
  const browser = await open();
  const answers = await Promise.all([approve(browser, one.token), approve(browser, other.token)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  const winner = answers[0]?.status === 200 ? one : other;
  const claims = await Promise.all(Array.from({ length: 8 }, () => claim(browser)));
  const signedIn = claims.filter(({ state }) => state === 'signed_in');
  expect(signedIn.map(({ session }) => session?.member.id)).toEqual([winner.memberId]);
  expect(claims.filter(({ state, session }) => state === 'gone' && session === null)).toHaveLength(7);
});

test("a photographed QR opens nothing, and one's own browser is never another's", async () => {
  const [one, other] = [await clerk(), await clerk()];
  const [mine, theirs] = [await open(), await open()];
  await approve(mine, one.token);
  await approve(theirs, other.token);
  // The ticket of one browser with the secret of another, or none that there is.
  for (const secret of [theirs.secret, 'x'.repeat(43)])
    expect(await claim({ ticket: mine.ticket, secret })).toEqual({ state: 'gone', session: null });
  expect((await claim(theirs)).session?.member.id).toBe(other.memberId);
  expect((await claim(mine)).session?.member.id).toBe(one.memberId);
});

test('it ends after five minutes, approved or not', async () => {
  const { token } = await clerk();
  const [early, late] = [await open(), await open()];
  await approve(early, token);
  clock.advance(ticketLifeMs);
  expect((await claim(early)).state).toBe('gone');
  expect([(await approve(late, token)).body.code, (await claim(late)).state]).toEqual([
    'code_unknown',
    'gone',
  ]);
});

test('nobody but who works at a place lets a desk in; a role that was taken away meanwhile opens nothing', async () => {
  const browser = await open();
  const [shopper, guide] = [await person([]), await person([branchGrant('guide', 'B001')])];
  for (const { token } of [shopper, guide]) {
    expect((await approve(browser, token)).status).toBe(403);
    expect((await call('getDeskSignIn', { ticket: browser.ticket, token })).status).toBe(403);
  }
  expect((await call('approveDeskSignIn', { ticket: browser.ticket })).status).toBe(401);

  const { token, memberId } = await clerk();
  expect((await approve(browser, token)).status).toBe(200);
  await members.revokeRole(memberId, branchGrant('clerk', 'B001'));
  expect(await claim(browser)).toEqual({ state: 'gone', session: null });
  // A warehouse's people have a desk, too.
  const warehouse = await person([brandGrant('warehouse')]);
  const other = await open();
  await approve(other, warehouse.token);
  expect((await claim(other)).state).toBe('signed_in');
});

test("a ticket of HQ's door opens no desk, nor one of a desk HQ's", async () => {
  const { token } = await person([brandGrant('administrator')]);
  const secret = 's'.repeat(43);
  const ofHq = {
    ticket: await hqTickets.openSignIn(hashOfSecret(secret), { address: null, agent: null }),
    secret,
  };
  expect((await approve(ofHq, token)).status).toBe(404);
  const ofDesk = await open();
  expect((await hqTickets.approve(ofDesk.ticket, 'M1')).ok).toBe(false);
  await approve(ofDesk, token);
  expect(await hqTickets.look(ofDesk.ticket, hashOfSecret(ofDesk.secret))).toEqual({ kind: 'gone' });
  expect(await hqTickets.redeem(ofDesk.ticket, hashOfSecret(ofDesk.secret))).toBeNull();
  expect((await claim(ofDesk)).state).toBe('signed_in');
});

test('from a desk nobody lets another browser in, at a desk or at HQ, so that its session ends with the shift', async () => {
  const { token, memberId } = await person([brandGrant('administrator')]);
  const browser = await open();
  await approve(browser, token);
  const desk = (await claim(browser)).session?.token ?? '';
  expect((await call('listSessions', { token: desk })).status).toBe(200);

  const [next, secret] = [await open(), 's'.repeat(43)];
  const ticket = await hqTickets.openSignIn(hashOfSecret(secret), { address: null, agent: null });
  for (const answer of [
    await approve(next, desk),
    await call('approveHqSignIn', { ticket, token: desk }),
    await call('createHqWebTicket', { token: desk }),
  ])
    expect([answer.status, answer.body.code]).toEqual([403, 'own_hand_only']);
  expect([(await claim(next)).state, (await hqTickets.look(ticket, hashOfSecret(secret))).kind]).toEqual([
    'waiting',
    'waiting',
  ]);
  // In their own hand they still do.
  expect((await approve(next, token)).status).toBe(200);
  expect((await call('approveHqSignIn', { ticket, token })).status).toBe(200);
  expect((await hqTickets.look(ticket, hashOfSecret(secret))).kind).toBe('approved');
  await sessions.endAll(memberId);
});

test("whatever lets somebody in or gives rights is done in one's own hand", () => {
  const marked = Object.values(endpoints).filter((row: Endpoint) => row.ownHandOnly);
  expect(marked.length).toBeGreaterThan(6);
  for (const row of Object.values(endpoints) as Endpoint[]) {
    const { access } = row;
    const givesRights = typeof access === 'object' && permissions[access.permission] === 'permissions';
    if (givesRights && row.method !== 'get') expect([row.id, row.ownHandOnly]).toEqual([row.id, true]);
  }
});
