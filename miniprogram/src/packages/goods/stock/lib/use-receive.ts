import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import { chooseItem } from './choose.ts';
import { findStock, wantedOf } from './find-stock.ts';
import { maxReceiveLines, receiptOf, receive } from './receive-draft.ts';
import { receiving } from './receive-store.ts';

/**
 * Scanning goods in and putting them into the books. One key goes with one list: after a lost answer the same list is
 * sent under the same key and is received once.
 */
export function useReceive(locationId: string) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<{ pieces: number } | null>(null);
  const intention = useRef(createIntention()).current;

  async function scan(): Promise<void> {
    const t = stockTexts.now();
    const scanned = await platform.scan();
    if (scanned === null) return;
    setDone(null);
    try {
      const wanted = await wantedOf(scanned);
      if (wanted === null) return notice(t('notStock'));
      const item = await chooseItem(await findStock(locationId, wanted));
      if (item === 'none') return notice(t('notKnown'));
      if (item === null) return;
      const lines = receiving.draftOf(locationId);
      const isNew = lines.every(({ skuId }) => skuId !== item.skuId);
      if (isNew && lines.length >= maxReceiveLines)
        return notice(t('receiveTooMany', { count: maxReceiveLines }));
      receiving.changeDraft(locationId, (draft) => receive(draft, item, Date.now()));
    } catch (error) {
      noticeProblem(error);
    }
  }

  async function submit(reason: string): Promise<void> {
    const t = stockTexts.now();
    const body = receiptOf(receiving.draftOf(locationId), reason.trim() || t('receiveReason'));
    if (body === null) return notice(t('receiveLotMissing'));
    const pieces = body.lines.reduce((sum, { delta }) => sum + delta, 0);
    if (!(await ask(t('receiveAsk', { pieces }), t('receiveYes'), t('submitNo')))) return;
    setBusy(true);
    try {
      await call(endpoints.moveStock, {
        params: { locationId },
        body,
        idempotencyKey: intention.keyFor({ locationId, body }),
      });
      intention.settle();
      receiving.changeDraft(locationId, () => []);
      setDone({ pieces });
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

  return { scan, submit, busy, done };
}
