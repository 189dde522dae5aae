/** The two ways to reach the engine: a request handler for the AWS SDK that uses no socket, and an HTTP server. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoFailure, LostAnswer } from './failures.ts';
import type { Wire } from './model.ts';

export type Execute = (operation: string, request: Wire) => Promise<Wire>;
export type SdkRequestHandler = NonNullable<DynamoDBClientConfig['requestHandler']>;

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const APIS: readonly string[] = ['DynamoDB_20120810', 'DynamoDBStreams_20120810'];
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const CORAL_SERVICE = 'com.amazon.coral.service#';

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: Buffer;
}

function toAnswer(statusCode: number, body: unknown): Answer {
  return {
    statusCode,
    headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Gives the answer to one request. Throws only LostAnswer: then there is none. */
async function answer(execute: Execute, target: string | undefined, body: string): Promise<Answer> {
  const [api, name] = target?.split('.') ?? [];
  const operation = api && name && APIS.includes(api) ? name : '';
  let request: Wire;
  try {
    request = JSON.parse(body) as Wire;
  } catch {
    return toAnswer(400, { __type: `${CORAL_SERVICE}SerializationException` });
  }
  try {
    return toAnswer(200, await execute(operation, request));
  } catch (error) {
    if (error instanceof DynamoFailure) return toAnswer(error.statusCode, error.body);
    if (error instanceof LostAnswer) throw error;
    process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error), 'EngineBug');
    return toAnswer(500, {
      __type: `${CORAL_SERVICE}InternalFailure`,
      message: 'The engine failed; see its warnings',
    });
  }
}

/**
 * Without sockets a loop of calls could run on promises alone, and the process would never get to finish a write.
 * One turn of the event loop for each call keeps things moving, as a socket would.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** For the client option `requestHandler`: `new DynamoDBClient({ ..., requestHandler: engine.requestHandler })`. */
export function sdkRequestHandler(execute: Execute): SdkRequestHandler {
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    async handle(request: { headers: Record<string, string>; body?: string | Uint8Array }) {
      const { body = '' } = request;
      // A view of the same bytes: the SDK's own body class must not be treated as text.
      const text =
        typeof body === 'string'
          ? body
          : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
      await nextTurn();
      return { response: await answer(execute, request.headers['x-amz-target'], text) };
    },
  };
  return handler as unknown as SdkRequestHandler;
}

/** Listens on the loopback address; port 0 means any free one. */
export async function startServer(
  execute: Execute,
  port: number,
): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((request, response) => {
    void serve(execute, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return { server, endpoint: `http://127.0.0.1:${address.port}` };
}

async function serve(execute: Execute, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (request.method === 'GET') {
      response.end('healthy: dynamodb.local ');
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_REQUEST_BYTES) {
        response.writeHead(413, { connection: 'close' }).end();
        return;
      }
      chunks.push(chunk);
    }
    const target = request.headers['x-amz-target'];
    const reply = await answer(
      execute,
      Array.isArray(target) ? target[0] : target,
      Buffer.concat(chunks).toString(),
    );
    response.writeHead(reply.statusCode, { ...reply.headers, 'content-length': reply.body.length });
    response.end(reply.body);
  } catch {
    // An injected loss, or a client that went away: either way nobody gets an answer.
    request.socket.destroy();
  }
}

export async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
