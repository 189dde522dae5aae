import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../../platform/http/mount.ts';
import { answerWith } from '../../../platform/result.ts';
import type { Posters } from './service.ts';

export function mountPosterRoutes(mount: Mount, posters: Posters): void {
  mount(endpoints.makeSellerPoster, async ({ body, memberId }) =>
    answerWith(await posters.askOwn(memberId, body.language), ({ id, state }) => ({ id, state })),
  );
  mount(endpoints.getSellerPoster, ({ params, memberId }) => posters.own(params.posterJobId, memberId));
  mount(endpoints.hqMakePosters, ({ body, memberId }) => posters.ask(body, memberId));
  mount(endpoints.hqGetPosterJob, ({ params }) => posters.status(params.posterJobId));
  mount(endpoints.hqGetPosterFile, ({ params }) => posters.address(params.posterJobId, params.step));
}
