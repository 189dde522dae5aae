import { type At, anywhere, branchGrant, may } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import { isPageOff } from '@jindian/shared/contract/modules/off';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import {
  type Permission,
  roleNames,
  roles,
  type ScopeKind,
} from '@jindian/shared/contract/people/permissions';
import type { Location } from '@jindian/shared/contract/places/network';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { brandDay } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maySee, maySend, pageRules } from '../hq/page-permissions.ts';
import { openHq } from '../hq/testing/visitors.ts';
import { csrfTokenOf } from '../hq/visit.ts';
import { say } from '../hq/words/say.ts';
import {
  tourChangdaoOwnerId,
  tourShanghaiJinganBranchId,
  tourYantaiZhifuBranchId,
} from '../local/demo/network/tour.ts';
import { placeAt, whereOf } from '../platform/access.ts';
import type { Principal } from '../platform/sessions.ts';
import { sampled } from '../platform/testing/depth.ts';
import { type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';
import { watchWrites } from './testing/write-watch.ts';

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
/** Somebody of every role, at the branch (or for the dealer) that the samples are about, and somewhere else. */
type Person = { who: string; token: string; principal: Principal };
const people: Person[] = [];
/** Those of them who have nothing to do with that branch. */
const strangers = () => people.filter(({ who }) => who.endsWith('elsewhere') || who === 'shopper');

const ids = Object.keys(endpoints) as EndpointId[];

beforeAll(async () => {
  fixture = await startSystemFixture();
  given = await samplesOf(fixture);
  const near: Record<ScopeKind, Scope> = {
    brand: { kind: 'brand' },
    region: { kind: 'region', province: '上海市', city: null },
    branches: { kind: 'branches', locationIds: [fixture.here] },
    owner: { kind: 'owner', ownerId: tourChangdaoOwnerId },
    branch: { kind: 'branch', locationId: fixture.here },
    self: { kind: 'self' },
  };
  const elsewhere: Partial<Record<ScopeKind, Scope>> = {
    region: { kind: 'region', province: '山东省', city: '烟台市' },
    branches: { kind: 'branches', locationIds: [tourYantaiZhifuBranchId] },
    owner: { kind: 'owner', ownerId: 'D0001' },
    branch: { kind: 'branch', locationId: tourYantaiZhifuBranchId },
  };
  const enrol = async (who: string, grants: RoleGrant[]) => {
    const { memberId, token } = await fixture.enrol(`scopes ${who}`, grants);
    people.push({ who, token, principal: { kind: 'member', memberId, roles: grants } });
  };
  await enrol('shopper', []);
  for (const role of roleNames) {
    for (const kind of roles[role].scopes) {
      await enrol(`${role} of ${kind}`, [{ role, scope: near[kind] }]);
      const far = elsewhere[kind];
      if (far) await enrol(`${role} of ${kind} elsewhere`, [{ role, scope: far }]);
    }
  }
});
afterAll(() => fixture.local.close());

const writesSince = watchWrites(() => fixture.local);

/** Until what earlier calls set going has been written. */
async function quiet(): Promise<void> {
  const { processes, pay } = fixture.local;
  await processes.settle();
  const onTheWay = () =>
    pay.control.refunds().some(({ status }) => status === 'PROCESSING') ||
    pay.control.sent().some(({ state }) => state === 'waiting');
  while (onTheWay()) await new Promise((resolve) => setTimeout(resolve, 50));
  for (let still = 0; still < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    still = (await writesSince()).length > 0 ? 0 : still + 1;
  }
}

describe('nobody gets in without saying who they are', () => {
  test.each(ids)('%s', async (id) => {
    const row = endpoints[id];
    await writesSince();
    const answer = await fixture.invoke(id, given.samples[id]);
    if (row.access === 'public') expect(answer.status).not.toBe(403);
    else {
      expect([answer.status, answer.code]).toEqual([401, 'unauthenticated']);
      expect(await writesSince()).toEqual([]);
    }
  });
});

describe('a forged, altered or expired session is nobody', () => {
  test.each(ids.filter((id) => endpoints[id].access !== 'public'))('%s', async (id) => {
    const [head, body, signature] = given.owner.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const raised = Buffer.from(
      JSON.stringify({
        ...claims,
        sub: people.find(({ who }) => who.startsWith('administrator'))?.principal.memberId,
        staff: true,
      }),
    ).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const token of [`${head}.${raised}.${signature}`, `${unsigned}.${raised}.`, 'x.y.z']) {
      expect((await fixture.invoke(id, given.samples[id], { token })).status).toBe(401);
    }
  });
});

