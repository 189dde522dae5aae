import { z } from '../../zod.ts';
import {
  amountFenSchema,
  cursorSchema,
  locationIdSchema,
  pageLimitSchema,
  pageOf,
  ulidSchema,
} from '../common.ts';
import { endpoint, needs } from '../endpoint.ts';
import {
  brandDaySchema,
  fundPoolSchema,
  hqOrderSchema,
  hqOrderSummarySchema,
  locationChangeSchema,
} from '../hq.ts';
import { waitingBrowserSchema } from '../people/session.ts';
import { locationSchema } from '../places/network.ts';

const ticketSchema = z.string().regex(/^[0-9A-Za-z_-]{20,64}$/);

export const hqEndpoints = {
  hqListOrders: endpoint({
    id: 'hqListOrders',
    method: 'get',
    path: '/v1/hq/orders',
    tag: 'hq',
    summary: "A day's orders of the whole brand, newest first",
    access: needs('orders.read', 'brand'),
    query: z.object({
      day: brandDaySchema.optional(),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: pageOf(hqOrderSummarySchema),
  }),
  hqGetOrder: endpoint({
    id: 'hqGetOrder',
    method: 'get',
    path: '/v1/hq/orders/{orderId}',
    tag: 'hq',
    summary: 'An order with its full trail: why this branch, who is credited, every posting',
    access: needs('orders.read', 'brand'),
    params: z.object({ orderId: ulidSchema }),
    response: hqOrderSchema,
  }),
  hqGetFundPool: endpoint({
    id: 'hqGetFundPool',
    method: 'get',
    path: '/v1/hq/fund-pool',
    tag: 'hq',
    summary: 'Balance of the fund pool and its postings, newest first',
    access: needs('pool.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: fundPoolSchema,
  }),
  hqDepositFundPool: endpoint({
    id: 'hqDepositFundPool',
    method: 'post',
    path: '/v1/hq/fund-pool/deposits',
    tag: 'hq',
    summary: 'Put money of HQ into the fund pool',
    access: needs('pool.deposit', 'brand'),
    idempotent: true,
    body: z.object({ amountFen: amountFenSchema.min(1), reason: z.string().trim().min(1).max(120) }),
    response: z.object({ balanceFen: z.int() }),
  }),
  hqChangeLocation: endpoint({
    id: 'hqChangeLocation',
    method: 'patch',
    path: '/v1/hq/locations/{locationId}',
    tag: 'hq',
    summary:
      'Open, close or suspend a location, or change its hours or radius; running functions follow within seconds',
    access: needs('locations.manage', 'location'),
    params: z.object({ locationId: locationIdSchema }),
    body: locationChangeSchema,
    response: locationSchema,
  }),
  getHqSignIn: endpoint({
    id: 'getHqSignIn',
    method: 'get',
    path: '/v1/hq/sign-ins/{ticket}',
    tag: 'hq',
    summary: 'The browser that waits behind the QR of the web view: where it is, and what it is',
    access: needs('hq.enter', 'brand'),
    throttle: 'hand_over_code',
    params: z.object({ ticket: ticketSchema }),
    response: waitingBrowserSchema,
    problems: ['code_unknown'],
  }),
  approveHqSignIn: endpoint({
    id: 'approveHqSignIn',
    method: 'post',
    path: '/v1/hq/sign-ins/{ticket}/approval',
    tag: 'hq',
    summary: 'An HQ member scanned the QR of the web view and lets that browser in',
    access: needs('hq.enter', 'brand'),
    throttle: 'hand_over_code',
    params: z.object({ ticket: ticketSchema }),
    response: z.object({}),
    problems: ['code_unknown'],
  }),
  createHqWebTicket: endpoint({
    id: 'createHqWebTicket',
    method: 'post',
    path: '/v1/hq/web-tickets',
    tag: 'hq',
    summary: 'A single-use ticket that opens the web view inside the mini-program',
    access: needs('hq.enter', 'brand'),
    response: z.object({ url: z.string() }),
  }),
};
