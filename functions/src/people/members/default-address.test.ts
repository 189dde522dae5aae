import { createEngine } from '@jindian/embedded-dynamodb';
import type { Address } from '@jindian/shared/contract/people/member';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { movableClock } from '../../platform/clock.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { createMembers } from './service.ts';

const address: Address = {
  recipientName: '李雷',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  county: '西湖区',
  detail: '文三路 1 号',
  latGcj02: 30.27,
  lngGcj02: 120.13,
};
const [A, B] = ['01JD3V8Q9XKZ4M7T2N5R6W0001', '01JD3V8Q9XKZ4M7T2N5R6W0002'] as const;

let engine: Awaited<ReturnType<typeof createEngine>>;
let members: () => ReturnType<typeof createMembers>;
beforeAll(async () => {
  const clock = movableClock();
  engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  members = () => createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
});
afterAll(() => engine.close());

let persons = 0;
async function twoAddresses() {
  persons += 1;
  const { memberId } = await members().memberForWechat({ openid: `o-${persons}` });
  await members().saveAddress(memberId, A, { ...address, revision: 0, isDefault: true });
  await members().saveAddress(memberId, B, { ...address, revision: 0 });
  return {
    memberId,
    stored: async () => {
      const { Item } = (await engine.call('GetItem', {
        TableName: 'jindian-test',
        Key: { pk: { S: `MEMBER#${memberId}` }, sk: { S: 'PROFILE' } },
      })) as { Item?: { defaultAddressId?: { S: string } } };
      expect(Item).toBeDefined();
      return Item?.defaultAddressId?.S;
    },
    defaults: async () =>
      (await members().listAddresses(memberId)).flatMap(({ id, isDefault }) => (isDefault ? [id] : [])),
  };
}

test('whoever makes B the default on one phone while A is saved, unmarked or deleted on another, has B as the default', async () => {
  const others = {
    'A is saved again without a word about it': (memberId: string) =>
      members().saveAddress(memberId, A, { ...address, detail: '新', revision: 1 }),
    'A is unmarked': (memberId: string) =>
      members().saveAddress(memberId, A, { ...address, revision: 1, isDefault: false }),
    'A is deleted': (memberId: string) => members().deleteAddress(memberId, A),
  };
  const lost: string[] = [];
  for (const [what, other] of Object.entries(others))
    for (let round = 0; round < 8; round += 1) {
      const { memberId, defaults } = await twoAddresses();
      const choose = () => members().saveAddress(memberId, B, { ...address, revision: 1, isDefault: true });
      await Promise.all(round % 2 ? [other(memberId), choose()] : [choose(), other(memberId)]);
      const now = await defaults();
      if (now[0] !== B) lost.push(`${what}: ${JSON.stringify(now)}`);
    }
  expect(lost).toEqual([]);
});

test('whoever chooses an address while it is deleted has none that is gone as the default', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { memberId, stored } = await twoAddresses();
    const choose = () => members().saveAddress(memberId, B, { ...address, revision: 1, isDefault: true });
    const remove = () => members().deleteAddress(memberId, B);
    await Promise.all(round % 2 ? [remove(), choose()] : [choose(), remove()]);
    expect(await stored()).not.toBe(B);
  }
});
