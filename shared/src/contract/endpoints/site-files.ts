import { z } from '../../zod.ts';
import { endpoint, needs } from '../endpoint.ts';
import { siteFileContentSchema, siteFileFits, siteFileNameSchema, siteFileSchema } from '../site-files.ts';

export const siteFileEndpoints = {
  hqListSiteFiles: endpoint({
    id: 'hqListSiteFiles',
    method: 'get',
    path: '/v1/hq/site-files',
    tag: 'hq',
    summary: 'Verification files of WeChat that are served at /<name> and /q/<name>',
    access: needs('settings.read', 'brand'),
    response: z.object({ items: z.array(siteFileSchema) }),
  }),
  hqPutSiteFile: endpoint({
    id: 'hqPutSiteFile',
    method: 'post',
    path: '/v1/hq/site-files',
    tag: 'hq',
    summary: 'Serve a verification file; one of the same name is replaced',
    access: needs('settings.publish', 'brand'),
    audited: 'site_file.put',
    body: z
      .object({ name: siteFileNameSchema, content: siteFileContentSchema })
      .refine(({ name, content }) => siteFileFits(name, content), { path: ['content'] }),
    response: siteFileSchema,
    problems: ['too_many_site_files', 'busy'],
  }),
  hqRemoveSiteFile: endpoint({
    id: 'hqRemoveSiteFile',
    method: 'post',
    path: '/v1/hq/site-files/{siteFileId}/removed',
    tag: 'hq',
    summary: 'Serve it no longer',
    access: needs('settings.publish', 'brand'),
    audited: 'site_file.remove',
    params: z.object({ siteFileId: siteFileNameSchema }),
    response: z.object({}),
    problems: ['busy'],
  }),
};
