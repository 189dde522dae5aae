import type { TransferInput } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import {
  broughtBackPostings,
  dividedBackPostings,
  dividedPostings,
  incentivePosting,
  titleMovedPosting,
  titlePostings,
  titleReturnedPostings,
} from './rules.ts';

/** Title follows goods. Each posting has the id of its cause, so that an event told twice posts once. */
export function ownershipEventHandlers(ledger: Ledger): EventHandler[] {
  async function post(transfer: TransferInput | null): Promise<void> {
    if (transfer && (await ledger.post(transfer)) === 'busy') throw new Error(`${transfer.id}: busy`);
  }
  return [
    hears({
      name: 'ownership: goods sold',
      queue: 'books',
      types: ['fulfilment.sold'],
      handle: ({ data }) => post(titlePostings(data)),
    }),
    hears({
      name: 'ownership: goods returned',
      queue: 'books',
      types: ['fulfilment.returned'],
      handle: ({ data: { returnId, ...returned } }) =>
        post(titleReturnedPostings({ ...returned, returnId: returnId ?? null })),
    }),
    hears({
      name: 'ownership: goods brought back',
      queue: 'books',
      types: ['return.received'],
      async handle({ data }) {
        for (const posting of broughtBackPostings(data)) await post(posting);
      },
    }),
    hears({
      name: 'ownership: goods exchanged',
      queue: 'books',
      types: ['exchange.done'],
      async handle({ data }) {
        const { orderId, exchangeId, sellerId, atMs, given } = data;
        for (const posting of broughtBackPostings({ ...data, returnId: exchangeId })) await post(posting);
        await post(titlePostings({ orderId, sellerId, fulfilmentId: exchangeId, atMs, allocations: given }));
      },
    }),
    hears({
      name: 'ownership: what contracts divide',
      queue: 'books',
      types: ['order.completed'],
      async handle({ data }) {
        for (const posting of dividedPostings(data)) await post(posting);
      },
    }),
    hears({
      name: 'ownership: what contracts divide went back',
      queue: 'books',
      types: ['refund.succeeded'],
      async handle({ data }) {
        for (const posting of dividedBackPostings(data)) await post(posting);
      },
    }),
    hears({
      name: 'ownership: transfer received',
      queue: 'books',
      types: ['transfer.received'],
      async handle({ data: arrived }) {
        await post(titleMovedPosting(arrived));
        await post(incentivePosting(arrived));
      },
    }),
  ];
}
