/**
 * CPU of single database calls in this process, the ways of asking beside one another, in turns, so that a busy
 * machine is as unfair to one as to the other. One JSON line a way. `npx tsx bench/calls.ts`
 */
import { CreateTableCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { createEngine } from '@jindian/embedded-dynamodb';
import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { BatchGetCommand, execute } from 'dynamodb-toolbox/table/actions/batchGet';
import { createDynamoClient, createTable, tableDefinition } from '../functions/src/platform/table.ts';
import { transact, write } from '../functions/src/platform/transact.ts';
import { cpuMsNow } from './support/messages.ts';

const tableName = 'jindian-calls';
const rounds = 24;
const warmUpRounds = 6;
const callsPerRound = 60;

const engine = await createEngine();
type Handler = { handle(request: unknown, options: unknown): Promise<unknown> };
const withEngine = engine.requestHandler as unknown as Handler;
/** Answers every call with nothing, so that what is left is the SDK and the toolbox. */
const withoutEngine: Handler = Object.assign(Object.create(withEngine), {
  async handle() {
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return { response: { statusCode: 200, headers, body: Buffer.from('{}') } };
  },
});

function thingsThrough(handler: Handler, options: DynamoDBClientConfig = {}) {
  const client = createDynamoClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: handler as unknown as NonNullable<DynamoDBClientConfig['requestHandler']>,
    ...options,
  });
  const table = createTable(tableName, client);
  const things = new Entity({
    name: 'Thing',
    table,
    timestamps: false,
    schema: item({ id: string().key(), state: string(), atMs: number(), history: any(), text: string() }),
    computeKey: ({ id }: { id: string }) => ({ pk: `THING#${id}`, sk: 'THING' }),
  });
  return { client, table, things };
}
type Things = ReturnType<typeof thingsThrough>;

let count = 0;
/** Eight items of some 300 bytes on condition that they are new: about what placing an order writes. */
function eightWrites({ things }: Things) {
  count += 1;
  return Array.from({ length: 8 }, (_, i) =>
    write(
      'thing',
      things
        .build(PutTransaction)
        .item({
          id: `${count}-${i}`,
          state: 'new',
          atMs: 1_795_000_000_000,
          history: [{ atMs: 1_795_000_000_000, state: 'new', by: 'system' }],
          text: 'x'.repeat(150),
        })
        .options({ condition: { attr: 'id', exists: false } }),
    ),
  );
}

const engineThings = thingsThrough(withEngine);
const sdkThings = thingsThrough(withoutEngine);
// The SDK's own logger does nothing either, but is given a copy of everything.
const nothing = () => {};
const loggingThings = thingsThrough(withoutEngine, {
  logger: { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing },
});
await engineThings.client.send(new CreateTableCommand(tableDefinition(tableName)));
await transact(engineThings.table, eightWrites(engineThings));

const get = (i: number) =>
  engineThings.things
    .build(GetItemCommand)
    .key({ id: `1-${i}` })
    .send();
const batch = (...which: number[]) =>
  execute(
    {},
    engineThings.table
      .build(BatchGetCommand)
      .requests(...which.map((i) => engineThings.things.build(BatchGetRequest).key({ id: `1-${i}` }))),
  );

const ways: Record<string, () => unknown> = {
  'eight writes: built only': () => eightWrites(sdkThings),
  'eight writes: without the engine': () => transact(sdkThings.table, eightWrites(sdkThings)),
  'eight writes: without the engine, with the SDK’s idle logger': () =>
    transact(loggingThings.table, eightWrites(loggingThings)),
  'eight writes: on the engine': () => transact(engineThings.table, eightWrites(engineThings)),
  'one read': () => get(0),
  'three reads, each by itself': async () => {
    await Promise.all([get(0), get(1)]);
    await get(2);
  },
  'three reads, two of them in a batch': () => Promise.all([batch(0, 1), get(2)]),
  'three reads in one batch': () => batch(0, 1, 2),
};

const spentMs = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [way, act] of Object.entries(ways)) {
    const before = cpuMsNow();
    for (let call = 0; call < callsPerRound; call += 1) await act();
    const each = (cpuMsNow() - before) / callsPerRound;
    if (round >= warmUpRounds) spentMs.get(way)?.push(each);
  }
}
for (const [way, each] of spentMs) {
  each.sort((a, b) => a - b);
  const [least = 0] = each;
  const median = each[Math.floor(each.length / 2)] ?? 0;
  console.log(
    JSON.stringify({
      bench: way,
      cpuMsMedian: Number(median.toFixed(3)),
      cpuMsLeast: Number(least.toFixed(3)),
    }),
  );
}
await engine.close();
