import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { maxPictureBytes } from '@jindian/shared/contract/goods/pictures';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { type FolderPictures, uploadPath } from '../goods/pictures/store.ts';
import { dispositionOf, type FolderFiles, filesPath } from '../platform/files/store.ts';
import { problemResponse } from '../platform/http/problem.ts';

const h5Folder = path.resolve(import.meta.dirname, '../../../miniprogram/dist/h5');
/** Files of the build that carry a hash of what they hold: another content is another name. */
const hashedFile = /^\/(js|chunk|css)\/[^/]+\.[0-9a-f]{8}\.(js|css)$/;

/** What stands before a deployed API, where one process does both: docs/operations/static-files.md. */
export function mountFront(app: Hono): void {
  app.use('*', async (c, next) => {
    await next();
    if (c.res.ok && hashedFile.test(c.req.path))
      c.header('cache-control', 'public, max-age=31536000, immutable');
    else if (c.res.ok && c.req.path.startsWith('/static/'))
      c.header('cache-control', 'public, max-age=86400');
    else if (c.req.path === '/') c.header('cache-control', 'no-cache');
    if (!c.res.headers.has('x-content-type-options')) c.header('x-content-type-options', 'nosniff');
    if (!c.res.headers.has('content-security-policy'))
      c.header('content-security-policy', "frame-ancestors 'self'");
  });
  const compressed = compress();
  for (const path of ['/v1/*', '/local/*', '/assets/*', '/hq', '/hq/*']) app.use(path, compressed);
}

/** What a bucket does in the cloud: takes a picture where an address was given out for it. */
export function mountPictures(app: Hono, pictures: Pick<FolderPictures, 'takeUpload'>): void {
  app.put(
    uploadPath,
    bodyLimit({ maxSize: maxPictureBytes, onError: (c) => problemResponse(c, 'payload_too_large') }),
    async (c) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      return (await pictures.takeUpload(new URL(c.req.url), bytes))
        ? c.body(null, 200)
        : problemResponse(c, 'forbidden');
    },
  );
}

/** What a bucket does in the cloud: gives a file to whoever has an address that was given out for it. */
export function mountFiles(app: Hono, files: Pick<FolderFiles, 'take'>): void {
  app.get(`${filesPath}/:id`, async (c) => {
    const file = await files.take(new URL(c.req.url));
    if (!file) return problemResponse(c, 'not_found');
    c.header('content-type', file.type);
    c.header('content-disposition', dispositionOf(file.name));
    c.header('cache-control', 'no-store');
    return c.body(new Uint8Array(file.bytes));
  });
}

/** The H5 build. What is neither a file of it nor under a path of the API is its page that is not there. */
export function mountH5(app: Hono): void {
  // The build wrote a compressed twin beside each file (miniprogram/scripts/compress.mjs).
  const page = serveStatic({ root: h5Folder, path: 'index.html', precompressed: true });
  const file = serveStatic({ root: h5Folder, precompressed: true });
  app.get('/', page);
  app.use('/*', async (c, next) => {
    const isPage =
      c.req.method === 'GET' &&
      !/^\/(v1|hq|q|docs|openapi\.json|healthz|local|pictures|files)(\/|$)/.test(c.req.path);
    return isPage ? file(c, next) : next();
  });
}
