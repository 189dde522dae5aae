import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Availability } from '@jindian/shared/contract/goods/storefront';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { set } from 'dynamodb-toolbox/schema/set';
import { string } from 'dynamodb-toolbox/schema/string';
import { readBatch } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, write } from '../../platform/transact.ts';

/** What a place carries, and how much of each product there is of the SKU of which there is most. */
export type Shelf = ReadonlyMap<string, Availability>;

export type ShelfHead = {
  locationId: string;
  /** Counts every change, also what only became doubtful. */
  revision: number;
  /** The revision that wrote the body. */
  body: number;
  /** The day for which it was made, since lots stop being offered by the day; `never`: it has to be made. */
  day: string;
  ownerId: string;
  /** SKUs whose levels changed since. */
  doubtful?: Set<string> | undefined;
};

export const never = 'never';
/** With more, all is looked at anew. */
const maxDoubtful = 200;
const standings = ['none', 'few', 'in_stock'] as const satisfies Availability[];

/** A brand's ten thousand products are some thirty thousand bytes. */
function packShelf(shelf: Shelf): Uint8Array {
  const lines = standings.map((standing) =>
    [...shelf].flatMap(([id, one]) => (one === standing ? [id] : [])).join(' '),
  );
  return deflateRawSync(lines.join('\n'));
}

function unpackShelf(bytes: Uint8Array): Shelf {
  const lines = inflateRawSync(bytes).toString().split('\n');
  return new Map(
    standings.flatMap((standing, nth) =>
      (lines[nth] ?? '').split(' ').flatMap((id): [string, Availability][] => (id ? [[id, standing]] : [])),
    ),
  );
}

const partition = (locationId: string) => `SHELF#${locationId}`;

export function createShelfStore(table: JindianTable) {
  const heads = new Entity({
    name: 'ShelfHead',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      revision: number(),
      body: number(),
      day: string(),
      ownerId: string(),
      doubtful: set(string()).optional(),
    }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: partition(locationId), sk: 'HEAD' }),
  });
  const bodies = new Entity({
    name: 'ShelfBody',
    table,
    timestamps: false,
    schema: item({ locationId: string().key(), revision: number(), bytes: binary() }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: partition(locationId), sk: 'BODY' }),
  });

  async function headsOf(locationIds: readonly string[], consistent = false): Promise<(ShelfHead | null)[]> {
    const found = await readBatch(
      table,
      locationIds.map((locationId) => heads.build(BatchGetRequest).key({ locationId })),
      { consistent },
    );
    return found.map((head) => (head as ShelfHead | undefined) ?? null);
  }

  async function bodyOf(locationId: string): Promise<{ revision: number; shelf: Shelf } | null> {
    const { Item } = await bodies
      .build(GetItemCommand)
      .key({ locationId })
      .options({ consistent: true })
      .send();
    return Item ? { revision: Item.revision, shelf: unpackShelf(Item.bytes) } : null;
  }

  /** From here on changes of its levels are noted. */
  async function begin(locationId: string, ownerId: string): Promise<void> {
    try {
      await heads
        .build(PutItemCommand)
        .item({ locationId, ownerId, revision: 1, body: 0, day: never })
        .options({ condition: { attr: 'revision', exists: false } })
        .send();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** Puts in force what was made of the levels; false where one of them changed meanwhile. */
  async function save(
    head: Omit<ShelfHead, 'revision' | 'body' | 'doubtful'>,
    seen: Pick<ShelfHead, 'revision' | 'body'>,
    /** Null: the body is still what it was. */
    shelf: Shelf | null,
  ): Promise<boolean> {
    const revision = seen.revision + 1;
    const { locationId } = head;
    const done = await transact(table, [
      write(
        'shelf',
        heads
          .build(PutTransaction)
          .item({ ...head, revision, body: shelf ? revision : seen.body })
          .options({ condition: { attr: 'revision', eq: seen.revision } }),
      ),
      ...(shelf
        ? [
            write(
              'shelf body',
              bodies.build(PutTransaction).item({ locationId, revision, bytes: packShelf(shelf) }),
            ),
          ]
        : []),
    ]);
    return done.kind === 'done';
  }

  async function note(locationId: string, expression: string, values: Record<string, unknown>) {
    try {
      const { Attributes } = await table.getDocumentClient().send(
        new UpdateCommand({
          TableName: table.getName(),
          Key: { pk: partition(locationId), sk: 'HEAD' },
          UpdateExpression: expression,
          ConditionExpression: 'attribute_exists(#revision)',
          ExpressionAttributeNames: {
            '#revision': 'revision',
            '#doubtful': 'doubtful',
            ...(':never' in values ? { '#day': 'day' } : {}),
          },
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return (Attributes?.doubtful as Set<string> | undefined)?.size ?? 0;
    } catch (error) {
      // Nobody looked at this place yet.
      if (error instanceof ConditionalCheckFailedException) return 0;
      throw error;
    }
  }

  /** Says that the levels of these SKUs changed, of a place that anybody looked at; one write, that reads nothing. */
  async function doubt(locationId: string, skuIds: readonly string[]): Promise<void> {
    const many =
      skuIds.length > maxDoubtful ||
      (await note(locationId, 'ADD #revision :one, #doubtful :skus', {
        ':one': 1,
        ':skus': new Set(skuIds),
      })) > maxDoubtful;
    if (many)
      await note(locationId, 'SET #day = :never REMOVE #doubtful ADD #revision :one', {
        ':one': 1,
        ':never': never,
      });
  }

  return { headsOf, bodyOf, begin, save, doubt };
}
export type ShelfStore = ReturnType<typeof createShelfStore>;
