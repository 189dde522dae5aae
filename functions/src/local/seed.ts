import { marshall } from '@aws-sdk/util-dynamodb';
import type { Engine } from '@jindian/embedded-dynamodb';
import { everywhere } from '@jindian/shared/contract/goods/shop-window';
import type { Location } from '@jindian/shared/contract/places/network';
import { sharingVersion } from '@jindian/shared/contract/selling/member-card';
import { promoterRulesVersion } from '@jindian/shared/contract/selling/sellers';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { brandDay, dayMs } from '@jindian/shared/time';
import type { System } from '../entry/system.ts';
import type { OpeningLevel } from '../goods/availability/rules.ts';
import { commandClaim } from '../platform/idempotency.ts';
import {
  demoAssortment,
  demoCategories,
  demoCommissionRules,
  demoProducts,
  demoTradeOf,
} from './demo/catalog/index.ts';
import { demoCostFen, hasDemoCosts } from './demo/costs.ts';
import { demoMember, demoPoints, demoTiers } from './demo/membership.ts';
import { buildDemoNetwork, type DemoNetworkSize } from './demo/network/build-demo-network.ts';
import { type Persona, personas } from './demo/people.ts';
import { seedDemoStock } from './demo/stock.ts';

/** How far seeding is: `done` of `total` units of work. */
export type SeedProgress = (done: number, total: number, what: string) => void;

const locationsPerPortion = 100;
/** 1,000,000 yuan of HQ's money to begin with. */
const firstDepositFen = 100_000_000;

/** An online model that dealers see for two weeks before everyone does. */
const previewProductId = 'P017';
const previewMs = 14 * dayMs;

/** What spoils is tracked. */
const isTracked = ({ categoryId }: { categoryId: string }) =>
  ['beef', 'fruit'].includes(demoTradeOf(categoryId));

/** Some of it expires sooner; of what there is little, all of it is of one lot. */
function lotsOf({ skuId, onHand }: { skuId: string; onHand: number }, nowMs: number) {
  const sooner = onHand < 4 ? 0 : Math.floor(onHand / 3);
  return [
    { skuId, onHand: sooner, lot: { code: 'D1', expiresOn: brandDay(nowMs + 30 * dayMs) } },
    { skuId, onHand: onHand - sooner, lot: { code: 'D2', expiresOn: brandDay(nowMs + 90 * dayMs) } },
  ].filter((lot, index) => index === 1 || lot.onHand > 0);
}

/** Pears are cheaper where they grow, and dearer where rents are. */
const pearPrices = [
  { province: '新疆', city: null, shift: -1_000 },
  { province: '上海', city: null, shift: 400 },
  { province: '山东', city: '烟台', shift: -300 },
] as const;

async function seedPrices(system: System, byMemberId: string): Promise<void> {
  const pears = demoProducts.find(({ id }) => id === 'P050');
  if (!pears) throw new Error('the demo has no pears');
  const command = (key: string) => ({ scope: 'demo', key, inputHash: 'demo' });
  const set = pears.skus.flatMap(({ id: skuId, priceFen }) =>
    pearPrices.map(({ province, city, shift }) => ({ skuId, province, city, priceFen: priceFen + shift })),
  );
  const policies = [{ of: 'product' as const, id: pears.id, policy: 'regional' as const }];
  const changed = await system.prices.change(
    { set, remove: [], policies },
    byMemberId,
    (await system.prices.view()).revision,
    command('demo-prices-set'),
  );
  if (!changed.ok) throw new Error(`the demo's prices: ${changed.code}`);
  // Seeded before: there is nothing left to publish.
  const { revision, draft } = await system.prices.view();
  if (!draft) return;
  const publication = { revision, by: byMemberId, note: '演示', command: command('demo-prices-publish') };
  const done = await system.prices.publish(publication);
  if (!done.ok) throw new Error(`the demo's prices: ${done.code}`);
}

