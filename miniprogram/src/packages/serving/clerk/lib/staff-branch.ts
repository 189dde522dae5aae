import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { call, endpoints } from '../../../../api/client.ts';
import { readStored, writeStored } from '../../../../lib/storage.ts';
import { createStore } from '../../../../lib/store.ts';
import { refreshMember } from '../../../../state/member.ts';

/** The branch worked at now, and where else this member works: the first of perhaps hundreds. */
export type StaffBranches = {
  current: BranchView | null;
  all: BranchView[];
  more: boolean;
  movedIn: boolean;
};

const storageKey = 'clerk.branch';
const isText = (value: unknown): value is string => typeof value === 'string';

export const staffBranchStore = createStore<StaffBranches | null>(null);

export async function loadStaffBranches(): Promise<StaffBranches> {
  await refreshMember();
  const last = readStored(storageKey, isText) ?? undefined;
  const {
    items,
    more,
    movedIn = false,
  } = await call(endpoints.listWorkplaces, { query: last ? { last } : {} });
  const branches = { current: items[0] ?? null, all: items, more, movedIn };
  staffBranchStore.set(branches);
  return branches;
}

export function chooseStaffBranch(branch: BranchView): void {
  writeStored(storageKey, branch.id);
  staffBranchStore.set((known) => ({
    all: known?.all ?? [branch],
    more: known?.more ?? false,
    movedIn: known?.movedIn ?? false,
    current: branch,
  }));
}
