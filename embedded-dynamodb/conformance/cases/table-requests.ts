/** Tables as requests. */
import { call, type Step, schema, type Wire } from './kit.ts';

export const attribute = (AttributeName: string, AttributeType = 'S'): Wire => ({
  AttributeName,
  AttributeType,
});
export const base = (TableName: string, rest: Wire = {}): Wire => ({
  TableName,
  AttributeDefinitions: [attribute('pk')],
  KeySchema: schema('pk'),
  BillingMode: 'PAY_PER_REQUEST',
  ...rest,
});
export const provisioned = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
});
export const withUnits = (TableName: string, rest: Wire = {}): Wire => ({
  TableName,
  AttributeDefinitions: [attribute('pk')],
  KeySchema: schema('pk'),
  ...provisioned(5, 5),
  ...rest,
});
export const describe = (TableName: string, part: unknown): Step =>
  call('DescribeTable', { TableName }, { Table: part });

export const withSort = (name: string, rest: Wire = {}): Wire =>
  base(name, {
    AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('x')],
    KeySchema: schema('pk', 'sk'),
    ...rest,
  });
