import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { levelChangesOf, newerParts, sumOf } from './rules.ts';
import {
  type AvailabilityFixture,
  regions,
  startAvailabilityFixture,
} from './testing/availability-fixture.ts';

let fixture: AvailabilityFixture;
beforeEach(async () => {
  fixture = await startAvailabilityFixture();
});
afterEach(() => fixture.close());

const put = (place: string, quantity: number, ownerId = 'hq', skuId = 'P004-01') =>
  fixture.move(place, { skuId, ownerId, onHandDelta: quantity, reservedDelta: 0 });
const told = async () => fixture.availability.handleStream(await fixture.news());
const figures = async (place: string) =>
  (await fixture.availability.of(['P004-01'], regions[place]!)).get('P004-01');

describe('rules', () => {
  test('of several changes of a level the last is told; a sale of what was reserved says nothing', () => {
    const image = (available: number) => ({
      pk: { S: 'LOC#B001' },
      sk: { S: 'LEVEL#P004-01#hq' },
      locationId: { S: 'B001' },
      skuId: { S: 'P004-01' },
      ownerId: { S: 'hq' },
      bucket: { N: '0' },
      available: { N: String(available) },
    });
    const record = (sequence: string, before: number | null, after: number | null) => ({
      dynamodb: {
        SequenceNumber: sequence,
        ...(before === null ? {} : { OldImage: image(before) }),
        ...(after === null ? {} : { NewImage: image(after) }),
      },
    });
    expect(levelChangesOf([record('9', null, 5), record('10', 5, 4), record('11', 4, 4)])).toMatchObject([
      { locationId: 'B001', available: 4 },
    ]);
    expect(levelChangesOf([record('7', 3, null)])).toMatchObject([{ available: 0 }]);
    expect(levelChangesOf([record('7', 3, 3)])).toEqual([]);
    expect(
      levelChangesOf([{ dynamodb: { NewImage: { pk: { S: 'ORDER#1' }, sk: { S: 'ORDER' } } } }]),
    ).toEqual([]);
  });

  test('sequence numbers are compared as numbers, whatever their length', () => {
    const part = { available: 1, places: 1 };
    const there = { a: { ...part, stamp: '9'.padStart(40, '0') } };
    expect(newerParts(there, { a: { ...part, stamp: '10'.padStart(40, '0') } })).toHaveProperty('a');
    expect(newerParts(there, { a: { ...part, stamp: '9'.padStart(40, '0') } })).toEqual({});
  });

  test('a place is counted once, whoever owns its levels and however many buckets they have', () => {
    const part = (available: number) => ({ available, places: available > 0 ? 1 : 0, stamp: '1' });
    expect(
      sumOf('甲省/甲一市/东县', {
        'B001#hq#0': part(2),
        'B001#D0001#0': part(1),
        'B001#hq#1': part(4),
        'B002#hq#0': part(0),
      }),
    ).toEqual({ available: 7, places: 1 });
  });
});