type Asked = { locationId?: string; province?: string };

/** Where a call of the samples needs its permission: what the service looks at is a thing of the branch. */
async function whereOfSample(id: EndpointId): Promise<At> {
  const { access } = endpoints[id];
  const params = given.samples[id].params ?? {};
  const { location } = fixture.local.system.network;
  if (typeof access === 'object' && access.at === 'service') {
    // The giver decides about a transfer and ships it.
    if (['approveTransfer', 'rejectTransfer', 'shipTransfer'].includes(id))
      return placeAt(tourShanghaiJinganBranchId, location);
    if ('fulfilmentId' in params || 'transferId' in params) return placeAt(fixture.here, location);
  }
  // The order is of that branch; what is listed is limited to the places of whoever asks.
  if (typeof access === 'object' && access.at === 'places') {
    const { query, body } = given.samples[id] as { query?: Asked; body?: Asked };
    const locationId = query?.locationId ?? body?.locationId;
    if ('orderId' in params || locationId) return placeAt(locationId ?? fixture.here, location);
    if (body?.province) return { kind: 'place', locationId: '', province: body.province };
  }
  return whereOf(access, params, location);
}

const rightsToPolicies: Partial<Record<EndpointId, 'see' | 'edit' | 'publish'>> = {
  hqGetPolicy: 'see',
  hqListPolicyVersions: 'see',
  hqGetPolicyVersion: 'see',
  hqSavePolicyDraft: 'edit',
  hqDiscardPolicyDraft: 'edit',
  hqPublishPolicy: 'publish',
  hqCancelPlannedPolicy: 'publish',
  hqRestorePolicyVersion: 'publish',
};

/** Documents of HQ share their endpoints: what it takes beside `hq.enter` is the kind's own. */
async function permissionOfKind(id: EndpointId): Promise<Permission | null> {
  const right = rightsToPolicies[id];
  if (!right) return null;
  const name = given.samples[id].params?.name ?? '';
  const document = await fixture.local.system.policies.find(name, null);
  return document?.permissions[right] ?? null;
}

