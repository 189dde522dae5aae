/** Decisions on the small network, told in short. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { SkuQuantity } from '../../../goods/inventory/rules.ts';
import { buildNetworkSnapshot } from '../../../places/network/snapshot.ts';
import { smallNetwork } from '../../../places/network/snapshot-fixture.ts';
import { compilePolicy, type PlacePicture } from '../compile.ts';
import { defaultPolicy } from '../default-policy.ts';
import { decide, type SourcingOrder } from '../engine.ts';
import type { SourcingFilter, SourcingPolicy, SourcingRule } from '../policy.ts';

export const noonMs = Date.parse('2026-11-21T12:00:00+08:00');
export const midnightMs = Date.parse('2026-11-21T00:00:00+08:00');
/** In G2: B5 40 km off, B4 and its own branch B2 nearer, B1 80 km, B3 110 km. */
export const inG2 = { lngGcj02: 120.1, latGcj02: 29.6 };
export const plainGoods = () => ({ weightGrams: 1_000, regions: null });
export const onePair: SkuQuantity[] = [{ skuId: 'shoe', quantity: 1 }];

type Given = {
  network?: Readonly<Record<string, Partial<Location>>>;
  /** Pieces at each place; absent: any number everywhere. */
  stock?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Pieces that stay there; absent: none. */
  safety?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  order?: Partial<SourcingOrder>;
  policy?: SourcingPolicy;
  places?: PlacePicture;
  nowMs?: number;
};

export function serve({
  network = {},
  stock,
  safety = {},
  order = {},
  policy = defaultPolicy,
  places,
  nowMs = noonMs,
}: Given) {
  const { allocations, trail, outcome, waitMinutes } = decide({
    snapshot: buildNetworkSnapshot(smallNetwork(network)),
    policy: compilePolicy(policy),
    order: { point: inG2, lines: onePair, valueFen: 0, triedIds: new Set(), goodsOf: plainGoods, ...order },
    stock: {
      availableAt: (id, skuId) => (stock === undefined ? 99 : (stock[id]?.[skuId] ?? 0)),
      safetyAt: (id, skuId) => safety[id]?.[skuId] ?? 0,
    },
    ...(places ? { places } : {}),
    nowMs,
  });
  return {
    outcome,
    waitMinutes,
    asked: allocations.map(({ ruleId, acceptance, serviceFeeFen }) => ({
      ruleId,
      acceptance,
      serviceFeeFen,
    })),
    chosen: allocations.map(({ location, lines }) =>
      [location.id, ...lines.map(({ skuId, quantity }) => `${quantity} ${skuId}`)].join(' '),
    ),
    trail: trail.map(({ locationId, reason }) => `${locationId} ${reason}`),
  };
}

export const at = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, { shoe: 1 }]));

/** One rule over all kinds, changed as told. */
export function policyOf(...changes: Partial<SourcingRule>[]): SourcingPolicy {
  return {
    ...defaultPolicy,
    rules: changes.map((change, index) => ({
      id: `rule_${index}`,
      name: { zh: '规则', en: 'Rule' },
      enabled: true,
      candidates: { from: 'nearest', kinds: ['branch'], withinMeters: null, limit: 12 },
      filters: [],
      keepPieces: 0,
      sort: [{ by: 'distance' }],
      action: { type: 'allocate' },
      otherwise: 'next',
      ...change,
    })),
  };
}

export const only = (...filters: SourcingFilter[]) => policyOf({ filters });
