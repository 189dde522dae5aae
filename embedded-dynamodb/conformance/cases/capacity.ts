/** What requests cost, and the sizes of collections. */
import { indexes, none } from './capacity-requests.ts';
import { COMPOSITE, call, flow, group, HASH, key, N, pair, put, putPair, S, seed, type Wire } from './kit.ts';

const total = (CapacityUnits: number, TableName = HASH): Wire => ({
  ConsumedCapacity: { TableName, CapacityUnits, ...none, Table: undefined },
});

const METRICS = {
  ItemCollectionMetrics: { ItemCollectionKey: { pk: S('icm') }, SizeEstimateRangeGB: [0, 1] },
};
const filtered = seed(
  'filtered',
  Array.from({ length: 6 }, (_, i) =>
    putPair('cc-q', `s${i}`, { keep: S(i === 0 ? 'yes' : 'no'), p: S('x'.repeat(2_000)) }),
  ),
);
const costs = (title: string, rest: Wire, values: Wire = {}) =>
  flow(
    title,
    ...filtered,
    call(
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p',
        ReturnConsumedCapacity: 'TOTAL',
        ...rest,
        ExpressionAttributeValues: { ':p': S('cc-q'), ...values },
      },
      { ConsumedCapacity: { CapacityUnits: 1.5 } },
    ),
  );

