/** Queries and scans as requests, and the items they read. */
import { COMPOSITE, call, type Step, type Wire } from './kit.ts';

export const query = (KeyConditionExpression: string, values: Wire, rest: Wire = {}): Wire => ({
  TableName: COMPOSITE,
  KeyConditionExpression,
  ExpressionAttributeValues: values,
  ...rest,
});

/** Reads page after page, two items each, and compares the whole; the service may end with an empty page. */
export const pages = (
  operation: 'Query' | 'Scan',
  input: Wire,
  names: string[],
  wanted: (item: Wire) => boolean = () => true,
): Step[] => {
  const count = Math.ceil(names.length / 2) + 1;
  return Array.from({ length: count }, (_, page) =>
    call(
      operation,
      (earlier) => {
        const before = earlier.at(-1);
        const start = page === 0 ? undefined : before?.LastEvaluatedKey;
        return page > 0 && start === undefined
          ? { ...input, Limit: 1 }
          : { ...input, Limit: 2, ...(start !== undefined && { ExclusiveStartKey: start }) };
      },
      page === 0
        ? {
            LastEvaluatedKey: (key: unknown) => key !== undefined,
            Items: (items: Wire[]) => items.every(wanted) && items.length <= 2,
          }
        : {},
    ),
  );
};
