import { createHash } from 'node:crypto';
import { gridSchema, locationSchema } from '@jindian/shared/contract/places/network';
import { describe, expect, it } from 'vitest';
import { buildPolygonIndex, decodePolygons } from '../../../places/network/grid-index.ts';
import { decodeArcs, packArcs } from '../../../places/network/grid-index-arcs.ts';
import { checkNetwork } from '../../../places/network/snapshot-check.ts';
import { islandCounties } from './branches.ts';
import { buildDemoNetwork, type DemoNetwork } from './build-demo-network.ts';
import { holds, readDemoTopology, readPlaces } from './places.ts';
import { seededRandom } from './random.ts';
import {
  flagshipCounties,
  tourChangdaoBranchId,
  tourChangdaoOwnerId,
  tourShanghaiChangningBranchId,
  tourShanghaiHongkouBranchId,
  tourShanghaiHuangpuBranchId,
  tourShanghaiJinganBranchId,
  tourShanghaiMinhangBranchId,
  tourShanghaiYangpuBranchId,
  tourYantaiLaishanBranchId,
  tourYantaiZhifuBranchId,
} from './tour.ts';

const topology = readDemoTopology();
const places = readPlaces(topology);
const gridParts = decodePolygons(decodeArcs(packArcs(topology)), topology.objects.gridsGcj02);
const gridIndex = buildPolygonIndex(gridParts);
const gridIds = topology.objects.gridsGcj02.geometries.map(
  (geometry) => (geometry.properties as { gridId: string }).gridId,
);
const networks = { demo: buildDemoNetwork({ size: 'demo' }), full: buildDemoNetwork({ size: 'full' }) };

function hashOf({ grids, locations }: DemoNetwork): string {
  return createHash('sha256')
    .update(JSON.stringify([grids, locations]))
    .digest('hex')
    .slice(0, 16);
}

describe('the grids', () => {
  it('are about 1,800, and every county is in one', () => {
    expect(gridIds.length).toBeGreaterThanOrEqual(1_700);
    expect(gridIds.length).toBeLessThanOrEqual(1_900);
    expect(new Set(gridIds).size).toBe(gridIds.length);
    expect(places).toHaveLength(2_906);
    expect(new Set(places.map(({ gridId }) => gridId))).toEqual(new Set(gridIds));
  });

  it('lie within one province each', () => {
    const provinceOf = new Map<string, string>();
    for (const { gridId, province } of places) {
      expect(provinceOf.get(gridId) ?? province).toBe(province);
      provinceOf.set(gridId, province);
    }
    expect(new Set(provinceOf.values()).size).toBe(34);
  });

  it('hold every sampled point of every county exactly once, in the grid of that county', () => {
    let samples = 0;
    for (const place of places) {
      const random = seededRandom(`sample/${place.province}${place.city}${place.county}`);
      const boxes = place.parts.map((rings) => rings[0]!);
      for (let tries = 0, found = 0; tries < 200 && found < 4; tries += 1) {
        const ring = random.pick(boxes);
        const corner = () => 2 * random.below(ring.length / 2);
        const [a, b, c] = [corner(), corner(), corner()];
        // A point of a triangle of three corners: inside often enough for any shape.
        const [u, v] = [random.next(), random.next()];
        const [s, t] = u + v > 1 ? [1 - u, 1 - v] : [u, v];
        const point = {
          lngGcj02: ring[a]! + s * (ring[b]! - ring[a]!) + t * (ring[c]! - ring[a]!),
          latGcj02: ring[a + 1]! + s * (ring[b + 1]! - ring[a + 1]!) + t * (ring[c + 1]! - ring[a + 1]!),
        };
        if (!holds(place, point)) continue;
        found += 1;
        samples += 1;
        expect(gridIndex.allAt(point).map((index) => gridIds[index])).toEqual([place.gridId]);
      }
      expect(gridIndex.allAt(place.heart).map((index) => gridIds[index])).toEqual([place.gridId]);
    }
    expect(samples).toBeGreaterThan(11_000);
  });
});

