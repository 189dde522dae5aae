import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type ByKind, readForward, type StoredItem } from './define.ts';

/** The answers of GetItem, Query, Scan, BatchGetItem, TransactGetItems and of writes that give the item back. */
type Answer = {
  Item?: StoredItem;
  Items?: StoredItem[];
  Attributes?: StoredItem;
  Responses?: Record<string, StoredItem[]> | { Item?: StoredItem }[];
};

function forwarded<A extends Answer>(migrations: ByKind, answer: A): A {
  const one = (item: StoredItem) => readForward(migrations, item);
  const { Item, Items, Attributes, Responses } = answer;
  return {
    ...answer,
    ...(Item ? { Item: one(Item) } : {}),
    ...(Items ? { Items: Items.map(one) } : {}),
    ...(Attributes ? { Attributes: one(Attributes) } : {}),
    ...(Array.isArray(Responses)
      ? { Responses: Responses.map((part) => (part.Item ? { ...part, Item: one(part.Item) } : part)) }
      : Responses
        ? {
            Responses: Object.fromEntries(
              Object.entries(Responses).map(([name, items]) => [name, items.map(one)]),
            ),
          }
        : {}),
  };
}

type Refused = { Item?: Record<string, AttributeValue>; CancellationReasons?: Refused[] };

/** What a failed condition tells of the item as it stood is read like any other. */
function forwardedRefusal(migrations: ByKind, refused: Refused): void {
  if (refused.Item)
    refused.Item = marshall(readForward(migrations, unmarshall(refused.Item)), {
      removeUndefinedValues: true,
    });
  for (const reason of refused.CancellationReasons ?? []) forwardedRefusal(migrations, reason);
}

/** Whoever reads by this client reads items in this version's shape. With nothing to migrate it is the client as it was. */
export function readingForward(client: DynamoDBDocumentClient, migrations: ByKind): DynamoDBDocumentClient {
  if (migrations.size === 0) return client;
  const send = client.send.bind(client) as (...call: unknown[]) => Promise<Answer>;
  client.send = (async (...call: unknown[]) => {
    try {
      return forwarded(migrations, await send(...call));
    } catch (error) {
      forwardedRefusal(migrations, error as Refused);
      throw error;
    }
  }) as unknown as typeof client.send;
  return client;
}
