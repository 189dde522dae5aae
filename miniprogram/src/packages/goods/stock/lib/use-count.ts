import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import Taro from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { ask, notice, noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { languageStore } from '../../../../state/language.ts';
import { addToDraft, linesToSubmit, maxCountLines, settleDraft } from './count-draft.ts';
import { changeDraft, draftOf } from './count-store.ts';
import { findStock, wantedOf } from './find-stock.ts';
import { chooseOwner } from './owner.ts';

export type CountResult = { done: number; again: number };

/** WeChat's list shows six at most. */
const maxChoices = 6;

/**
 * Scanning into a count and sending it. One key goes with one list of counts: after a lost answer the same list is
 * sent under the same key and counts once.
 */
export function useCount(locationId: string) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<CountResult | null>(null);
  const intention = useRef(createIntention()).current;

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
      // What is counted already goes on being counted; only something new asks whose it is.
      const known = draftOf(locationId).find(({ skuId }) => skuId === item.skuId)?.ownerId;
      const ownerId = known ?? (await chooseOwner(item));
      if (ownerId === null) return;
      if (known === undefined && draftOf(locationId).length >= maxCountLines)
        return notice(t('tooMany', { count: maxCountLines }));
      changeDraft(locationId, (lines) => addToDraft(lines, item, ownerId, 1));
    } catch (error) {
      noticeProblem(error);
    }
  }

  /** A shelf code stands for a product: which of its forms is meant has to be said. */
  async function chooseItem(items: readonly StockItem[]): Promise<StockItem | 'none' | null> {
    if (items.length < 2) return items[0] ?? 'none';
    const shown = items.slice(0, maxChoices);
    try {
      const { tapIndex } = await Taro.showActionSheet({
        itemList: shown.map(({ skuName }) => skuName[languageStore.get()]),
      });
      return shown[tapIndex] ?? null;
    } catch {
      return null;
    }
  }

  async function submit(): Promise<void> {
    const t = stockTexts.now();
    const lines = linesToSubmit(draftOf(locationId));
    if (lines.length === 0) return;
    const different = lines.filter(({ counted, seenOnHand }) => counted !== seenOnHand).length;
    const question = t('submitAsk', { count: lines.length, different });
    if (!(await ask(question, t('submitYes'), t('submitNo')))) return;
    setBusy(true);
    try {
      const answer = await call(endpoints.countStock, {
        params: { locationId },
        body: { lines },
        idempotencyKey: intention.keyFor({ locationId, lines }),
      });
      intention.settle();
      const { left, done, again } = settleDraft(draftOf(locationId), answer.lines);
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
