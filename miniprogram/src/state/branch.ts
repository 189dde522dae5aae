import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { PointGcj02 } from '@jindian/shared/geo';
import { call, endpoints } from '../api/client.ts';
import { isObject, readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';
import { platform } from '../platform/index';
import { ensurePrivacy } from './privacy.ts';

export type BranchState = {
  branch: BranchView | null;
  /** Where the person was found last; null: not known. */
  point: PointGcj02 | null;
  /** `refused`, `unavailable`: no location, a branch has to be chosen by hand. `not_open`: there is none to choose yet. */
  status: 'idle' | 'locating' | 'ready' | 'refused' | 'unavailable' | 'not_open' | 'failed';
  error: unknown;
};

export const branchStore = createStore<BranchState>({
  branch: null,
  point: null,
  status: 'idle',
  error: null,
});

type Chosen = { id: string; byHand: boolean };
const isChosen = (value: unknown): value is Chosen =>
  isObject(value) && typeof value.id === 'string' && typeof value.byHand === 'boolean';

/** Enters a branch. One chosen by hand or by a code is kept for the next visit; a nearest one is found anew. */
export function enterBranch(branch: BranchView, byHand: boolean): void {
  writeStored('branch', { id: branch.id, byHand } satisfies Chosen);
  branchStore.set((state) => ({
    ...state,
    branch,
    status: 'ready',
    error: null,
  }));
}

export async function enterBranchById(locationId: string, byHand = true): Promise<BranchView> {
  const branch = await call(endpoints.getBranch, { params: { locationId } });
  enterBranch(branch, byHand);
  return branch;
}

/** Where the person is, after they agreed that we may ask. */
export async function locate(): Promise<PointGcj02 | 'refused' | 'unavailable'> {
  if (!(await ensurePrivacy())) return 'refused';
  const reading = await platform.getLocation();
  if (reading.kind !== 'point') return reading.kind;
  branchStore.set((state) => ({ ...state, point: reading.point }));
  return reading.point;
}

/** Whether any branch is open is asked for there, where nobody was found. */
const anywhere: PointGcj02 = { latGcj02: 35, lngGcj02: 105 };

/** Finds the person and enters the branch nearest to them. */
export async function enterNearest(): Promise<void> {
  branchStore.set((state) => ({ ...state, status: 'locating', error: null }));
  const point = await locate();
  const isFound = typeof point !== 'string';
  if (!isFound && branchStore.get().branch) {
    branchStore.set((state) => ({ ...state, status: 'ready' }));
    return;
  }
  try {
    const query = { ...(isFound ? point : anywhere), limit: 1 };
    const [nearest] = (await call(endpoints.nearestBranches, { query })).items;
    if (nearest && isFound) enterBranch(nearest, false);
    else branchStore.set((state) => ({ ...state, status: nearest && !isFound ? point : 'not_open' }));
  } catch (error) {
    branchStore.set((state) => ({ ...state, status: state.branch ? 'ready' : 'failed', error }));
  }
}

/** Someone else, elsewhere: forget where the one before stood, unless they had chosen a branch by hand. */
export async function beginAnew(): Promise<void> {
  branchStore.set((state) => ({ ...state, point: null }));
  if (!readStored('branch', isChosen)?.byHand) await enterNearest();
}

let begun = false;

/**
 * At the first look at the storefront: the branch of last time at once. One that was not chosen by hand gives way to
 * another that is nearer now.
 */
export async function beginAtBranch(): Promise<void> {
  if (begun) return;
  begun = true;
  if (branchStore.get().branch) return;
  const last = readStored('branch', isChosen);
  if (last) {
    branchStore.set((state) => ({ ...state, status: 'locating' }));
    try {
      await enterBranchById(last.id, last.byHand);
      if (last.byHand) return;
    } catch {
      // Closed for good, or no network: look for the nearest instead, which says what is wrong.
    }
  }
  await enterNearest();
}