export const capacity = [
  group('ConsumedCapacity', [
    flow(
      'a put',
      call('PutItem', { TableName: HASH, Item: key('cc-1'), ReturnConsumedCapacity: 'TOTAL' }, total(1)),
    ),
    flow(
      'a put with indexes',
      call(
        'PutItem',
        { TableName: HASH, Item: key('cc-1'), ...indexes },
        { ConsumedCapacity: { CapacityUnits: 1, ...none, Table: { CapacityUnits: 1, ...none } } },
      ),
    ),
    flow(
      'NONE',
      call(
        'PutItem',
        { TableName: HASH, Item: key('cc-1'), ReturnConsumedCapacity: 'NONE' },
        { ConsumedCapacity: undefined },
      ),
    ),
    flow(
      'a consistent get',
      put('cc-2'),
      call(
        'GetItem',
        { TableName: HASH, Key: key('cc-2'), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' },
        total(1),
      ),
    ),
    flow(
      'an eventual get',
      put('cc-3'),
      call('GetItem', { TableName: HASH, Key: key('cc-3'), ReturnConsumedCapacity: 'TOTAL' }, total(0.5)),
    ),
    flow(
      'a get of nothing',
      call('GetItem', { TableName: HASH, Key: key('cc-none'), ReturnConsumedCapacity: 'TOTAL' }, total(0.5)),
    ),
    flow(
      'an update',
      put('cc-4'),
      call(
        'UpdateItem',
        {
          TableName: HASH,
          Key: key('cc-4'),
          UpdateExpression: 'SET a = :v',
          ExpressionAttributeValues: { ':v': S('x') },
          ReturnConsumedCapacity: 'TOTAL',
        },
        total(1),
      ),
    ),
    flow(
      'a delete',
      put('cc-5'),
      call('DeleteItem', { TableName: HASH, Key: key('cc-5'), ReturnConsumedCapacity: 'TOTAL' }, total(1)),
    ),
    flow(
      'a large put',
      call(
        'PutItem',
        {
          TableName: HASH,
          Item: { ...key('cc-6'), v: S('x'.repeat(2_500)) },
          ReturnConsumedCapacity: 'TOTAL',
        },
        total(3),
      ),
    ),
    flow(
      'a scan',
      call(
        'Scan',
        { TableName: HASH, Limit: 1, ReturnConsumedCapacity: 'TOTAL' },
        { ConsumedCapacity: { TableName: HASH, CapacityUnits: (units: number) => units > 0 } },
      ),
    ),
    flow(
      'a query with indexes',
      putPair('cc-7', 'a'),
      call(
        'Query',
        {
          TableName: COMPOSITE,
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': S('cc-7') },
          ConsistentRead: true,
          ...indexes,
        },
        { ConsumedCapacity: { CapacityUnits: 1, ...none, Table: { CapacityUnits: 1, ...none } } },
      ),
    ),
    flow(
      'a query of an index',
      putPair('cc-8', 'a', { lsi1sk: S('cc-8') }),
      call(
        'Query',
        {
          TableName: COMPOSITE,
          IndexName: 'gsi1',
          KeyConditionExpression: 'lsi1sk = :p',
          ExpressionAttributeValues: { ':p': S('cc-8') },
          ...indexes,
        },
        {
          ConsumedCapacity: {
            CapacityUnits: 0.5,
            Table: { CapacityUnits: 0 },
            GlobalSecondaryIndexes: { gsi1: { CapacityUnits: 0.5 } },
          },
        },
      ),
    ),
    flow(
      'a batch of writes',
      call(
        'BatchWriteItem',
        {
          RequestItems: {
            [HASH]: [{ PutRequest: { Item: key('cc-9') } }, { PutRequest: { Item: key('cc-10') } }],
          },
          ReturnConsumedCapacity: 'TOTAL',
        },
        { ConsumedCapacity: [{ TableName: HASH, CapacityUnits: 2 }] },
      ),
    ),
    flow(
      'a batch of reads',
      call(
        'BatchGetItem',
        {
          RequestItems: { [HASH]: { Keys: [key('cc-none-1'), key('cc-none-2')] } },
          ReturnConsumedCapacity: 'TOTAL',
        },
        { ConsumedCapacity: [{ TableName: HASH, CapacityUnits: 1 }] },
      ),
    ),
    flow(
      'a transaction of writes',
      call(
        'TransactWriteItems',
        {
          TransactItems: ['cc-11', 'cc-12'].map((pk) => ({
            Put: { TableName: HASH, Item: { ...key(pk), n: N(1) } },
          })),
          ReturnConsumedCapacity: 'TOTAL',
        },
        { ConsumedCapacity: [{ CapacityUnits: 4 }] },
      ),
    ),
    flow(
      'a transaction of reads',
      put('cc-13'),
      call(
        'TransactGetItems',
        {
          TransactItems: ['cc-13', 'cc-none'].map((pk) => ({ Get: { TableName: HASH, Key: key(pk) } })),
          ReturnConsumedCapacity: 'TOTAL',
        },
        { ConsumedCapacity: [{ CapacityUnits: 4 }] },
      ),
    ),
    flow(
      'a transaction of reads with indexes',
      put('cc-13'),
      call(
        'TransactGetItems',
        { TransactItems: [{ Get: { TableName: HASH, Key: key('cc-13') } }], ...indexes },
        { ConsumedCapacity: [{ Table: { ReadCapacityUnits: 2 } }] },
      ),
    ),
    costs('a query before its filter', {}),
    costs('a query with a filter', { FilterExpression: 'keep = :k' }, { ':k': S('yes') }),
    costs('a query whose filter finds nothing', { FilterExpression: 'keep = :k' }, { ':k': S('none') }),
    costs('a query with a projection', { ProjectionExpression: 'sk' }),
  ]),
  group('ItemCollectionMetrics', [
    flow(
      'a put',
      call(
        'PutItem',
        { TableName: COMPOSITE, Item: pair('icm', 'a'), ReturnItemCollectionMetrics: 'SIZE' },
        METRICS,
      ),
    ),
    flow(
      'an update',
      call(
        'UpdateItem',
        {
          TableName: COMPOSITE,
          Key: pair('icm', 'a'),
          UpdateExpression: 'SET a = :v',
          ExpressionAttributeValues: { ':v': S('x') },
          ReturnItemCollectionMetrics: 'SIZE',
        },
        METRICS,
      ),
    ),
    flow(
      'a delete',
      call(
        'DeleteItem',
        { TableName: COMPOSITE, Key: pair('icm', 'a'), ReturnItemCollectionMetrics: 'SIZE' },
        METRICS,
      ),
    ),
    flow(
      'a batch',
      call(
        'BatchWriteItem',
        {
          RequestItems: { [COMPOSITE]: [{ PutRequest: { Item: pair('icm', 'b') } }] },
          ReturnItemCollectionMetrics: 'SIZE',
        },
        { ItemCollectionMetrics: { [COMPOSITE]: [METRICS.ItemCollectionMetrics] } },
      ),
    ),
    flow(
      'a transaction',
      call(
        'TransactWriteItems',
        {
          TransactItems: [{ Put: { TableName: COMPOSITE, Item: pair('icm', 'c') } }],
          ReturnItemCollectionMetrics: 'SIZE',
        },
        { ItemCollectionMetrics: { [COMPOSITE]: [METRICS.ItemCollectionMetrics] } },
      ),
    ),
    flow(
      'NONE',
      call(
        'PutItem',
        { TableName: COMPOSITE, Item: pair('icm', 'a'), ReturnItemCollectionMetrics: 'NONE' },
        { ItemCollectionMetrics: undefined },
      ),
    ),
    flow(
      'a table without local indexes',
      call(
        'PutItem',
        { TableName: HASH, Item: key('icm'), ReturnItemCollectionMetrics: 'SIZE' },
        { ItemCollectionMetrics: undefined },
      ),
    ),
  ]),
];
