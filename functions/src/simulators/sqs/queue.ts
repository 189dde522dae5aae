import { createHash, randomUUID } from 'node:crypto';

export type QueueRules = {
  visibilityTimeoutS: number;
  /** After so many receives a message goes to the queue behind this one. */
  maxReceiveCount?: number;
  deadLetterQueue?: string;
};

export type QueuedMessage = {
  messageId: string;
  body: string;
  sentAtMs: number;
  firstReceivedAtMs: number | null;
  receiveCount: number;
  visibleAtMs: number;
  receiptHandle: string | null;
};

/** Where messages outlive the process. */
export type KeptMessages = {
  all(): QueuedMessage[];
  put(message: QueuedMessage): void;
  remove(messageId: string): void;
};

export const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** A standard queue: at least once, no order, invisible for a time after each receive. */
export function createQueue(rules: QueueRules, now: () => number, random: () => number, kept?: KeptMessages) {
  const messages = new Map<string, QueuedMessage>(
    (kept?.all() ?? []).map((message) => [message.messageId, message]),
  );
  function remove(messageId: string): boolean {
    kept?.remove(messageId);
    return messages.delete(messageId);
  }
  const byReceipt = (receiptHandle: string) =>
    [...messages.values()].find((message) => message.receiptHandle === receiptHandle);

  return {
    rules,
    send(body: string, delayS = 0): QueuedMessage {
      const message: QueuedMessage = {
        messageId: randomUUID(),
        body,
        sentAtMs: now(),
        firstReceivedAtMs: null,
        receiveCount: 0,
        visibleAtMs: now() + delayS * 1000,
        receiptHandle: null,
      };
      kept?.put(message);
      messages.set(message.messageId, message);
      return message;
    },
    /** Puts back, elsewhere, what was received too often. */
    takeGivenUp(): QueuedMessage[] {
      const { maxReceiveCount } = rules;
      if (maxReceiveCount === undefined) return [];
      const gone = [...messages.values()].filter(
        ({ receiveCount, visibleAtMs }) => receiveCount >= maxReceiveCount && visibleAtMs <= now(),
      );
      for (const { messageId } of gone) remove(messageId);
      return gone;
    },
    receive(max: number): QueuedMessage[] {
      const visible = [...messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= now());
      const taken: QueuedMessage[] = [];
      while (taken.length < max && visible.length > 0) {
        const [message] = visible.splice(Math.floor(random() * visible.length), 1) as [QueuedMessage];
        message.receiveCount += 1;
        message.firstReceivedAtMs ??= now();
        message.visibleAtMs = now() + rules.visibilityTimeoutS * 1000;
        message.receiptHandle = randomUUID();
        kept?.put(message);
        taken.push({ ...message });
      }
      return taken;
    },
    /** False: that receipt is over, or there is no such message. */
    delete(receiptHandle: string): boolean {
      const message = byReceipt(receiptHandle);
      return message !== undefined && remove(message.messageId);
    },
    changeVisibility(receiptHandle: string, seconds: number): boolean {
      const message = byReceipt(receiptHandle);
      if (!message) return false;
      message.visibleAtMs = now() + seconds * 1000;
      kept?.put(message);
      return true;
    },
    waiting: () => [...messages.values()].map((message) => ({ ...message })),
  };
}
export type Queue = ReturnType<typeof createQueue>;
