import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from './table.ts';

/**
 * The SDK's client on an engine in this process. All of the SDK is on the way but the signature: there is nobody who
 * could check it, and it is a fifth of what a call costs.
 */
export function embeddedClient(
  engine: { requestHandler: NonNullable<DynamoDBClientConfig['requestHandler']> },
  options: DynamoDBClientConfig = {},
): DynamoDBClient {
  return createDynamoClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler,
    signer: { sign: async (request) => request },
    ...options,
  });
}
