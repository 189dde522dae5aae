import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import type { SavedViews } from './service.ts';

export function savedViewsModule(views: SavedViews): Module {
  return {
    name: 'people/saved-views',
    items: ['SavedView', 'SavedViewCount'],
    routes(mount) {
      mount(endpoints.hqListSavedViews, async ({ memberId }) => ok({ items: await views.list(memberId) }));
      mount(endpoints.hqSaveView, ({ body, memberId, command }) =>
        views.save(memberId, body, command as CommandClaim),
      );
      mount(endpoints.hqRemoveView, async ({ params, memberId }) => {
        await views.remove(memberId, params.viewId);
        return ok({});
      });
    },
  };
}
