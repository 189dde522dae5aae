/** The streams' API: ListStreams, DescribeStream, GetShardIterator, GetRecords. */
import { call, fails, flow, group, key, N, refuses, S, type Step, schema, type Wire } from './kit.ts';

const create = (TableName: string, StreamViewType: string): Step =>
  call(
    'CreateTable',
    {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: schema('pk'),
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType },
    },
    {
      TableDescription: {
        LatestStreamArn: (arn: unknown) => typeof arn === 'string',
        StreamSpecification: { StreamEnabled: true, StreamViewType },
      },
    },
  );

const arnOf = (earlier: Wire[]): string =>
  (earlier[0]!.TableDescription as { LatestStreamArn: string }).LatestStreamArn;
interface Described {
  StreamDescription: { Shards: { ShardId: string }[] };
}
const shardOf = (earlier: Wire[]): string =>
  (earlier.find((answer) => answer.StreamDescription) as unknown as Described).StreamDescription.Shards[0]!
    .ShardId;

const describe = (part: unknown = {}): Step =>
  call('DescribeStream', (earlier) => ({ StreamArn: arnOf(earlier) }), { StreamDescription: part });
const iterator = (ShardIteratorType: string, rest: (earlier: Wire[]) => Wire = () => ({})): Step =>
  call(
    'GetShardIterator',
    (earlier) => ({
      StreamArn: arnOf(earlier),
      ShardId: shardOf(earlier),
      ShardIteratorType,
      ...rest(earlier),
    }),
    { ShardIterator: (text: unknown) => typeof text === 'string' },
  );
const records = (part: unknown, rest: Wire = {}): Step =>
  call(
    'GetRecords',
    (earlier) => ({
      ShardIterator: (earlier.findLast((answer) => answer.ShardIterator ?? answer.NextShardIterator)
        ?.ShardIterator ??
        earlier.findLast((answer) => answer.NextShardIterator)?.NextShardIterator) as string,
      ...rest,
    }),
    { Records: part },
  );
const more = (part: unknown): Step =>
  call('GetRecords', (earlier) => ({ ShardIterator: earlier.at(-1)?.NextShardIterator as string }), {
    Records: part,
  });

const writes = (TableName: string): Step[] => [
  call('PutItem', { TableName, Item: { ...key('1'), v: S('a') } }),
  call('UpdateItem', {
    TableName,
    Key: key('1'),
    UpdateExpression: 'SET v = :v',
    ExpressionAttributeValues: { ':v': S('b') },
  }),
  call('DeleteItem', { TableName, Key: key('1') }),
];
const images = (name: string, view: string, expected: { NewImage?: unknown; OldImage?: unknown }[]) =>
  flow(
    `the view ${view}`,
    create(name, view),
    ...writes(name),
    describe(),
    iterator('TRIM_HORIZON'),
    records(
      expected.map((image, i) => ({
        eventName: ['INSERT', 'MODIFY', 'REMOVE'][i],
        dynamodb: {
          Keys: key('1'),
          StreamViewType: view,
          NewImage: undefined,
          OldImage: undefined,
          ...image,
        },
      })),
    ),
  );
const a = { ...key('1'), v: S('a') };
const b = { ...key('1'), v: S('b') };
interface Numbered {
  dynamodb: { SequenceNumber: string };
}
const firstNumber = (earlier: Wire[]): string =>
  (earlier.findLast((answer) => answer.Records)!.Records as unknown as Numbered[])[0]!.dynamodb
    .SequenceNumber;

