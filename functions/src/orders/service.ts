import type { PostingView } from '@jindian/shared/contract/hq';
import type { OrderContext } from './context.ts';
import { createFulfilmentCommands } from './fulfil.ts';
import { createOrderHandlers } from './handlers.ts';
import { createOutgoing, type OutgoingDeps } from './outgoing.ts';
import { createPaymentCommands } from './payment.ts';
import { createPlacement } from './place.ts';
import { createOrderQueries } from './queries.ts';

/** The orders room: placing, paying, fulfilling, asking, and what happens by itself. */
export function createOrders(
  context: OrderContext,
  deps: { postingsOfOrder(orderId: string): Promise<PostingView[]>; outgoing: OutgoingDeps },
) {
  const placement = createPlacement(context);
  const payment = createPaymentCommands(context, placement);
  const fulfilment = createFulfilmentCommands(context);
  const queries = createOrderQueries(context, deps);
  const handlers = createOrderHandlers(context, payment);
  return {
    placement,
    payment,
    fulfilment,
    queries,
    store: context.store,
    dueHandlers: handlers.dueHandlers,
    eventHandlers: [...handlers.eventHandlers, ...createOutgoing(context, deps.outgoing)],
  };
}
export type Orders = ReturnType<typeof createOrders>;
