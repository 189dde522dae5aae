/** Listens between the SDK and the engine, and sends what it heard once more, to an engine of the same content. */
import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  CreateTableCommand,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  QueryCommand as DocumentQueryCommand,
  GetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AttributeMap, createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { createTable, tableDefinition } from '../../functions/src/platform/table.ts';
import { cpuMsNow } from './messages.ts';
import { clientOf, tableName } from './system.ts';

type RequestHandler = Engine['requestHandler'];
export type Recorded = { operation: string; body: string };

export function createRecorder() {
  let heard: Recorded[] | null = null;
  return {
    around(inner: RequestHandler): RequestHandler {
      const handler = inner as unknown as { handle(request: unknown, options: unknown): Promise<unknown> };
      const listening = Object.create(handler) as typeof handler;
      listening.handle = (request, options) => {
        const { headers, body } = request as { headers: Record<string, string>; body: string | Uint8Array };
        const operation = headers['x-amz-target']?.split('.')[1] ?? '';
        heard?.push({ operation, body: textOf(body) });
        return handler.handle(request, options);
      };
      return listening as unknown as RequestHandler;
    },
    begin(): void {
      heard = [];
    },
    end(): Recorded[] {
      const all = heard ?? [];
      heard = null;
      return all;
    },
  };
}

/** A view of the same bytes: the SDK's own body class must not be treated as text. */
function textOf(body: string | Uint8Array): string {
  if (typeof body === 'string') return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

/** What the SDK needs to send a recorded body as it was: the wire form is the form of the SDK's own input. */
function commandOf(recorded: Recorded) {
  const input: unknown = JSON.parse(recorded.body);
  switch (recorded.operation) {
    case 'TransactWriteItems':
      return new TransactWriteItemsCommand(input as TransactWriteItemsCommandInput);
    case 'GetItem':
      return new GetItemCommand(input as GetItemCommandInput);
    case 'BatchGetItem':
      return new BatchGetItemCommand(input as BatchGetItemCommandInput);
    case 'BatchWriteItem':
      return new BatchWriteItemCommand(input as BatchWriteItemCommandInput);
    case 'Query':
      return new QueryCommand(input as QueryCommandInput);
    case 'PutItem':
      return new PutItemCommand(input as PutItemCommandInput);
    case 'UpdateItem':
      return new UpdateItemCommand(input as UpdateItemCommandInput);
    case 'DeleteItem':
      return new DeleteItemCommand(input as DeleteItemCommandInput);
    default:
      throw new Error(`cannot replay ${recorded.operation}`);
  }
}

/** A wire form as the code gives it to the SDK: plain values, which the document client makes into the wire form again. */
function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    wireValues.has(name) ? unmarshall(member as Parameters<typeof unmarshall>[0]) : plainOf(member),
  ]);
  return Object.fromEntries(members);
}
/** What holds attributes and their values, wherever it stands in a request. */
const wireValues = new Set(['Key', 'Item', 'ExpressionAttributeValues']);

/** The same for the product's own client: values are plain, and it is the client that marshals them. */
function documentCommandOf(recorded: Recorded) {
  const input = plainOf(JSON.parse(recorded.body)) as Record<string, unknown>;
  switch (recorded.operation) {
    case 'TransactWriteItems':
      return new TransactWriteCommand(input as never);
    case 'GetItem':
      return new GetCommand(input as never);
    case 'Query':
      return new DocumentQueryCommand(input as never);
    case 'BatchGetItem': {
      const asked = Object.entries(input.RequestItems as Record<string, { Keys: AttributeMap[] }>);
      const RequestItems = Object.fromEntries(
        asked.map(([name, one]) => [name, { ...one, Keys: one.Keys.map((key) => unmarshall(key as never)) }]),
      );
      return new BatchGetCommand({ RequestItems });
    }
    default:
      throw new Error(`cannot replay ${recorded.operation} through the document client`);
  }
}

/** The table as it is, without the snapshots: what a replay has to find so that its conditions hold. */
export async function contentOf(engine: Engine): Promise<AttributeMap[]> {
  const items: AttributeMap[] = [];
  let start: unknown;
  do {
    const page = await engine.call('Scan', {
      TableName: tableName,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    items.push(...(page.Items as AttributeMap[]));
    start = page.LastEvaluatedKey;
  } while (start);
  return items.filter(({ pk }) => !pk?.S?.startsWith('SNAPSHOT#'));
}

export type FloorCost = {
  cpuMs: number;
  seconds: number;
  calls: number;
  readUnits: number;
  writeUnits: number;
  /** Calls whose conditions did not hold: timers at work between the recordings are not in that content. */
  refused: number;
};

const refusals = new Set(['TransactionCanceledException', 'ConditionalCheckFailedException']);

/**
 * A second engine of that content, which is sent recorded calls one after another, and what they cost so far. `asCode`:
 * through the product's own client, from plain values; else as they went over the wire.
 */
export async function openFloor(content: readonly AttributeMap[], { asCode = false } = {}) {
  const engine = await createEngine();
  const client = clientOf(engine.requestHandler);
  await client.send(new CreateTableCommand(tableDefinition(tableName)));
  await engine.bulkLoad(tableName, content);
  engine.meter.reset();
  const documents = createTable(tableName, client).getDocumentClient();
  const cost: FloorCost = { cpuMs: 0, seconds: 0, calls: 0, readUnits: 0, writeUnits: 0, refused: 0 };

  return {
    cost,
    async replay(calls: readonly Recorded[]): Promise<void> {
      // Reading the recording is no part of the floor.
      const sends = asCode
        ? calls
            .map(documentCommandOf)
            .map((one) => () => documents.send(one as GetCommand) as Promise<unknown>)
        : calls.map(commandOf).map((one) => () => client.send(one as GetItemCommand) as Promise<unknown>);
      const cpuBefore = cpuMsNow();
      const startedAt = performance.now();
      for (const send of sends) {
        await send().catch((error: Error) => {
          if (!refusals.has(error.name)) throw error;
          cost.refused += 1;
        });
      }
      cost.cpuMs += cpuMsNow() - cpuBefore;
      cost.seconds += (performance.now() - startedAt) / 1000;
      cost.calls += calls.length;
      const { readUnits, writeUnits } = engine.meter.snapshot();
      Object.assign(cost, { readUnits, writeUnits });
    },
    async close(): Promise<void> {
      client.destroy();
      await engine.close();
    },
  };
}
