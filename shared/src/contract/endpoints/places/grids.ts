import { z } from '../../../zod.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { gridReplaySchema } from '../../places/grids.ts';

/** The plan itself is a policy document like any other, and has its endpoints. */
export const gridEndpoints = {
  hqReplayGrids: endpoint({
    id: 'hqReplayGrids',
    method: 'post',
    path: '/v1/hq/grids/replays',
    tag: 'hq',
    summary:
      'Send the deliveries of the last four weeks through the draft of the grids, behind the request: who would be asked first instead. Asked again for the same draft it is the same replay',
    access: needs('grids.edit', 'brand'),
    body: z.object({ revision: z.int().min(1) }),
    response: gridReplaySchema,
    problems: ['stale_revision'],
  }),
  hqGetGridReplay: endpoint({
    id: 'hqGetGridReplay',
    method: 'get',
    path: '/v1/hq/grids/replays/{revision}',
    tag: 'hq',
    summary: 'How far the replay of a draft is, and what has come out so far',
    access: needs('grids.read', 'brand'),
    params: z.object({ revision: z.coerce.number().int().min(1) }),
    response: gridReplaySchema,
  }),
};
