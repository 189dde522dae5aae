import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDueItems } from '../../platform/due-items.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createMembers } from '../members/service.ts';
import { createRights } from './service.ts';

let opened: Awaited<ReturnType<typeof openTable>>;
beforeAll(async () => {
  opened = await openTable();
});
afterAll(() => opened.close());

test('who orders in the moment in which they are forgotten keeps the address until the order is over', async () => {
  const { table, clock } = opened;
  const members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  const memberId = await members.enrol({ openid: 'o-1', nickname: '会员' });
  const open: string[] = [];
  const taken: string[] = [];
  const rights = createRights({
    table,
    clock,
    dueItems: createDueItems({ table, clock } as never),
    settings: fixedSettings('people'),
    members: {
      ...members,
      // An order is placed after it was looked whether there is one.
      async forgetPerson(id) {
        open.push('1130-AAAAA');
        return members.forgetPerson(id);
      },
    },
    orders: async () => ({ orders: [], nextCursor: null }),
    openOrders: async () => [...open],
    async forgetElsewhere(id) {
      taken.push(id);
    },
    commissionFen: async () => 0,
    keptElsewhere: async () => [],
    storedFen: async () => 0,
    async unbind() {},
  });
  const state = async () => (await rights.deletion(memberId)).state;
  expect((await rights.request(memberId)).ok).toBe(true);
  clock.advance(31 * dayMs);
  await rights.forget(memberId);
  expect([taken, await state()]).toEqual([[], 'deleting']);
  clock.advance(61_000);
  await rights.forget(memberId);
  expect([taken, await state()]).toEqual([[], 'deleting']);
  clock.advance(dayMs);
  await rights.forget(memberId);
  expect([taken, await state()]).toEqual([[], 'deleting']);
  expect((await rights.list({ limit: 5 })).items).toMatchObject([{ memberId, putOff: 2 }]);
  open.length = 0;
  clock.advance(dayMs);
  await rights.forget(memberId);
  expect([taken, await state()]).toEqual([[memberId], 'done']);
});

test('who has stored value left is not forgotten, nor who took it over in that moment: it lies under them', async () => {
  const { table, clock } = opened;
  const members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
  const memberId = await members.enrol({ openid: 'o-2', nickname: '会员' });
  let storedFen = 30_000;
  let claimsAtTheLast = false;
  const rights = createRights({
    table,
    clock,
    dueItems: createDueItems({ table, clock } as never),
    settings: fixedSettings('people'),
    members: {
      ...members,
      async forgetPerson(id) {
        if (claimsAtTheLast) storedFen = 30_000;
        return members.forgetPerson(id);
      },
    },
    orders: async () => ({ orders: [], nextCursor: null }),
    openOrders: async () => [],
    async forgetElsewhere() {},
    commissionFen: async () => 0,
    keptElsewhere: async () => [],
    storedFen: async () => storedFen,
    async unbind() {},
  });
  const state = async () => (await rights.deletion(memberId)).state;
  expect(await rights.request(memberId)).toMatchObject({ ok: false, code: 'deletion_blocked' });
  expect((await rights.deletion(memberId)).toSettle).toMatchObject({ storedFen: 30_000 });
  storedFen = 0;
  expect((await rights.request(memberId)).ok).toBe(true);
  // It came in while they waited.
  storedFen = 30_000;
  clock.advance(31 * dayMs);
  await rights.forget(memberId);
  expect(await state()).toBe('waiting');
  storedFen = 0;
  claimsAtTheLast = true;
  clock.advance(dayMs);
  await rights.forget(memberId);
  clock.advance(61_000);
  await rights.forget(memberId);
  expect(await state()).toBe('deleting');
  storedFen = 0;
  clock.advance(dayMs);
  await rights.forget(memberId);
  expect(await state()).toBe('done');
});