describe('each role may do exactly what its permissions say, and only where its grant holds', () => {
  const guarded = ids.filter((id) => typeof endpoints[id].access === 'object');
  test.each(guarded.map((id, turn) => [id, turn] as const))('%s', async (id, turn) => {
    const { access } = endpoints[id];
    if (typeof access !== 'object') throw new Error('guarded');
    const at = await whereOfSample(id);
    const special = await permissionOfKind(id);
    const allowed = people.filter(
      ({ principal }) => may(principal, access.permission, at) && (!special || may(principal, special, at)),
    );
    const refused = people.filter((person) => !allowed.includes(person));
    expect(allowed.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    await quiet();
    // Who has the permission somewhere else is told by the services; who has it nowhere, by one place before them all.
    const [near, nowhere] = [true, false].map((has) =>
      refused.filter(({ principal }) => may(principal, access.permission, anywhere) === has),
    ) as [Person[], Person[]];
    for (const { who, token } of [...near, ...sampled(nowhere, 5, turn)]) {
      const answer = await fixture.invoke(id, given.samples[id], { token });
      // Who sees a transfer, and may not decide about it, may hear that it is decided already.
      if (answer.code === 'transition_refused' && id.endsWith('Transfer')) continue;
      expect([403, 404], `${who}: ${answer.status} ${answer.code}`).toContain(answer.status);
    }
    expect(await writesSince()).toEqual([]);
    for (const { who, token } of sampled(allowed, 4, turn)) {
      const answer = await fixture.invoke(id, given.samples[id], { token });
      const said = `${who}: ${answer.status} ${answer.code}`;
      expect([401, 403], said).not.toContain(answer.status);
      expect(answer.status, said).toBeLessThan(500);
    }
  });
});

describe('who looks after some places sees nothing of any other', () => {
  const within = ids.filter((id) => {
    const { access, method } = endpoints[id];
    return typeof access === 'object' && access.at === 'places' && method === 'get';
  });
  /** Whatever tells that something is of the branch: its id, its order, its transfer. */
  const tells = () => [fixture.here, given.order.id, given.order.number];

  let hotSkuId = '';
  beforeAll(async () => {
    const token = await fixture.signIn('hq');
    const sku = await fixture.sellableSku(fixture.here);
    const params = { locationId: fixture.here };
    // A till sells more than there is, a flash sale is on, and a branch said no to an order: there is something to hide.
    const sold = await fixture.invoke(
      'recordTillSale',
      {
        params,
        body: {
          reference: 'T9-scopes',
          occurredAtMs: fixture.local.clock.nowMs(),
          lines: [{ skuId: sku.skuId, quantity: 900 }],
        },
      },
      { token },
    );
    const hot = await fixture.sellableSku(fixture.here, 1);
    hotSkuId = hot.skuId;
    const marked = await fixture.invoke(
      'hqMarkHotSku',
      { body: { ...params, skuId: hot.skuId, buckets: 2 } },
      { token },
    );
    const wang = await fixture.signIn('shopper-wang');
    const refused = await fixture.pay(wang, await fixture.place(wang));
    const [part] = refused.fulfilments;
    const no = await fixture.invoke(
      'refuseFulfilment',
      { params: { orderId: refused.id, fulfilmentId: part?.id ?? '' }, body: { reason: 'closed' } },
      { token },
    );
    // And something comes back that was fetched there.
    const fetched = await fixture.pay(wang, await fixture.place(wang));
    const shown = await fixture.invoke<{ code: string }>(
      'getPickupCode',
      { params: { orderId: fetched.id } },
      { token: wang },
    );
    const handed = await fixture.invoke(
      'confirmHandOver',
      { params, body: { code: shown.body.code } },
      { token },
    );
    const back = await fixture.invoke(
      'askReturn',
      {
        params: { orderId: fetched.id },
        body: { lines: [{ lineId: '1', quantity: 1 }], reason: 'faulty', way: 'counter' },
      },
      { token: wang },
    );
    expect([handed.status, back.status]).toEqual([200, 201]);
    expect([sold.status, marked.status, no.status]).toEqual([200, 200, 200]);
    await quiet();
  });

  test.each(within)('%s', async (id) => {
    const { access } = endpoints[id];
    if (typeof access !== 'object') throw new Error('guarded');
    const month = brandDay(fixture.local.clock.nowMs()).slice(0, 7);
    const { province, city, county } = (await fixture.local.system.network.location(
      fixture.here,
    )) as Location;
    const samples: Partial<Record<EndpointId, (typeof given.samples)[EndpointId]>> = {
      hqRefusalReport: { query: { month } },
      hqGetAvailability: { query: { skuId: hotSkuId, province, city, county } },
    };
    const sample = samples[id] ?? given.samples[id];
    const read = async (token: string) =>
      JSON.stringify((await fixture.invoke(id, sample, { token })).body ?? null);
    const holders = people.filter(({ principal }) => may(principal, access.permission, anywhere));
    const far = holders.filter(({ who }) => who.endsWith('elsewhere'));
    expect(far.length).toBeGreaterThan(0);
    for (const { who, token } of far) {
      const seen = await read(token);
      for (const needle of [...tells(), 'costFen']) expect(seen, who).not.toContain(needle);
    }
    // The same list is not simply empty for everybody.
    if (['hqListQueue', 'hqListFailedRefunds', 'hqListAvailabilityChecks'].includes(id)) return;
    const at = await placeAt(fixture.here, fixture.local.system.network.location);
    const near = holders.filter(({ principal }) => may(principal, access.permission, at));
    for (const { who, token } of near) {
      const seen = await read(token);
      const shows =
        id === 'hqGetLineAccounts'
          ? // The demo's goods have cost something.
            /"costFen":[1-9]/.test(seen)
          : tells().some((needle) => seen.includes(needle));
      expect([who, shows]).toEqual([who, true]);
    }
  });

  test('no page of HQ opens, and no form is taken, for who lacks its permission', async () => {
    const hq = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken: '' });
    // What begins off is there for nobody.
    const off = await fixture.local.system.settings.off();
    const forbidden = { zh: say('zh', 'forbiddenText'), form: say('zh', 'forbiddenForm') };
    for (const { who, token, principal } of people) {
      if (!['supervisor of branches', 'auditor of brand', 'marketing of brand'].includes(who)) continue;
      const guest = hq.visitor(token);
      await guest.get('/hq/sessions');
      const csrf = csrfTokenOf(guest.cookies.get('jindian_hq_session') ?? '');
      for (const rule of pageRules.filter(({ path }) => path !== '/' && !isPageOff(off, path))) {
        const path = rule.path.replace(/:\w+/g, '01JD3V8Q9XKZ4M7T2N5R6W8Y1C');
        if (!maySee(principal, path)) {
          const { status, text } = await guest.get(`/hq${path}`);
          expect([who, path, status, text.includes(forbidden.zh)]).toEqual([who, path, 403, true]);
        }
        if (maySend(principal, path)) continue;
        const { status, text } = await guest.post(`/hq${path}`, { csrf, memberId: principal.memberId });
        expect([who, path, status, text.includes(forbidden.form)]).toEqual([who, path, 403, false]);
      }
    }
  });

  test('and sees at HQ the pages that show it, and no other', async () => {
    const hq = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken: '' });
    const off = await fixture.local.system.settings.off();
    for (const { who, token, principal } of people.filter(({ who }) =>
      /^(supervisor of branches|operations of region)/.test(who),
    )) {
      if (!may(principal, 'hq.enter', anywhere)) throw new Error(`${who} has nothing to do at HQ`);
      const guest = hq.visitor(token);
      const today = await guest.get('/hq/people');
      const menu = [
        ...today.text.matchAll(/<a href="(\/hq[^"?]*)" aria-current|<li><a href="(\/hq[^"?]*)"/g),
      ];
      expect(menu.every(([, a, b]) => maySee(principal, (a ?? b ?? '').slice(3) || '/'))).toBe(true);
      for (const rule of pageRules) {
        if (rule.at !== undefined || rule.path.includes(':') || isPageOff(off, rule.path)) continue;
        expect([who, rule.path, (await guest.get(`/hq${rule.path}`)).status]).toEqual([who, rule.path, 403]);
      }
      // What holds for everybody is read wherever one works, and changed for the whole brand only.
      for (const rule of pageRules.filter(({ at, path }) => at === 'everyone' && !path.includes(':'))) {
        const mayRead = may(principal, rule.see, anywhere);
        const { status } = await guest.get(`/hq${rule.path}`);
        expect([who, rule.path, [200, 302, 303].includes(status)]).toEqual([who, rule.path, mayRead]);
        expect([who, rule.path, maySend(principal, rule.path)]).toEqual([who, rule.path, false]);
      }
      const far = who.endsWith('elsewhere');
      for (const page of [
        '/hq',
        '/hq/map/orders.json?city=上海市/上海市',
        '/hq/stock-differences',
        '/hq/locations',
        '/hq/stock',
        `/hq/availability?sku=${hotSkuId}&province=上海市&city=上海市&county=黄浦区`,
      ]) {
        const { status, text } = await guest.get(page);
        if (!maySee(principal, page.slice(3).split('?')[0] || '/')) continue;
        expect([who, page, status]).toEqual([who, page, 200]);
        const shows = [given.order.number, `location=${fixture.here}`, `/locations/${fixture.here}`].some(
          (one) => text.includes(one),
        );
        expect([who, page, shows]).toEqual([who, page, !far]);
      }
      if (!maySee(principal, '/orders/x')) continue;
      const order = await guest.get(`/hq/orders/${given.order.id}`);
      expect([who, order.status]).toEqual([who, far ? 404 : 200]);
      const stock = await guest.get(`/hq/stock?location=${fixture.here}`);
      expect([who, stock.text.includes('id="levels"')]).toEqual([who, !far]);
    }
  });
});

