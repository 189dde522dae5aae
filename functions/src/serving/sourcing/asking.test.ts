import { describe, expect, it } from 'vitest';
import type { SourcingRule } from './policy.ts';
import { at, policyOf, serve } from './testing/serve.ts';

const nearest = (limit: number): SourcingRule['candidates'] => ({
  from: 'nearest',
  kinds: ['branch'],
  withinMeters: null,
  limit,
});
const offer = (change: object = {}): SourcingRule['action'] => ({
  type: 'offer',
  withinMinutes: 15,
  autoAcceptHqOwned: true,
  untilRefusals: null,
  ...change,
});
const grab = (minEligible: number, maxEligible: number): SourcingRule['action'] => ({
  type: 'grab',
  withinMinutes: 30,
  minEligible,
  maxEligible,
});
const wait = (evenWithoutStock: boolean): SourcingRule['action'] => ({
  type: 'wait',
  minutes: 20,
  maxTimes: 2,
  evenWithoutStock,
});
const toHq: Partial<SourcingRule> = { candidates: { from: 'none' }, action: { type: 'hand_to_hq' } };
const warehouses: Partial<SourcingRule> = {
  candidates: { from: 'nearest', kinds: ['branch_warehouse'], withinMeters: null, limit: 4 },
};
const ownedByDealer = { ownership: 'dealer', ownerId: 'D1' } as const;

describe('an offer', () => {
  it('asks a dealer; HQ’s own branches and warehouses serve without being asked', () => {
    const network = { B2: ownedByDealer };
    const policy = policyOf({ action: offer() });
    const asked = { mode: 'offer', withinMinutes: 15 };
    expect(serve({ network, policy }).asked).toMatchObject([{ ruleId: 'rule_0', acceptance: asked }]);
    expect(serve({ policy }).asked).toMatchObject([{ acceptance: { mode: 'auto' } }]);
    const strict = policyOf({ action: offer({ autoAcceptHqOwned: false }) });
    expect(serve({ policy: strict }).asked).toMatchObject([{ acceptance: asked }]);
    const ofWarehouse = policyOf({ ...warehouses, action: offer({ autoAcceptHqOwned: false }) });
    expect(serve({ policy: ofWarehouse }).asked).toMatchObject([{ acceptance: { mode: 'auto' } }]);
  });

  it('is not made to who refused, which counts as asked, nor after so many refusals', () => {
    const order = { refusedIds: new Set(['B2', 'B5']) };
    const policy = policyOf({ candidates: nearest(3), action: offer({ untilRefusals: 3 }) });
    expect(serve({ policy, order }).trail).toEqual([
      'B2 already_refused',
      'B5 already_refused',
      'B4 nearest_branch',
    ]);
    const three = { refusedIds: new Set(['B2', 'B5', 'B4']) };
    expect(serve({ policy, order: three })).toMatchObject({ outcome: 'handed_to_hq', trail: [] });
  });

  it('pays a branch more after each refusal, up to a limit, and a warehouse nothing', () => {
    const fees = {
      bands: [
        { ownership: 'hq' as const, provinces: null, upToMeters: null, feeFen: 0 },
        { ownership: null, provinces: ['山东省'], upToMeters: null, feeFen: 900 },
        { ownership: null, provinces: null, upToMeters: 50_000, feeFen: 300 },
      ],
      raisePerRefusalFen: 250,
      maxFen: 700,
    };
    const fee = (network: object, refused: string[], rule: Partial<SourcingRule> = {}) =>
      serve({
        network: network as Record<string, object>,
        policy: { ...policyOf(rule), serviceFees: fees },
        order: { refusedIds: new Set(refused) },
      }).asked[0]?.serviceFeeFen;
    expect(fee({ B2: ownedByDealer }, [])).toBe(300);
    expect(fee({ B2: ownedByDealer }, ['X1'])).toBe(550);
    expect(fee({ B2: ownedByDealer }, ['X1', 'X2', 'X3'])).toBe(700);
    expect(fee({ B2: { ...ownedByDealer, province: '山东省' } }, [])).toBe(700);
    // B1 is 80 km away: no band is so wide.
    expect(fee({ B1: ownedByDealer }, ['B2', 'B5', 'B4'])).toBe(0);
    expect(fee({}, [])).toBe(0);
    expect(fee({}, ['X1'], warehouses)).toBe(0);
  });
});

