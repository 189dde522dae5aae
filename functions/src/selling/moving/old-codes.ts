import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import { plainOldCode } from '@jindian/shared/qr-text';
import { brandDay, dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { readBatch } from '../../platform/batch-read.ts';
import { sellerMeaning, shelfMeaning } from '../codes/rules.ts';
import type { MovingDeps } from './deps.ts';
import type { MovingItems } from './items.ts';
import type { createMovedSellers } from './sellers.ts';

const keptMs = 400 * dayMs;
const shownDays = 30;

/** Codes that were printed before the brand moved in. Unknown ones are counted: a list that lacks a wall of them shows. */
export function createOldCodes(
  deps: Pick<MovingDeps, 'table' | 'clock'> & {
    items: MovingItems;
    sellers: Pick<ReturnType<typeof createMovedSellers>, 'sellerBehind'>;
  },
) {
  const { table, clock, items } = deps;

  async function resolve(text: string): Promise<CodeMeaning | null> {
    const oldCode = plainOldCode(text);
    if (oldCode === '') return null;
    const { Item } = await items.oldCodes.build(GetItemCommand).key({ oldCode }).send();
    const { memberNumber, locationId, productId } = Item ?? {};
    if (productId !== undefined && locationId !== undefined) return shelfMeaning(locationId, productId);
    const seller = memberNumber === undefined ? null : await deps.sellers.sellerBehind(memberNumber);
    return seller && sellerMeaning({ ...seller, sellerKind: 'guide' });
  }

  async function countMiss(): Promise<void> {
    const day = brandDay(clock.nowMs());
    await items.misses
      .build(UpdateItemCommand)
      .item({ day, count: $add(1), expiresAtS: Math.ceil((clock.nowMs() + keptMs) / 1000) })
      .send();
  }

  /** By day, the latest first; of the last days only those that had any. */
  async function missesOfLately(): Promise<{ day: string; count: number }[]> {
    const days = Array.from({ length: shownDays }, (_, ago) => brandDay(clock.nowMs() - ago * dayMs));
    const found = await readBatch(
      table,
      days.map((day) => items.misses.build(BatchGetRequest).key({ day })),
    );
    return found.flatMap((one) => (one ? [{ day: one.day, count: one.count }] : []));
  }

  return { resolve, countMiss, missesOfLately };
}
