import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../../platform/http/mount.ts';
import type { Posters } from './service.ts';

export function mountPosterRoutes(mount: Mount, posters: Posters): void {
  mount(endpoints.hqMakePosters, ({ body, memberId }) => posters.ask(body, memberId));
  mount(endpoints.hqGetPosterJob, ({ params }) => posters.status(params.posterJobId));
  mount(endpoints.hqGetPosterFile, ({ params }) => posters.address(params.posterJobId, params.step));
}
