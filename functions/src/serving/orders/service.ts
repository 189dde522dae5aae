import type { PostingView } from '@jindian/shared/contract/hq';
import { apartFromPractice, hasPractised } from './apart-from-practice.ts';
import { createCalledGoods } from './called-goods.ts';
import { createCollecting } from './collecting.ts';
import type { OrderContext } from './context.ts';
import { createDeliveries } from './deliveries.ts';
import { createFulfilmentCommands } from './fulfil.ts';
import { createGrabPool } from './grab-pool.ts';
import { createOrderHandlers } from './handlers.ts';
import { createHqDesk } from './hq-desk.ts';
import { createOrderFinding } from './hq-finding.ts';
import { createHqRefunds } from './hq-refunds.ts';
import { createLostGoods } from './lost-goods.ts';
import { createLotsInHand } from './lots-in-hand.ts';
import { createOrderNotes } from './notes.ts';
import { createOffers } from './offers.ts';
import { createOpenDeliveries } from './open-deliveries.ts';
import { createOutgoing, type OutgoingDeps } from './outgoing.ts';
import { createPaymentCommands } from './payment.ts';
import { forgetShopper, readPersonalData } from './personal-data.ts';
import { createPickupShares } from './pickup-shares.ts';
import { createPlacement } from './place.ts';
import { createOrderQueries } from './queries.ts';
import { createReachChecks } from './reach.ts';
import { createReassignment } from './reassignment.ts';
import { createRefusalReport } from './refusal-report.ts';
import { createRefusedPickup } from './refused-pickup.ts';
import { createSerialsInHand } from './serials-in-hand.ts';
import { createServiceFees } from './service-fees.ts';
import { createShift } from './shift.ts';
import { createStaffMessages, type StaffMessageDeps } from './staff-messages.ts';
import { createOrderViews } from './views.ts';

/** The orders module: placing, paying, asking who serves, fulfilling, and what happens by itself. */
export function createOrders(
  given: OrderContext,
  deps: {
    postingsOfOrder(orderId: string): Promise<PostingView[]>;
    outgoing: OutgoingDeps & StaffMessageDeps;
    /** How people of the places are called. */
    namesOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, { displayName: string }>>;
  },
) {
  const context = apartFromPractice(given);
  const views = createOrderViews(context);
  const collecting = createCollecting(context);
  const payment = createPaymentCommands(context, collecting, views);
  const placement = createPlacement(context, views, { ...collecting, recordPaid: payment.recordPaid });
  const fulfilment = createFulfilmentCommands(context, views);
  const pickupShares = createPickupShares(context, { fulfilment, views });
  const deliveries = createDeliveries(context, { fulfilment, wechat: deps.outgoing.wechat });
  const queries = createOrderQueries(context, { ...deps, views });
  const reassignment = createReassignment(context);
  const offers = createOffers(context, reassignment, views);
  const grabPool = createGrabPool(context, views);
  const refusedPickup = createRefusedPickup(context, { reassignment, payment, views });
  const desk = createHqDesk(context, { reassignment, payment, queries, views });
  const hqRefunds = createHqRefunds(context, { payment, queries, views });
  const calledGoods = createCalledGoods(context, { reassignment, desk });
  const lostGoods = createLostGoods(context, { reassignment, payment, offers });
  const refusals = createRefusalReport(context, views);
  const notes = createOrderNotes(context);
  const handlers = createOrderHandlers(context, payment);
  const serialsInHand = createSerialsInHand(context, views);
  const openDeliveries = createOpenDeliveries({ ...context, table: given.table, daySlice: queries.daySlice });
  return {
    placement,
    collecting,
    payment,
    fulfilment,
    pickupShares,
    shift: createShift(context, deps.namesOf).shift,
    queries,
    views,
    deliveries,
    offers,
    grabPool,
    refusedPickup,
    hq: { ...desk, callGoods: calledGoods.call },
    hqRefunds,
    notes,
    personalData: (orderId: string) => readPersonalData(context, orderId),
    async forgetShopper(orderId: string) {
      await forgetShopper(context, orderId);
      await notes.forget(orderId);
    },
    refusals: { report: refusals.report },
    /** Deliveries of the whole brand that are under way. */
    openDeliveries: openDeliveries.problem,
    finding: createOrderFinding(context, { queries, views }),
    reach: createReachChecks(context, views),
    store: context.store,
    hasPractised: (locationId: string) => hasPractised(context.store, locationId),
    /** What becomes of goods that were called for an order, when they arrive. */
    onCalledGoods: calledGoods.onReceive,
    /** Which orders lose pieces that a till sold. */
    onReservationLost: lostGoods.onReservationLost,
    lotsInHand: createLotsInHand(context, views),
    serialsInHand,
    dueHandlers: [
      ...handlers.dueHandlers,
      ...offers.dueHandlers,
      ...deliveries.dueHandlers,
      ...refusedPickup.dueHandlers,
    ],
    eventHandlers: [
      ...handlers.eventHandlers,
      ...createOutgoing(context, deps.outgoing),
      ...createStaffMessages(context, deps.outgoing),
      ...grabPool.eventHandlers,
      ...calledGoods.eventHandlers,
      ...lostGoods.eventHandlers,
      ...refusals.eventHandlers,
      ...openDeliveries.eventHandlers,
      ...createServiceFees(context),
    ],
  };
}
export type Orders = ReturnType<typeof createOrders>;
