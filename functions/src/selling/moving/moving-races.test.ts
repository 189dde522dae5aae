import type { MovedLotRow } from '@jindian/shared/contract/selling/moving';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { write } from '../../platform/transact.ts';
import { movingItems } from './items.ts';
import { totalsOf } from './rules.ts';
import { chen, lots, moveIn, wang } from './testing/moved-samples.ts';
import { type MovingFixture, maker, second, startMovingFixture } from './testing/moving-fixture.ts';

let fixture: MovingFixture;
beforeEach(async () => {
  fixture = await startMovingFixture();
});
afterEach(() => fixture.close());

describe('what happens in the same moment', () => {
  /** `meanwhile` comes between what the next claim reads and what it writes. */
  function inBetween(meanwhile: () => Promise<unknown>) {
    const { members } = fixture;
    const { read } = members;
    members.read = async (...asked) => {
      const found = await read(...asked);
      members.read = read;
      await meanwhile();
      return found;
    };
  }
  const claimIdOf = async (memberId: string) =>
    (await fixture.moving.card(memberId)).claims[0]?.claimId ?? '';

  test('nobody changes rows of a file that was stated or signed, also when nobody knows any more whose it was', async () => {
    await fixture.bring('members', [wang, chen]);
    await fixture.settle();
    const { moving, keep } = fixture;
    const { importId, portions } = await keep('balances', lots);
    const other = lots.map((lot) => ({ ...lot, amountFen: lot.amountFen * 100 }));
    const change = () =>
      moving.keep({ importId, portion: 0, kind: 'balances', count: 2, rows: other, bad: [] });
    await moving.propose({ importId, kind: 'balances', portions, totals: totalsOf('balances', lots) }, maker);
    expect(await change()).toMatchObject({ ok: false, code: 'transition_refused' });
    expect(await moving.sign(importId, second)).toMatchObject({ ok: true });
    expect(await change()).toMatchObject({ ok: false, code: 'transition_refused' });
    await fixture.settle();
    expect(await moving.heldBy({ kind: 'moved', memberNumber: 'V1' })).toMatchObject({
      paidFen: 30_000,
      grantedFen: 3_001,
    });
  });

  test('two files at once bring nobody more lots than a claim can take over', async () => {
    await fixture.bring('members', [wang, chen]);
    await fixture.settle();
    const { moving, byPhone } = fixture;
    const [lot] = lots as [MovedLotRow];
    const file = (name: string) =>
      Array.from({ length: 20 }, (_, n) => ({ ...lot, row: n + 2, lotId: `${name}${n}` }));
    const files = [await fixture.bring('balances', file('A')), await fixture.bring('balances', file('B'))];
    // As a queue delivers them: again and again.
    for (let tries = 0; tries < 40; tries += 1)
      await Promise.all(files.map((importId) => moving.step(importId, 0).catch(() => {})));
    const moves = (await moving.listMoves({ limit: 5 })).items.filter(({ kind }) => kind === 'balances');
    expect(moves.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(moves.reduce((sum, { booked }) => sum + booked, 0)).toBe(30);
    const memberId = await byPhone('13800010001');
    expect(await moving.claim(await claimIdOf(memberId), memberId)).toMatchObject({
      ok: true,
      value: { paidFen: 30 * lot.amountFen },
    });
  });

  test('a customer and their seller who claim at once are bound all the same', async () => {
    await moveIn(fixture);
    const { moving, byPhone, attribution, clock } = fixture;
    const [customer, seller] = [await byPhone('13800010001'), await byPhone('13800010002')];
    const [theirs, sellers] = [await claimIdOf(customer), await claimIdOf(seller)];
    inBetween(async () => {
      expect(await moving.claim(sellers, seller)).toMatchObject({ ok: true });
      await fixture.settle();
    });
    expect(await moving.claim(theirs, customer)).toMatchObject({ ok: true });
    await fixture.settle();
    expect(await attribution.bindingOf(customer, clock.nowMs())).toMatchObject({ sellerId: seller });
  });

  test('who is found to be another in that moment takes nothing over; the other does', async () => {
    await moveIn(fixture);
    const { moving, byPhone, members } = fixture;
    const bySms = await byPhone('13800010001');
    const inWechat = await members.enrol({ openid: 'o-wang' });
    const claimId = await claimIdOf(bySms);
    inBetween(() => members.recordPhone(inWechat, '13800010001'));
    expect(await moving.claim(claimId, bySms)).toMatchObject({ ok: false });
    await fixture.settle();
    expect(await moving.claim(await claimIdOf(inWechat), inWechat)).toMatchObject({
      ok: true,
      value: { points: 1_280, paidFen: 30_000 },
    });
    await fixture.expectSound([bySms, inWechat], ['V1', 'V7']);
  });

  test('what headquarters give to the id that somebody had before WeChat said who they are is theirs', async () => {
    await moveIn(fixture);
    const { moving, byPhone, members } = fixture;
    const bySms = await byPhone('13900000001');
    const inWechat = await members.enrol({ openid: 'o-other' });
    await members.recordPhone(inWechat, '13900000001');
    expect(await moving.give('V1', bySms, '看过身份证', second)).toMatchObject({
      ok: true,
      value: { memberId: inWechat },
    });
    expect(await moving.card(inWechat)).toMatchObject({ points: 1_280, paidFen: 30_000 });
    await fixture.expectSound([bySms, inWechat], ['V1', 'V7']);
  });

  test('two files that say otherwise of one member: one row is booked, the other told', async () => {
    const { moving } = fixture;
    const named = (memberName: string) => [{ row: 2, memberNumber: 'V9', memberName }];
    const files = [await fixture.bring('members', named('甲')), await fixture.bring('members', named('乙'))];
    await Promise.all(files.map((importId) => moving.step(importId, 0)));
    const moves = (await moving.listMoves({ limit: 5 })).items;
    expect(moves.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(moves.map(({ booked, conflicts }) => [booked, conflicts]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

describe('who took over by SMS and is found to be somebody in WeChat', () => {
  async function joined() {
    const { byPhone, moving, members } = fixture;
    const bySms = await byPhone('13800010001');
    const [claim] = (await moving.card(bySms)).claims;
    await moving.claim(claim?.claimId ?? '', bySms);
    const inWechat = await members.enrol({ openid: 'o-wang' });
    expect(await members.recordPhone(inWechat, '13800010001')).toMatchObject({ ok: true });
    return { bySms, inWechat };
  }

  test('has all of it there, also where a step was refused at first', async () => {
    await moveIn(fixture);
    const { ledger, moving, table } = fixture;
    const { bySms, inWechat } = await joined();
    const { postWrites } = ledger;
    const { moves } = movingItems(table);
    let refusals = 2;
    ledger.postWrites = (transfer) => {
      const writes = postWrites(transfer);
      refusals -= 1;
      if (refusals < 0) return writes;
      const never = moves
        .build(ConditionCheck)
        .key({ importId: 'nowhere' })
        .condition({ attr: 'importId', exists: true });
      return [...writes, write('something else', never)];
    };
    await fixture.settle();
    expect(await moving.card(inWechat)).toMatchObject({ points: 1_280, paidFen: 30_000, grantedFen: 3_001 });
    expect(await moving.card(bySms)).toMatchObject({ points: 0, paidFen: 0, lots: [], cards: [] });
    await fixture.expectSound([bySms, inWechat], ['V1', 'V7']);
  });

  test('has also the lot that was booked to who they were while the rest went along', async () => {
    await fixture.bring('members', [wang, chen]);
    await fixture.settle();
    const { ledger, moving } = fixture;
    const { bySms, inWechat } = await joined();
    const importId = await fixture.bring('balances', lots);
    const { amountsOf } = ledger;
    ledger.amountsOf = async (accounts) => {
      ledger.amountsOf = amountsOf;
      await moving.step(importId, 0);
      return amountsOf(accounts);
    };
    await fixture.settle();
    expect(await moving.card(inWechat)).toMatchObject({ points: 1_280, paidFen: 30_000, grantedFen: 3_001 });
    expect(await moving.card(bySms)).toMatchObject({ paidFen: 0, lots: [], cards: [] });
    await fixture.expectSound([bySms, inWechat], ['V1', 'V7']);
  });
});
