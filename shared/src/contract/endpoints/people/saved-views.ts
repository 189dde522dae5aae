import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { newSavedViewSchema, savedViewSchema } from '../../people/saved-views.ts';

const own = needs('hq.enter', 'service');

export const savedViewEndpoints = {
  hqListSavedViews: endpoint({
    id: 'hqListSavedViews',
    method: 'get',
    path: '/v1/hq/saved-views',
    tag: 'hq',
    summary: 'Filters of lists that the caller kept under a name',
    access: own,
    response: z.object({ items: z.array(savedViewSchema) }),
  }),
  hqSaveView: endpoint({
    id: 'hqSaveView',
    method: 'post',
    path: '/v1/hq/saved-views',
    tag: 'hq',
    summary:
      'Keep the filter of a list under a name; the same name of the same list is that view from then on',
    access: own,
    idempotent: true,
    body: newSavedViewSchema,
    response: savedViewSchema,
    problems: ['too_many_views', 'busy'],
  }),
  hqRemoveView: endpoint({
    id: 'hqRemoveView',
    method: 'delete',
    path: '/v1/hq/saved-views/{viewId}',
    tag: 'hq',
    summary: 'Forget a view; the list stays as it is',
    access: own,
    params: z.object({ viewId: ulidSchema }),
    response: z.object({}),
  }),
};
