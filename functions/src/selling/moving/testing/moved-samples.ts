import type { MovedLotRow, MovedMemberRow } from '@jindian/shared/contract/selling/moving';
import { type MovingFixture, place } from './moving-fixture.ts';

/** A customer with points and stored value, and the seller whose customer she was. */
export const wang: MovedMemberRow = {
  row: 2,
  memberNumber: 'V1',
  cardNumber: '8800123',
  memberName: '王芳',
  phone: '13800010001',
  joinedOn: '2021-05-01',
  points: 1_280,
  boundTo: 'V7',
};
export const chen: MovedMemberRow = {
  row: 3,
  memberNumber: 'V7',
  memberName: '陈导购',
  phone: '13800010002',
  sellerAt: place,
};
export const lots: MovedLotRow[] = [
  { row: 2, memberNumber: 'V1', lotId: 'A', lotKind: 'paid', amountFen: 30_000, lotOn: '2024-01-01' },
  {
    row: 3,
    memberNumber: 'V1',
    lotId: 'B',
    lotKind: 'granted',
    amountFen: 3_001,
    lotOn: '2024-01-01',
    expiresOn: '2027-12-31',
  },
];

/** All of it, booked. */
export async function moveIn(fixture: MovingFixture): Promise<void> {
  await fixture.bring('members', [wang, chen]);
  await fixture.settle();
  await fixture.bring('balances', lots);
  await fixture.settle();
}