describe('figures', () => {
  test('follow the levels from the county up to the nation', async () => {
    await put('B001', 3);
    await put('B001', 2, 'D0001');
    await put('B003', 4);
    await put('B005', 1);
    await told();
    expect(await figures('B001')).toEqual({
      county: { available: 5, places: 1 },
      city: { available: 9, places: 2 },
      province: { available: 9, places: 2 },
      nation: { available: 10, places: 3 },
    });
    await fixture.move('B003', { skuId: 'P004-01', ownerId: 'hq', onHandDelta: 0, reservedDelta: 4 });
    await told();
    expect(await figures('B003')).toMatchObject({
      county: { available: 0, places: 0 },
      nation: { available: 6, places: 2 },
    });
  });

  test('one batch writes each region of a SKU once, however many levels moved', async () => {
    for (const place of ['B001', 'B002', 'B003', 'B004', 'B005', 'W001']) await put(place, 5);
    await told();
    for (let n = 0; n < 3; n += 1) {
      for (const place of ['B001', 'B002', 'B003', 'B004', 'B005', 'W001']) await put(place, -1);
    }
    const news = await fixture.news();
    let updates = 0;
    fixture.engine.faults.set((operation, { input }) => {
      if (operation === 'UpdateItem' && JSON.stringify(input.Key).includes('AVAILABLE#')) updates += 1;
      return 'none';
    });
    await fixture.availability.handleStream(news);
    fixture.engine.faults.set();
    // Four counties, three cities, two provinces, one nation: 18 changes of six levels.
    expect(updates).toBe(10);
    expect(await fixture.differences()).toBe(0);
  });

  test('told the same again, late or by another, write nothing: no version moves', async () => {
    await put('B001', 3);
    await put('B003', 4);
    const news = await fixture.news();
    await fixture.availability.handleStream(news);
    const before = await fixture.engine.streams.read(fixture.name, null, 10_000);
    for (const records of [news, news.slice(0, 1), [...news].reverse()])
      await fixture.availability.handleStream(records);
    expect(await fixture.engine.streams.read(fixture.name, null, 10_000)).toHaveLength(before.length);
  });

  test('of places that the network does not know are nowhere', async () => {
    await put('B999', 5);
    await told();
    expect(await figures('B001')).toMatchObject({ nation: { available: 0 } });
  });

  test('for people: words for shoppers, numbers for staff and HQ', async () => {
    await put('B001', 2);
    await put('B003', 9);
    await told();
    const words = await fixture.availability.ofProduct('P004', { locationId: 'B001' });
    expect(words).toMatchObject({ ok: true, value: { region: regions.B001 } });
    expect(words.ok && words.value.items.find(({ skuId }) => skuId === 'P004-01')).toMatchObject({
      county: 'few',
      city: 'in_stock',
      nation: 'in_stock',
    });
    const nationwide = await fixture.availability.picture('P004-01', {});
    expect(nationwide.ok && nationwide.value).toMatchObject({
      stock: { available: 11, places: 2 },
      parts: [{ id: '甲省', available: 11, places: 2 }],
    });
    const county = await fixture.availability.picture('P004-01', regions.B001!);
    expect(county.ok && county.value.parts.map(({ id, available }) => [id, available])).toEqual([
      ['B001', 2],
    ]);
    const sources = await fixture.availability.sourcesFor('B001', 'P004-01', 5);
    expect(sources.ok && sources.value.map(({ location, available }) => [location.id, available])).toEqual([
      ['B003', 9],
    ]);
    expect(await fixture.availability.picture('P999-01', {})).toMatchObject({ code: 'product_not_offered' });
    expect(await fixture.availability.ofProduct('P004', {})).toMatchObject({ code: 'invalid_request' });
  });
});