describe('the grab pool', () => {
  const policy = policyOf({ candidates: nearest(5), action: grab(2, 3) }, warehouses, toHq);

  it('is for all that could serve it whole, while the next rule’s first holds the goods', () => {
    expect(serve({ policy, stock: at('B2', 'B4', 'W1') })).toMatchObject({
      outcome: 'allocated',
      chosen: ['W1 1 shoe'],
      asked: [
        { ruleId: 'rule_0', acceptance: { mode: 'grab', withinMinutes: 30, eligibleIds: ['B2', 'B4'] } },
      ],
      trail: [
        'B2 may_grab',
        'B5 no_stock',
        'B4 may_grab',
        'B1 no_stock',
        'B3 no_stock',
        'W1 branch_warehouse',
      ],
    });
  });

  it('has its first hold the goods when nobody else has them', () => {
    const { chosen, asked, trail } = serve({ policy, stock: at('B5', 'B4', 'B1', 'B3') });
    expect(chosen).toEqual(['B5 1 shoe']);
    expect(asked[0]?.acceptance).toMatchObject({ eligibleIds: ['B5', 'B4', 'B1'] });
    // Three may: the fifth is not looked at.
    expect(trail).toEqual(['B2 no_stock', 'B5 grab_fallback', 'B4 may_grab', 'B1 may_grab', 'W1 no_stock']);
  });

  it('does not open for fewer than it needs', () => {
    const { chosen, asked, trail } = serve({ policy, stock: at('B4', 'W1') });
    expect(chosen).toEqual(['W1 1 shoe']);
    expect(asked[0]?.acceptance).toEqual({ mode: 'auto' });
    expect(trail).toContain('B4 too_few_to_grab');
  });

  it('passes over splits, waits and grab pools further down, and may be held by one of its own', () => {
    const chain = policyOf(
      { candidates: nearest(2), action: grab(2, 5) },
      { candidates: nearest(5), action: grab(1, 5) },
      { candidates: nearest(5), action: wait(true) },
      { candidates: nearest(5), action: { type: 'split', minValueFen: 0, maxFulfilments: 2, offer: null } },
      { candidates: nearest(1) },
    );
    expect(serve({ policy: chain, stock: at('B2', 'B5') })).toMatchObject({
      chosen: ['B2 1 shoe'],
      asked: [{ ruleId: 'rule_0', acceptance: { mode: 'grab', eligibleIds: ['B2', 'B5'] } }],
      trail: ['B2 may_grab', 'B5 may_grab', 'B2 nearest_branch'],
    });
  });
});

describe('a wait', () => {
  const full = { capacityLeft: () => 0 };
  const chain = (evenWithoutStock: boolean) =>
    policyOf(
      { candidates: nearest(3), filters: [{ type: 'capacity' }] },
      { candidates: nearest(3), action: wait(evenWithoutStock) },
      toHq,
    );

  it('is for somebody that has the goods and is full today, so often', () => {
    const given = { policy: chain(false), places: full, stock: at('B5') };
    expect(serve(given)).toMatchObject({
      outcome: 'wait',
      waitMinutes: 20,
      chosen: [],
      trail: ['B2 no_capacity', 'B5 no_capacity', 'B4 no_capacity', 'B2 no_stock', 'B5 worth_waiting'],
    });
    expect(serve({ ...given, order: { waits: 1 } }).outcome).toBe('wait');
    expect(serve({ ...given, order: { waits: 2 } }).outcome).toBe('handed_to_hq');
    expect(serve({ ...given, stock: {} }).outcome).toBe('handed_to_hq');
  });

  it('may be for goods too, also at places that were asked for them in vain', () => {
    expect(serve({ policy: chain(true), stock: {} })).toMatchObject({
      outcome: 'wait',
      trail: ['B2 no_stock', 'B5 no_stock', 'B4 no_stock', 'B2 worth_waiting'],
    });
  });
});

describe('HQ', () => {
  it('gets the order where a rule says so, whoever is further down', () => {
    expect(serve({ policy: policyOf(toHq, {}) })).toMatchObject({ outcome: 'handed_to_hq', trail: [] });
  });
});

describe('parts of a split', () => {
  it('are offered to dealers, where the policy says so', () => {
    const policy = policyOf({
      action: {
        type: 'split',
        minValueFen: 0,
        maxFulfilments: 2,
        offer: { withinMinutes: 9, autoAcceptHqOwned: true },
      },
    });
    const given = {
      policy,
      network: { B5: ownedByDealer },
      stock: { B2: { shoe: 1 }, B5: { milk: 1 } },
      order: {
        lines: [
          { skuId: 'shoe', quantity: 1 },
          { skuId: 'milk', quantity: 1 },
        ],
      },
    };
    expect(serve(given).asked).toMatchObject([
      { acceptance: { mode: 'auto' } },
      { acceptance: { mode: 'offer', withinMinutes: 9 } },
    ]);
    expect(serve({ ...given, order: { ...given.order, onlyWhole: true } }).outcome).toBe('handed_to_hq');
  });
});
