/** One end of a copy: a table, wherever it is, with the change log beside it. */
import { Agent, type AgentOptions } from 'node:http';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Patience } from '../../platform/budgets.ts';
import { withPatience } from '../../platform/patience.ts';

/** Nobody waits for an answer; but what was sent must be over before anybody else goes on with this copy. */
const copyPatience: Patience = { connectMs: 3_000, attemptMs: 20_000, totalMs: 45_000 };

export type End = {
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  table: string;
  close(): void;
};

export type EndOptions = {
  table: string;
  /** AWS unless told: an address, or a socket of this machine. */
  endpoint?: string;
  socketPath?: string;
  region?: string;
};

/** What a request is to be sent by stands among an agent's options, though its type does not say so. */
const agentOf = (socketPath: string) =>
  new Agent({ keepAlive: true, maxSockets: 64, socketPath } as AgentOptions);

export function openEnd({ table, endpoint, socketPath, region }: EndOptions): End {
  const { connectMs, attemptMs } = copyPatience;
  const at = endpoint ?? (socketPath ? 'http://localhost' : undefined);
  const options: DynamoDBClientConfig = {
    maxAttempts: 6,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true,
      ...(socketPath ? { httpAgent: agentOf(socketPath) } : {}),
    },
    ...(region ? { region } : {}),
    ...(at
      ? { endpoint: at, region: region ?? 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
      : {}),
  };
  const client = withPatience(new DynamoDBClient(options), copyPatience);
  const streams = withPatience(new DynamoDBStreamsClient(options as never), copyPatience);
  return {
    client,
    streams,
    table,
    close() {
      client.destroy();
      streams.destroy();
    },
  };
}
