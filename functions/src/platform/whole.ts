/** Options of a query whose result is taken as a whole: DynamoDB ends a page at 1 MB, wherever that is. */
export const everyPage = { maxPages: Number.POSITIVE_INFINITY } as const;

/** As much of a query as is asked for, or all there is: a page of 1 MB may hold less than `limit`. */
export async function readUpTo<T>(
  limit: number,
  page: (next: {
    limit: number;
    exclusiveStartKey?: Record<string, unknown>;
  }) => Promise<{ Items?: T[] | undefined; LastEvaluatedKey?: Record<string, unknown> | undefined }>,
): Promise<T[]> {
  const found: T[] = [];
  let exclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const next = { limit: limit - found.length, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) };
    const { Items = [], LastEvaluatedKey } = await page(next);
    found.push(...Items);
    exclusiveStartKey = LastEvaluatedKey;
  } while (exclusiveStartKey && found.length < limit);
  return found;
}
