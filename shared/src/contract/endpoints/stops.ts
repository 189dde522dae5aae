import { z } from '../../zod.ts';
import { ulidSchema } from '../common.ts';
import { endpoint, needs } from '../endpoint.ts';
import { stopInputSchema, stopSchema } from '../stops.ts';

export const stopEndpoints = {
  hqListStops: endpoint({
    id: 'hqListStops',
    method: 'get',
    path: '/v1/hq/stops',
    tag: 'hq',
    summary: 'Emergency stops that are in force',
    access: needs('stops.manage', 'brand'),
    response: z.object({ items: z.array(stopSchema) }),
  }),
  hqSetStop: endpoint({
    id: 'hqSetStop',
    method: 'post',
    path: '/v1/hq/stops',
    tag: 'hq',
    summary:
      'Stop orders of a region or channel, a module, or payouts; in force everywhere within seconds. What is paid or being paid goes on',
    access: needs('stops.manage', 'brand'),
    audited: 'stop.set',
    idempotent: true,
    body: stopInputSchema,
    response: stopSchema,
    problems: ['too_many_stops', 'stop_over', 'stop_area_unknown', 'busy'],
  }),
  hqLiftStop: endpoint({
    id: 'hqLiftStop',
    method: 'post',
    path: '/v1/hq/stops/{stopId}/lifted',
    tag: 'hq',
    summary: 'Lift a stop before its time',
    access: needs('stops.manage', 'brand'),
    audited: 'stop.lift',
    params: z.object({ stopId: ulidSchema }),
    response: z.object({}),
    problems: ['busy'],
  }),
};
