/** What indexes cost. */
import { indexes, none } from './capacity-requests.ts';
import { CAPACITY, call, flow, group, pair, S, type Wire } from './kit.ts';

const arms = (units: { total: number; table: number; gsi?: number; lsi?: number }): Wire => ({
  CapacityUnits: units.total,
  Table: { CapacityUnits: units.table, ...none },
  GlobalSecondaryIndexes:
    units.gsi === undefined ? undefined : { 'gsi-inc': { CapacityUnits: units.gsi, ...none } },
  LocalSecondaryIndexes:
    units.lsi === undefined ? undefined : { lsi1: { CapacityUnits: units.lsi, ...none } },
});
const putIndexed = (pk: string, rest: Wire, units?: Parameters<typeof arms>[0]) =>
  call(
    'PutItem',
    { TableName: CAPACITY, Item: { ...pair(pk, '1'), ...rest }, ...indexes },
    units ? { ConsumedCapacity: arms(units) } : {},
  );
const full = { gsiPk: S('g'), lsiSk: S('L1'), proj: S('p'), rest: S('o') };
const updating = (
  title: string,
  pk: string,
  UpdateExpression: string,
  units: Parameters<typeof arms>[0],
  value?: string,
) =>
  flow(
    title,
    putIndexed(pk, full),
    call(
      'UpdateItem',
      {
        TableName: CAPACITY,
        Key: pair(pk, '1'),
        UpdateExpression,
        ...(value !== undefined && { ExpressionAttributeValues: { ':v': S(value) } }),
        ...indexes,
      },
      { ConsumedCapacity: arms(units) },
    ),
  );

export const capacityIndexes = [
  group('what indexes cost', [
    flow(
      'a global index',
      putIndexed('ci-1', { gsiPk: S('g'), proj: S('p') }, { total: 2, table: 1, gsi: 1 }),
    ),
    flow(
      'in the total',
      call(
        'PutItem',
        {
          TableName: CAPACITY,
          Item: { ...pair('ci-2', '1'), gsiPk: S('g') },
          ReturnConsumedCapacity: 'TOTAL',
        },
        { ConsumedCapacity: { CapacityUnits: 2, Table: undefined, GlobalSecondaryIndexes: undefined } },
      ),
    ),
    flow('no index concerned', putIndexed('ci-3', { rest: S('o') }, { total: 1, table: 1 })),
    flow('a local index', putIndexed('ci-4', { lsiSk: S('L1') }, { total: 2, table: 1, lsi: 1 })),
    flow('both', putIndexed('ci-5', full, { total: 3, table: 1, gsi: 1, lsi: 1 })),
    flow('the same again', putIndexed('ci-6', full), putIndexed('ci-6', full, { total: 1, table: 1 })),
    updating(
      'an attribute that only one holds',
      'ci-7',
      'SET rest = :v',
      { total: 2, table: 1, lsi: 1 },
      'o2',
    ),
    updating(
      'an attribute that both hold',
      'ci-8',
      'SET proj = :v',
      { total: 3, table: 1, gsi: 1, lsi: 1 },
      'p2',
    ),
    updating('a key that changes', 'ci-9', 'SET gsiPk = :v', { total: 4, table: 1, gsi: 2, lsi: 1 }, 'g2'),
    updating('a key that goes', 'ci-10', 'REMOVE gsiPk', { total: 3, table: 1, gsi: 1, lsi: 1 }),
    updating('a local key that changes', 'ci-11', 'SET lsiSk = :v', { total: 3, table: 1, lsi: 2 }, 'L2'),
    flow(
      'a delete',
      putIndexed('ci-12', full),
      call(
        'DeleteItem',
        { TableName: CAPACITY, Key: pair('ci-12', '1'), ...indexes },
        { ConsumedCapacity: arms({ total: 3, table: 1, gsi: 1, lsi: 1 }) },
      ),
    ),
    flow(
      'a batch',
      call(
        'BatchWriteItem',
        {
          RequestItems: {
            [CAPACITY]: [
              { PutRequest: { Item: { ...pair('ci-13', '1'), gsiPk: S('g') } } },
              { PutRequest: { Item: pair('ci-14', '1') } },
            ],
          },
          ...indexes,
        },
        { ConsumedCapacity: [arms({ total: 3, table: 2, gsi: 1 })] },
      ),
    ),
  ]),
];