describe("somebody else's order does not exist for another member", () => {
  const own = ids.filter(
    (id) =>
      endpoints[id].access === 'member' &&
      'orderId' in (given?.samples[id]?.params ?? { orderId: 1 }) &&
      endpoints[id].path.includes('{orderId}'),
  );
  test.each(own)('%s', async (id) => {
    for (const { who, token } of strangers()) {
      await writesSince();
      const answer = await fixture.invoke(id, given.samples[id], { token });
      expect([answer.status, answer.code], who).toEqual([404, 'not_found']);
      expect(await writesSince(), who).toEqual([]);
    }
  });
});

test('a role that was taken away is gone from a session that still names it', async () => {
  const grant = branchGrant('clerk', fixture.here);
  const { memberId, token } = await fixture.enrol('leaving-clerk', [grant]);
  expect((await fixture.invoke('listWork', given.samples.listWork, { token })).status).toBe(200);
  await fixture.local.system.members.revokeRole(memberId, grant);
  expect((await fixture.invoke('listWork', given.samples.listWork, { token })).status).toBe(403);
});

test('an address of somebody else is neither read, changed nor deleted', async () => {
  for (const { who, token } of strangers()) {
    const params = { addressId: given.addressId };
    await fixture.invoke(
      'saveAddress',
      { params, body: { ...given.address, detail: '改成别处', revision: 1 } },
      { token },
    );
    await fixture.invoke('deleteAddress', { params }, { token });
    const theirs = await fixture.invoke<{ items: unknown[] }>('listAddresses', {}, { token });
    expect(theirs.body.items, who).toEqual([]);
  }
  const mine = await fixture.invoke<{ items: unknown[] }>('listAddresses', {}, { token: given.owner });
  expect(mine.body.items).toEqual([{ ...given.address, id: given.addressId, revision: 1, isDefault: false }]);
});

