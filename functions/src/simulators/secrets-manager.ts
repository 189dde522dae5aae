import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessKeyOf } from './access-key.ts';

/** Secrets Manager over HTTP: what the SDK's client uses of it. */
export async function startSecretsManagerSimulator(options: {
  /** The text of a secret by its name or ARN; null when there is none. */
  secret(id: string): string | null;
  /** Who may read what, by the access key that a call is signed with; everybody everything unless told. */
  allows?: (accessKeyId: string, action: string, id: string) => boolean;
}) {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target'] ?? '').replace('secretsmanager.', '');
    const { SecretId = '' } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { SecretId?: string };
    const text = options.secret(SecretId);
    if (operation !== 'GetSecretValue')
      answer(400, { __type: 'UnknownOperationException', message: operation });
    else if (
      options.allows &&
      !options.allows(accessKeyOf(request), 'secretsmanager:GetSecretValue', SecretId)
    )
      answer(400, {
        __type: 'AccessDeniedException',
        message: `${accessKeyOf(request)} may not read ${SecretId}`,
      });
    else if (text === null)
      answer(400, { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find it." });
    else answer(200, { Name: SecretId, SecretString: text });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
