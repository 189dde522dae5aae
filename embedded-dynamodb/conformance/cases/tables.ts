/** CreateTable, DescribeTable, DeleteTable, ListTables. */
import { call, fails, flow, group, HASH, index, MISSING, refuses, schema, type Wire } from './kit.ts';
import { attribute, base, describe, provisioned, withSort, withUnits } from './table-requests.ts';

const round = (title: string, name: string, rest: Wire, part: unknown) =>
  flow(title, call('CreateTable', base(name, rest)), describe(name, part));
const INVALID = 'One or more parameter values were invalid: ';

export const tables = [
  group('CreateTable and DescribeTable', [
    round(
      'on demand',
      'Ct1',
      {},
      {
        TableName: 'Ct1',
        TableStatus: 'ACTIVE',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        KeySchema: schema('pk'),
        ItemCount: 0,
      },
    ),
    flow(
      'provisioned',
      call('CreateTable', withUnits('Ct2')),
      describe('Ct2', {
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5, NumberOfDecreasesToday: 0 },
        BillingModeSummary: undefined,
      }),
    ),
    round(
      'with a sort key',
      'Ct3',
      { AttributeDefinitions: [attribute('pk'), attribute('sk', 'N')], KeySchema: schema('pk', 'sk') },
      { KeySchema: schema('pk', 'sk') },
    ),
    flow(
      'the same TableId again and again',
      call('CreateTable', base('Ct4'), {
        TableDescription: { TableId: (id: unknown) => typeof id === 'string' },
      }),
      describe('Ct4', {
        TableId: (id: unknown) => typeof id === 'string' && id.length === 36,
        TableArn: (arn: string) => arn.startsWith('arn:aws:dynamodb:') && arn.endsWith(':table/Ct4'),
      }),
    ),
    round(
      'global indexes',
      'Ct5',
      {
        AttributeDefinitions: [attribute('pk'), attribute('g'), attribute('h')],
        GlobalSecondaryIndexes: [index('one', schema('g')), index('two', schema('g', 'h'), ['a'])],
      },
      {
        GlobalSecondaryIndexes: [
          { IndexName: 'one', IndexStatus: 'ACTIVE' },
          { IndexName: 'two', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] } },
        ],
      },
    ),
    round(
      'a local index',
      'Ct6',
      {
        AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('l')],
        KeySchema: schema('pk', 'sk'),
        LocalSecondaryIndexes: [index('local', schema('pk', 'l'))],
      },
      { LocalSecondaryIndexes: [{ IndexName: 'local', KeySchema: schema('pk', 'l') }] },
    ),
    round(
      'protection against deletion',
      'Ct7',
      { DeletionProtectionEnabled: true },
      { DeletionProtectionEnabled: true },
    ),
    round(
      'no protection by default',
      'Ct8',
      {},
      { DeletionProtectionEnabled: (value: unknown) => !value, SSEDescription: undefined },
    ),
    round(
      'a table class',
      'Ct9',
      { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      { TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' } },
    ),
    round(
      'encryption with a managed key',
      'Ct10',
      { SSESpecification: { Enabled: true } },
      {
        SSEDescription: {
          Status: 'ENABLED',
          SSEType: 'KMS',
          KMSMasterKeyArn: (arn: string) => arn.startsWith('arn:aws:kms:'),
        },
      },
    ),
    round(
      'limits of on demand',
      'Ct11',
      { OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 5 } },
      { OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 5 } },
    ),
    flow(
      'a table twice',
      call('CreateTable', base('Ct12')),
      fails('CreateTable', base('Ct12'), 'Table already exists: Ct12', 'ResourceInUseException'),
    ),
    refuses(
      'no table to describe',
      'DescribeTable',
      { TableName: MISSING },
      `Requested resource not found: Table: ${MISSING} not found`,
      'ResourceNotFoundException',
    ),
  ]),
  group('CreateTable is refused', [
    refuses(
      'without a name',
      'CreateTable',
      { ...base('x'), TableName: undefined },
      "The parameter 'TableName' is required but was not present in the request",
    ),
    refuses(
      'with a name too short',
      'CreateTable',
      base('ab'),
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ),
    refuses(
      'with an empty name',
      'CreateTable',
      { TableName: '', KeySchema: [], AttributeDefinitions: [] },
      /tableName/,
    ),
    refuses(
      'with a name too long',
      'CreateTable',
      base('a'.repeat(256)),
      `1 validation error detected: Value '${'a'.repeat(256)}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255`,
    ),
    refuses(
      'with a bad name',
      'CreateTable',
      base('bad!'),
      "1 validation error detected: Value 'bad!' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ),
    refuses('without keys', 'CreateTable', {
      TableName: 'CtX',
      AttributeDefinitions: [attribute('pk')],
      BillingMode: 'PAY_PER_REQUEST',
    }),
    refuses(
      'with an attribute nobody uses',
      'CreateTable',
      base('CtX', { AttributeDefinitions: [attribute('pk'), attribute('y')] }),
      /Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions/,
    ),
    refuses(
      'with an attribute nobody defined',
      'CreateTable',
      base('CtX', { KeySchema: schema('nope') }),
      `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [nope], AttributeDefinitions: [pk]`,
    ),
    refuses(
      'with one attribute twice',
      'CreateTable',
      base('CtX', { KeySchema: schema('pk', 'pk') }),
      'Invalid KeySchema: Some index key attribute have no definition',
    ),
    refuses(
      'with three keys',
      'CreateTable',
      withSort('CtX', { KeySchema: [...schema('pk', 'sk'), { AttributeName: 'x', KeyType: 'RANGE' }] }),
      "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=x, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
    ),
    refuses(
      'with an unknown key type',
      'CreateTable',
      base('CtX', { KeySchema: [{ AttributeName: 'pk', KeyType: 'INVALID' }] }),
      "1 validation error detected: Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    ),
    refuses(
      'with an unknown attribute type',
      'CreateTable',
      base('CtX', { AttributeDefinitions: [attribute('pk', 'INVALID')] }),
      "1 validation error detected: Value 'INVALID' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ),
    refuses(
      'with an unknown billing mode',
      'CreateTable',
      base('CtX', { BillingMode: 'INVALID' }),
      "1 validation error detected: Value 'INVALID' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
    ),
    refuses(
      'on demand with units',
      'CreateTable',
      base('CtX', provisioned(5, 5)),
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ),
    refuses(
      'provisioned without units',
      'CreateTable',
      { ...base('CtX'), BillingMode: 'PROVISIONED' },
      `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ),
    refuses(
      'a local index without a sort key',
      'CreateTable',
      base('CtX', {
        AttributeDefinitions: [attribute('pk'), attribute('l')],
        LocalSecondaryIndexes: [index('local', schema('pk', 'l'))],
      }),
      `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ),
    refuses(
      'a local index of another partition',
      'CreateTable',
      withSort('CtX', { LocalSecondaryIndexes: [index('local', schema('x', 'sk'))] }),
      `${INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: local. index hash key: x, table hash key: pk`,
    ),
    refuses(
      'two indexes of one name',
      'CreateTable',
      withSort('CtX', { GlobalSecondaryIndexes: [index('same', schema('x')), index('same', schema('sk'))] }),
      `${INVALID}Duplicate index name: same`,
    ),
    refuses(
      'INCLUDE of nothing in a global index',
      'CreateTable',
      withSort('CtX', {
        GlobalSecondaryIndexes: [
          { IndexName: 'gsi', KeySchema: schema('x'), Projection: { ProjectionType: 'INCLUDE' } },
        ],
      }),
      `${INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ),
    refuses(
      'INCLUDE of nothing in a local index',
      'CreateTable',
      withSort('CtX', {
        LocalSecondaryIndexes: [
          { IndexName: 'lsi', KeySchema: schema('pk', 'x'), Projection: { ProjectionType: 'INCLUDE' } },
        ],
      }),
      `${INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ),
    refuses(
      'KEYS_ONLY with attributes',
      'CreateTable',
      withSort('CtX', {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'gsi',
            KeySchema: schema('x'),
            Projection: { ProjectionType: 'KEYS_ONLY', NonKeyAttributes: ['a'] },
          },
        ],
      }),
      `${INVALID}ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified`,
    ),
    refuses(
      'a view of no stream',
      'CreateTable',
      base('CtX', { StreamSpecification: { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' } }),
    ),
    refuses(
      'a stream without a view',
      'CreateTable',
      base('CtX', { StreamSpecification: { StreamEnabled: true } }),
    ),
    refuses(
      'an empty list of indexes',
      'CreateTable',
      base('CtX', { GlobalSecondaryIndexes: [] }),
      `${INVALID}List of GlobalSecondaryIndexes is empty`,
    ),
  ]),
  group('DeleteTable and ListTables', [
    flow(
      'a table is gone',
      call('CreateTable', base('Dt1')),
      call('DeleteTable', { TableName: 'Dt1' }, { TableDescription: { TableStatus: 'DELETING' } }),
      fails('DescribeTable', { TableName: 'Dt1' }, undefined, 'ResourceNotFoundException'),
      call('ListTables', {}, { TableNames: (names: string[]) => !names.includes('Dt1') }),
    ),
    refuses(
      'no such table',
      'DeleteTable',
      { TableName: MISSING },
      `Requested resource not found: Table: ${MISSING} not found`,
      'ResourceNotFoundException',
    ),
    flow(
      'names in order',
      call(
        'ListTables',
        {},
        {
          TableNames: (names: string[]) => names.includes(HASH) && names.join() === [...names].sort().join(),
        },
      ),
    ),
    flow(
      'page by page',
      call('ListTables', { Limit: 2 }, { TableNames: (names: string[]) => names.length === 2 }),
      call(
        'ListTables',
        (earlier) => ({ ExclusiveStartTableName: earlier[0]?.LastEvaluatedTableName, Limit: 1 }),
        { TableNames: (names: string[]) => names.length === 1 },
      ),
    ),
    refuses(
      'a page too long',
      'ListTables',
      { Limit: 101 },
      "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
    ),
  ]),
];