test('lists hold only what is the caller’s', async () => {
  for (const { who, token } of strangers()) {
    const list = await fixture.invoke<{ items: OrderView[] }>('listOrders', {}, { token });
    expect(list.body.items, who).toEqual([]);
  }
  const mine = await fixture.invoke<{ items: OrderView[] }>('listOrders', {}, { token: given.owner });
  expect(mine.body.items.map(({ id }) => id).toSorted()).toEqual(
    [given.order.id, given.rated.orderId].toSorted(),
  );
});

test('no answer to a member carries an openid, a whole phone number of the member, or another secret', async () => {
  const { token } = await fixture.enrol('needle-in-a-haystack');
  await fixture.invoke('updateMe', { body: { nickname: '小针' } }, { token });
  const seen: string[] = [];
  for (const id of ids) {
    if (endpoints[id].method !== 'get') continue;
    for (const caller of [token, given.owner])
      seen.push(JSON.stringify((await fixture.invoke(id, given.samples[id], { token: caller })).body));
  }
  const everything = seen.join('\n');
  expect(everything).not.toContain('needle-in-a-haystack');
  expect(everything).not.toContain('demo-openid');
  for (const secret of Object.values(fixture.local.secrets))
    if (typeof secret === 'string') expect(everything).not.toContain(secret);
});
