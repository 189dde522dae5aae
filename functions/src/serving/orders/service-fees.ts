import type { EventData } from '@jindian/shared/events/catalogue';
import { type Account, ownerAccount, type TransferInput } from '../../money/ledger/rules.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import type { OrderContext } from './context.ts';

/**
 * What the fund pool pays to who served a delivery (scenarios A2, O5): to the dealer whose branch it is; to HQ's own
 * sales where the branch is HQ's. The same fulfilment makes the same transfer, so it is paid once.
 */
function serviceFeePosting(
  { orderId, fulfilmentId, serviceFeeFen, atMs }: EventData<'fulfilment.served'>,
  ownerId: string,
): TransferInput {
  const credit: Account = ownerId === 'hq' ? 'sales' : ownerAccount(ownerId);
  return {
    id: `service-fee:${orderId}:${fulfilmentId}`,
    kind: 'service-fee',
    orderId,
    reason: null,
    atMs,
    legs: [{ debit: 'fund-pool', credit, amountFen: serviceFeeFen }],
  };
}

export function createServiceFees(context: Pick<OrderContext, 'network' | 'ledger'>): EventHandler[] {
  return [
    hears({
      name: 'service fee of who served',
      queue: 'books',
      types: ['fulfilment.served'],
      async handle({ data: served }) {
        const place = await context.network.location(served.locationId);
        if (!place) throw new Error(`${served.locationId} is not in the network`);
        const posting = serviceFeePosting(served, place.ownerId);
        if ((await context.ledger.post(posting)) === 'busy') throw new Error(`${posting.id}: busy`);
      },
    }),
  ];
}
