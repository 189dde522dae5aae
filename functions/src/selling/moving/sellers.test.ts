import { branchGrant } from '@jindian/shared/access';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { movingItems, waitingForSeller } from './items.ts';
import { chen, moveIn, wang } from './testing/moved-samples.ts';
import { type MovingFixture, place, startMovingFixture } from './testing/moving-fixture.ts';

let fixture: MovingFixture;
beforeEach(async () => {
  fixture = await startMovingFixture();
});
afterEach(() => fixture.close());

async function claims(phone: string): Promise<string> {
  const memberId = await fixture.byPhone(phone);
  const [claim] = (await fixture.moving.card(memberId)).claims;
  expect(await fixture.moving.claim(claim?.claimId ?? '', memberId)).toMatchObject({ ok: true });
  return memberId;
}
const sellerOf = async (memberId: string) =>
  (await fixture.attribution.bindingOf(memberId, fixture.clock.nowMs()))?.sellerId ?? null;

test('customers behind a page of those that an index lists too long are bound all the same', async () => {
  const { cards } = movingItems(fixture.table);
  const last = { ...wang, memberNumber: 'W1', cardNumber: 'W1' };
  await fixture.bring('members', [chen, last]);
  await fixture.settle();
  const customer = await claims(String(wang.phone));
  // Listed, and bound already.
  for (let nth = 0; nth < 150; nth += 1)
    await cards
      .build(PutItemCommand)
      .item({
        memberId: `stale-${nth}`,
        memberNumber: `S${String(nth).padStart(3, '0')}`,
        claimedAtMs: 1,
        gsi1pk: waitingForSeller('V7'),
        gsi1sk: `S${String(nth).padStart(3, '0')}`,
      })
      .send();
  const seller = await claims(String(chen.phone));
  await fixture.settle();
  expect(await sellerOf(customer)).toBe(seller);
});

test('who sells no more is credited for no customer who comes after', async () => {
  await moveIn(fixture);
  const seller = await claims(String(chen.phone));
  await fixture.settle();
  expect(await fixture.members.revokeRole(seller, branchGrant('guide', place))).toMatchObject({ ok: true });
  const customer = await claims(String(wang.phone));
  await fixture.settle();
  expect(await sellerOf(customer)).toBeNull();
});
