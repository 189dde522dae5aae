import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import {
  newPickupShareSchema,
  pickupShareSchema,
  pickupShareTokenSchema,
  sharedPickupSchema,
} from '../../serving/pickup-share.ts';

const params = z.object({ orderId: ulidSchema });

export const pickupShareEndpoints = {
  getPickupShare: endpoint({
    id: 'getPickupShare',
    method: 'get',
    path: '/v1/orders/{orderId}/pickup-share',
    tag: 'orders',
    summary: 'Whether somebody else may fetch a pickup for its shopper',
    access: 'member',
    params,
    response: pickupShareSchema,
  }),
  sharePickup: endpoint({
    id: 'sharePickup',
    method: 'post',
    path: '/v1/orders/{orderId}/pickup-share',
    tag: 'orders',
    summary:
      'Lets whoever has the token fetch the pickup; an order has one, and an earlier one works no more',
    access: 'member',
    idempotent: true,
    params,
    response: newPickupShareSchema,
    problems: ['transition_refused', 'busy'],
  }),
  revokePickupShare: endpoint({
    id: 'revokePickupShare',
    method: 'delete',
    path: '/v1/orders/{orderId}/pickup-share',
    tag: 'orders',
    summary: 'Nobody else may fetch the pickup any more',
    access: 'member',
    params,
    response: pickupShareSchema,
  }),
  openPickupShare: endpoint({
    id: 'openPickupShare',
    method: 'post',
    path: '/v1/shared-pickups',
    tag: 'orders',
    summary:
      'For whoever was given the token: how far it is, the code to show at the counter, where, until when, and what it is; nothing of what it cost',
    access: 'public',
    throttle: 'printed_code',
    body: z.object({ token: pickupShareTokenSchema }),
    response: sharedPickupSchema,
    problems: ['pickup_share_over'],
  }),
};
