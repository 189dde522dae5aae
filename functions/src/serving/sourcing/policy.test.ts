import { describe, expect, it } from 'vitest';
import { compilePolicy } from './compile.ts';
import { defaultPolicy } from './default-policy.ts';
import { deliveryCostsSchema, type SourcingRule, sourcingPolicySchema } from './policy.ts';

const [ownGrid, nearest] = defaultPolicy.rules as [SourcingRule, SourcingRule];

function messagesOf(rules: SourcingRule[]): string[] {
  const parsed = sourcingPolicySchema.safeParse({ ...defaultPolicy, rules });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
}

describe('a sourcing policy', () => {
  it('is plain data: it survives being written down', () => {
    expect(sourcingPolicySchema.parse(JSON.parse(JSON.stringify(defaultPolicy)))).toEqual(defaultPolicy);
    expect(compilePolicy(defaultPolicy)).toMatchObject({ version: 'default-2', needsGoods: true });
  });

  it('is refused when it contradicts itself or is without bounds', () => {
    expect(messagesOf([ownGrid, { ...nearest, id: ownGrid.id }])).toEqual(['rules have ids of their own']);
    const wide = (id: string): SourcingRule => ({
      ...nearest,
      id,
      candidates: { from: 'nearest', kinds: ['branch'], withinMeters: null, limit: 60 },
    });
    expect(messagesOf([wide('a'), wide('b')])).toEqual(['at most 100 places are asked in all']);
    expect(messagesOf([wide('a'), { ...wide('b'), enabled: false }])).toEqual([]);
    const split = { type: 'split', minValueFen: 0, maxFulfilments: 2, offer: null } as const;
    expect(messagesOf([{ ...wide('a'), action: split }])).toEqual(['a split asks at most 24 places']);
    const grabPool = { type: 'grab', withinMinutes: 5, minEligible: 3, maxEligible: 2 } as const;
    expect(messagesOf([{ ...nearest, action: grabPool }])).toEqual(['a grab pool of fewer than it needs']);
    const forNobody = ['handing to HQ, and only that, is done for nobody'];
    expect(messagesOf([{ ...nearest, action: { type: 'hand_to_hq' } }])).toEqual(forNobody);
    expect(messagesOf([{ ...nearest, candidates: { from: 'none' } }])).toEqual(forNobody);
    expect(messagesOf([{ ...nearest, sort: [{ by: 'cost' }] }])).toEqual([
      'a sort by cost needs delivery costs',
    ]);
  });

  it('does not know words that nothing carries out', () => {
    const offer = { ...nearest, action: { type: 'offer' } } as unknown as SourcingRule;
    expect(messagesOf([offer])).not.toEqual([]);
    const wait = { ...nearest, otherwise: 'ask_again' } as unknown as SourcingRule;
    expect(messagesOf([wait])).not.toEqual([]);
    expect(messagesOf([{ ...nearest, filter: [] } as unknown as SourcingRule])).not.toEqual([]);
  });

  it('has delivery costs that leave no distance out', () => {
    const band = (upToMeters: number | null) => ({
      upToMeters,
      firstGrams: 0,
      firstFen: 100,
      perKilogramFen: 10,
    });
    const sound = (...upTo: (number | null)[]) => {
      const bands = upTo.map(band);
      const costs = { branch: bands, branch_warehouse: bands, central_warehouse: bands };
      return deliveryCostsSchema.safeParse(costs).success;
    };
    expect([sound(null), sound(10, 20, null)]).toEqual([true, true]);
    expect([sound(10), sound(20, 10, null), sound(null, null), sound()]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
