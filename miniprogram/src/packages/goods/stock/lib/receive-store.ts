import { createDrafts } from './drafts.ts';
import type { ReceivedLine } from './receive-draft.ts';

/** Goods that are being received. */
export const receiving = createDrafts<ReceivedLine>('stock.receive.1');
