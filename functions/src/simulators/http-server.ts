import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The little HTTP that the simulators need. They listen on the loopback interface only. */

export interface SimulatorRequest {
  readonly method: string;
  /** As sent, still encoded: signatures cover it. */
  readonly pathAndQuery: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly rawBody: string;
}

export interface SimulatorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** `silence`: take the request and never answer. `disconnect`: cut the line at once. */
export type NoAnswer = 'silence' | 'disconnect';
export type Handler = (request: SimulatorRequest) => Promise<SimulatorAnswer | NoAnswer>;

const MAX_BODY_BYTES = 262_144;

export async function listen(
  port: number,
  handler: Handler,
): Promise<{ baseUrl: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    void answer(handler, incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${actualPort}`, close: () => closeServer(server) };
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const rawBody = await readBody(incoming);
    if (rawBody === undefined) {
      outgoing.writeHead(413).end();
      return;
    }
    const url = new URL(incoming.url ?? '/', 'http://simulator');
    const result = await handler({
      method: incoming.method ?? 'GET',
      pathAndQuery: incoming.url ?? '/',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      rawBody,
    });
    if (result === 'silence') return;
    if (result === 'disconnect') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(result.status, result.headers).end(result.body);
  } catch (error) {
    outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
  }
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimulatorAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** The shopper's side is called from pages of the demo on another port. */
export const OPEN_TO_PAGES: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'content-type',
};

export function readJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
