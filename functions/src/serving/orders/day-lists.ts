import { atPlace, type Reach } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import { brandDay } from '@jindian/shared/time';
import { shardOf } from '../../platform/ids.ts';

/**
 * A day's orders are spread over lists by province, and each list over parts by order: a day, or a province's day, as
 * one index key would be one hot partition. All of a province is in one list, so that who looks after a region reads
 * its own and not the brand's day.
 */
export const dayShards = 16;
/** One takes 1,000 write units a second: six are for 2,000 orders a second in one province, with room. */
const dayParts = 6;

/** Where its storefront lies decides in which list of its day an order is. */
export function dayShardOf({ province }: Pick<Location, 'province'>): number {
  return shardOf(province, dayShards);
}

export function listOfDay(day: string, shard: number): string {
  return `${day}#${shard}`;
}

/** The part of a list in which an order is. */
export function partOfList(list: string, orderId: string): string {
  return `${list}.${shardOf(orderId, dayParts)}`;
}

export function partsOfList(list: string): string[] {
  return Array.from({ length: dayParts }, (_, part) => `${list}.${part}`);
}

/** Ids of a part that are smaller than `before`, largest first; fewer than `limit` only where no more are left. */
export type PartReader = (limit: number, before: string | undefined) => Promise<string[]>;

const leastAtOnce = 8;

/**
 * The newest of all parts in order, each once. Orders are spread evenly, so a page needs a few of each part: those of
 * which all that was read belongs to the page are read on, twice as far.
 */
export async function newestOf(
  parts: readonly PartReader[],
  limit: number,
  before: string | undefined,
): Promise<string[]> {
  let atOnce = Math.min(limit, Math.max(leastAtOnce, Math.ceil((2 * limit) / parts.length)));
  const found = new Set<string>();
  let open = parts.map((read) => ({ read, last: before }));
  for (;;) {
    const wanted = atOnce;
    const pages = await Promise.all(open.map(({ read, last }) => read(wanted, last)));
    for (const id of pages.flat()) found.add(id);
    const newest = [...found].sort().reverse().slice(0, limit);
    const least = newest.length < limit ? undefined : newest.at(-1);
    open = open.flatMap(({ read }, index) => {
      const page = pages[index] as string[];
      const last = page.at(-1);
      const isMore = page.length === wanted && last !== undefined && (least === undefined || last > least);
      return isMore ? [{ read, last }] : [];
    });
    if (open.length === 0) return newest;
    atOnce = Math.min(limit, atOnce * 2);
  }
}

/** A part's place; and the list of its order's day there, for those who look after it, if that is not its order's. */
export type ServedAt = { locationId: string; awayList: string | undefined };

export function servedAt(
  place: Pick<Location, 'id' | 'province'>,
  { dayShard, createdAtMs }: { dayShard: number; createdAtMs: number },
): ServedAt {
  const shard = dayShardOf(place);
  const awayList = shard === dayShard ? undefined : listOfDay(brandDay(createdAtMs), shard);
  return { locationId: place.id, awayList };
}

/** The lists that hold everything of a reach; they may hold others' orders too. */
export function shardsWithin(reach: Reach, locations: readonly Location[]): number[] {
  const shards = new Set<number>();
  for (const place of locations) {
    const shard = dayShardOf(place);
    if (!shards.has(shard) && reach.at(atPlace(place))) shards.add(shard);
  }
  return [...shards].sort((a, b) => a - b);
}