describe.each([
  ['demo', 2_000],
  ['full', 20_000],
] as const)('the %s network', (size, branches) => {
  const network = networks[size];
  const byId = new Map(network.locations.map((location) => [location.id, location]));

  it('has the numbers of a large chain', () => {
    const count = (kind: string) => network.locations.filter((location) => location.kind === kind).length;
    expect(network.grids).toHaveLength(gridIds.length);
    expect(count('branch')).toBe(branches);
    expect(count('branch_warehouse')).toBe(500);
    expect(count('central_warehouse')).toBe(90);
  });

  it('keeps the contract', () => {
    for (const grid of network.grids) expect(gridSchema.parse(grid)).toEqual(grid);
    for (const location of network.locations) expect(locationSchema.parse(location)).toEqual(location);
    expect(checkNetwork(network)).toEqual([]);
  });

  it('has every place in its grid and county, and every grid its branch inside', () => {
    for (const location of network.locations) {
      expect(gridIndex.allAt(location).map((index) => gridIds[index])).toEqual([location.gridId]);
    }
    for (const grid of network.grids) {
      expect(byId.get(grid.branchId)).toMatchObject({
        gridId: grid.id,
        province: grid.province,
        city: grid.city,
      });
    }
  });

  it('names every place once, and in English without Chinese characters', () => {
    // In English 玉林 and 榆林 are both Yulin: only the Chinese names tell all places apart.
    const names = network.locations.map(({ name }) => name.zh);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, address } of network.locations) {
      expect(name.zh).toMatch(/^近店·/);
      expect(`${name.en}${address.en}`).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('gives some 40 % of the branches to dealers, all of those on islands', () => {
    const dealers = network.locations.filter(({ ownership }) => ownership === 'dealer');
    expect(dealers.length / branches).toBeGreaterThan(0.35);
    expect(dealers.length / branches).toBeLessThan(0.45);
    for (const { ownership, ownerId } of network.locations) {
      expect(ownerId).toMatch(ownership === 'hq' ? /^hq$/ : /^D[0-9]{4}$/);
    }
    const onIslands = network.locations.filter(
      ({ kind, county }) => kind === 'branch' && islandCounties.has(county),
    );
    // 平潭 has a bridge and shares its grid with 福清: in the small network it has no branch of its own.
    expect(new Set(onIslands.map(({ county }) => county)).size).toBeGreaterThanOrEqual(
      islandCounties.size - 1,
    );
    for (const { ownership } of onIslands) expect(ownership).toBe('dealer');
  });

  it('has fresh-food branches that deliver 3 km around themselves, none of them responsible for a grid', () => {
    const fresh = network.locations.filter(({ serviceRadiusMeters }) => serviceRadiusMeters !== null);
    expect(fresh.length).toBeGreaterThan(30);
    const responsible = new Set(network.grids.map(({ branchId }) => branchId));
    for (const { id, serviceRadiusMeters, trades } of fresh) {
      expect(serviceRadiusMeters).toBe(3000);
      expect(trades.every((trade) => trade === 'beef' || trade === 'fruit')).toBe(true);
      expect(responsible.has(id)).toBe(false);
    }
  });

  it('shows the tour what it promises', () => {
    expect(byId.get(tourYantaiZhifuBranchId)?.name).toEqual({
      zh: '近店·烟台芝罘万达店',
      en: 'Jindian Yantai Zhifu Wanda',
    });
    expect(byId.get(tourShanghaiHuangpuBranchId)).toMatchObject({ city: '上海市', county: '黄浦区' });
    expect(byId.get(tourShanghaiJinganBranchId)).toMatchObject({ city: '上海市', county: '静安区' });
    for (const [id, county, ownership] of [
      [tourShanghaiChangningBranchId, '长宁区', 'dealer'],
      [tourShanghaiMinhangBranchId, '闵行区', 'dealer'],
      [tourShanghaiHongkouBranchId, '虹口区', 'hq'],
      [tourShanghaiYangpuBranchId, '杨浦区', 'hq'],
    ] as const)
      expect(byId.get(id)).toMatchObject({ county, ownership, trades: expect.arrayContaining(['baby']) });
    expect(byId.get(tourYantaiLaishanBranchId)).toMatchObject({
      county: '莱山区',
      ownership: 'dealer',
      trades: ['appliances', 'beef', 'fruit'],
    });
    expect(byId.get(tourChangdaoBranchId)).toMatchObject({
      county: '长岛县',
      ownership: 'dealer',
      ownerId: tourChangdaoOwnerId,
      status: 'open',
      trades: expect.arrayContaining(['appliances']),
    });
    const flagships = network.locations.filter(
      ({ kind, trades }) => kind === 'branch' && trades.length === 5,
    );
    expect(flagships.map(({ city, county }) => city + county).sort()).toEqual(
      flagshipCounties.map(([city, county]) => city + county).sort(),
    );
    for (const { status, ownership } of flagships) expect([status, ownership]).toEqual(['open', 'hq']);
  });
});

it('is the same on every run and machine', () => {
  // A change here is a change of every id and place that a seeded system holds: raise `generation` with it.
  expect(networks.demo.version).toBe('demo-network-demo-5');
  expect(hashOf(networks.demo)).toBe('9f7c519878f7528b');
  expect(hashOf(networks.full)).toBe('5fac04c66f82ddea');
});

it('has the same grid branches in both sizes', () => {
  const count = gridIds.length;
  const core = (network: DemoNetwork) =>
    network.locations.slice(0, count).map(({ ownerId: _, ...location }) => location);
  expect(core(networks.full)).toEqual(core(networks.demo));
});
