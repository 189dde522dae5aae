import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { brandDaySchema } from '../../hq.ts';
import { simulationSchema } from '../../serving/sourcing.ts';

export const sourcingEndpoints = {
  hqSimulateSourcing: endpoint({
    id: 'hqSimulateSourcing',
    method: 'post',
    path: '/v1/hq/sourcing/simulations',
    tag: 'hq',
    summary:
      'Try the draft on past deliveries, beside the policy in force; both with the stock there is now and what the orders themselves took',
    access: needs('policies.edit', 'brand'),
    body: z
      .object({ fromDay: brandDaySchema, toDay: brandDaySchema, revision: z.int().min(1) })
      .refine(({ fromDay, toDay }) => fromDay <= toDay, {
        path: ['toDay'],
        message: 'ends before it begins',
      }),
    response: simulationSchema,
    problems: ['stale_revision'],
  }),
  hqGetSourcingSimulation: endpoint({
    id: 'hqGetSourcingSimulation',
    method: 'get',
    path: '/v1/hq/sourcing/simulations/{simulationId}',
    tag: 'hq',
    summary: 'How far a simulation is, and what has come out so far',
    access: needs('policies.read', 'brand'),
    params: z.object({ simulationId: ulidSchema }),
    response: simulationSchema,
  }),
};
