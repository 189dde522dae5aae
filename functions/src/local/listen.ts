import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { serve } from '@hono/node-server';

/** With the connection that a request came by: it says from which address. */
export type Handle = (request: Request, connection: object) => Response | Promise<Response>;

export type Listening = {
  port: number;
  /** Takes no more; what is under way may take that long for its answer, and is cut off then. */
  close(withinMs?: number): Promise<void>;
};

/** How much of a body that nobody wants is read after the answer, and for how long, before the client is cut off. */
export const unreadLimits = { bytes: 4_000_000, ms: 2_000 };

export function listen(
  fetch: Handle,
  options: { host: string; port: number; unread?: typeof unreadLimits },
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch, hostname: options.host, port: options.port, autoCleanupIncoming: false },
      ({ port }) => resolve({ port, close: (withinMs = 0) => closeServer(server, withinMs) }),
    ) as Server;
    discardUnreadBodies(server, options.unread ?? unreadLimits);
    server.once('error', reject);
  });
}

function closeServer(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), withinMs);
    server.close(() => {
      clearTimeout(cutOff);
      resolve();
    });
    if (withinMs === 0) server.closeAllConnections();
    else server.closeIdleConnections();
  });
}

/**
 * A request that is answered before its body was read to the end leaves the rest of it on the connection. The rest is
 * read and thrown away, so that the client comes to its end, reads the answer, and may send the next request down the
 * same connection. One that never ends is cut off.
 */
function discardUnreadBodies(server: Server, limits: typeof unreadLimits): void {
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.once('finish', () => {
      if (!incoming.readableEnded && !incoming.destroyed) discard(incoming, limits);
    });
  });
}

function discard(incoming: IncomingMessage, limits: typeof unreadLimits): void {
  let bytes = 0;
  const cutOff = () => incoming.socket.destroySoon();
  const timer = setTimeout(cutOff, limits.ms);
  // Whoever began to read stops the stream whenever he holds enough, and nobody takes it from him any more.
  incoming.removeAllListeners('data');
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.bytes) cutOff();
  });
  incoming.once('close', () => clearTimeout(timer));
  incoming.once('error', () => clearTimeout(timer));
  incoming.resume();
}
