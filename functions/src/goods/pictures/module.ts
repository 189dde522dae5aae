import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { problemResponse } from '../../platform/http/problem.ts';
import type { Module } from '../../platform/module.ts';
import { lookAt, uploadLeft } from './items.ts';
import type { Pictures } from './service.ts';

export function picturesModule(pictures: Pictures): Module {
  return {
    name: 'goods/pictures',
    permissions: ['pictures.add'],
    announces: { 'picture.given': 'a picture of goods was sent, or is to be fetched from an address' },
    plans: {
      [lookAt]: 'a picture was last named a month ago: if no product shows it, its files are removed',
      [uploadLeft]:
        'the address for a picture is no longer good: what was sent there and never told of is removed',
    },
    items: ['PictureJob', 'Picture', 'PictureUse'],
    routes(mount, app) {
      mount(endpoints.givePicture, ({ body, memberId }) => pictures.giveBy(memberId, body.bytes));
      mount(endpoints.pictureSent, ({ params, memberId }) => pictures.sentBy(memberId, params.pictureJobId));
      mount(endpoints.getPictureJob, ({ params, memberId }) =>
        pictures.statusBy(memberId, params.pictureJobId),
      );
      mount(endpoints.hqAddPicture, ({ body, memberId }) => pictures.add(body.source, memberId));
      mount(endpoints.hqPictureSent, ({ params }) => pictures.sent(params.pictureJobId));
      mount(endpoints.hqGetPictureJob, ({ params }) => pictures.status(params.pictureJobId));
      // What stands before the API keeps them for ever: docs/operations/static-files.md.
      app.get('/pictures/:name{[0-9a-f]{32}(-[0-9]{3,4}\\.webp)?}', async (c) => {
        const picture = await pictures.read(c.req.param('name'));
        if (!picture) return problemResponse(c, 'not_found');
        return c.body(new Uint8Array(picture.bytes), 200, {
          'content-type': picture.type,
          'cache-control': 'public, max-age=31536000, immutable',
          // The app may be served from another origin than its pictures.
          'cross-origin-resource-policy': 'cross-origin',
        });
      });
    },
    events: pictures.eventHandlers,
    due: pictures.dueHandlers,
  };
}
