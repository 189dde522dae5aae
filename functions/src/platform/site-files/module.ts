import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { siteFileNameSchema } from '@jindian/shared/contract/site-files';
import type { Context } from 'hono';
import type { ApiEnvironment } from '../http/app.ts';
import { problemResponse } from '../http/problem.ts';
import { throttlePages } from '../http/throttled.ts';
import type { Module } from '../module.ts';
import { ok } from '../result.ts';
import type { Throttle } from '../throttle.ts';
import type { SiteFiles } from './service.ts';

export function siteFilesModule(files: SiteFiles, throttle: Throttle): Module {
  async function serve(c: Context<ApiEnvironment>) {
    const name = siteFileNameSchema.safeParse(c.req.param('name')).data;
    const content = name ? await files.contentOf(name) : null;
    if (content === null) return problemResponse(c, 'not_found');
    // Nothing but one word: whatever asks for it makes no page of it.
    return c.body(content, 200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' });
  }
  return {
    name: 'platform/site-files',
    routes(mount, app) {
      mount(endpoints.hqListSiteFiles, async () => ok({ items: await files.list() }));
      mount(endpoints.hqPutSiteFile, ({ body, memberId }) => files.put(body.name, body.content, memberId));
      mount(endpoints.hqRemoveSiteFile, async ({ params }) => {
        const removed = await files.remove(params.siteFileId);
        return removed.ok ? ok({}) : removed;
      });
      app.get('/:name{[^/]{1,70}\\.txt}', throttlePages(throttle, 'public'), serve);
      // Printed codes are links below /q/: WeChat looks for their file there.
      app.get('/q/:name{[^/]{1,70}\\.txt}', throttlePages(throttle, 'public'), serve);
    },
  };
}
