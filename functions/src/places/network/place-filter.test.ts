import { type Reach, wholeReach } from '@jindian/shared/access';
import { placeGaps } from '@jindian/shared/contract/places/place-filter';
import { expect, test } from 'vitest';
import { placesFound } from './place-filter.ts';
import { buildNetworkSnapshot } from './snapshot.ts';
import { place } from './snapshot-fixture.ts';

const places = [
  place('B1', 119.3, 29.3, {
    city: '甲市',
    phone: '0535-6234567',
    imagePath: `/pictures/${'a'.repeat(32)}`,
    deliveryFee: { feeFen: 0, freeFromFen: null },
    maxOrdersPerDay: 0,
    serviceRadiusMeters: 3_000,
    abilities: [],
    trades: ['shoes'],
  }),
  place('B2', 119.31, 29.3, {
    city: '乙市',
    status: 'closed',
    ownership: 'dealer',
    ownerId: 'D1',
    trades: [],
  }),
  place('W1', 119.32, 29.3, { kind: 'branch_warehouse', status: 'suspended', abilities: ['cold'] }),
];
const snapshot = buildNetworkSnapshot({
  version: 'v',
  grids: [],
  locations: places.map((one) => ({ ...one, gridId: null })),
  topology: {
    type: 'Topology',
    arcs: [],
    objects: { gridsGcj02: { type: 'GeometryCollection', geometries: [] } },
  },
});
const named = async () => new Map([['D1', { zh: '鲁东商贸', en: 'Ludong' }]]);
async function ids(filter: Parameters<typeof placesFound>[1], reach = wholeReach) {
  return (await placesFound(snapshot, filter, reach, named)).items.map(({ id }) => id);
}

test('each field narrows, and together they narrow further', async () => {
  expect(await ids({})).toEqual(['B1', 'B2', 'W1']);
  expect(await ids({ kind: 'branch' })).toEqual(['B1', 'B2']);
  expect(await ids({ status: 'not_open' })).toEqual(['B2', 'W1']);
  expect(await ids({ status: 'not_open', kind: 'branch' })).toEqual(['B2']);
  expect(await ids({ city: '甲市' })).toEqual(['B1']);
  // What is not said is taken to handle everything.
  expect(await ids({ ability: 'cold' })).toEqual(['B2', 'W1']);
  expect(await ids({ ability: 'large' })).toEqual(['B2']);
});

test('an owner is meant by number or by a part of the name', async () => {
  expect(await ids({ owner: 'd1' })).toEqual(['B2']);
  expect(await ids({ owner: '鲁东' })).toEqual(['B2']);
  expect(await ids({ owner: 'ludo' })).toEqual(['B2']);
  expect(await ids({ owner: '江南' })).toEqual([]);
});

test('taken by a text as it is typed are those that have it in them', async () => {
  const found = async (text: string, literal: boolean) =>
    (await placesFound(snapshot, { text }, wholeReach, named, { literal })).items.map(({ id }) => id);
  expect([await found('jia', false), await found('jia', true)]).toEqual([['B1'], []]);
  expect([await found('甲', false), await found('甲', true)]).toEqual([['B1'], ['B1']]);
});

test('a gap is found where nothing is said; none and no limit are something said', async () => {
  for (const missing of placeGaps.filter((gap) => gap !== 'grid'))
    expect([missing, (await ids({ missing })).includes('B1')]).toEqual([missing, false]);
  expect(await ids({ missing: 'phone' })).toEqual(['B2', 'W1']);
  expect(await ids({ missing: 'grid' })).toEqual(['B1', 'B2', 'W1']);
  expect(await ids({ missing: 'trades' })).toContain('B2');
});

test('nobody finds what is out of reach', async () => {
  const only: Reach = { whole: false, at: (at) => at.kind === 'place' && at.locationId === 'W1' };
  expect(await ids({}, only)).toEqual(['W1']);
});
