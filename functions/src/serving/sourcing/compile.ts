/** A policy made ready to decide: filters and sort keys as functions, repeats of one filter known by number. */
import { isOfferedIn, type Product, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import type { Grid, Location, LocationKind } from '@jindian/shared/contract/places/network';
import { minuteMs } from '@jindian/shared/time';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import type { StockPicture } from '../../goods/inventory/service.ts';
import { isWithinHours } from '../../places/network/opening-hours.ts';
import { deliveryCostFen } from './costs.ts';
import {
  type DeliveryCosts,
  type ServiceFees,
  type SortKey,
  type SourcingFilter,
  type SourcingPolicy,
  type SourcingRule,
  sourcingPolicySchema,
} from './policy.ts';
import type { ChosenReason, RefusalReason } from './reasons.ts';

/** What a rule asks of a product. */
export type Goods = Pick<Product, 'weightGrams' | 'regions' | 'needs'>;

/** What a SKU is to a policy: as its product, by the weight of its own where it has one. */
export function goodsOf(
  found: { product: Goods; sku: { weightGrams?: number | undefined } } | null | undefined,
): Goods | undefined {
  const weightGrams = found?.sku.weightGrams;
  return weightGrams === undefined ? found?.product : { ...(found?.product as Goods), weightGrams };
}

/** Stock as the engine asks for it. */
export type SourcingStock = StockPicture & {
  /** Pieces that stay at the place for its own customers. Default: none. */
  safetyAt?: (locationId: string, skuId: string) => number;
};

/** What is known of the places beside the network; what is absent bars nobody and makes all equal. */
export type PlacePicture = {
  /** Whether the owner lends stock of a SKU to orders from elsewhere. Default: yes. */
  sharesStock?: (locationId: string, skuId: string) => boolean;
  /** How many orders it can still take today. Default: any number. */
  capacityLeft?: (locationId: string) => number;
  /** How many it can still take in the slot that was promised. Default: any number. */
  slotLeft?: (locationId: string) => number;
  /** The heaviest consignment it can handle, grams. Default: any. */
  maxGrams?: (locationId: string) => number;
  /** Orders in hand. Default: 0. */
  load?: (locationId: string) => number;
  /** When it was last given an order; null, and the default: never. */
  lastServedAtMs?: (locationId: string) => number | null;
};

/** What filters and keys look at besides the place itself. */
export type DecisionContext = {
  grid: Grid | null;
  wanted: readonly SkuQuantity[];
  /** Aligned with `wanted`; empty where the policy does not ask. */
  goods: readonly Goods[];
  weightGrams: number;
  triedIds: ReadonlySet<string>;
  refusedIds: ReadonlySet<string>;
  refusals: number;
  places: PlacePicture;
  serviceFees: ServiceFees | null;
  nowMs: number;
};

export type PlaceFilter = {
  /** The same filter in another rule has the same number. */
  id: number;
  refusalOf(context: DecisionContext, location: Location, distanceMeters: number): RefusalReason | null;
};

/** What keeps a place from giving one line, whatever its stock. */
export type LineBar = (context: DecisionContext, location: Location, line: number) => RefusalReason | null;

type SortValue = (
  context: DecisionContext,
  location: Location,
  distanceMeters: number,
  stock: SourcingStock,
) => number;

export type CompiledRule = {
  id: string;
  candidates:
    | { from: 'none' }
    | { from: 'own_grid' }
    | { from: 'nearest'; kinds: readonly LocationKind[]; withinMeters: number; limit: number };
  /** What bars a place whatever its stock, in the order of asking. */
  filters: readonly PlaceFilter[];
  /** The number of `not_tried`, or −1. Apart, because a place that was tried has been asked. */
  notTriedId: number;
  /** Of those that refused the order: no rule asks them again. */
  refusedId: number;
  stockId: number;
  keepPieces: number;
  keepSafety: boolean;
  /** By number: whether this rule would refuse what that filter refused. */
  repeats: readonly boolean[];
  /** null: the order of the search, by distance, is the sort already. */
  sort: readonly SortValue[] | null;
  action: SourcingRule['action'];
  /** Only of a split: applied to each part, not to the whole. */
  split: { lineBars: readonly LineBar[]; byWeight: boolean; maxGrams: number };
  chosenReason(kind: LocationKind): ChosenReason;
  otherwise: SourcingRule['otherwise'];
};

export type CompiledPolicy = {
  version: string;
  rules: readonly CompiledRule[];
  /** Whether orders have to bring weights and regions of their products. */
  needsGoods: boolean;
  serviceFees: ServiceFees | null;
  /** What has to be known of the places that are asked: of all of them, or only of those with a limit. */
  needs: { load: boolean; capacity: boolean; slot: boolean };
};

const status: SourcingFilter = { type: 'status' };
/** No rule gives anything to a place that is not in service, whether it says so or not. */
const inService = (rule: SourcingRule): SourcingRule =>
  rule.filters.some(({ type }) => type === 'status') ? rule : { ...rule, filters: [status, ...rule.filters] };

/** Throws on a policy that is not sound: what HQ publishes is parsed with `sourcingPolicySchema` before. */
export function compilePolicy(policy: SourcingPolicy): CompiledPolicy {
  const { version, deliveryCosts, serviceFees, rules: all } = sourcingPolicySchema.parse(policy);
  const rules = all.filter(({ enabled }) => enabled).map(inService);
  const numbers = new Map<string, number>();
  const numberOf = (what: object) => {
    const key = JSON.stringify(what);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  const numbered = rules.map((rule) => ({
    rule,
    filterIds: rule.filters.map((filter) => numberOf(filter)),
    stockId: numberOf(stockDemandOf(rule)),
  }));
  const refusedId = numberOf({ refused: true });
  return {
    version,
    needsGoods: rules.some(
      ({ filters, sort }) =>
        filters.some(({ type }) => type === 'region' || type === 'weight' || type === 'abilities') ||
        sort.some(({ by }) => by === 'cost'),
    ),
    serviceFees,
    needs: {
      load: rules.some(({ sort }) => sort.some(({ by }) => by === 'load' || by === 'fairness')),
      capacity: rules.some(({ filters }) => filters.some(({ type }) => type === 'capacity')),
      slot: rules.some(({ filters }) => filters.some(({ type }) => type === 'slot_capacity')),
    },
    rules: numbered.map(({ rule, filterIds, stockId }): CompiledRule => {
      const notTried = rule.filters.findIndex(({ type }) => type === 'not_tried');
      const weights = rule.filters.flatMap((filter) =>
        filter.type === 'weight' ? [filter.maxGrams ?? Infinity] : [],
      );
      const ofSplit = rule.action.type === 'split';
      const standing = rule.filters.flatMap((filter, index) => {
        const refusalOf = standingFilter(filter, ofSplit);
        return refusalOf ? [{ id: filterIds[index]!, refusalOf }] : [];
      });
      const notTriedId = notTried === -1 ? -1 : filterIds[notTried]!;
      // Not those asked of each part: a place that could not send the whole may well send a part.
      const repeated = new Set([...standing.map(({ id }) => id), notTriedId, refusedId, stockId]);
      // Who has too little for a lesser demand has too little for this one, if this asks for the whole.
      for (const { rule: earlier, stockId: earlierStockId } of numbered)
        if (asksForWholeOrGrabPool(rule) && asksForWhole(earlier) && isLesser(earlier, rule))
          repeated.add(earlierStockId);
      return {
        id: rule.id,
        candidates:
          rule.candidates.from === 'nearest'
            ? { ...rule.candidates, withinMeters: rule.candidates.withinMeters ?? Infinity }
            : rule.candidates,
        filters: standing,
        notTriedId,
        refusedId,
        stockId,
        keepPieces: rule.keepPieces,
        keepSafety: keepsSafety(rule),
        repeats: Array.from({ length: numbers.size }, (_, id) => repeated.has(id)),
        sort: isPlainDistance(rule.sort) ? null : rule.sort.map((key) => sortValue(key, rule, deliveryCosts)),
        action: rule.action,
        split: {
          lineBars: rule.filters.flatMap((filter) => lineBarOf(filter) ?? []),
          byWeight: weights.length > 0,
          maxGrams: Math.min(Infinity, ...weights),
        },
        chosenReason: chosenReasonOf(rule),
        otherwise: rule.otherwise,
      };
    }),
  };
}

const keepsSafety = ({ filters }: SourcingRule) => filters.some(({ type }) => type === 'above_safety');
const wholeStock = (rule: SourcingRule) => ({
  stock: 'all',
  keepPieces: rule.keepPieces,
  keepSafety: keepsSafety(rule),
});

const asksForWhole = (rule: SourcingRule) => 'stock' in stockDemandOf(rule);

const asksForWholeOrGrabPool = (rule: SourcingRule) => rule.action.type === 'grab' || asksForWhole(rule);

function isLesser(a: SourcingRule, b: SourcingRule): boolean {
  return a.keepPieces <= b.keepPieces && (!keepsSafety(a) || keepsSafety(b));
}

/** Pieces of a SKU that stay at the place. */
export function keptAt(
  { keepPieces, keepSafety }: Pick<CompiledRule, 'keepPieces' | 'keepSafety'>,
  stock: SourcingStock,
  locationId: string,
  skuId: string,
): number {
  return keepSafety ? Math.max(keepPieces, stock.safetyAt?.(locationId, skuId) ?? 0) : keepPieces;
}

/**
 * What a place that is not barred has to have. Of their own: what cannot complete one split may well complete
 * another, with more places or parts; and who may take an order may hold its goods too.
 */
function stockDemandOf(rule: SourcingRule): object {
  const { type } = rule.action;
  if (type === 'split' || type === 'grab') return { [type]: rule.id };
  return type === 'wait' && rule.action.evenWithoutStock ? { [type]: rule.id } : wholeStock(rule);
}

function isPlainDistance(sort: readonly SortKey[]): boolean {
  const [first] = sort;
  return first === undefined || (first.by === 'distance' && first.bandMeters === undefined);
}

function chosenReasonOf({ action, candidates, sort }: SourcingRule): CompiledRule['chosenReason'] {
  if (action.type === 'split') return () => 'split_part';
  if (action.type === 'grab') return () => 'grab_fallback';
  if (candidates.from === 'own_grid') return () => 'grid_branch';
  if (!isPlainDistance(sort)) return () => 'first_by_sort';
  return (kind) => (kind === 'branch' ? 'nearest_branch' : kind);
}

/** null for what is asked elsewhere: `not_tried` with the stock, weight and region of a split for each part. */
function standingFilter(filter: SourcingFilter, ofSplit: boolean): PlaceFilter['refusalOf'] | null {
  switch (filter.type) {
    case 'status':
      return (_, { status }) => (status === 'open' ? null : status);
    case 'serving_radius':
      return (_, { serviceRadiusMeters: radius }, distance) =>
        radius !== null && distance > radius ? 'out_of_radius' : null;
    case 'max_distance':
      return (_, __, distance) => (distance > filter.meters ? 'too_far' : null);
    case 'own_grid':
      return ({ grid }, { gridId }) => (grid?.id === gridId ? null : 'other_grid');
    case 'open':
      return ({ nowMs }, location) =>
        isWithinHours(location, nowMs + filter.afterMinutes * minuteMs) ? null : 'closed_now';
    case 'provinces': {
      const allowed = new Set(filter.provinces.map(shortProvinceName));
      return (_, { province }) => (allowed.has(shortProvinceName(province)) ? null : 'other_province');
    }
    case 'region':
    case 'abilities':
    case 'sharing': {
      const bar = lineBarOf(filter);
      if (ofSplit || !bar) return null;
      return (context, location) => {
        for (let line = 0; line < context.wanted.length; line += 1) {
          const refusal = bar(context, location, line);
          if (refusal !== null) return refusal;
        }
        return null;
      };
    }
    case 'weight': {
      if (ofSplit) return null;
      const most = filter.maxGrams ?? Infinity;
      return ({ weightGrams, places }, { id }) =>
        weightGrams > most || weightGrams > (places.maxGrams?.(id) ?? Infinity) ? 'too_heavy' : null;
    }
    case 'capacity':
      return ({ places }, { id }) => ((places.capacityLeft?.(id) ?? Infinity) < 1 ? 'no_capacity' : null);
    case 'slot_capacity':
      return ({ places }, { id }) => ((places.slotLeft?.(id) ?? Infinity) < 1 ? 'slot_full' : null);
    // Asked with the stock.
    case 'not_tried':
    case 'above_safety':
      return null;
  }
}

/** Filters that a part of an order may pass where the whole does not. */
function lineBarOf(filter: SourcingFilter): LineBar | null {
  switch (filter.type) {
    case 'region':
      return ({ goods }, { province }, line) =>
        isOfferedIn(goods[line]!, province) ? null : 'not_offered_here';
    case 'abilities':
      return ({ goods }, { abilities }, line) => {
        const lacking = abilities && goods[line]!.needs?.find((need) => !abilities.includes(need));
        return lacking === undefined ? null : lacking === 'cold' ? 'no_cold_chain' : 'no_large_goods';
      };
    case 'sharing':
      return ({ places, wanted }, { id }, line) =>
        places.sharesStock?.(id, wanted[line]!.skuId) === false ? 'not_sharing' : null;
    default:
      return null;
  }
}

function sortValue(key: SortKey, rule: SourcingRule, costs: DeliveryCosts | null): SortValue {
  const keep = { keepPieces: rule.keepPieces, keepSafety: keepsSafety(rule) };
  switch (key.by) {
    case 'distance':
      return banded(key.bandMeters, (_, __, distance) => distance);
    case 'cost':
      if (costs === null) throw new Error('a sort by cost without delivery costs');
      return banded(key.bandFen, ({ weightGrams }, { kind }, distance) =>
        deliveryCostFen(costs, kind, distance, weightGrams),
      );
    case 'stock_depth':
      // Negative: what serves most often comes first.
      return banded(key.bandTimes, ({ wanted }, { id }, _, stock) => {
        let times = Infinity;
        for (const { skuId, quantity } of wanted) {
          const free = stock.availableAt(id, skuId) - keptAt(keep, stock, id, skuId);
          times = Math.min(times, Math.floor(free / quantity));
        }
        return -times;
      });
    case 'load':
      return banded(key.bandOrders, ({ places }, { id }) => places.load?.(id) ?? 0);
    case 'fairness':
      return banded(
        key.bandMinutes === undefined ? undefined : key.bandMinutes * minuteMs,
        ({ places }, { id }) => places.lastServedAtMs?.(id) ?? -Infinity,
      );
  }
}

function banded(band: number | undefined, value: SortValue): SortValue {
  if (band === undefined) return value;
  return (context, location, distance, stock) => Math.floor(value(context, location, distance, stock) / band);
}
