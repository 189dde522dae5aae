import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { pictureJobSchema, pictureSourceSchema } from '../../goods/pictures.ts';

const job = z.object({ pictureJobId: ulidSchema });

export const pictureEndpoints = {
  hqAddPicture: endpoint({
    id: 'hqAddPicture',
    method: 'post',
    path: '/v1/hq/pictures',
    tag: 'hq',
    summary:
      'Give a picture of goods: an address to send its bytes to (never through the API), or an address to fetch it from',
    access: needs('pictures.add', 'brand'),
    audited: 'picture.add',
    body: z.object({ source: pictureSourceSchema }),
    response: pictureJobSchema,
    problems: ['busy'],
  }),
  hqPictureSent: endpoint({
    id: 'hqPictureSent',
    method: 'post',
    path: '/v1/hq/pictures/{pictureJobId}/sent',
    tag: 'hq',
    summary: 'The bytes of a picture were sent: it is looked at and made ready behind the request',
    access: needs('pictures.add', 'brand'),
    audited: 'picture.add',
    params: job,
    response: pictureJobSchema,
    problems: ['busy'],
  }),
  hqGetPictureJob: endpoint({
    id: 'hqGetPictureJob',
    method: 'get',
    path: '/v1/hq/pictures/{pictureJobId}',
    tag: 'hq',
    summary: 'How far a picture is: its path once it is ready, or why it was not taken; kept for a day',
    access: needs('pictures.add', 'brand'),
    params: job,
    response: pictureJobSchema,
  }),
};
