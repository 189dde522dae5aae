/** A statement of a function's policy. */
export type Permission = {
  actions: string[];
  resources: string[];
  /** Only on items whose partition key is like one of these; null: on any. */
  leadingKeys: string[] | null;
};

/** One thing that a call wants to do, as IAM sees it. */
export type Wish = { action: string; resource: string; leadingKeys?: string[] };

function isLike(value: string, pattern: string): boolean {
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

export function isAllowed(permissions: readonly Permission[], wish: Wish): boolean {
  return permissions.some(
    ({ actions, resources, leadingKeys }) =>
      actions.includes(wish.action) &&
      resources.some((resource) => isLike(wish.resource, resource)) &&
      (leadingKeys === null ||
        (wish.leadingKeys ?? []).every((key) => leadingKeys.some((pattern) => isLike(key, pattern)))),
  );
}

type Wire = Record<string, unknown>;
type Attributes = Record<string, { S?: string }>;

const partitionOf = (item: unknown) => (item as Attributes | undefined)?.pk?.S ?? '';

/** The partition that a query reads: the value that its key condition holds the partition key to. */
function partitionOfQuery({ KeyConditionExpression, ExpressionAttributeValues }: Wire): string {
  const [, name = ''] = /=\s*(:[\w.]+)/.exec(String(KeyConditionExpression ?? '')) ?? [];
  return ((ExpressionAttributeValues ?? {}) as Attributes)[name]?.S ?? '';
}

/** What a call to DynamoDB needs a right to: of a transaction, each of its parts. */
export function wishesOf(operation: string, input: Wire, tableArn: string): Wish[] {
  const wish = (action: string, leadingKeys: string[], index?: unknown): Wish => ({
    action: `dynamodb:${action}`,
    resource: index ? `${tableArn}/index/${index}` : tableArn,
    leadingKeys,
  });
  switch (operation) {
    case 'TransactWriteItems':
      return (input.TransactItems as Record<string, { Item?: unknown; Key?: unknown }>[]).flatMap((part) =>
        Object.entries(part).map(([kind, one]) =>
          wish(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, [
            partitionOf(one.Item ?? one.Key),
          ]),
        ),
      );
    case 'TransactGetItems':
      return (input.TransactItems as { Get: { Key: unknown } }[]).map(({ Get }) =>
        wish('GetItem', [partitionOf(Get.Key)]),
      );
    case 'BatchGetItem':
      return Object.values(input.RequestItems as Record<string, { Keys: unknown[] }>).map(({ Keys }) =>
        wish(operation, Keys.map(partitionOf)),
      );
    case 'BatchWriteItem':
      return Object.values(
        input.RequestItems as Record<string, { PutRequest?: Wire; DeleteRequest?: Wire }[]>,
      ).map((requests) =>
        wish(
          operation,
          requests.map(({ PutRequest, DeleteRequest }) =>
            partitionOf(PutRequest?.Item ?? DeleteRequest?.Key),
          ),
        ),
      );
    case 'Query':
      return [wish(operation, [partitionOfQuery(input)], input.IndexName)];
    default:
      return [wish(operation, [partitionOf(input.Item ?? input.Key)], input.IndexName)];
  }
}
