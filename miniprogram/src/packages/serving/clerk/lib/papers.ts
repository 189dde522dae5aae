import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import Taro from '@tarojs/taro';
import { createStore } from '../../../../lib/store.ts';
import { readQueue } from './use-work.ts';

export type Paper = 'pick' | 'receipt';

/** What was chosen at the desk, for the page that lists or prints it; null: all that is to be packed. */
const chosenStore = createStore<{ locationId: string; items: WorkItem[] } | null>(null);

export function openPaper(locationId: string, paper: Paper, items: WorkItem[] | null): void {
  chosenStore.set(items && { locationId, items });
  void Taro.navigateTo({
    url: `/packages/serving/clerk/paper/index?locationId=${locationId}&paper=${paper}`,
  });
}

const mostPages = 4;

/** What the paper is of. A page that was opened anew knows of no choice: then it is all that is to be packed. */
export async function readPaper(locationId: string): Promise<{ items: WorkItem[]; more: boolean }> {
  const chosen = chosenStore.get();
  if (chosen?.locationId === locationId) return { items: chosen.items, more: false };
  return readQueue(locationId, 'to_pack', mostPages);
}
