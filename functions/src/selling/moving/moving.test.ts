import { branchGrant } from '@jindian/shared/access';
import type { MovedLotRow } from '@jindian/shared/contract/selling/moving';
import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { totalsOf } from './rules.ts';
import { chen, lots, moveIn, wang } from './testing/moved-samples.ts';
import { type MovingFixture, maker, place, second, startMovingFixture } from './testing/moving-fixture.ts';

let fixture: MovingFixture;
beforeEach(async () => {
  fixture = await startMovingFixture();
});
afterEach(() => fixture.close());

describe('sums', () => {
  test('one fen beside the file and nothing is kept; whoever stated them does not sign them', async () => {
    const { moving, keep } = fixture;
    // Until members are booked nobody has an old card to show.
    expect(await moving.movedIn()).toBe(false);
    await fixture.bring('members', [wang, chen]);
    await fixture.settle();
    const { importId, portions } = await keep('balances', lots);
    const right = totalsOf('balances', lots);
    for (const totals of [
      {},
      { ...right, paidFen: (right.paidFen ?? 0) + 1 },
      { ...right, grantedFen: (right.grantedFen ?? 0) - 1 },
      { ...right, lots: 3 },
    ])
      expect(await moving.propose({ importId, kind: 'balances', portions, totals }, maker)).toMatchObject({
        ok: false,
        code: 'move_totals_differ',
      });
    expect(await moving.sign(importId, second)).toMatchObject({ code: 'not_found' });
    const stated = { importId, kind: 'balances' as const, portions, totals: right };
    expect(await moving.propose(stated, maker)).toMatchObject({ ok: true, value: { awaitsSecond: true } });
    expect(await moving.sign(importId, maker)).toMatchObject({ code: 'move_same_person' });
    await fixture.settle();
    expect(await moving.heldBy({ kind: 'moved', memberNumber: 'V1' })).toMatchObject({ paidFen: 0 });
    expect(await moving.sign(importId, second)).toMatchObject({ ok: true });
    // A second tap, and nobody refuses what is signed.
    expect(await moving.sign(importId, second)).toMatchObject({ ok: true });
    expect(await moving.refuseMove(importId, maker, '不对')).toMatchObject({ code: 'transition_refused' });
    await fixture.settle(2);
    expect(await moving.heldBy({ kind: 'moved', memberNumber: 'V1' })).toEqual({
      points: 1_280,
      paidFen: 30_000,
      grantedFen: 3_001,
    });
    const [move] = (await moving.listMoves({ limit: 5 })).items;
    expect(move).toMatchObject({ state: 'done', booked: 2, conflicts: 0, by: maker, signedBy: second });
    expect(await moving.movedIn()).toBe(true);
    await fixture.expectSound([], ['V1', 'V7']);
  });

  test('a file that was refused is not booked; two who sign and refuse at once do one of it', async () => {
    const { moving, keep } = fixture;
    const { importId, portions } = await keep('members', [wang, chen]);
    const totals = totalsOf('members', [wang, chen]);
    await moving.propose({ importId, kind: 'members', portions, totals }, maker);
    const [signed, refused] = await Promise.all([
      moving.sign(importId, second),
      moving.refuseMove(importId, maker, '合计不对'),
    ]);
    expect([signed.ok, refused.ok].filter(Boolean)).toHaveLength(1);
    await fixture.settle();
    expect(await moving.find('V1', { byPhone: false })).toHaveLength(signed.ok ? 1 : 0);
  });

  test('the same file again changes nothing; one that says another thing is told so', async () => {
    await moveIn(fixture);
    await moveIn(fixture);
    const { keep, moving } = fixture;
    const [first, other] = lots as [MovedLotRow, MovedLotRow];
    const again = await keep('balances', [first, { ...other, amountFen: 1 }]);
    expect(again.bad).toMatchObject([{ row: 3, code: 'moved_otherwise' }]);
    const members = await keep('members', [
      { ...wang, points: 1_281 },
      { ...chen, row: 9 },
    ]);
    expect(members.bad).toMatchObject([{ row: 2, code: 'moved_otherwise' }]);
    expect(await moving.heldBy({ kind: 'moved', memberNumber: 'V1' })).toMatchObject({ paidFen: 30_000 });
    await fixture.expectSound([], ['V1', 'V7']);
  });

  test('rows about nobody, twice, or of too many lots are given back', async () => {
    await fixture.bring('members', [wang, chen]);
    await fixture.settle();
    const { keep, moving } = fixture;
    const [lot] = lots as [MovedLotRow];
    expect(
      (await keep('balances', [{ ...lot, memberNumber: 'X' }, lot, { ...lot, row: 9 }])).bad,
    ).toMatchObject([
      { row: 2, code: 'unknown_member' },
      { row: 9, code: 'said_twice' },
    ]);
    expect((await keep('members', [{ row: 2, memberNumber: 'N', boundTo: 'N' }])).bad).toMatchObject([
      { code: 'own_seller' },
    ]);
    expect(
      (await keep('dealer_balances', [{ row: 2, ownerId: 'X1', owedFen: 1, owesFen: 0 }])).bad,
    ).toMatchObject([{ code: 'unknown_dealer' }]);
    const propose = async (
      file: Awaited<ReturnType<typeof keep>>,
      kind: 'members' | 'balances',
      rows: never[],
    ) => moving.propose({ ...file, kind, totals: totalsOf(kind, rows) }, maker);
    const stranger = [{ row: 2, memberNumber: 'N', boundTo: 'V1' }];
    expect(await propose(await keep('members', stranger), 'members', stranger as never[])).toMatchObject({
      code: 'move_seller_unknown',
    });
    const many = Array.from({ length: 31 }, (_, n) => ({ ...lot, row: n + 2, lotId: `L${n}` }));
    expect(await propose(await keep('balances', many), 'balances', many as never[])).toMatchObject({
      code: 'move_too_many_lots',
    });
    // Two portions that say the same.
    const twice = [lot, { ...lot, row: 3 }];
    expect(await propose(await keep('balances', twice, 2), 'balances', twice as never[])).toMatchObject({
      code: 'move_said_twice',
    });
  });

  test('what dealers are owed or owe begins their accounts', async () => {
    const rows = [
      { row: 2, ownerId: 'D1', owedFen: 1_200_000, owesFen: 0 },
      { row: 3, ownerId: 'D2', owedFen: 0, owesFen: 35_050 },
      { row: 4, ownerId: 'D3', owedFen: 0, owesFen: 0 },
    ];
    await fixture.bring('dealer_balances', rows);
    await fixture.settle(2);
    await fixture.bring('dealer_balances', rows);
    await fixture.settle();
    const balances = await fixture.ledger.balancesOf([
      'owner:D1',
      'owner:D2',
      'owner:D3',
      'opening-balances',
    ]);
    expect([...balances.values()].map(({ postedFen }) => postedFen)).toEqual([
      1_200_000, -35_050, 0, 1_164_950,
    ]);
  });
});