export const streams = [
  group('streams', [
    flow(
      'are listed',
      create('St1', 'NEW_IMAGE'),
      call(
        'ListStreams',
        {},
        { Streams: (all: { TableName: string }[]) => all.some((stream) => stream.TableName === 'St1') },
      ),
      call(
        'ListStreams',
        { TableName: 'St1' },
        {
          Streams: [
            {
              TableName: 'St1',
              StreamArn: (arn: string) => arn.includes('table/St1/stream/'),
              StreamLabel: (label: unknown) => typeof label === 'string',
            },
          ],
        },
      ),
    ),
    flow(
      'are listed page by page',
      create('St2', 'NEW_IMAGE'),
      create('St2b', 'NEW_IMAGE'),
      call(
        'ListStreams',
        { Limit: 1 },
        {
          Streams: (all: unknown[]) => all.length === 1,
          LastEvaluatedStreamArn: (arn: unknown) => typeof arn === 'string',
        },
      ),
      call(
        'ListStreams',
        (earlier) => ({
          Limit: 1,
          ExclusiveStartStreamArn: earlier.at(-1)?.LastEvaluatedStreamArn as string,
        }),
        { Streams: (all: unknown[]) => all.length === 1 },
      ),
    ),
    flow(
      'are described',
      create('St3', 'KEYS_ONLY'),
      describe({
        StreamStatus: 'ENABLED',
        StreamViewType: 'KEYS_ONLY',
        TableName: 'St3',
        KeySchema: schema('pk'),
        StreamLabel: (label: unknown) => typeof label === 'string',
        CreationRequestDateTime: (at: unknown) => typeof at === 'number',
        Shards: [
          {
            ShardId: (id: string) => /^shardId-\d{20}-[0-9a-f]{8}$/.test(id),
            SequenceNumberRange: {
              StartingSequenceNumber: (text: string) => /^\d{21,}$/.test(text),
              EndingSequenceNumber: undefined,
            },
          },
        ],
      }),
    ),
    images('St4', 'NEW_AND_OLD_IMAGES', [{ NewImage: a }, { NewImage: b, OldImage: a }, { OldImage: b }]),
    images('St5', 'NEW_IMAGE', [{ NewImage: a }, { NewImage: b }, {}]),
    images('St6', 'OLD_IMAGE', [{}, { OldImage: a }, { OldImage: b }]),
    images('St7', 'KEYS_ONLY', [{}, {}, {}]),
    flow(
      'a record has all its fields',
      create('St8', 'NEW_IMAGE'),
      ...writes('St8'),
      describe(),
      iterator('TRIM_HORIZON'),
      records(
        [
          {
            eventID: (id: unknown) => typeof id === 'string',
            eventVersion: '1.1',
            eventSource: 'aws:dynamodb',
            awsRegion: (region: unknown) => typeof region === 'string',
            eventSourceARN: undefined,
            dynamodb: {
              ApproximateCreationDateTime: (at: unknown) => typeof at === 'number',
              SequenceNumber: (text: string) => /^\d{21,}$/.test(text),
              SizeBytes: (bytes: number) => bytes > 0,
            },
          },
          {},
          {},
        ],
        { Limit: 1000 },
      ),
    ),
    flow(
      'Limit, then on',
      create('St9', 'NEW_IMAGE'),
      ...writes('St9'),
      describe(),
      iterator('TRIM_HORIZON'),
      records([{ eventName: 'INSERT' }], { Limit: 1 }),
      more([{ eventName: 'MODIFY' }, { eventName: 'REMOVE' }]),
      more([]),
    ),
    flow(
      'LATEST sees only what comes',
      create('St10', 'NEW_IMAGE'),
      ...writes('St10'),
      describe(),
      iterator('LATEST'),
      records([]),
      call('PutItem', { TableName: 'St10', Item: { ...key('2'), n: N(1) } }),
      call('GetRecords', (earlier) => ({ ShardIterator: earlier.at(-2)?.NextShardIterator as string }), {
        Records: [{ dynamodb: { Keys: key('2') } }],
      }),
    ),
    flow(
      'AT_SEQUENCE_NUMBER',
      create('St11', 'NEW_IMAGE'),
      ...writes('St11'),
      describe(),
      iterator('TRIM_HORIZON'),
      records([{}, {}, {}]),
      iterator('AT_SEQUENCE_NUMBER', (earlier) => ({ SequenceNumber: firstNumber(earlier) })),
      call('GetRecords', (earlier) => ({ ShardIterator: earlier.at(-1)?.ShardIterator as string }), {
        Records: [{ eventName: 'INSERT' }, {}, {}],
      }),
    ),
    flow(
      'AFTER_SEQUENCE_NUMBER',
      create('St12', 'NEW_IMAGE'),
      ...writes('St12'),
      describe(),
      iterator('TRIM_HORIZON'),
      records([{}, {}, {}]),
      iterator('AFTER_SEQUENCE_NUMBER', (earlier) => ({ SequenceNumber: firstNumber(earlier) })),
      call('GetRecords', (earlier) => ({ ShardIterator: earlier.at(-1)?.ShardIterator as string }), {
        Records: [{ eventName: 'MODIFY' }, {}],
      }),
    ),
    flow(
      'a change of nothing makes no record',
      create('St13', 'NEW_IMAGE'),
      call('PutItem', { TableName: 'St13', Item: a }),
      call('PutItem', { TableName: 'St13', Item: a }),
      describe(),
      iterator('TRIM_HORIZON'),
      records([{ eventName: 'INSERT' }]),
    ),
    flow(
      "a transaction's records",
      create('St14', 'NEW_IMAGE'),
      call('TransactWriteItems', {
        TransactItems: ['1', '2'].map((pk) => ({ Put: { TableName: 'St14', Item: key(pk) } })),
      }),
      describe(),
      iterator('TRIM_HORIZON'),
      records([{}, {}]),
    ),
    flow(
      'a stream that was ended',
      create('St15', 'NEW_IMAGE'),
      ...writes('St15'),
      call('UpdateTable', { TableName: 'St15', StreamSpecification: { StreamEnabled: false } }),
      describe({
        StreamStatus: 'DISABLED',
        Shards: [
          { SequenceNumberRange: { EndingSequenceNumber: (text: unknown) => typeof text === 'string' } },
        ],
      }),
      iterator('TRIM_HORIZON'),
      call('GetRecords', (earlier) => ({ ShardIterator: earlier.at(-1)?.ShardIterator as string }), {
        Records: [{}, {}, {}],
        NextShardIterator: undefined,
      }),
    ),
  ]),
  group('streams refuse', [
    refuses(
      'an unknown stream',
      'DescribeStream',
      { StreamArn: 'arn:aws:dynamodb:local:000000000000:table/None/stream/2026-01-01T00:00:00.000' },
      'Requested resource not found: Stream: arn:aws:dynamodb:local:000000000000:table/None/stream/2026-01-01T00:00:00.000 not found',
      'ResourceNotFoundException',
    ),
    refuses(
      'no stream at all',
      'DescribeStream',
      {},
      "1 validation error detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be null",
    ),
    refuses(
      'a short ARN',
      'DescribeStream',
      { StreamArn: 'short' },
      "1 validation error detected: Value 'short' at 'streamArn' failed to satisfy constraint: Member must have length greater than or equal to 37",
    ),
    flow(
      'an unknown kind of iterator',
      create('Sr1', 'NEW_IMAGE'),
      describe(),
      fails(
        'GetShardIterator',
        (earlier) => ({ StreamArn: arnOf(earlier), ShardId: shardOf(earlier), ShardIteratorType: 'BOGUS' }),
        "1 validation error detected: Value 'BOGUS' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
      ),
    ),
    flow(
      'an unknown shard',
      create('Sr2', 'NEW_IMAGE'),
      fails(
        'GetShardIterator',
        (earlier) => ({
          StreamArn: arnOf(earlier),
          ShardId: 'shardId-00000000000000000000-00000000',
          ShardIteratorType: 'LATEST',
        }),
        /^Requested resource not found: Shard/,
        'ResourceNotFoundException',
      ),
    ),
    flow(
      'a number that is needed',
      create('Sr3', 'NEW_IMAGE'),
      describe(),
      fails('GetShardIterator', (earlier) => ({
        StreamArn: arnOf(earlier),
        ShardId: shardOf(earlier),
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      })),
    ),
    refuses('an iterator that is none', 'GetRecords', { ShardIterator: 'nonsense' }, 'Invalid ShardIterator'),
    flow(
      'a page too long',
      create('Sr4', 'NEW_IMAGE'),
      describe(),
      iterator('LATEST'),
      fails(
        'GetRecords',
        (earlier) => ({ ShardIterator: earlier.at(-1)?.ShardIterator as string, Limit: 1001 }),
        "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000",
      ),
    ),
  ]),
];
