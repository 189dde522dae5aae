import { useRef, useState } from 'react';
import { call, endpoints } from '../api/client.ts';
import type { MessageKey } from '../config.ts';
import { texts } from '../i18n/index.ts';
import { platform } from '../platform/index';
import { notice } from '../state/questions.ts';
import { createIntention } from './intention.ts';
import { noticeProblem } from './scan.ts';

/** Asks, on a tap, whether these may be sent about an order, and tells the server which were accepted. */
export function useMessages(orderId: string, kinds: readonly MessageKey[]) {
  const { t } = texts.use();
  const [accepted, setAccepted] = useState(false);
  const accepting = useRef(createIntention());

  const ask = async () => {
    const answer = await platform.askForMessages(kinds);
    if (answer.length === 0) return;
    try {
      await call(endpoints.recordSubscriptions, {
        body: { accepted: answer },
        idempotencyKey: accepting.current.keyFor({ order: orderId, accepted: answer }),
      });
      setAccepted(true);
      notice(t('notifyDone'));
    } catch (error) {
      noticeProblem(error);
    }
  };
  return { canAsk: !accepted && platform.canAskForMessages(kinds), ask };
}
