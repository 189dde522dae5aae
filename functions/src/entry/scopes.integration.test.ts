import { type At, branchGrant, may } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import {
  type Permission,
  roleNames,
  roles,
  type ScopeKind,
} from '@jindian/shared/contract/people/permissions';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  tourChangdaoOwnerId,
  tourShanghaiJinganBranchId,
  tourYantaiZhifuBranchId,
} from '../local/demo/network/tour.ts';
import { placeAt, whereOf } from '../platform/access.ts';
import type { Principal } from '../platform/sessions.ts';
import { type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
/** Somebody of every role, at the branch (or for the dealer) that the samples are about, and somewhere else. */
type Person = { who: string; token: string; principal: Principal };
const people: Person[] = [];
/** Those of them who have nothing to do with that branch. */
const strangers = () => people.filter(({ who }) => who.endsWith('elsewhere') || who === 'shopper');
let tableSequence: string | null = null;

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

/** Everything written since the last look. */
async function writesSince(): Promise<number> {
  const records = await fixture.local.engine.streams.read(
    fixture.local.system.config.tableName,
    tableSequence,
    1000,
  );
  tableSequence = records.at(-1)?.dynamodb.SequenceNumber ?? tableSequence;
  return records.length;
}

/** Until what earlier calls set going has been written. */
async function quiet(): Promise<void> {
  await fixture.local.processes.settle();
  for (let still = 0; still < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    still = (await writesSince()) > 0 ? 0 : still + 1;
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
      expect(await writesSince()).toBe(0);
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
  test.each(guarded)('%s', async (id) => {
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
    for (const { who, token } of refused) {
      const answer = await fixture.invoke(id, given.samples[id], { token });
      // Who sees a transfer, and may not decide about it, may hear that it is decided already.
      if (answer.code === 'transition_refused' && id.endsWith('Transfer')) continue;
      expect([403, 404], `${who}: ${answer.status} ${answer.code}`).toContain(answer.status);
    }
    expect(await writesSince()).toBe(0);
    for (const { who, token } of allowed) {
      const answer = await fixture.invoke(id, given.samples[id], { token });
      const said = `${who}: ${answer.status} ${answer.code}`;
      expect([401, 403], said).not.toContain(answer.status);
      expect(answer.status, said).toBeLessThan(500);
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
      expect(await writesSince(), who).toBe(0);
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
      { params, body: { ...given.address, detail: '改成别处' } },
      { token },
    );
    await fixture.invoke('deleteAddress', { params }, { token });
    const theirs = await fixture.invoke<{ items: unknown[] }>('listAddresses', {}, { token });
    expect(theirs.body.items, who).toEqual([]);
  }
  const mine = await fixture.invoke<{ items: unknown[] }>('listAddresses', {}, { token: given.owner });
  expect(mine.body.items).toEqual([{ ...given.address, id: given.addressId }]);
});

test('lists hold only what is the caller’s', async () => {
  for (const { who, token } of strangers()) {
    const list = await fixture.invoke<{ items: OrderView[] }>('listOrders', {}, { token });
    expect(list.body.items, who).toEqual([]);
  }
  const mine = await fixture.invoke<{ items: OrderView[] }>('listOrders', {}, { token: given.owner });
  expect(mine.body.items.map(({ id }) => id)).toEqual([given.order.id]);
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
