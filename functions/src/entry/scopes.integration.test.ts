import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleName } from '@jindian/shared/contract/people/member';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tourYantaiZhifuBranchId as elsewhere } from '../local/demo/network/tour.ts';
import { type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';

let fixture: SystemFixture;
let given: Awaited<ReturnType<typeof samplesOf>>;
/** Strangers: people of every role, but none of the things asked for is theirs. */
const strangers = new Map<string, { role: RoleName | 'shopper'; token: string }>();
let tableSequence: string | null = null;

const ids = Object.keys(endpoints) as EndpointId[];

beforeAll(async () => {
  fixture = await startSystemFixture();
  given = await samplesOf(fixture);
  strangers.set('a shopper', { role: 'shopper', token: (await fixture.enrol('stranger-shopper')).token });
  for (const role of ['guide', 'clerk', 'manager', 'courier'] as const) {
    const { token } = await fixture.enrol(`stranger-${role}`, [{ role, locationId: elsewhere }]);
    strangers.set(`a ${role} of another branch`, { role, token });
  }
  strangers.set('a partner', {
    role: 'partner',
    token: (await fixture.enrol('stranger-partner', [{ role: 'partner', locationId: null }])).token,
  });
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
      JSON.stringify({ ...claims, roles: [{ role: 'hq', locationId: null }] }),
    ).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const token of [`${head}.${raised}.${signature}`, `${unsigned}.${raised}.`, 'x.y.z']) {
      expect((await fixture.invoke(id, given.samples[id], { token })).status).toBe(401);
    }
  });
});

describe('a role that the endpoint does not name is refused, and so is the same role at another branch', () => {
  const guarded = ids.filter((id) => Array.isArray(endpoints[id].access));
  test.each(guarded)('%s', async (id) => {
    const { access } = endpoints[id];
    for (const [who, { role, token }] of strangers) {
      await writesSince();
      const answer = await fixture.invoke(id, given.samples[id], { token });
      const named = (access as readonly string[]).includes(role);
      // A role that the endpoint names may reach it, but only for what is theirs: see below.
      const allowed =
        named &&
        !('locationId' in (given.samples[id].params ?? {})) &&
        !('fulfilmentId' in (given.samples[id].params ?? {}));
      if (allowed) expect(answer.status, who).toBeLessThan(500);
      else {
        expect([403, 404], `${who} on ${id}: ${answer.status}`).toContain(answer.status);
        expect(await writesSince(), who).toBe(0);
      }
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
    for (const [who, { token }] of strangers) {
      await writesSince();
      const answer = await fixture.invoke(id, given.samples[id], { token });
      expect([answer.status, answer.code], who).toEqual([404, 'not_found']);
      expect(await writesSince(), who).toBe(0);
    }
  });
});

test('a role that was taken away is gone from a session that still names it', async () => {
  const grant = { role: 'clerk', locationId: fixture.here } as const;
  const { memberId, token } = await fixture.enrol('leaving-clerk', [grant]);
  expect((await fixture.invoke('listWork', given.samples.listWork, { token })).status).toBe(200);
  await fixture.local.system.members.revokeRole(memberId, grant);
  expect((await fixture.invoke('listWork', given.samples.listWork, { token })).status).toBe(403);
});

test('an address of somebody else is neither read, changed nor deleted', async () => {
  for (const [who, { token }] of strangers) {
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
  for (const [who, { token }] of strangers) {
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
