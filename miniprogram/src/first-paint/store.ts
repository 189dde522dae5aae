import type { BranchView, Storefront } from '@jindian/shared/contract/goods/storefront';
import { isObject, readStored } from '../lib/storage.ts';
import StorePage from '../pages/goods/store/index.tsx';
import { branchStore } from '../state/branch.ts';
import { hasAgreed, privacyQuestion } from '../state/privacy.ts';
import { answerTo, paintFirst } from './paint.ts';
import { answers } from './remote.ts';

const isChosen = (value: unknown): value is { byHand?: boolean } => isObject(value);

paintFirst(async () => {
  const last = readStored('branch', isChosen);
  // The question that stands before looking for the nearest branch (state/branch.ts).
  const asks = !hasAgreed() && !last?.byHand;
  if (asks) privacyQuestion.set({ answer: () => undefined });
  branchStore.set((state) => ({ ...state, status: 'locating' }));
  if (!last) return { page: StorePage, sign: asks ? 'privacy-sheet' : 'scan' };
  const [branch, storefront] = await Promise.all([
    answerTo(/\/branches\/\w+$/) as Promise<BranchView | null>,
    answerTo(/\/products\?/) as Promise<Storefront | null>,
  ]);
  if (!branch || !storefront?.items.length) return null;
  answers.getStorefront = storefront;
  branchStore.set((state) => ({ ...state, branch, status: 'ready' }));
  return { page: StorePage, sign: 'product-grid' };
});
