import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { chooseItem, choosePiece } from './choose.ts';
import { addToDraft, linesToSubmit, maxCountLines, setCounted, settleDraft } from './count-draft.ts';
import { changeDraft, draftOf } from './count-store.ts';
import { findStock, wantedOf } from './find-stock.ts';

export type CountResult = { done: number; again: number };

/**
 * Scanning into a count and sending it. One key goes with one list of counts: after a lost answer the same list is
 * sent under the same key and counts once.
 */
export function useCount(locationId: string) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<CountResult | null>(null);
  const intention = useRef(createIntention()).current;
  const sent = useRef({ key: '', atMs: 0 });

  async function scan(): Promise<void> {
    const t = stockTexts.now();
    const scanned = await platform.scan();
    if (scanned === null) return;
    setResult(null);
    try {
      const wanted = await wantedOf(scanned);
      if (wanted === null) return notice(t('notStock'));
      const item = await chooseItem(await findStock(locationId, wanted));
      if (item === 'none') return notice(t('notKnown'));
      if (item === null) return;
      // What is counted already goes on being counted; only something new, or of several lots, asks which it is.
      const known = draftOf(locationId).filter(({ skuId }) => skuId === item.skuId);
      const only = known.length === 1 && item.tracking === 'none' ? known[0] : undefined;
      if (only) {
        const counted = (only.counted ?? 0) + 1;
        return changeDraft(locationId, (lines) => setCounted(lines, only.id, counted, Date.now()));
      }
      const piece = await choosePiece(item);
      if (piece === null) return;
      if (known.length === 0 && draftOf(locationId).length >= maxCountLines)
        return notice(t('tooMany', { count: maxCountLines }));
      changeDraft(locationId, (lines) => addToDraft(lines, item, piece, 1, Date.now()));
    } catch (error) {
      noticeProblem(error);
    }
  }

  async function submit(): Promise<void> {
    const t = stockTexts.now();
    const { ids, lines } = linesToSubmit(draftOf(locationId));
    if (lines.length === 0) return;
    const different = draftOf(locationId).filter(
      ({ id, counted, seenOnHand }) => ids.includes(id) && counted !== seenOnHand,
    ).length;
    const question = t('submitAsk', { count: lines.length, different });
    if (!(await ask(question, t('submitYes'), t('submitNo')))) return;
    setBusy(true);
    const key = intention.keyFor({ locationId, lines });
    // Sent again, it says the same.
    if (sent.current.key !== key) sent.current = { key, atMs: Date.now() };
    try {
      const answer = await call(endpoints.countStock, {
        params: { locationId },
        body: { lines, sentAtMs: sent.current.atMs },
        idempotencyKey: key,
      });
      intention.settle();
      const { left, done, again } = settleDraft(draftOf(locationId), ids, answer.lines);
      changeDraft(locationId, () => left);
      setResult({ done, again });
    } catch (error) {
      if (error instanceof ApiProblem && error.isUnsettled) notice(t('submitUnsettled'));
      else {
        intention.settle();
        noticeProblem(error);
      }
    } finally {
      setBusy(false);
    }
  }

  return { scan, submit, busy, result };
}
