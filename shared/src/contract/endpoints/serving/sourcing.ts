import { z } from '../../../zod.ts';
import { brandDaySchema, locationIdSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { simulationSchema } from '../../serving/sourcing.ts';
import { orderChannelSchema } from '../../serving/sourcing-policy.ts';
import { maxWaysProducts, waysSchema } from '../../serving/ways.ts';

const oneProduct = '[0-9A-Z][0-9A-Z.-]{1,23}';

export const sourcingEndpoints = {
  getWays: endpoint({
    id: 'getWays',
    method: 'get',
    path: '/v1/branches/{locationId}/ways',
    tag: 'storefront',
    summary:
      'How each SKU of some products can be had: here, delivered by whom, or collected where. Around the branch where no point is given; some seconds old, and the same within about a hundred meters. Products beyond the first with more SKUs together than are read at once are left out',
    access: 'public',
    throttle: 'ways',
    params: z.object({ locationId: locationIdSchema }),
    query: z.object({
      /** Divided by commas. */
      productIds: z
        .string()
        .regex(
          new RegExp(`^${oneProduct}(,${oneProduct}){0,${maxWaysProducts - 1}}$`),
          'ids divided by commas',
        ),
      latGcj02: z.coerce.number().min(-90).max(90).optional(),
      lngGcj02: z.coerce.number().min(-180).max(180).optional(),
      channel: orderChannelSchema.optional(),
    }),
    response: waysSchema,
  }),
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
