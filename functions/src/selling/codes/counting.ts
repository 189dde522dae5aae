import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import type { Brought } from '@jindian/shared/contract/selling/scenes';
import { codeBodyOf } from '@jindian/shared/printed-code';
import { brandDay } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { atMost } from '../../platform/at-most.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { type CodeItems, countShards } from './items.ts';

export type DayAndPlace = Brought & { day: string; locationId: string | null };

/** A page of channels compares many, each of which lies in as many parts. */
const readsAtOnce = countShards;
/** A part of a key, and no place. */
const nowhere = '-';

/** What a scan counts for: the channel by which a code reached people, else the code itself. */
export function countedAs({ sceneId, campaignId }: CodeMeaning, code: string): string {
  const of = sceneId ?? campaignId;
  return of === null ? `code:${codeBodyOf(code) ?? code}` : `scene:${of}`;
}

/**
 * What codes brought. Counted in the transaction that keeps the scan, in parts by member: a crowd that scans one code
 * writes into all of them, each member into the same one as the count of customers.
 */
export function createCounting(deps: { table: JindianTable; items: CodeItems }) {
  const { table, items } = deps;
  const oneOfSome = atMost(readsAtOnce);

  /** Refused under the label `visitor`: two scans of one member at once. Read it again. */
  async function touchWrites(
    meaning: CodeMeaning,
    scan: { code: string; memberId: string; atMs: number; bound: boolean },
  ): Promise<Write[]> {
    const { memberId, atMs } = scan;
    const counted = countedAs(meaning, scan.code);
    const { Item: known } = await items.visitors
      .build(GetItemCommand)
      .key({ counted, memberId })
      .options({ consistent: true })
      .send();
    const count = items.counts.build(UpdateTransaction).item({
      counted,
      shard: shardOf(memberId, countShards),
      day: brandDay(atMs),
      place: meaning.locationId ?? nowhere,
      touches: $add(1),
      visitors: $add(known ? 0 : 1),
      bound: $add(scan.bound ? 1 : 0),
    });
    const visitor = items.visitors
      .build(PutTransaction)
      .item({ counted, memberId, sinceMs: atMs })
      .options({ condition: { attr: 'memberId', exists: false } });
    return [...(known ? [] : [write('visitor', visitor)]), write('touch count', count)];
  }

  /** By day and place, between two days, both included. */
  async function countsOf(counted: string, fromDay: string, toDay: string): Promise<DayAndPlace[]> {
    const parts = await Promise.all(
      Array.from({ length: countShards }, (_, shard) =>
        oneOfSome(() => partOf(`CODE_COUNT#${counted}#${shard}`, fromDay, toDay)),
      ),
    );
    const found = new Map<string, DayAndPlace>();
    for (const { day, place, touches, visitors, bound, orders = 0, salesFen = 0 } of parts.flat()) {
      const key = `${day}#${place}`;
      const sum = found.get(key) ?? { day, locationId: place === nowhere ? null : place, ...nothing };
      found.set(key, added(sum, { touches, visitors, bound, orders, salesFen }));
    }
    return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  async function partOf(partition: string, fromDay: string, toDay: string) {
    // A dollar comes behind the hash before the last day's places.
    const range: { between: [string, string] } = { between: [`DAY#${fromDay}#`, `DAY#${toDay}$`] };
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition, range })
      .entities(items.counts)
      .options(everyPage)
      .send();
    return Items;
  }

  /** An order that was paid by whom the channel brought last, or goods of it that went back: `orders` 0, `salesFen` below 0. */
  function soldWrites(
    sceneId: string,
    sale: { memberId: string; locationId: string | null; paidAtMs: number; orders: number; salesFen: number },
  ): Write[] {
    const count = items.counts.build(UpdateTransaction).item({
      counted: `scene:${sceneId}`,
      shard: shardOf(sale.memberId, countShards),
      day: brandDay(sale.paidAtMs),
      place: sale.locationId ?? nowhere,
      touches: $add(0),
      visitors: $add(0),
      bound: $add(0),
      orders: $add(sale.orders),
      salesFen: $add(sale.salesFen),
    });
    return [write('scene sale', count)];
  }

  return { touchWrites, soldWrites, countsOf };
}
export type Counting = ReturnType<typeof createCounting>;

export const nothing: Brought = { touches: 0, visitors: 0, bound: 0, orders: 0, salesFen: 0 };
export function added<T extends Brought>(sum: T, more: Brought): T {
  return {
    ...sum,
    touches: sum.touches + more.touches,
    visitors: sum.visitors + more.visitors,
    bound: sum.bound + more.bound,
    orders: sum.orders + more.orders,
    salesFen: sum.salesFen + more.salesFen,
  };
}
