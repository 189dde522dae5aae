/** Rules made ready to judge: each condition a test, and none where there is none. */
import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import type { Ownership } from '@jindian/shared/contract/places/network';
import type {
  CommissionConditions,
  CommissionRates,
  CommissionRule,
} from '@jindian/shared/contract/selling/rates';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';
import type { OrderChannel } from '@jindian/shared/contract/serving/sourcing-policy';

/** What conditions look at of an order. */
export type OrderFacts = {
  seller: {
    sellerId: string;
    kind: SellerKind;
    branch: { locationId: string; ownership: Ownership } | null;
  };
  /** Where the shop is. */
  province: string;
  city: string;
  channel: OrderChannel | null;
  sceneId: string | null;
  /** What that is part of; null: of none, or no rule asks. */
  campaignId: string | null;
  nowMs: number;
  goodsFen: number;
  /** Is it their first order? Asked where a rule wants to know; null: nobody asked. */
  isFirstOrder: boolean | null;
};

/** And of one of its lines: its category and all above it. */
export type LineFacts = { categoryPath: readonly string[]; productId: string; brandLine: string | null };

/** How much one seller gets for their own sales, of a day and of a month. */
export type SellerCaps = { dayFen?: number | undefined; monthFen?: number | undefined };

function sellerCapsOf({ sellerDayFen, sellerMonthFen }: CommissionRates['caps']): SellerCaps | null {
  if (sellerDayFen === null && sellerMonthFen === null) return null;
  return {
    ...(sellerDayFen === null ? {} : { dayFen: sellerDayFen }),
    ...(sellerMonthFen === null ? {} : { monthFen: sellerMonthFen }),
  };
}

type Test = (order: OrderFacts, line: LineFacts) => boolean;
type Ready = { rule: CommissionRule; tests: readonly Test[] };

export type CompiledRates = {
  version: string;
  orderCapFen: number | null;
  /** null: none. */
  sellerCaps: SellerCaps | null;
  /** A rule wants to know whether somebody has bought before. */
  asksForBuyers: boolean;
  /** A rule wants to know by which channel somebody came. */
  asksForScenes: boolean;
  /** The first that fits; null: nobody is paid for it. */
  ruleFor(order: OrderFacts, line: LineFacts): CommissionRule | null;
};

export function compileRates({ rules, caps }: CommissionRates, version: string): CompiledRates {
  const ready = rules
    .filter(({ enabled }) => enabled)
    .map((rule): Ready => ({ rule, tests: testsOf(rule.when) }));
  return {
    version,
    orderCapFen: caps.orderFen,
    sellerCaps: sellerCapsOf(caps),
    asksForScenes: ready.some(({ rule }) => rule.when.sceneIds !== null),
    asksForBuyers: ready.some(({ rule }) => rule.when.buyers !== null),
    ruleFor(order, line) {
      next: for (const { rule, tests } of ready) {
        for (const fits of tests) if (!fits(order, line)) continue next;
        return rule;
      }
      return null;
    },
  };
}

/** By name, so that a condition that is added has to say here what it means. */
type TestOf = {
  [Name in keyof CommissionConditions]: (value: NonNullable<CommissionConditions[Name]>) => Test;
};

const setOf = <T>(values: readonly T[]) => new Set<T>(values);

const testOf: TestOf = {
  categoryIds(ids) {
    const wanted = setOf(ids);
    return (_, { categoryPath }) => categoryPath.some((id) => wanted.has(id));
  },
  productIds(ids) {
    const wanted = setOf(ids);
    return (_, { productId }) => wanted.has(productId);
  },
  brandLines(names) {
    const wanted = setOf(names);
    return (_, { brandLine }) => brandLine !== null && wanted.has(brandLine);
  },
  sellerKinds(kinds) {
    const wanted = setOf(kinds);
    return ({ seller }) => wanted.has(seller.kind);
  },
  sellerIds(ids) {
    const wanted = setOf(ids);
    return ({ seller }) => wanted.has(seller.sellerId);
  },
  branchIds(ids) {
    const wanted = setOf(ids);
    return ({ seller }) => seller.branch !== null && wanted.has(seller.branch.locationId);
  },
  branchOwnership(kinds) {
    const wanted = setOf(kinds);
    return ({ seller }) => seller.branch !== null && wanted.has(seller.branch.ownership);
  },
  areas(areas) {
    const wanted = areas.map(({ province, city }) => ({
      province: shortProvinceName(province),
      city: city === null ? null : shortCityName(city),
    }));
    return (order) => {
      const [province, city] = [shortProvinceName(order.province), shortCityName(order.city)];
      return wanted.some((area) => area.province === province && (area.city === null || area.city === city));
    };
  },
  sceneIds(ids) {
    const wanted = setOf(ids);
    return ({ sceneId, campaignId }) =>
      (sceneId !== null && wanted.has(sceneId)) || (campaignId !== null && wanted.has(campaignId));
  },
  channels(channels) {
    const wanted = setOf(channels);
    return ({ channel }) => channel !== null && wanted.has(channel);
  },
  fromMs: (fromMs) => (order) => order.nowMs >= fromMs,
  beforeMs: (beforeMs) => (order) => order.nowMs < beforeMs,
  orderFromFen: (leastFen) => (order) => order.goodsFen >= leastFen,
  // Nobody knows: then it is neither.
  buyers: (wanted) => (order) => order.isFirstOrder !== null && order.isFirstOrder === (wanted === 'new'),
};

function testsOf(when: CommissionConditions): Test[] {
  return (Object.keys(testOf) as (keyof CommissionConditions)[]).flatMap((name) => {
    const value = when[name];
    return value === null ? [] : [(testOf[name] as (value: unknown) => Test)(value)];
  });
}
