/** Updates as requests. */
import { call, flow, HASH, key, put, type Wire } from './kit.ts';

export const update = (pk: string, UpdateExpression: string, values?: Wire, rest: Wire = {}): Wire => ({
  TableName: HASH,
  Key: key(pk),
  UpdateExpression,
  ...(values && { ExpressionAttributeValues: values }),
  ...rest,
});

export const returns = (
  title: string,
  pk: string,
  before: Wire,
  expression: string,
  values: Wire | undefined,
  ReturnValues: string,
  Attributes: unknown,
) =>
  flow(
    title,
    put(pk, before),
    call('UpdateItem', update(pk, expression, values, { ReturnValues }), { Attributes }),
  );