async function seedRates({ rates }: System, by: string): Promise<void> {
  const done = await rates.publishContent(demoCommissionRules, {
    revision: 0,
    by,
    note: '演示',
    command: null,
  });
  if (!done.ok) throw new Error(`the demo's commission rates: ${done.code}`);
}

/** How members earn points and rise, and what one of them has. */
async function seedMembership(system: System, memberId: string, by: string): Promise<void> {
  const { pointsPolicy, tiersPolicy, membership } = system;
  const publication = { revision: 0, by, note: '演示', command: null };
  for (const done of [
    await pointsPolicy.publishContent(demoPoints, publication),
    await tiersPolicy.publishContent(demoTiers, publication),
  ])
    if (!done.ok) throw new Error(`what the demo gives its members: ${done.code}`);
  await tiersPolicy.refresh();
  const { points, tierId, said } = demoMember;
  const command = (name: string) => commandClaim(by, name, `demo-${name}`, {});
  for (const done of [
    await membership.points.adjust({ memberId, points, reason: '入会礼', by }, command('points')),
    await membership.tiers.set({ memberId, tierId, reason: '老会员' }, command('tier')),
    await membership.cards.saveProfile(memberId, said, 0),
    await membership.cards.share(memberId, sharingVersion),
  ])
    if (!done.ok) throw new Error(`the demo's member: ${done.code}`);
}

/** A station whose papers were seen, and a promoter: each asked, and headquarters approved. */
async function seedSellers(
  { members, sellers }: System,
  persona: Persona,
  memberId: string,
  by: string,
): Promise<void> {
  const { station, role } = persona;
  if (!station && role !== 'promoter') return;
  if (station) {
    const { creditCode, name, ...at } = station;
    await members.verifications.verify(
      memberId,
      {
        kind: 'business_licence',
        companyName: name,
        creditCode,
        legalRepresentative: persona.nickname,
        validUntil: null,
      },
      by,
    );
    await sellers.applyAsStation(memberId, { ...at, name });
  } else await sellers.becomePromoter(memberId, { rulesVersion: promoterRulesVersion });
  const as = station
    ? ({ kind: 'station', locationId: station.locationId } as const)
    : ({ kind: 'promoter', locationId: null } as const);
  const done = await sellers.act(memberId, { ...as, act: 'approve', reason: '演示' });
  if (!done.ok) throw new Error(`the demo's ${persona.id}: ${done.code}`);
}

/** What it is called. */
async function seedBrand({ settings }: System, by: string): Promise<void> {
  const content = {
    ...standardSettings(settingsAreas.brand),
    nameZh: '近店',
    nameEn: 'Jindian',
    companyName: '近店零售有限公司',
  };
  const done = await settings.brand.publishContent(content, { revision: 0, by, note: '演示', command: null });
  if (!done.ok) throw new Error(`the demo's brand: ${done.code}`);
}

/** What its home page begins with, and what people look for. */
async function seedWindow({ shopWindow }: System, by: string): Promise<void> {
  const content = {
    banners: ['P001', 'fruit.berries', 'P041', 'beef.steak'].map((target) => ({
      ...everywhere,
      target,
      imagePath: null,
      title: null,
    })),
    sections: ['fruit.berries', 'shoes.running', 'baby.feeding'].map((categoryId) => ({
      ...everywhere,
      categoryId,
      title: null,
      productIds: [],
    })),
    hotWords: ['跑鞋', '车厘子', '牛排', '奶粉', '纸尿裤', '电饭煲'].map((text) => ({ ...everywhere, text })),
    categories: [],
  };
  const done = await shopWindow.publishContent(content, { revision: 0, by, note: '演示', command: null });
  if (!done.ok) throw new Error(`the demo's shop window: ${done.code}`);
}

/**
 * The demo brand: network, catalog, rates, stock, people and a filled fund pool. Everything but the stock goes
 * through the modules' own commands; half a million stock items go straight into the engine, as the movement and the
 * levels that receiving them would have made.
 */