describe('comparing with the levels', () => {
  /** Somebody or something wrote past the stream. */
  async function tamper(region: string, part: string, available: number): Promise<void> {
    await fixture.engine.call('UpdateItem', {
      TableName: fixture.name,
      Key: { pk: { S: `AVAILABLE#P004-01#${region}` }, sk: { S: 'REGION' } },
      UpdateExpression: 'SET parts.#part.available = :wrong',
      ExpressionAttributeNames: { '#part': part },
      ExpressionAttributeValues: { ':wrong': { N: String(available) } },
    });
  }

  beforeEach(async () => {
    await put('B001', 3);
    await put('B003', 4);
    await put('B005', 1);
    await told();
  });

  test('finds nothing where all is well', async () => {
    expect(await fixture.availability.check('甲省')).toMatchObject({ levels: 2, differences: 0, mended: 0 });
    expect(await fixture.availability.checks()).toMatchObject([{ province: '甲省', differences: 0 }]);
  });

  test.each([
    ['甲省/甲一市/东县', 'B001#hq#0', 3],
    ['甲省/甲一市', '东县', 3],
    ['甲省', '甲一市', 7],
    ['', '甲省', 7],
  ])('finds a wrong figure in %j and mends it, and all that follow from it', async (region, part, right) => {
    await tamper(region, part, 100);
    const check = await fixture.availability.check('甲省');
    expect(check).toMatchObject({ differences: expect.any(Number), mended: check.differences });
    expect(check.samples[0]).toEqual({ skuId: 'P004-01', region, part, found: 100, expected: right });
    expect(await fixture.differences()).toBe(0);
    expect(await figures('B001')).toEqual({
      county: { available: 3, places: 1 },
      city: { available: 7, places: 2 },
      province: { available: 7, places: 2 },
      nation: { available: 8, places: 3 },
    });
  });

  test('builds everything anew where nothing is left, and finds what the stream lost', async () => {
    for (const region of ['', '甲省', '甲省/甲一市', '甲省/甲一市/东县']) {
      await fixture.engine.call('DeleteItem', {
        TableName: fixture.name,
        Key: { pk: { S: `AVAILABLE#P004-01#${region}` }, sk: { S: 'REGION' } },
      });
    }
    await put('B005', 5);
    await fixture.news();
    expect(await fixture.differences()).toBeGreaterThan(0);
    expect(await fixture.differences()).toBe(0);
    expect(await figures('B005')).toMatchObject({
      county: { available: 6, places: 1 },
      nation: { available: 13, places: 3 },
    });
    // And the stream goes on from there.
    await put('B005', -6);
    await put('B001', -1);
    await told();
    expect(await figures('B001')).toMatchObject({
      county: { available: 2 },
      nation: { available: 6, places: 2 },
    });
  });

  test('is safe while orders come in: what the stream brings meanwhile stays', async () => {
    await tamper('甲省/甲一市/东县', 'B001#hq#0', 100);
    const moving = (async () => {
      for (let n = 0; n < 12; n += 1) {
        await put(n % 2 === 0 ? 'B001' : 'B003', 2);
        await told();
      }
    })();
    await Promise.all([moving, fixture.availability.check('甲省'), fixture.availability.check('甲省')]);
    await told();
    await fixture.availability.check('甲省');
    expect(await figures('B001')).toMatchObject({
      county: { available: 15, places: 1 },
      city: { available: 31, places: 2 },
      nation: { available: 32, places: 3 },
    });
    expect(await fixture.differences()).toBe(0);
  });

  test('is asked for by HQ, once for each key, and done behind the request', async () => {
    const claim = fixture.claim('check-key-1');
    expect(await fixture.availability.askForCheck('甲省', claim)).toEqual({
      ok: true,
      value: { provinces: 1 },
    });
    expect(await fixture.availability.askForCheck('甲省', claim)).toEqual({
      ok: true,
      value: { provinces: 1 },
    });
    expect(await fixture.availability.askForCheck('无省', fixture.claim('check-key-2'))).toMatchObject({
      code: 'not_found',
    });
    expect(await fixture.availability.checks()).toEqual([]);
    await everyStep();
    expect((await fixture.availability.checks()).map(({ province }) => province)).toEqual(['甲省']);
  });

  /** Until no step announces another; gives how many there were. */
  async function everyStep(times = 1): Promise<number> {
    for (let steps = 0; ; steps += 1) if ((await fixture.workOn(times)).length === 0) return steps;
  }

  test('is one comparison, in its own lane, however often HQ asks for it while it is under way', async () => {
    expect(fixture.availability.eventHandlers.map(({ queue }) => queue)).toEqual(['heavy']);
    const asked = [1, 2, 3, 4, 5].map((n) =>
      fixture.availability.askForCheck(n % 2 ? '甲省' : undefined, fixture.claim(`click-${n}`)),
    );
    expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
    // One for each province.
    expect(await fixture.workOn()).toHaveLength((await fixture.availability.provinces()).length);
    await fixture.availability.askForCheck('甲省', fixture.claim('click-6'));
    const looked = vi.spyOn(fixture.inventory.store, 'partsAt');
    await everyStep();
    // Each place not more than once: a sixth click in the middle began nothing.
    const places = looked.mock.calls.map(([id]) => id);
    expect(new Set(places).size).toBe(places.length);
    looked.mockRestore();
    await fixture.availability.askForCheck('甲省', fixture.claim('click-7'));
    expect(await everyStep()).toBeGreaterThan(1);
  });

  test('goes on from the portion in which it was broken off, and steps that come again change nothing', async () => {
    await fixture.availability.askForCheck('甲省', fixture.claim('broken'));
    await fixture.workOn();
    const { partsAt } = fixture.inventory.store;
    const looked: string[] = [];
    let broken = true;
    fixture.inventory.store.partsAt = async (id, ...rest) => {
      looked.push(id);
      if (broken && id === 'B004') throw new Error('the process died');
      return partsAt(id, ...rest);
    };
    const handler = fixture.availability.eventHandlers[0]!;
    const { handle } = handler;
    const told: Parameters<typeof handle>[] = [];
    handler.handle = (...event) => {
      told.push(event);
      return handle(...event);
    };
    await expect(everyStep()).rejects.toThrow('the process died');
    broken = false;
    looked.length = 0;
    // The queue delivers it again, twice, and what was done long ago once more.
    for (const event of [told.at(-1)!, ...told]) await handle(...event);
    await everyStep(2);
    handler.handle = handle;
    fixture.inventory.store.partsAt = partsAt;
    expect(looked).toContain('B004');
    expect(looked).not.toContain('B001');
    const [done] = await fixture.availability.checks();
    expect(done?.levels).toBe((await fixture.availability.check('甲省')).levels);
  });
});

test('pieces at a place that was made a moment ago count, though what is held of the network is from before', async () => {
  const { network } = fixture;
  const known = (await network.current()).location('B001')!;
  const { ownership: _, adcode: __, status: ___, gridId: ____, ...like } = known;
  // Held since just now, and not looked at again for two seconds.
  const made = await network.addLocation(
    { ...like, id: 'NEW-1', abilities: [], maxOrdersPerDay: null, phone: null },
    'boss',
  );
  expect(made.ok).toBe(true);
  expect((await network.current()).location('NEW-1')).toBeUndefined();
  await put('NEW-1', 5);
  await told();
  expect((await figures('B001'))?.county).toMatchObject({ available: 5, places: 1 });
  // What is nowhere counts nowhere.
  await put('NOWHERE', 3);
  await told();
  expect((await figures('B001'))?.nation).toMatchObject({ available: 5, places: 1 });
});
