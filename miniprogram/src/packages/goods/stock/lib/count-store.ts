import type { DraftLine } from './count-draft.ts';
import { createDrafts } from './drafts.ts';

/** A count that was begun. */
export const { draftOf, changeDraft, useDraft } = createDrafts<DraftLine>('stock.count.2');
