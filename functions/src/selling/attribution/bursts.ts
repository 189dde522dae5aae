import type { BindingReason } from '@jindian/shared/contract/selling/attribution';
import { hourMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { encodeTime } from 'ulid';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type AttributionItems, touchesKey, touchShards } from './items.ts';

/** What makes somebody the seller's who was not; customers of a colleague who left come together, and are no burst. */
const wins: ReadonlySet<BindingReason> = new Set([
  'first',
  'after_the_last_ended',
  'last_touch',
  'comes_first',
]);
const maxRemembered = 500;
/** Scans that bind nobody hide those that do so far, and no further than reading is worth. */
const mostLooks = 8;
type Key = Record<string, unknown>;
const timeLength = 10;

/** How many a seller bound in an hour: of the touches of that hour, those by which somebody became theirs. */
export function createBursts({
  table,
  clock,
  items,
}: {
  table: JindianTable;
  clock: Clock;
  items: AttributionItems;
}) {
  /** Hours that are over: nothing of them changes, and all orders of a live stream ask for the same few. */
  const remembered = new Map<string, number>();

  async function bindsInHour(sellerId: string, atMs: number, most: number): Promise<number> {
    const fromMs = Math.floor(atMs / hourMs) * hourMs;
    const name = `${sellerId} ${fromMs} ${most}`;
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const found = await count(sellerId, fromMs, most);
    // Moments later an index may still miss some.
    if (clock.nowMs() > fromMs + 2 * hourMs) {
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(name, found);
    }
    return found;
  }

  async function count(sellerId: string, fromMs: number, most: number): Promise<number> {
    const range = { between: [encodeTime(fromMs, timeLength), encodeTime(fromMs + hourMs, timeLength)] } as {
      between: [string, string];
    };
    let binds = 0;
    let touches = 0;
    let open = Array.from({ length: touchShards }, (_, shard) => ({
      shard,
      after: undefined as Key | undefined,
    }));
    for (let look = 0; look < mostLooks && open.length > 0; look += 1) {
      const pages = await Promise.all(
        open.map(async ({ shard, after }) => {
          const { Items = [], LastEvaluatedKey } = await table
            .build(QueryCommand)
            .query({ index: 'gsi1', partition: touchesKey(sellerId, shard), range })
            .options({ limit: most, ...(after ? { exclusiveStartKey: after } : {}) })
            .send();
          return {
            shard,
            found: Items as unknown as { pk: string; gsi1sk: string }[],
            after: LastEvaluatedKey,
          };
        }),
      );
      const touched = pages.flatMap(({ found }) => found);
      touches += touched.length;
      open = pages.filter(({ after }) => after !== undefined);
      // Fewer scans than that bound no more: which is so for nearly everybody, and reads keys only.
      if (open.length === 0 && touches < most) return touches;
      const facts = await readBatch(
        table,
        touched.map(({ pk, gsi1sk }) =>
          items.touches.build(BatchGetRequest).key({ memberId: pk.slice('MEMBER#'.length), touchId: gsi1sk }),
        ),
      );
      binds += facts.filter((fact) => fact?.reason !== undefined && wins.has(fact.reason)).length;
      if (binds >= most) break;
    }
    return binds;
  }

  return { bindsInHour };
}