export async function seedDemo(deps: {
  system: System;
  engine: Engine;
  size: DemoNetworkSize;
  /** Which places get stock; all unless told. */
  stockAt?: (location: Location) => boolean;
  onProgress?: SeedProgress;
}): Promise<void> {
  const { system, engine, onProgress = () => {} } = deps;
  const demo = buildDemoNetwork({ size: deps.size });
  const stocked = deps.stockAt ? demo.locations.filter(deps.stockAt) : demo.locations;
  const steps = stocked.length + 200;
  onProgress(0, steps, 'network');
  await system.network.load(demo);
  onProgress(100, steps, 'catalog');
  const nowMs = system.clock.nowMs();
  await system.publishCatalog({
    products: demoProducts.map((product) => ({
      ...product,
      ...(isTracked(product) ? { tracking: 'lot_and_expiry' as const } : {}),
      ...(product.id === previewProductId ? { dealersFromMs: nowMs, visibleFromMs: nowMs + previewMs } : {}),
    })),
    categories: demoCategories,
  });

  let hqMemberId = 'hq';
  const memberIds = new Map<string, string>();
  for (const persona of personas) {
    const { openid, nickname, roles, phone } = persona;
    const memberId = await system.members.enrol({
      openid,
      nickname,
      displayName: nickname,
      phone,
      roles,
      language: 'zh',
    });
    memberIds.set(persona.id, memberId);
    if (persona.id === 'hq') hqMemberId = memberId;
  }
  for (const persona of personas)
    await seedSellers(system, persona, memberIds.get(persona.id) ?? '', hqMemberId);
  await seedRates(system, hqMemberId);
  await seedMembership(system, memberIds.get(demoMember.persona) ?? '', hqMemberId);
  await seedPrices(system, hqMemberId);
  await seedBrand(system, hqMemberId);
  await seedWindow(system, hqMemberId);
  await system.ledger.post({
    id: 'fund-pool.deposit:demo',
    kind: 'fund-pool.deposit',
    orderId: null,
    reason: '演示',
    atMs: system.clock.nowMs(),
    legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: firstDepositFen }],
  });
  onProgress(200, steps, 'stock');

  const tracked = new Set(demoProducts.filter(isTracked).flatMap(({ skus }) => skus.map(({ id }) => id)));
  const skus = new Map(
    demoProducts.flatMap((product) =>
      product.skus.map(({ id, priceFen }) => [id, { product, priceFen }] as const),
    ),
  );
  const levels: OpeningLevel[] = [];
  for (let start = 0; start < stocked.length; start += locationsPerPortion) {
    const portion = stocked.slice(start, start + locationsPerPortion);
    const items = portion.flatMap((place) => {
      const stock = demoAssortment(place);
      for (const { skuId, onHand } of stock) {
        levels.push({ place, skuId, ownerId: place.ownerId, available: onHand });
      }
      const lots = stock.flatMap((line) => (tracked.has(line.skuId) ? lotsOf(line, nowMs) : [line]));
      const costs = hasDemoCosts(place)
        ? system.inventory.costs.openingItems(
            stock.map(({ skuId, onHand: quantity }) => {
              const sku = skus.get(skuId);
              if (!sku) throw new Error(`${skuId} is in no product`);
              const unitCostFen = demoCostFen(sku.product, skuId, sku.priceFen);
              return { locationId: place.id, skuId, ownerId: place.ownerId, quantity, unitCostFen };
            }),
            { type: 'seed', id: 'opening' },
          )
        : [];
      return [...system.inventory.openingItems(place, lots), ...costs].map((item) => marshall(item));
    });
    await engine.bulkLoad(system.config.tableName, items);
    onProgress(200 + start + portion.length, steps, 'stock');
  }
  // Nothing of what is loaded in bulk goes through the stream: the figures of the regions are loaded too.
  await engine.bulkLoad(system.config.tableName, system.availability.openingItems(levels));
  await seedDemoStock(system, demo.locations);
}
