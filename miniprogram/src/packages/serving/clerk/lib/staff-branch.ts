import { placesNamed } from '@jindian/shared/access';
import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { MemberView } from '@jindian/shared/contract/people/member';
import { call, endpoints } from '../../../../api/client.ts';
import { readStored, writeStored } from '../../../../lib/storage.ts';
import { createStore } from '../../../../lib/store.ts';
import { refreshMember } from '../../../../state/member.ts';

/** The branches where this member works; the first is the one worked at now. */
export type StaffBranches = { current: BranchView | null; all: BranchView[] };

const storageKey = 'clerk.branch';
const isText = (value: unknown): value is string => typeof value === 'string';
const maxBranches = 20;

export const staffBranchStore = createStore<StaffBranches | null>(null);

export function workplacesOf(member: Pick<MemberView, 'roles'>): string[] {
  return placesNamed(member.roles, 'fulfilments.work').slice(0, maxBranches);
}

export async function loadStaffBranches(): Promise<StaffBranches> {
  const ids = workplacesOf(await refreshMember());
  const all = await Promise.all(
    ids.map((locationId) => call(endpoints.getBranch, { params: { locationId } })),
  );
  const kept = readStored(storageKey, isText);
  const current = all.find(({ id }) => id === kept) ?? all[0] ?? null;
  const branches = { current, all };
  staffBranchStore.set(branches);
  return branches;
}

export function chooseStaffBranch(branch: BranchView): void {
  writeStored(storageKey, branch.id);
  staffBranchStore.set((known) => ({ all: known?.all ?? [branch], current: branch }));
}
