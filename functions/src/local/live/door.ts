/**
 * The way to a running business for whoever copies it (local/copy): a socket in its folder, which only the owner of the
 * folder can open. The table can be read there and its change log, and the steps of a move are asked for.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Engine } from '@jindian/embedded-dynamodb';
import type { Logger } from '../../platform/logger.ts';
import { type Moving, MovingRefusal } from './moving.ts';

export const doorFile = 'door.sock';
const reading = new Set([
  'DescribeTable',
  'DescribeTimeToLive',
  'Scan',
  'GetItem',
  'DescribeStream',
  'GetShardIterator',
  'GetRecords',
]);
const mostBytes = 1_000_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new MovingRefusal('that is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export async function openDoor(deps: {
  engine: Pick<Engine, 'call'>;
  moving: Moving;
  dataFolder: string;
  logger: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { engine, moving } = deps;
  const socket = path.join(deps.dataFolder, doorFile);

  const acts: Record<string, (said: Record<string, unknown>) => unknown> = {
    state: () => moving.state(),
    hold: async ({ name }) => ({ held: await moving.hold(typeof name === 'string' ? name : null) }),
    renew: ({ after }) => moving.renew(typeof after === 'string' ? after : null),
    freeze: () => moving.freeze(),
    thaw: () => moving.thaw(),
    moved: ({ to }) => moving.moved(String(to)),
  };

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const body = await bodyOf(request);
    const [, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (operation !== undefined) {
      if (!reading.has(operation))
        return { status: 400, body: { __type: 'AccessDeniedException', message: 'Only reading is allowed' } };
      return { status: 200, body: await engine.call(operation, JSON.parse(body)) };
    }
    const act = acts[(request.url ?? '').slice(1)];
    if (request.method !== 'POST' || !act) return { status: 404, body: {} };
    return { status: 200, body: (await act(JSON.parse(body || '{}'))) ?? {} };
  }

  function refusalOf(error: unknown): { status: number; body: unknown } {
    if (error instanceof MovingRefusal) return { status: 409, body: { why: error.message } };
    const { statusCode, body } = error as { statusCode?: number; body?: unknown };
    if (statusCode !== undefined) return { status: statusCode, body };
    deps.logger.error({ err: error }, 'door');
    return { status: 500, body: { __type: 'InternalServerError' } };
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request)
      .catch(refusalOf)
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(body));
      })
      .catch(() => request.socket.destroy());
  });
  // Left behind by a process that was killed: the folder is this one's.
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
