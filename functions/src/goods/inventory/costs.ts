import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { groupBy, type MovementCause } from './rules.ts';
import type { InventoryStore } from './store.ts';

export type CostKey = { locationId: string; skuId: string; ownerId: string };
/** What one piece cost its owner at a place, on average, from a moment on. In thousandths of a fen, so that averages of averages stay true. */
export type StockCost = CostKey & {
  atMs: number;
  averageMilliFen: number;
  /** What it was made of. */
  quantity: number;
  unitCostFen: number;
  onHandBefore: number;
  averageBeforeMilliFen: number;
  cause: string;
  revision: number;
};

/**
 * The new moving average after a receipt. Pieces that are there already keep what they cost; where there were none, or
 * nobody had said what they cost, the receipt says it for all.
 */
export function movingAverage(
  before: { onHand: number; averageMilliFen: number },
  received: { quantity: number; unitCostFen: number },
): number {
  const there = before.averageMilliFen === 0 ? 0 : Math.max(0, before.onHand);
  // BigInt: a million pieces of a million yuan are more thousandths of a fen than a number holds exactly.
  const sum =
    BigInt(there) * BigInt(before.averageMilliFen) +
    BigInt(received.quantity) * BigInt(received.unitCostFen) * 1_000n;
  const pieces = BigInt(there + received.quantity);
  return Number((2n * sum + pieces) / (2n * pieces));
}

/** Dated costs, a moving average by owner and place. What nobody has entered costs nothing. */
export function createStockCosts(deps: { table: JindianTable; clock: Clock; store: InventoryStore }) {
  const { table, clock, store } = deps;
  const schema = {
    locationId: string().key(),
    skuId: string().key(),
    ownerId: string().key(),
    atMs: number(),
    averageMilliFen: number(),
    quantity: number(),
    unitCostFen: number(),
    onHandBefore: number(),
    averageBeforeMilliFen: number(),
    cause: string(),
  };
  const partition = ({ locationId }: { locationId: string }) => `COSTS#${locationId}`;
  const current = new Entity({
    name: 'StockCost',
    table,
    timestamps: false,
    schema: item({ ...schema, revision: number() }),
    computeKey: (key: CostKey) => ({ pk: partition(key), sk: `NOW#${key.skuId}#${key.ownerId}` }),
  });
  const history = new Entity({
    name: 'StockCostEntry',
    table,
    timestamps: false,
    schema: item({ ...schema, revision: number().key() }),
    computeKey: (key: CostKey & { revision: number }) => ({
      pk: partition(key),
      sk: `ENTRY#${key.skuId}#${key.ownerId}#${String(key.revision).padStart(9, '0')}`,
    }),
  });

  /** What these goods cost now; absent: nobody has said. */
  async function of(keys: readonly CostKey[], consistent = false): Promise<StockCost[]> {
    const found = await readBatch(
      table,
      keys.map((key) => current.build(BatchGetRequest).key(key)),
      { consistent },
    );
    return found.filter((cost) => cost !== undefined);
  }

  /**
   * What a receipt makes of the averages, for its transaction; labels `cost <skuId>`. Two receipts at once cannot
   * both go on from the same average: the second is refused, and looks again.
   */
  async function receiptWrites(
    locationId: string,
    received: readonly { skuId: string; ownerId: string; quantity: number; unitCostFen: number }[],
    cause: MovementCause,
  ): Promise<Write[]> {
    if (received.length === 0) return [];
    const keys = received.map(({ skuId, ownerId }) => ({ locationId, skuId, ownerId }));
    const [costs, levels] = await Promise.all([
      of(keys, true),
      store.readLevels(
        keys.flatMap((key) => [
          key,
          { ...key, condition: 'display' as const },
          { ...key, condition: 'quarantine' as const },
        ]),
        { consistent: true },
      ),
    ]);
    return [...groupBy(received, ({ skuId, ownerId }) => `${skuId} ${ownerId}`).values()].flatMap((lines) => {
      const { skuId, ownerId } = lines[0] as (typeof received)[number];
      const isIt = (one: { skuId: string; ownerId: string }) =>
        one.skuId === skuId && one.ownerId === ownerId;
      const before = costs.find(isIt);
      const onHandBefore = levels.filter(isIt).reduce((sum, { onHand }) => sum + onHand, 0);
      let onHand = onHandBefore;
      let averageMilliFen = before?.averageMilliFen ?? 0;
      for (const line of lines) {
        averageMilliFen = movingAverage({ onHand, averageMilliFen }, line);
        onHand += line.quantity;
      }
      const quantity = onHand - onHandBefore;
      const entry: StockCost = {
        locationId,
        skuId,
        ownerId,
        atMs: clock.nowMs(),
        averageMilliFen,
        quantity,
        unitCostFen: Math.round(
          lines.reduce((sum, line) => sum + line.quantity * line.unitCostFen, 0) / quantity,
        ),
        onHandBefore,
        averageBeforeMilliFen: before?.averageMilliFen ?? 0,
        cause: `${cause.type}:${cause.id}`,
        revision: (before?.revision ?? 0) + 1,
      };
      return [
        write(
          `cost ${skuId}`,
          current
            .build(PutTransaction)
            .item(entry)
            .options({
              condition: before
                ? { attr: 'revision', eq: before.revision }
                : { attr: 'revision', exists: false },
            }),
        ),
        write('cost entry', history.build(PutTransaction).item(entry)),
      ];
    });
  }

  /** How the average came to be, newest first. */
  async function entriesOf({ locationId, skuId, ownerId }: CostKey, limit: number): Promise<StockCost[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: partition({ locationId }), range: { beginsWith: `ENTRY#${skuId}#${ownerId}#` } })
      .entities(history)
      .options({ limit, reverse: true })
      .send();
    return Items ?? [];
  }

  /** The items of what opening stock cost, as receiving it would have written them; for loading in bulk. */
  function openingItems(
    received: readonly (CostKey & { quantity: number; unitCostFen: number })[],
    cause: MovementCause,
  ): Record<string, unknown>[] {
    return received.flatMap(({ locationId, skuId, ownerId, quantity, unitCostFen }) => {
      const entry: StockCost = {
        locationId,
        skuId,
        ownerId,
        atMs: clock.nowMs(),
        averageMilliFen: unitCostFen * 1_000,
        quantity,
        unitCostFen,
        onHandBefore: 0,
        averageBeforeMilliFen: 0,
        cause: `${cause.type}:${cause.id}`,
        revision: 1,
      };
      return [current.build(PutItemCommand).item(entry), history.build(PutItemCommand).item(entry)].map(
        (put) => put.params().Item as Record<string, unknown>,
      );
    });
  }

  return { of, receiptWrites, entriesOf, openingItems };
}
export type StockCosts = ReturnType<typeof createStockCosts>;
