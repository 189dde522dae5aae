import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { maxPictureBytes, pictureJobSchema, pictureSourceSchema } from '../../goods/pictures.ts';

const job = z.object({ pictureJobId: ulidSchema });

export const pictureEndpoints = {
  givePicture: endpoint({
    id: 'givePicture',
    method: 'post',
    path: '/v1/pictures',
    tag: 'me',
    summary:
      'Give a picture with what one says of an order: an address to send its bytes to, never through the API',
    access: 'member',
    throttle: 'picture_give',
    body: z.object({ bytes: z.int().min(1).max(maxPictureBytes) }),
    response: pictureJobSchema,
    status: 201,
  }),
  pictureSent: endpoint({
    id: 'pictureSent',
    method: 'post',
    path: '/v1/pictures/{pictureJobId}/sent',
    tag: 'me',
    summary: "The bytes of one's own picture were sent: it is looked at and made ready behind the request",
    access: 'member',
    params: job,
    response: pictureJobSchema,
    problems: ['not_found', 'busy'],
  }),
  getPictureJob: endpoint({
    id: 'getPictureJob',
    method: 'get',
    path: '/v1/pictures/{pictureJobId}',
    tag: 'me',
    summary:
      "How far one's own picture is: its path once it is ready, or why it was not taken; kept for a day",
    access: 'member',
    params: job,
    response: pictureJobSchema,
    problems: ['not_found'],
  }),
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
