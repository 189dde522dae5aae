import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marshall } from '@aws-sdk/util-dynamodb';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

let fixture: OrdersFixture;

beforeAll(async () => {
  fixture = await startOrdersFixture();
});
afterAll(() => fixture.close());

const long = (bytes: number) => 'x'.repeat(bytes);

test('an order of more than 1 MB is read whole, and can be refunded', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper);
  const { fulfilmentId } = (await fixture.system.orders.store.read(order.id))!.fulfilments[0]!;
  const trails = Array.from({ length: 70 }, (_, attempt) => ({
    pk: `ORDER#${order.id}`,
    sk: `ATTEMPT#${fulfilmentId}#${String(attempt + 100).padStart(3, '0')}`,
    _et: 'FulfilmentAttempt',
    orderId: order.id,
    fulfilmentId,
    attempt: attempt + 100,
    record: {
      fulfilmentId,
      atMs: fixture.clock.ms,
      fromLocationId: order.storefront.locationId,
      reason: 'other',
      note: long(23_000),
      toLocationId: null,
      trail: [],
    },
  }));
  await fixture.engine.bulkLoad(
    fixture.tableName,
    trails.map((trail) => marshall(trail)),
  );
  const record = await fixture.system.orders.store.read(order.id);
  expect(record?.attempts).toHaveLength(70);
  expect(record?.money.orderId).toBe(order.id);
  const params = { orderId: order.id };
  expect((await fixture.invoke(fixture.staff.hq, 'hqGetOrder', { params })).status).toBe(200);
  expect((await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params })).status).toBe(200);
  await fixture.settle();
  fixture.clock.advance(minuteMs);
  await fixture.pay.control.tick();
  await fixture.settle();
  expect((await fixture.look(shopper, order.id)).state).toBe('refunded');
});

test('a page of HQ’s list has as many dead letters as it says, however large they are', async () => {
  const { deadLetters } = fixture.system;
  for (let n = 0; n < 25; n += 1)
    await deadLetters.keep(
      {
        id: `large ${n}`,
        queue: 'books',
        handler: 'a test',
        firstAtMs: fixture.clock.ms,
        body: {
          about: 'due',
          due: { kind: 'a test', ref: String(n), dueAtMs: 0, nth: 0, data: { text: long(60_000) } },
        },
      },
      5,
      new Error('broken'),
    );
  const first = await deadLetters.page(20);
  expect(first.items).toHaveLength(20);
  const rest = await deadLetters.page(20, first.nextCursor ?? undefined);
  expect([rest.items.length, rest.nextCursor]).toEqual([5, null]);
});

test('every query says how many it wants, or reads every page', () => {
  const root = new URL('../../', import.meta.url).pathname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('testing/'),
  );
  let queries = 0;
  const onePage: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, built = ''] of text.matchAll(/\.build\(QueryCommand\)([\s\S]*?)\.send\(\)/g)) {
      queries += 1;
      if (!/limit|everyPage|exclusiveStartKey|maxPages|\.\.\.next/.test(built))
        onePage.push(`${file}: ${built}`);
    }
  }
  expect(queries).toBeGreaterThan(30);
  expect(onePage).toEqual([]);
});
