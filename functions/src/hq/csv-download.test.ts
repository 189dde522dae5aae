import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../platform/logger.ts';
import { csvDownload } from './csv-download.ts';
import type { HqContext, HqEnvironment } from './visit.ts';

const rows = Array.from({ length: 40 }, (_, n) => `${n},${'x'.repeat(5_000)}\r\n`);
let leftAt: number | null = null;

/** Breaks off before this row; -1: never. */
async function* table(breaksAt: number) {
  let n = 0;
  try {
    for (; n < rows.length; n += 1) {
      await new Promise((go) => setImmediate(go));
      if (n === breaksAt) throw new Error('the disk is gone');
      yield rows[n] as string;
    }
  } finally {
    leftAt = n;
  }
}

async function* none(): AsyncGenerator<string> {}

const app = new Hono<HqEnvironment>();
app.get('/:breaksAt', (c) =>
  csvDownload(c as HqContext, {
    name: 'rows',
    head: 'number,text\r\n',
    parts: c.req.param('breaksAt') === 'none' ? none() : table(Number(c.req.param('breaksAt'))),
    logger: createLogger('silent'),
  }),
);
app.onError((_, c) => c.text('broken', 503));
const server = createServer(getRequestListener(app.fetch));
let at: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

test('a table is sent whole', async () => {
  const answer = await fetch(`${at}/-1`);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="rows.csv"');
  expect(await answer.text()).toBe(`number,text\r\n${rows.join('')}`);
});

test('one without rows is its head', async () => {
  const answer = await fetch(`${at}/none`);
  expect(await answer.text()).toBe('number,text\r\n');
});

test('wherever the reading breaks off, the download fails', async () => {
  for (const breaksAt of [1, 2, 3, 20, rows.length - 1]) {
    const outcome = await fetch(`${at}/${breaksAt}`)
      .then(async (answer) => (answer.status === 200 ? await answer.text() : null))
      .catch(() => null);
    expect([breaksAt, outcome]).toEqual([breaksAt, null]);
  }
});

test('one that cannot be begun is refused as a page', async () => {
  expect((await fetch(`${at}/0`)).status).toBe(503);
});

test('whoever stops listening stops the reading', async () => {
  const answer = await app.request('/-1');
  await answer.body?.cancel();
  expect(leftAt).toBeLessThan(rows.length);
});