describe('a member of the system before', () => {
  test('is offered to who proves the number, and taken over once with everything', async () => {
    await moveIn(fixture);
    const { moving, byPhone, attribution, clock, members } = fixture;
    const memberId = await byPhone('13800010001');
    const before = await moving.card(memberId);
    expect(before).toMatchObject({
      points: 0,
      claims: [{ nameMasked: '王**', points: 1_280, paidFen: 30_000, grantedFen: 3_001 }],
    });
    const { claimId = '' } = before.claims[0] ?? {};
    const stranger = await byPhone('13900000000');
    expect(await moving.claim(claimId, stranger)).toMatchObject({ code: 'not_found' });
    // Three taps at once, and one more later.
    const taps = await Promise.all([1, 2, 3].map(() => moving.claim(claimId, memberId)));
    expect(taps.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await moving.claim(claimId, memberId)).toMatchObject({
      ok: true,
      value: {
        points: 1_280,
        paidFen: 30_000,
        grantedFen: 3_001,
        lots: [
          { id: 'A', leftFen: 30_000, expiresOn: null },
          { id: 'B', leftFen: 3_001, expiresOn: '2027-12-31' },
        ],
        cards: [{ memberNumber: 'V1', cardNumber: '8800123' }],
        claims: [],
      },
    });
    await fixture.expectSound([memberId, stranger], ['V1', 'V7']);
    // Whose customer they are holds once the seller is somebody here.
    expect(await attribution.bindingOf(memberId, clock.nowMs())).toBeNull();
    const seller = await byPhone('13800010002');
    const [theirs] = (await moving.card(seller)).claims;
    expect(await moving.claim(theirs?.claimId ?? '', seller)).toMatchObject({ ok: true });
    await fixture.settle(2);
    expect(await attribution.bindingOf(memberId, clock.nowMs())).toMatchObject({ sellerId: seller });
    expect((await members.read(seller))?.roles).toEqual([branchGrant('guide', place)]);
    // An old card leads to them, and says nothing more of who they are.
    for (const text of ['V1', '8800123'])
      expect(await moving.find(text, { byPhone: false })).toMatchObject([
        { memberNumber: 'V1', state: 'claimed', memberId, paidFen: 30_000, phoneMasked: '138****0001' },
      ]);
    expect(await moving.find('13800010001', { byPhone: true })).toEqual([]);
  });

  test('is not offered to who has the number from the carrier since they proved it', async () => {
    await moveIn(fixture);
    const { moving, byPhone, clock } = fixture;
    const memberId = await byPhone('13800010001');
    clock.advance(91 * dayMs);
    expect((await moving.card(memberId)).claims).toEqual([]);
    const { claimId = '' } = (await moving.card(await byPhone('13800010001'))).claims[0] ?? {};
    expect(await moving.claim(claimId, memberId)).toMatchObject({ code: 'moved_phone_needed' });
  });

  test('whom the number’s new holder says not to be is headquarters’ to give, once', async () => {
    await moveIn(fixture);
    const { moving, byPhone } = fixture;
    const newHolder = await byPhone('13800010001');
    const { claimId = '' } = (await moving.card(newHolder)).claims[0] ?? {};
    expect(await moving.refuse(claimId, newHolder)).toMatchObject({ ok: true, value: { claims: [] } });
    expect(await moving.claim(claimId, newHolder)).toMatchObject({ ok: false });
    expect(await moving.refusedOnes()).toMatchObject([{ memberNumber: 'V1', state: 'refused' }]);
    const [one, other] = [await byPhone('13900000001'), await byPhone('13900000002')];
    const given = await Promise.all([
      moving.give('V1', one, '看过身份证', second),
      moving.give('V1', other, '看过身份证', second),
    ]);
    expect(given.filter(({ ok }) => ok)).toHaveLength(1);
    expect(given.find(({ ok }) => !ok)).toMatchObject({ code: 'moved_claimed' });
    expect(await moving.refusedOnes()).toEqual([]);
    await fixture.expectSound([one, other, newHolder], ['V1', 'V7']);
  });

  test('claimed by its own hand and given by headquarters at once, it is one’s', async () => {
    await moveIn(fixture);
    const { moving, byPhone } = fixture;
    const [own, other] = [await byPhone('13800010001'), await byPhone('13900000001')];
    const { claimId = '' } = (await moving.card(own)).claims[0] ?? {};
    const both = await Promise.all([
      moving.claim(claimId, own),
      moving.give('V1', other, '看过身份证', second),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    await fixture.expectSound([own, other], ['V1', 'V7']);
  });

  test('lots that come after the claim go to who claimed', async () => {
    await fixture.bring('members', [wang, chen]);
    await fixture.settle();
    const { moving, byPhone } = fixture;
    const memberId = await byPhone('13800010001');
    const { claimId = '' } = (await moving.card(memberId)).claims[0] ?? {};
    await moving.claim(claimId, memberId);
    await fixture.bring('balances', lots);
    await fixture.settle();
    expect(await moving.card(memberId)).toMatchObject({ points: 1_280, paidFen: 30_000, grantedFen: 3_001 });
    await fixture.expectSound([memberId], ['V1', 'V7']);
  });

  test('taken over by SMS, it goes along when WeChat says who that is', async () => {
    await moveIn(fixture);
    const { moving, byPhone, members } = fixture;
    const bySms = await byPhone('13800010001');
    const { claimId = '' } = (await moving.card(bySms)).claims[0] ?? {};
    await moving.claim(claimId, bySms);
    const inWechat = await members.enrol({ openid: 'o-wang' });
    expect(await members.recordPhone(inWechat, '13800010001')).toMatchObject({ ok: true });
    await fixture.settle(2);
    expect(await moving.card(inWechat)).toMatchObject({ points: 1_280, paidFen: 30_000, grantedFen: 3_001 });
    expect(await moving.card(bySms)).toMatchObject({ points: 0, paidFen: 0, lots: [], cards: [] });
    expect(await moving.find('V1', { byPhone: false })).toMatchObject([{ memberId: inWechat }]);
    await fixture.expectSound([bySms, inWechat], ['V1', 'V7']);
  });
});

test('old codes lead to a seller once they are somebody, and to a product at a place; others are counted', async () => {
  await fixture.bring('members', [wang, chen]);
  await fixture.settle();
  const { moving, keep, byPhone } = fixture;
  const printed = [
    { row: 2, oldCode: 's-c-ABC', memberNumber: 'V7' },
    { row: 3, oldCode: 'goods-991', locationId: place, productId: 'P001' },
  ];
  const file = await keep('old_codes', printed);
  expect(file.bad).toEqual([]);
  expect(await moving.propose({ ...file, kind: 'old_codes' }, maker)).toMatchObject({
    ok: true,
    value: { codes: 2 },
  });
  await fixture.settle(2);
  const { resolve } = fixture.codes;
  expect(await resolve('goods-991')).toMatchObject({
    value: { kind: 'shelf', locationId: place, productId: 'P001', sellerId: null },
  });
  expect(await resolve('s-c-ABC')).toEqual({ ok: false, code: 'code_unknown' });
  const seller = await byPhone('13800010002');
  const [claim] = (await moving.card(seller)).claims;
  await moving.claim(claim?.claimId ?? '', seller);
  expect(await resolve('s-c-ABC')).toMatchObject({
    value: { kind: 'seller', sellerKind: 'guide', sellerId: seller, locationId: place },
  });
  expect(await resolve('nothing')).toEqual({ ok: false, code: 'code_unknown' });
  await moving.countMiss();
  expect(await moving.missesOfLately()).toMatchObject([{ count: 1 }]);
  expect((await keep('old_codes', printed)).bad).toEqual([]);
});
