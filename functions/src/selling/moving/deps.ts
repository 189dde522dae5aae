import type { Ledger } from '../../money/ledger/service.ts';
import type { Members } from '../../people/members/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Attribution } from '../attribution/service.ts';
import type { Points } from '../membership/points/service.ts';

export type MovingDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  outbox: Outbox;
  ledger: Pick<Ledger, 'post' | 'postWrites' | 'transfersById' | 'amountsOf'>;
  members: Pick<
    Members,
    | 'read'
    | 'isNow'
    | 'profilesOf'
    | 'phonesOf'
    | 'holderOfPhone'
    | 'newGrantWrites'
    | 'somebodyCheck'
    | 'standings'
  >;
  attribution: Pick<Attribution, 'movedBindingWrites'>;
  /** Points that a claim brings become a lot of their member's. */
  points: Pick<Points, 'opening'>;
  secret(): string;
  /** Is there such a place, dealer, product? */
  knows: {
    place(locationId: string): Promise<boolean>;
    dealer(ownerId: string): Promise<boolean>;
    product(productId: string): Promise<boolean>;
  };
};
