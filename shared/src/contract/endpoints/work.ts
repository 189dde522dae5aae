import { z } from '../../zod.ts';
import { pageLimitSchema } from '../common.ts';
import { endpoint, needs } from '../endpoint.ts';
import { deadLetterIdSchema, deadLetterPageSchema } from '../work.ts';

const manage = needs('work.manage', 'brand');
const params = z.object({ deadLetterId: deadLetterIdSchema });

export const workEndpoints = {
  hqListDeadLetters: endpoint({
    id: 'hqListDeadLetters',
    method: 'get',
    path: '/v1/hq/dead-letters',
    tag: 'hq',
    summary: 'What could not be done behind the requests after all its tries',
    access: needs('work.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: deadLetterIdSchema.optional() }),
    response: deadLetterPageSchema,
  }),
  hqRetryDeadLetter: endpoint({
    id: 'hqRetryDeadLetter',
    method: 'post',
    path: '/v1/hq/dead-letters/{deadLetterId}/retry',
    tag: 'hq',
    summary: 'Try it again, over its full time',
    access: manage,
    audited: 'work.retry',
    params,
    response: z.object({}),
  }),
  hqDropDeadLetter: endpoint({
    id: 'hqDropDeadLetter',
    method: 'post',
    path: '/v1/hq/dead-letters/{deadLetterId}/drop',
    tag: 'hq',
    summary: 'Let it go: nobody does it any more',
    access: manage,
    audited: 'work.drop',
    params,
    response: z.object({}),
  }),
};
