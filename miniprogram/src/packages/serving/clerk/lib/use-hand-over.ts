import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { platform } from '../../../../platform/index';
import { takeScanned } from '../../../../state/scanned.ts';
import { pickupCodeOf, type Refusal, refusalOf } from './hand-over.ts';

export type HandOver =
  | { kind: 'idle' }
  | { kind: 'reading'; code: string }
  | { kind: 'preview'; code: string; item: WorkItem; confirming: boolean }
  | { kind: 'done'; item: WorkItem }
  | { kind: 'refused'; refusal: Refusal }
  /** Nobody knows what happened. With an `item`, the confirmation was on its way. */
  | { kind: 'failed'; error: unknown; code: string; item: WorkItem | null };

/**
 * Scan → preview → confirm. One key goes with one wish to hand over: after a lost answer the same key is sent
 * again, so that the goods go over the counter once however often the button is tapped.
 */
export function useHandOver(locationId: string) {
  const [step, setStep] = useState<HandOver>({ kind: 'idle' });
  const intention = useRef(createIntention()).current;

  const fail = useCallback((error: unknown, code: string, item: WorkItem | null) => {
    const refusal = refusalOf(error);
    setStep(refusal ? { kind: 'refused', refusal } : { kind: 'failed', error, code, item });
  }, []);

  const read = useCallback(
    async (scanned: string) => {
      const found = pickupCodeOf(scanned);
      if ('refusal' in found) {
        setStep({ kind: 'refused', refusal: found.refusal });
        return;
      }
      const { code } = found;
      setStep({ kind: 'reading', code });
      try {
        const item = await call(endpoints.previewHandOver, { params: { locationId }, body: { code } });
        setStep({ kind: 'preview', code, item, confirming: false });
      } catch (error) {
        fail(error, code, null);
      }
    },
    [locationId, fail],
  );

  const handOver = useCallback(
    async (code: string, item: WorkItem) => {
      setStep({ kind: 'preview', code, item, confirming: true });
      try {
        const done = await call(endpoints.confirmHandOver, {
          params: { locationId },
          body: { code },
          idempotencyKey: intention.keyFor({ locationId, code }),
        });
        intention.settle();
        setStep({ kind: 'done', item: done });
      } catch (error) {
        if (error instanceof ApiProblem && !error.isUnsettled) intention.settle();
        fail(error, code, item);
      }
    },
    [locationId, intention, fail],
  );

  useEffect(() => {
    const scanned = takeScanned();
    if (scanned !== null) void read(scanned);
  }, [read]);

  return {
    step,
    async scan() {
      const scanned = await platform.scan();
      if (scanned !== null) await read(scanned);
    },
    /** The digits under the QR, as the shopper says them. */
    type: read,
    async confirm() {
      if (step.kind === 'preview' && !step.confirming) await handOver(step.code, step.item);
    },
    async retry() {
      if (step.kind !== 'failed') return;
      if (step.item) await handOver(step.code, step.item);
      else await read(step.code);
    },
  };
}
