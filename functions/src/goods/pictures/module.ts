import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { lookAt, uploadLeft } from './items.ts';
import type { Pictures } from './service.ts';

export function picturesModule(pictures: Pictures): Module {
  return {
    name: 'goods/pictures',
    announces: { 'picture.given': 'a picture of goods was sent, or is to be fetched from an address' },
    plans: {
      [lookAt]: 'a picture was last named a month ago: if no product shows it, its files are removed',
      [uploadLeft]:
        'the address for a picture is no longer good: what was sent there and never told of is removed',
    },
    items: ['PictureJob', 'Picture'],
    routes(mount) {
      mount(endpoints.hqAddPicture, ({ body, memberId }) => pictures.add(body.source, memberId));
      mount(endpoints.hqPictureSent, ({ params }) => pictures.sent(params.pictureJobId));
      mount(endpoints.hqGetPictureJob, ({ params }) => pictures.status(params.pictureJobId));
    },
    events: pictures.eventHandlers,
    due: pictures.dueHandlers,
  };
}
