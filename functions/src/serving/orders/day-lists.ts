import { atPlace, type Reach } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import { brandDay } from '@jindian/shared/time';
import { shardOf } from '../../platform/ids.ts';

/**
 * A day's orders are spread over shards: a day as one index key would be one hot partition. A province is wholly in one
 * of them, so that who looks after a region reads its own shards and not the brand's day.
 */
export const dayShards = 32;

/** Where its storefront lies decides in which shard of its day an order is listed. */
export function dayShardOf({ province }: Pick<Location, 'province'>): number {
  return shardOf(province, dayShards);
}

export function listOfDay(day: string, shard: number): string {
  return `${day}#${shard}`;
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

/** The shards that hold everything of a reach; they may hold others' orders too. */
export function shardsWithin(reach: Reach, locations: readonly Location[]): number[] {
  const shards = new Set<number>();
  for (const place of locations) {
    const shard = dayShardOf(place);
    if (!shards.has(shard) && reach.at(atPlace(place))) shards.add(shard);
  }
  return [...shards].sort((a, b) => a - b);
}
