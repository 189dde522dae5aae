import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { audited, type PendingAudit } from '../../platform/audit-context.ts';
import { chen, moveIn, wang } from './testing/moved-samples.ts';
import { type MovingFixture, second, startMovingFixture } from './testing/moving-fixture.ts';

let fixture: MovingFixture;
beforeEach(async () => {
  fixture = await startMovingFixture();
  await moveIn(fixture);
});
afterEach(() => fixture.close());

describe('what a member of the system before had', () => {
  test('is given by nobody to themselves, nor by whose number it waits under', async () => {
    const { byPhone, moving, members } = fixture;
    const clerk = await byPhone('13900000001');
    const other = await byPhone('13900000002');
    expect(await moving.give('V1', clerk, '看过身份证', clerk)).toMatchObject({ code: 'moved_to_oneself' });
    // Nor to whom they were before WeChat said who they are.
    const inWechat = await members.enrol({ openid: 'o-clerk' });
    await members.recordPhone(inWechat, '13900000001');
    expect(await moving.give('V1', clerk, '看过身份证', inWechat)).toMatchObject({
      code: 'moved_to_oneself',
    });
    expect(await moving.give('V1', inWechat, '看过身份证', clerk)).toMatchObject({
      code: 'moved_to_oneself',
    });
    const holder = await byPhone(String(wang.phone));
    expect(await moving.give('V1', other, '看过身份证', holder)).toMatchObject({ code: 'moved_to_oneself' });
    expect(await moving.give('V1', other, '看过身份证', second)).toMatchObject({ ok: true });
  });

  test('is shown for all who are found as for each of them', async () => {
    const { byPhone, moving } = fixture;
    const seller = await byPhone(String(chen.phone));
    const [claim] = (await moving.card(seller)).claims;
    await moving.claim(claim?.claimId ?? '', seller);
    const found = await moving.find(String(wang.phone), { byPhone: true });
    expect(found).toMatchObject([
      {
        memberNumber: 'V1',
        state: 'waiting',
        memberId: null,
        points: 1_280,
        paidFen: 30_000,
        grantedFen: 3_001,
      },
    ]);
    expect(await moving.find('V7', { byPhone: false })).toMatchObject([
      { memberNumber: 'V7', state: 'claimed', memberId: seller, points: 0, paidFen: 0 },
    ]);
  });
});

test('looking for somebody is on record with whom it showed, and never with the whole number', async () => {
  const recordOf = async (text: string) => {
    const pending: PendingAudit<never> = { writes: () => [], details: {}, done: false };
    await audited(pending, () => fixture.moving.hqFind(text).catch(() => null));
    return pending.details;
  };
  expect(await recordOf('13800010001')).toEqual({
    targets: [{ kind: 'moved_member', id: 'V1' }],
    after: { text: '138****0001' },
  });
  expect(await recordOf('8800123')).toEqual({
    targets: [{ kind: 'moved_member', id: 'V1' }],
    after: { text: '8800123' },
  });
});
