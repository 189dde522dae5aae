import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from './table.ts';

/** Steps of the SDK that only write headers for a server far away: a third of what a call costs, read by nobody here. */
const headersOnly = [
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'contentLengthMiddleware',
];

/**
 * The SDK's client on an engine in this process. All of the SDK is on the way but the signature, which nobody could
 * check and which is a fifth of what a call costs, and the headers that only a network has a use for.
 */
export function embeddedClient(
  engine: { requestHandler: NonNullable<DynamoDBClientConfig['requestHandler']> },
  options: DynamoDBClientConfig = {},
): DynamoDBClient {
  const client = createDynamoClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler,
    signer: { sign: async (request) => request },
    ...options,
  });
  for (const step of headersOnly) {
    if (!client.middlewareStack.remove(step)) throw new Error(`the SDK has no ${step} any more`);
  }
  return client;
}
