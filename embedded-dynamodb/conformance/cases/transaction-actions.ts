/** Actions of transactions. */
import { HASH, key, MISSING, S, type Wire } from './kit.ts';

export const tPut = (pk: string, rest: Wire = {}, more: Wire = {}): Wire => ({
  Put: { TableName: HASH, Item: { pk: S(pk), ...rest }, ...more },
});
export const tDelete = (pk: string, more: Wire = {}): Wire => ({
  Delete: { TableName: HASH, Key: key(pk), ...more },
});
export const tCheck = (pk: string, ConditionExpression: string, values?: Wire): Wire => ({
  ConditionCheck: {
    TableName: HASH,
    Key: key(pk),
    ConditionExpression,
    ...(values && { ExpressionAttributeValues: values }),
  },
});
export const transact = (...TransactItems: Wire[]) => ({ TransactItems });
export const SCHEMA = 'The provided key element does not match the schema';

export const RCC =
  "Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
export const nowhere: Wire = { Put: { TableName: MISSING, Item: key('x') } };
