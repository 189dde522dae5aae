import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { LocalizedText } from '@jindian/shared/contract/common';
import { html } from 'hono/html';
import type { ApiApp } from '../platform/http/app.ts';
import { problemResponse } from '../platform/http/problem.ts';

/** A map and not an object: a name from an address must find nothing that an object inherits. */
const assets = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

/** Deployed, the files lie beside the bundle in `docs-assets`; in a checkout, in the package. */
async function readAsset(name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(import.meta.dirname, 'docs-assets', name));
  } catch {
    const manifest = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
    return readFile(path.join(path.dirname(manifest), name));
  }
}

const pageOf = (title: string) => html`<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script></body></html>`;

/** Swagger UI sets styles by script and draws icons from data addresses. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger', deepLinking: true, defaultModelsExpandDepth: 0 });`;

function describeApi(app: ApiApp, title: string): { text: string; etag: string } {
  const text = JSON.stringify(
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title,
        version: '1',
        description:
          'O2O retail for chain brands. Commands marked with an Idempotency-Key may be repeated safely. Failures are application/problem+json with a stable `code`.',
      },
    }),
  );
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}

/** OpenAPI 3.1 at /openapi.json, generated from the routes themselves, and a page to read it at /docs. */
export function mountDocumentation(app: ApiApp, brandName: () => Promise<LocalizedText>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of POST /v1/sessions/wechat; two hours.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'gateway', {
    type: 'apiKey',
    in: 'header',
    name: 'X-Jindian-Assertion',
    description: 'Signed by the gateway function for one request; clients never make it.',
  });
  // Half a megabyte that takes a tenth of a second to make, and the same for everybody: made once, when first asked for.
  let document: { title: string; text: string; etag: string } | null = null;
  const titleNow = async () => {
    const { zh, en } = await brandName();
    return zh === en ? zh : `${en} ${zh}`;
  };
  app.get('/openapi.json', async (c) => {
    const title = await titleNow();
    if (document?.title !== title) document = { title, ...describeApi(app, title) };
    c.header('etag', document.etag);
    c.header('cache-control', 'public, max-age=300');
    if (c.req.header('if-none-match') === document.etag) return c.body(null, 304);
    return c.body(document.text, 200, { 'content-type': 'application/json; charset=utf-8' });
  });
  app.get('/docs', async (c) => {
    c.header('content-security-policy', pagePolicy);
    return c.html(pageOf(await titleNow()));
  });
  app.get('/docs/assets/start.js', (c) =>
    c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/docs/assets/:name', async (c) => {
    const name = c.req.param('name');
    const type = assets.get(name);
    if (!type) return problemResponse(c, 'not_found');
    return c.body(new Uint8Array(await readAsset(name)), 200, {
      'content-type': type,
      'cache-control': 'public, max-age=86400',
    });
  });
}
