/** UpdateTable, indexes of an existing table, time to live, the account. */
import {
  call,
  fails,
  flow,
  group,
  HASH,
  index,
  key,
  MISSING,
  N,
  refuses,
  S,
  schema,
  type Wire,
} from './kit.ts';
import { attribute, base, describe, provisioned, withSort, withUnits } from './table-requests.ts';

const gsiTable = (name: string): Wire =>
  withSort(name, { GlobalSecondaryIndexes: [index('existing', schema('x'))] });
const addIndex = (TableName: string, created: Wire, definitions?: Wire[]): Wire => ({
  TableName,
  ...(definitions && { AttributeDefinitions: definitions }),
  GlobalSecondaryIndexUpdates: [{ Create: created }],
});

export const tableChanges = [
  group('UpdateTable', [
    flow(
      'units',
      call('CreateTable', withUnits('Ut1')),
      call('UpdateTable', { TableName: 'Ut1', ...provisioned(20, 15) }),
      describe('Ut1', { ProvisionedThroughput: { ReadCapacityUnits: 20, WriteCapacityUnits: 15 } }),
    ),
    flow(
      'the same units',
      call('CreateTable', withUnits('Ut2')),
      fails(
        'UpdateTable',
        { TableName: 'Ut2', BillingMode: 'PROVISIONED', ...provisioned(5, 5) },
        'The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
      ),
    ),
    flow(
      'on demand again',
      call('CreateTable', base('Ut3')),
      call('UpdateTable', { TableName: 'Ut3', BillingMode: 'PAY_PER_REQUEST' }),
      describe('Ut3', { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
    ),
    flow(
      'to on demand',
      call('CreateTable', withUnits('Ut4')),
      call('UpdateTable', { TableName: 'Ut4', BillingMode: 'PAY_PER_REQUEST' }),
      describe('Ut4', {
        TableStatus: 'ACTIVE',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        ProvisionedThroughput: { ReadCapacityUnits: 0 },
      }),
    ),
    flow(
      'to provisioned',
      call('CreateTable', base('Ut5')),
      call('UpdateTable', { TableName: 'Ut5', BillingMode: 'PROVISIONED', ...provisioned(5, 6) }),
      describe('Ut5', { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 } }),
    ),
    refuses(
      'no such table',
      'UpdateTable',
      { TableName: MISSING, ...provisioned(1, 1) },
      `Requested resource not found: Table: ${MISSING} not found`,
      'ResourceNotFoundException',
    ),
    flow(
      'no units',
      call('CreateTable', withUnits('Ut6')),
      fails(
        'UpdateTable',
        { TableName: 'Ut6', ...provisioned(0, 5) },
        "1 validation error detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
    ),
    flow(
      'on demand with units',
      call('CreateTable', withUnits('Ut7')),
      fails('UpdateTable', { TableName: 'Ut7', BillingMode: 'PAY_PER_REQUEST', ...provisioned(5, 5) }),
    ),
    flow(
      'protection on',
      call('CreateTable', base('Ut8')),
      call('UpdateTable', { TableName: 'Ut8', DeletionProtectionEnabled: true }),
      describe('Ut8', { DeletionProtectionEnabled: true }),
      fails('DeleteTable', { TableName: 'Ut8' }, /protected against deletion/),
    ),
    flow(
      'protection off',
      call('CreateTable', base('Ut9', { DeletionProtectionEnabled: true })),
      call('UpdateTable', { TableName: 'Ut9', DeletionProtectionEnabled: false }),
      call('DeleteTable', { TableName: 'Ut9' }),
    ),
    flow(
      'class and limits',
      call(
        'CreateTable',
        base('Ut10', { OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 5 } }),
      ),
      call('UpdateTable', {
        TableName: 'Ut10',
        TableClass: 'STANDARD_INFREQUENT_ACCESS',
        OnDemandThroughput: { MaxReadRequestUnits: 20, MaxWriteRequestUnits: 15 },
      }),
      describe('Ut10', {
        TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
        OnDemandThroughput: { MaxReadRequestUnits: 20, MaxWriteRequestUnits: 15 },
      }),
    ),
    refuses(
      'nothing to do',
      'UpdateTable',
      { TableName: HASH },
      /^At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates/,
    ),
    flow(
      'a stream on, again, off',
      call('CreateTable', base('Ut11')),
      call(
        'UpdateTable',
        { TableName: 'Ut11', StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } },
        { TableDescription: { LatestStreamArn: (arn: unknown) => typeof arn === 'string' } },
      ),
      fails(
        'UpdateTable',
        { TableName: 'Ut11', StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } },
        'Table already has an enabled stream: TableName: Ut11',
      ),
      call('UpdateTable', { TableName: 'Ut11', StreamSpecification: { StreamEnabled: false } }),
      describe('Ut11', {
        StreamSpecification: undefined,
        LatestStreamArn: (arn: unknown) => typeof arn === 'string',
      }),
      fails('UpdateTable', { TableName: 'Ut11', StreamSpecification: { StreamEnabled: false } }),
    ),
  ]),
  group('indexes of an existing table', [
    flow(
      'a new index, filled from what is there',
      call('CreateTable', base('Ui1')),
      ...['1', '2', '3'].map((pk) =>
        call('PutItem', { TableName: 'Ui1', Item: { ...key(pk), g: S(pk === '3' ? 'b' : 'a') } }),
      ),
      call('UpdateTable', addIndex('Ui1', index('gsi', schema('g')), [attribute('g')])),
      describe('Ui1', {
        GlobalSecondaryIndexes: [{ IndexName: 'gsi', IndexStatus: 'ACTIVE', KeySchema: schema('g') }],
        AttributeDefinitions: [attribute('pk'), attribute('g')],
      }),
      call(
        'Query',
        {
          TableName: 'Ui1',
          IndexName: 'gsi',
          KeyConditionExpression: 'g = :g',
          ExpressionAttributeValues: { ':g': S('a') },
        },
        { Count: 2 },
      ),
    ),
    flow(
      'a new index follows what is written later',
      call('CreateTable', base('Ui2')),
      call(
        'UpdateTable',
        addIndex('Ui2', index('gsi', schema('g', 'h'), ['a']), [attribute('g'), attribute('h', 'N')]),
      ),
      call('PutItem', { TableName: 'Ui2', Item: { ...key('1'), g: S('x'), h: N(1), a: S('a'), b: S('b') } }),
      call(
        'Query',
        {
          TableName: 'Ui2',
          IndexName: 'gsi',
          KeyConditionExpression: 'g = :g',
          ExpressionAttributeValues: { ':g': S('x') },
        },
        { Items: [{ a: S('a'), b: undefined }] },
      ),
    ),
    flow(
      'one after the other',
      call('CreateTable', base('Ui3')),
      call('UpdateTable', addIndex('Ui3', index('gsi1', schema('a')), [attribute('a')])),
      call('UpdateTable', addIndex('Ui3', index('gsi2', schema('b')), [attribute('b', 'N')])),
      describe('Ui3', { GlobalSecondaryIndexes: [{ IndexName: 'gsi1' }, { IndexName: 'gsi2' }] }),
    ),
    flow(
      'an index less',
      call('CreateTable', gsiTable('Ui4')),
      call('UpdateTable', {
        TableName: 'Ui4',
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'existing' } }],
      }),
      describe('Ui4', { GlobalSecondaryIndexes: (all: unknown[] | undefined) => (all ?? []).length === 0 }),
      call('PutItem', { TableName: 'Ui4', Item: { pk: S('1'), sk: S('1'), x: N(1) } }),
      fails(
        'Query',
        {
          TableName: 'Ui4',
          IndexName: 'existing',
          KeyConditionExpression: 'x = :x',
          ExpressionAttributeValues: { ':x': S('x') },
        },
        'The table does not have the specified index: existing',
      ),
    ),
    flow(
      'a name that is taken',
      call('CreateTable', gsiTable('Ui5')),
      fails('UpdateTable', addIndex('Ui5', index('existing', schema('x')), [attribute('x')]), /existing/),
    ),
    flow(
      'an attribute nobody defined',
      call('CreateTable', base('Ui6')),
      fails(
        'UpdateTable',
        addIndex('Ui6', index('gsi', schema('nope'))),
        /not defined in AttributeDefinitions/,
      ),
    ),
    refuses(
      'no such index',
      'UpdateTable',
      { TableName: HASH, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'nope' } }] },
      /^Requested resource not found/,
      'ResourceNotFoundException',
    ),
  ]),
  group('time to live', [
    flow(
      'on',
      call('CreateTable', base('Ttl1')),
      call(
        'UpdateTimeToLive',
        { TableName: 'Ttl1', TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } },
        { TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } },
      ),
      call(
        'DescribeTimeToLive',
        { TableName: 'Ttl1' },
        { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' } },
      ),
      fails(
        'UpdateTimeToLive',
        { TableName: 'Ttl1', TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } },
        'TimeToLive is already enabled',
      ),
    ),
    flow(
      'off by default',
      call('CreateTable', base('Ttl2')),
      call(
        'DescribeTimeToLive',
        { TableName: 'Ttl2' },
        { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } },
      ),
      fails(
        'UpdateTimeToLive',
        { TableName: 'Ttl2', TimeToLiveSpecification: { Enabled: false, AttributeName: 'ttl' } },
        'TimeToLive is already disabled',
      ),
    ),
    refuses(
      'an empty name',
      'UpdateTimeToLive',
      { TableName: HASH, TimeToLiveSpecification: { Enabled: true, AttributeName: '' } },
      "1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
    refuses(
      'no such table',
      'UpdateTimeToLive',
      { TableName: MISSING, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } },
      undefined,
      'ResourceNotFoundException',
    ),
    refuses(
      'no such table to describe',
      'DescribeTimeToLive',
      { TableName: MISSING },
      undefined,
      'ResourceNotFoundException',
    ),
  ]),
  group('the account', [
    flow(
      'DescribeLimits',
      call(
        'DescribeLimits',
        {},
        Object.fromEntries(
          [
            'AccountMaxReadCapacityUnits',
            'AccountMaxWriteCapacityUnits',
            'TableMaxReadCapacityUnits',
            'TableMaxWriteCapacityUnits',
          ].map((name) => [name, (units: number) => units > 0]),
        ),
      ),
    ),
    flow(
      'DescribeEndpoints',
      call(
        'DescribeEndpoints',
        {},
        {
          Endpoints: [
            {
              Address: (address: unknown) => typeof address === 'string',
              CachePeriodInMinutes: (minutes: number) => minutes > 0,
            },
          ],
        },
      ),
    ),
  ]),
];
