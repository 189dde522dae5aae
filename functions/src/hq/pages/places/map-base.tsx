/** @jsxImportSource hono/jsx */
import type { Hono } from 'hono';
import { raw } from 'hono/html';
import type { HqDeps } from '../../deps.ts';
import type { HqEnvironment } from '../../visit.ts';

const scriptUrl = 'https://map.qq.com/api/gljs';

/**
 * A base map is a script of somebody else's, which loads more of its own. So its document has no origin: it reads no
 * cookie, calls no endpoint, and is told points and counts by the page around it. It sends no referrer either: the key
 * must not be limited to a domain.
 */
const framePolicy = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self' 'unsafe-eval' blob: https://map.qq.com https://*.map.qq.com https://mapapi.qq.com https://*.map.gtimg.com",
  'worker-src blob:',
  'connect-src data: blob: https://*.qq.com https://*.gtimg.com',
  'img-src data: blob: https://*.qq.com https://*.gtimg.com',
  "style-src 'unsafe-inline'",
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const style = 'html,body,#base-map{height:100%;margin:0}';

/** The reviewed base map of the Tencent Location Service, with the brand's key. */
export function mapBasePage(
  hq: Hono<HqEnvironment>,
  { settings }: Pick<HqDeps, 'settings'>,
  path: string,
): void {
  hq.get(path, async (c) => {
    const { mapKey } = await settings.brand.current();
    if (mapKey === '') return c.notFound();
    c.header('content-security-policy', framePolicy);
    return c.html(
      <html lang={c.get('visit').language}>
        <head>
          <meta charset="utf-8" />
          <title>{c.get('visit').t('mapTitle')}</title>
          <style>{raw(style)}</style>
          <script src={c.get('assets').mapFrame.path} defer />
        </head>
        <body>
          <div
            id="base-map"
            data-script={`${scriptUrl}?${new URLSearchParams({ v: '1.exp', key: mapKey })}`}
          />
        </body>
      </html>,
    );
  });
}
