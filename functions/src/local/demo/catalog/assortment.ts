import { isOfferedIn, type Product } from '@jindian/shared/contract/goods/catalog';
import type { LocationKind } from '@jindian/shared/contract/places/network';
import { type DemoTrade, demoTradeOf } from './define.ts';

/** What the assortment needs to know of a place; a whole `Location` fits. */
export interface AssortmentLocation {
  id: string;
  kind: LocationKind;
  trades: readonly string[];
  province: string;
}

export interface AssortmentLine {
  skuId: string;
  onHand: number;
}

/** How well a product sells, 1 to 5; 2 when not named. Stars are carried by nearly every branch of the trade. */
const popularity: Readonly<Record<string, number>> = {
  P001: 5,
  P004: 4,
  P005: 3,
  P006: 3,
  P013: 3,
  P014: 3,
  P015: 5,
  P018: 4,
  P021: 4,
  P025: 4,
  P026: 3,
  P027: 5,
  P029: 5,
  P030: 4,
  P036: 4,
  P039: 5,
  P043: 5,
  P045: 4,
  P048: 3,
  P049: 5,
  P051: 4,
  P053: 4,
  P054: 3,
  P056: 4,
  P038: 1,
  P042: 1,
  P019: 1,
  P022: 1,
};

/** FNV-1a, then mixed: the same text gives the same number in [0, 1) on every machine and every run. */
function seededUnit(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    hash ^= seed.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

const between = (unit: number, low: number, high: number): number =>
  low + Math.floor(unit * (high - low + 1));

/** Pieces per SKU as [lowest, highest], before popularity deepens it. */
type Depth = readonly [low: number, high: number];
interface Depths {
  branch: Depth;
  branch_warehouse: Depth;
  central_warehouse: Depth;
}

/** Nobody stacks forty fridges in a shop: what weighs over 15 kg is on display there, with a few behind. */
const bulkyFromGrams = 15_000;
const bulkyDepths: Depths = { branch: [1, 3], branch_warehouse: [6, 20], central_warehouse: [60, 220] };
const depthsByTrade: Readonly<Record<DemoTrade, Depths>> = {
  shoes: { branch: [2, 6], branch_warehouse: [15, 45], central_warehouse: [150, 500] },
  appliances: { branch: [3, 8], branch_warehouse: [15, 40], central_warehouse: [120, 400] },
  baby: { branch: [5, 14], branch_warehouse: [25, 70], central_warehouse: [200, 700] },
  beef: { branch: [5, 15], branch_warehouse: [25, 70], central_warehouse: [200, 600] },
  fruit: { branch: [6, 20], branch_warehouse: [30, 90], central_warehouse: [200, 800] },
};

/** One in sixteen lines of a branch stands empty, so that a shortage can be met in every town. */
const emptyShare = 1 / 16;
const branchWarehouseSkus = 80;
const flagshipTrades = 5;

function branchSkuCount(tradeCount: number, unit: number): number {
  if (tradeCount >= flagshipTrades) return between(unit, 76, 86);
  return between(unit, 25, 29) + Math.min(tradeCount - 1, 2) * 5;
}

interface Candidate {
  product: Product;
  skuId: string;
  /** Sorting by this is weighted sampling without replacement: u^(1/weight), highest first. */
  rank: number;
}

function candidatesOf(location: AssortmentLocation, products: readonly Product[]): Candidate[] {
  const carried = products.filter(
    (product) =>
      location.trades.includes(demoTradeOf(product.categoryId)) &&
      isOfferedIn(product, location.province) &&
      !(product.onlineOnly && location.kind === 'branch'),
  );
  return carried.flatMap((product) => {
    const weight = (popularity[product.id] ?? 2) ** 2;
    return product.skus.map((sku) => ({
      product,
      skuId: sku.id,
      rank: seededUnit(`${location.id}:${sku.id}:carried`) ** (1 / weight),
    }));
  });
}

/** The best of each trade in equal shares; what a small trade leaves free goes to the others. */
function chooseEvenly(candidates: readonly Candidate[], count: number): Candidate[] {
  const byTrade = new Map<string, Candidate[]>();
  for (const candidate of [...candidates].sort((a, b) => b.rank - a.rank)) {
    const trade = demoTradeOf(candidate.product.categoryId);
    const list = byTrade.get(trade) ?? [];
    list.push(candidate);
    byTrade.set(trade, list);
  }
  const chosen: Candidate[] = [];
  for (let place = 0; chosen.length < count; place += 1) {
    const round = [...byTrade.values()].flatMap((list) => list.slice(place, place + 1));
    if (round.length === 0) break;
    chosen.push(...round.slice(0, count - chosen.length));
  }
  return chosen;
}

function onHandOf(location: AssortmentLocation, { product, skuId }: Candidate): number {
  if (location.kind === 'branch' && seededUnit(`${location.id}:${skuId}:empty`) < emptyShare) return 0;
  const depths =
    product.weightGrams >= bulkyFromGrams ? bulkyDepths : depthsByTrade[demoTradeOf(product.categoryId)];
  const [low, high] = depths[location.kind];
  const pieces = between(seededUnit(`${location.id}:${skuId}:depth`), low, high);
  const stars = popularity[product.id] ?? 2;
  return Math.max(1, Math.round(pieces * (0.6 + stars * 0.2)));
}

/**
 * What a place carries and how many pieces, the same on every run: a branch 25–40 SKUs of its trades (a
 * flagship with all five about 80), a branch warehouse about 80 in tens, a central warehouse all that is
 * offered in its province in hundreds. Regional goods only where they are offered. Sorted by SKU id.
 */
export function assortmentFrom(products: readonly Product[], location: AssortmentLocation): AssortmentLine[] {
  const candidates = candidatesOf(location, products);
  const unit = seededUnit(`${location.id}:count`);
  const count = {
    branch: branchSkuCount(location.trades.length, unit),
    branch_warehouse: branchWarehouseSkus + between(unit, -6, 6),
    central_warehouse: candidates.length,
  }[location.kind];
  return chooseEvenly(candidates, count)
    .map((candidate) => ({ skuId: candidate.skuId, onHand: onHandOf(location, candidate) }))
    .sort((a, b) => (a.skuId < b.skuId ? -1 : 1));
}
