import { z } from '../../../zod.ts';
import { brandDaySchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { ratesTrialSchema, trialIdSchema } from '../../selling/rates-trial.ts';

export const ratesEndpoints = {
  hqTryCommissionRates: endpoint({
    id: 'hqTryCommissionRates',
    method: 'post',
    path: '/v1/hq/commission-rates/trials',
    tag: 'hq',
    summary:
      'Try the draft of the commission rules on past orders: what they promised, and what they would have promised by the draft',
    access: needs('rates.edit', 'brand'),
    body: z
      .object({ fromDay: brandDaySchema, toDay: brandDaySchema, revision: z.int().min(1) })
      .refine(({ fromDay, toDay }) => fromDay <= toDay, {
        path: ['toDay'],
        message: 'ends before it begins',
      }),
    response: ratesTrialSchema,
    problems: ['stale_revision'],
  }),
  hqGetCommissionTrial: endpoint({
    id: 'hqGetCommissionTrial',
    method: 'get',
    path: '/v1/hq/commission-rates/trials/{trialId}',
    tag: 'hq',
    summary: 'How far a trial of commission rules is, and what has come out so far',
    access: needs('rates.read', 'brand'),
    params: z.object({ trialId: trialIdSchema }),
    response: ratesTrialSchema,
  }),
};
