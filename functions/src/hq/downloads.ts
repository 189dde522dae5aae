import type { MiddlewareHandler } from 'hono';
import type { FileStore } from '../platform/files/store.ts';
import type { HqEnvironment } from './visit.ts';

/**
 * What a page gives to download is kept as a file, and whoever asked for it is led there: the answer of a function holds
 * six megabytes, a table of goods is more. A table that breaks off while it is read is a page that says so, never half
 * a file that looks like a whole one.
 */
export function handsOutFiles(files: FileStore): MiddlewareHandler<HqEnvironment> {
  return async (c, next) => {
    await next();
    const disposition = c.res.headers.get('content-disposition') ?? '';
    const name = /^attachment; filename="([^"]+)"$/.exec(disposition)?.[1];
    if (c.res.status !== 200 || !name) return;
    const type = c.res.headers.get('content-type') ?? 'application/octet-stream';
    const given = c.res;
    // Whatever is answered now, also that it broke off, is no file.
    c.res = undefined;
    c.finalized = false;
    for (const header of ['content-disposition', 'content-type']) c.header(header, undefined);
    const bytes = new Uint8Array(await given.arrayBuffer());
    const location = await files.handOut({ name, type, bytes });
    c.res = new Response(null, { status: 303, headers: { location } });
  };
}
