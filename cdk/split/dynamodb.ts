import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine } from '@jindian/embedded-dynamodb';
import { accessKeyOf } from '../../functions/src/simulators/access-key.ts';
import { isAllowed, type Permission, wishesOf } from './permissions.ts';

const keepAliveMs = 75_000;
const targetPrefix = 'DynamoDB_20120810.';

type Handler = {
  handle(request: { headers: Record<string, string>; body: string }): Promise<{
    response: { statusCode: number; headers: Record<string, string>; body: Buffer };
  }>;
};

/** The embedded engine over HTTP, which does for a function what its role allows and nothing else. */
export async function serveDynamoDb(deps: {
  engine: Engine;
  tableArn: string;
  permissionsOf(functionName: string): readonly Permission[];
}) {
  const { engine, tableArn } = deps;
  const handler = engine.requestHandler as unknown as Handler;

  async function answerTo(request: IncomingMessage) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const target = String(request.headers['x-amz-target'] ?? '');
    const who = accessKeyOf(request);
    const input = JSON.parse(body) as Record<string, unknown>;
    const refused = wishesOf(target.replace(targetPrefix, ''), input, tableArn).find(
      (wish) => !isAllowed(deps.permissionsOf(who), wish),
    );
    if (refused) {
      const message = `User: ${who} is not authorized to perform: ${refused.action} on resource: ${refused.resource} because no identity-based policy allows the ${refused.action} action (${refused.leadingKeys})`;
      const denied = { __type: 'com.amazon.coral.service#AccessDeniedException', Message: message };
      return { statusCode: 400, headers: {}, body: Buffer.from(JSON.stringify(denied)) };
    }
    return (await handler.handle({ headers: { 'x-amz-target': target }, body })).response;
  }

  const server = createServer((request, response) => {
    answerTo(request).then(
      ({ statusCode, headers, body }) =>
        response.writeHead(statusCode, { ...headers, 'content-length': body.length }).end(body),
      // A lost answer of the fault injector, or a client that was killed.
      () => request.socket.destroy(),
    );
  });
  // A function that is frozen for a minute should find its connections as it left them, most of the time.
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Ends every connection that nothing is asked on: a function that was frozen meanwhile does not know it yet. */
    dropIdle: () => server.closeIdleConnections(),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
