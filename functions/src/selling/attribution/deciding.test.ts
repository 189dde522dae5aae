import { sellerKinds } from '@jindian/shared/contract/selling/seller-kinds';
import { choicesOf, standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { dayMs, forGoodMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { afterOrder, type Binding, type BindingPolicy, decide, endOf, type Touch } from './deciding.ts';

const standard: BindingPolicy = standardSettings(settingsAreas.selling);
const atMs = Date.UTC(2026, 10, 30, 4);
type Seller = NonNullable<Touch['seller']>;
const guide: Seller = { sellerId: 'LI', sellerName: '李雷', sellerKind: 'guide', locationId: 'B00001' };
const other: Seller = { ...guide, sellerId: 'HAN', sellerName: '韩梅梅' };
const promoter: Seller = { sellerId: 'P', sellerName: '小美', sellerKind: 'promoter', locationId: null };
const branch: Seller = {
  sellerId: 'B00001',
  sellerName: '鼓楼店',
  sellerKind: 'branch',
  locationId: 'B00001',
};

function met(
  seller: Seller | null,
  how: {
    before?: Binding | null;
    policy?: Partial<BindingPolicy>;
    afterDays?: number;
    isStaff?: boolean;
  } = {},
) {
  const { before = null, policy = {}, afterDays = 0, isStaff = false } = how;
  const touch = { seller, atMs: atMs + afterDays * dayMs };
  return decide({ ...standard, ...policy }, { memberId: 'M', isStaff, before, touch });
}
const boundTo = (seller: Seller, policy: Partial<BindingPolicy> = {}) =>
  met(seller, { policy }).binding as Binding;
const said = ({ reason, binding }: ReturnType<typeof met>) => [reason, binding?.sellerId ?? null];

describe('whose customer somebody is', () => {
  it('is who was met first, for the days that HQ says', () => {
    expect(met(guide)).toEqual({
      reason: 'first',
      binding: {
        ...guide,
        boundAtMs: atMs,
        expiresAtMs: atMs + 30 * dayMs,
        protectedUntilMs: atMs,
        hasOrdered: false,
      },
    });
    expect(met(guide, { policy: { bindingEnds: 'never' } }).binding?.expiresAtMs).toBe(forGoodMs);
    expect(met(guide, { policy: { firstOrderDays: 3 } }).binding?.expiresAtMs).toBe(atMs + 3 * dayMs);
  });

  it('stays as it was where there is nobody to be bound to', () => {
    expect(said(met(null))).toEqual(['no_seller', null]);
    expect(said(met(null, { before: boundTo(guide) }))).toEqual(['no_seller', 'LI']);
    expect(said(met({ ...guide, sellerId: 'M' }))).toEqual(['own_code', null]);
    expect(said(met({ ...guide, sellerId: 'M' }, { policy: { selfPurchase: 'on_hold' } }))).toEqual([
      'first',
      'M',
    ]);
    expect(said(met(guide, { isStaff: true }))).toEqual(['first', 'LI']);
    expect(said(met(guide, { isStaff: true, policy: { staffPurchase: 'none' } }))).toEqual(['staff', null]);
  });

  it('begins anew after it ended, from its very last moment on', () => {
    const before = boundTo(guide);
    expect(said(met(other, { before, afterDays: 30 }))).toEqual(['after_the_last_ended', 'HAN']);
    const first = { peersWin: 'first' } as const;
    expect(said(met(other, { before, afterDays: 29, policy: first }))).toEqual(['first_stays', 'LI']);
    expect(said(met(other, { before, afterDays: 30, policy: first }))).toEqual([
      'after_the_last_ended',
      'HAN',
    ]);
  });

  it('among equals is the last, but not within the protection', () => {
    expect(said(met(other, { before: boundTo(guide), afterDays: 1 }))).toEqual(['last_touch', 'HAN']);
    const policy = { protectedDays: 7 };
    const before = boundTo(guide, policy);
    expect(said(met(other, { before, policy, afterDays: 6 }))).toEqual(['protected', 'LI']);
    expect(said(met(other, { before, policy, afterDays: 7 }))).toEqual(['last_touch', 'HAN']);
    // The protection is the one that it began with.
    expect(said(met(other, { before, afterDays: 6 }))).toEqual(['protected', 'LI']);
  });

  it.each([
    ['none', guide, promoter, 'last_touch'],
    ['none', promoter, guide, 'last_touch'],
    ['none', guide, branch, 'comes_later'],
    ['staff', guide, promoter, 'comes_later'],
    ['staff', promoter, guide, 'comes_first'],
    ['guide', promoter, guide, 'comes_first'],
    ['promoter', guide, promoter, 'comes_first'],
    ['promoter', promoter, guide, 'comes_later'],
    ['promoter', branch, guide, 'comes_first'],
  ] as const)('with %s first: %o, then %o: %s', (kindsFirst, had, came, reason) => {
    expect(met(came, { before: boundTo(had), policy: { kindsFirst }, afterDays: 1 }).reason).toBe(reason);
  });

  it('who comes first waits for the protection where HQ says so', () => {
    const policy = { kindsFirst: 'staff', protectedDays: 7, strongerWins: 'after_protection' } as const;
    const before = boundTo(promoter, policy);
    expect(said(met(guide, { before, policy, afterDays: 6 }))).toEqual(['protected', 'P']);
    expect(said(met(guide, { before, policy, afterDays: 7 }))).toEqual(['comes_first', 'LI']);
    expect(said(met(guide, { before, policy: { ...policy, strongerWins: 'at_once' } }))).toEqual([
      'comes_first',
      'LI',
    ]);
  });

  it('is renewed by the same seller, with their present branch, and never shortened', () => {
    const before = boundTo(guide);
    const moved = { ...guide, locationId: 'B00002' };
    expect(met(moved, { before, afterDays: 10 })).toMatchObject({
      reason: 'renewed',
      binding: { locationId: 'B00002', expiresAtMs: atMs + 40 * dayMs },
    });
    expect(said(met(guide, { before, policy: { renewedBy: 'order' }, afterDays: 10 }))).toEqual([
      'theirs_already',
      'LI',
    ]);
    expect(met(guide, { before, policy: { bindingDays: 1 }, afterDays: 2 }).binding?.expiresAtMs).toBe(
      before.expiresAtMs,
    );
  });
});

describe('a paid order', () => {
  const waits = { firstOrderDays: 3 } as const;
  it('ends the wait for the first one, and renews where HQ says so', () => {
    const before = boundTo(guide, waits);
    const paid = (policy: Partial<BindingPolicy>, of: Binding = before) =>
      afterOrder({ ...standard, ...policy }, of, atMs + 2 * dayMs);
    expect(paid(waits)).toEqual({ ...before, hasOrdered: true, expiresAtMs: atMs + 30 * dayMs });
    expect(paid({ ...waits, renewedBy: 'order' })?.expiresAtMs).toBe(atMs + 32 * dayMs);
    expect(paid({})).toEqual({ ...before, hasOrdered: true });
    expect(paid({}, { ...before, hasOrdered: true })).toBeNull();
  });
});

const choice = (form: keyof typeof choicesOf) => fc.constantFrom(...Object.keys(choicesOf[form] ?? {}));
const anyPolicy: fc.Arbitrary<BindingPolicy> = fc.record({
  bindingDays: fc.integer({ min: 1, max: 60 }),
  bindingEnds: choice('boundEnds'),
  renewedBy: choice('renewedBy'),
  firstOrderDays: fc.integer({ min: 0, max: 10 }),
  protectedDays: fc.integer({ min: 0, max: 20 }),
  peersWin: choice('lastOrFirst'),
  kindsFirst: choice('kindsFirst'),
  strongerWins: choice('strongerWins'),
  selfPurchase: choice('credited'),
  staffPurchase: choice('credited'),
});
const anySeller = fc.record({ n: fc.integer({ min: 0, max: 4 }), kind: fc.constantFrom(...sellerKinds) }).map(
  ({ n, kind }): Seller => ({
    sellerId: n === 0 ? 'M' : `${kind}${n}`,
    sellerName: 'S',
    sellerKind: kind,
    locationId: null,
  }),
);
const anyHistory = fc.array(
  fc.record({
    policy: anyPolicy,
    seller: fc.option(anySeller),
    days: fc.integer({ min: 0, max: 30 }),
    isStaff: fc.boolean(),
    order: fc.boolean(),
  }),
  { maxLength: 12 },
);

test('over any history, whatever HQ changes meanwhile: one binding at most, each change has its reason, nothing is cut short, what is protected stays', () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      let binding = null as Binding | null;
      let nowMs = atMs;
      for (const { policy, seller, days, isStaff, order } of history) {
        nowMs += days * dayMs;
        const before = binding as Binding | null;
        const live: boolean = before !== null && nowMs < before.expiresAtMs;
        const touch = { seller, atMs: nowMs };
        const { reason, binding: after } = decide(policy, { memberId: 'M', isStaff, before, touch });
        const changed = after !== (live ? before : null);
        const another = after?.sellerId !== (live ? before?.sellerId : undefined);
        expect(changed).toBe(
          ['first', 'after_the_last_ended', 'renewed', 'last_touch', 'comes_first'].includes(reason),
        );
        if (another) expect(changed).toBe(true);
        if (another && before && live) {
          expect(['last_touch', 'comes_first']).toContain(reason);
          if (nowMs < before.protectedUntilMs)
            expect([reason, policy.strongerWins]).toEqual(['comes_first', 'at_once']);
        }
        if (after && before && !another && live)
          expect(after.expiresAtMs).toBeGreaterThanOrEqual(before.expiresAtMs);
        if (after) {
          expect(nowMs).toBeLessThan(after.expiresAtMs);
          if (changed) expect(after.sellerId).toBe(seller?.sellerId);
          if (changed && after.sellerId === 'M') expect(policy.selfPurchase).not.toBe('none');
          if (order) {
            const paid = afterOrder(policy, after, nowMs);
            if (paid) {
              expect(paid).toMatchObject({ sellerId: after.sellerId, hasOrdered: true });
              expect(paid.expiresAtMs).toBeGreaterThanOrEqual(after.expiresAtMs);
              // Told twice, it does no more.
              const again = afterOrder(policy, paid, nowMs);
              expect(again === null || again.expiresAtMs === paid.expiresAtMs).toBe(true);
            }
            binding = paid ?? after;
            continue;
          }
        }
        binding = after ?? (live ? before : binding);
      }
    }),
  );
});

test('for good is after every day that a policy can name', () => {
  expect(endOf({ ...standard, bindingDays: 3_650 }, atMs, true)).toBeLessThan(forGoodMs);
});
