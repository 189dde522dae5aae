import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { afterEach, expect, test } from 'vitest';
import { type Listening, listen, unreadLimits } from './listen.ts';

let listening: Listening | undefined;
let socket: Socket | undefined;
afterEach(async () => {
  socket?.destroy();
  await listening?.close();
});

/** A connection to a server that takes bodies of 1,000 bytes, and the status lines that come back on it. */
async function open(unread = unreadLimits) {
  const app = new Hono();
  app.use('*', bodyLimit({ maxSize: 1_000, onError: (c) => c.text('too large', 413) }));
  app.all('*', async (c) => c.text(`${(await c.req.text()).length} bytes`));
  listening = await listen(app.fetch, { host: '127.0.0.1', port: 0, unread });
  const connection = connect(listening.port, '127.0.0.1').setEncoding('latin1');
  socket = connection;
  let received = '';
  const statuses = () => received.match(/HTTP\/1\.1 \d+/g)?.map((line) => Number(line.slice(-3))) ?? [];
  connection.on('error', () => {});
  return {
    connection,
    statuses,
    closed: new Promise<void>((resolve) => connection.once('close', () => resolve())),
    /** As soon as so many have come, or the connection is closed. */
    answers: (count: number) =>
      new Promise<number[]>((resolve) => {
        connection.once('close', () => resolve([...statuses(), Number.NaN]));
        connection.on('data', (text: string) => {
          received += text;
          if (statuses().length === count) resolve(statuses());
        });
      }),
  };
}

const head = (body: string) => `POST / HTTP/1.1\r\nhost: here\r\n${body}\r\n\r\n`;

test.each([
  ['of 300 kB', head('content-length: 300000') + 'x'.repeat(300_000)],
  ['of 3 MB', head('content-length: 3000000') + 'x'.repeat(3_000_000)],
  [
    'in chunks',
    `${head('transfer-encoding: chunked')}${`4e20\r\n${'x'.repeat(20_000)}\r\n`.repeat(15)}0\r\n\r\n`,
  ],
])('a refused body %s is taken to its end, and the connection answers on', async (_, refused) => {
  const { connection, answers } = await open();
  const all = answers(4);
  connection.write(refused + head('content-length: 5') + 'x'.repeat(5));
  connection.write(refused + head('content-length: 5') + 'x'.repeat(5));
  expect(await all).toEqual([413, 200, 413, 200]);
});

test('a body without end has its answer, and is cut off after so many bytes', async () => {
  const { connection, statuses, closed, answers } = await open({ bytes: 500_000, ms: 600_000 });
  void answers(1);
  connection.write(head('content-length: 1000000000'));
  const more = () => {
    if (!connection.destroyed) connection.write('x'.repeat(20_000), more);
  };
  more();
  await closed;
  expect([statuses(), connection.bytesWritten < 50_000_000]).toEqual([[413], true]);
});

test('a body of which nothing comes any more is cut off after so long', async () => {
  const { connection, statuses, closed, answers } = await open({ bytes: 500_000, ms: 50 });
  void answers(1);
  connection.write(head('content-length: 2000') + 'x'.repeat(1_500));
  await closed;
  expect(statuses()).toEqual([413]);
});

test('whoever was being answered when the end was asked for has the answer; nobody is let in any more', async () => {
  let answer = () => {};
  const waiting = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const app = new Hono();
  app.get('/slow', async (c) => {
    await waiting;
    return c.text('done');
  });
  app.get('/never', () => new Promise<Response>(() => {}));
  listening = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
  const at = (path: string) => fetch(`http://127.0.0.1:${listening?.port}${path}`);
  const slow = at('/slow');
  const never = at('/never').then(
    () => 'answered',
    () => 'cut off',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = listening.close(500);
  await expect(at('/slow')).rejects.toThrow();
  answer();
  expect(await (await slow).text()).toBe('done');
  await closed;
  expect(await never).toBe('cut off');
  listening = undefined;
});
