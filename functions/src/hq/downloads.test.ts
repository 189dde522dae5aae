import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createFolderFiles } from '../platform/files/store.ts';
import { createLogger } from '../platform/logger.ts';
import { csvDownload } from './csv-download.ts';
import { handsOutFiles } from './downloads.ts';
import type { HqContext, HqEnvironment } from './visit.ts';

const files = createFolderFiles({ folder: null, nowMs: () => 0 });

async function* rows(breaks: boolean) {
  for (let n = 0; n < 50; n += 1) yield `${n}\r\n`;
  if (breaks) throw new Error('the disk is gone');
}

const app = new Hono<HqEnvironment>();
app.use('*', handsOutFiles(files));
for (const breaks of [false, true])
  app.get(`/${breaks ? 'broken' : 'whole'}.csv`, (c) =>
    csvDownload(c as HqContext, {
      name: 'rows',
      head: 'number\r\n',
      parts: rows(breaks),
      logger: createLogger('silent'),
    }),
  );
app.get('/page', (c) => c.text('a page'));
app.get('/refused.csv', (c) => {
  c.header('content-disposition', 'attachment; filename="refused.csv"');
  return c.text('no', 403);
});
app.onError((error, c) => c.text(error.message, 503));

test('what is downloaded is kept as a file, and leads to it; pages and refusals stay what they are', async () => {
  const led = await app.request('/whole.csv');
  expect([led.status, await led.text(), led.headers.get('content-disposition')]).toEqual([303, '', null]);
  const file = await files.take(new URL(led.headers.get('location') ?? '', 'http://local'));
  expect(file).toMatchObject({ name: 'rows.csv', type: 'text/csv; charset=utf-8' });
  expect(new TextDecoder().decode(file!.bytes).split('\r\n')).toHaveLength(52);
  const page = await app.request('/page');
  expect([page.status, await page.text()]).toEqual([200, 'a page']);
  expect((await app.request('/refused.csv')).status).toBe(403);
});

test('a table that breaks off while it is read is no file but a page that says so', async () => {
  const answer = await app.request('/broken.csv');
  const { headers } = answer;
  expect([answer.status, headers.get('location'), headers.get('content-disposition')]).toEqual([
    503,
    null,
    null,
  ]);
});
