import type { SqsSimulator } from '../sqs/server.ts';
import type { LambdaFunction } from './function.ts';

export type SqsMapping = {
  queue: string;
  batchSize: number;
  /** Batches at once, and no more. */
  maxConcurrency: number;
  reportsFailures: boolean;
};

/**
 * A queue as an event source: batches are handed to the function as they come; what it did is deleted, what it says
 * that it failed, and all of a batch that it did not come to the end of, comes again when it is visible again.
 */
export function startSqsSource(
  mapping: SqsMapping,
  deps: { sqs: SqsSimulator; fn: LambdaFunction; region: string; account: string },
) {
  const { sqs, fn } = deps;
  const { queue, batchSize, maxConcurrency, reportsFailures } = mapping;
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  async function deliver(messages: ReturnType<SqsSimulator['receive']>): Promise<void> {
    const outcome = await fn.invoke({
      Records: messages.map((message) => ({
        messageId: message.messageId,
        receiptHandle: message.receiptHandle,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(message.receiveCount),
          SentTimestamp: String(message.sentAtMs),
          SenderId: 'simulated',
          ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
        },
        messageAttributes: {},
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws-cn:sqs:${deps.region}:${deps.account}:${queue}`,
        awsRegion: deps.region,
      })),
    });
    if (outcome.kind === 'refused') {
      // Not delivered, so it does not count as tried but for the receive: again when there is room.
      for (const { receiptHandle } of messages) sqs.changeVisibility(queue, receiptHandle ?? '', 0);
      return;
    }
    if (outcome.kind === 'failed') return;
    const failed = reportsFailures ? failedOf(outcome.payload, messages) : new Set<string>();
    for (const { messageId, receiptHandle } of messages) {
      if (!failed.has(messageId)) sqs.remove(queue, receiptHandle ?? '');
    }
  }

  function wake(): void {
    while (!stopped && underWay.size < maxConcurrency) {
      const messages = sqs.receive(queue, batchSize);
      if (messages.length === 0) return;
      const done: Promise<void> = deliver(messages)
        .catch(() => {})
        .then(() => {
          underWay.delete(done);
          wake();
        });
      underWay.add(done);
    }
  }

  const stopListening = sqs.onSend(queue, wake);
  return {
    /** Takes what has become visible since. */
    wake,
    isAtRest: () => underWay.size === 0 && !sqs.hasVisible(queue),
    async stop(): Promise<void> {
      stopped = true;
      stopListening();
      await Promise.all(underWay);
    },
  };
}
export type SqsSource = ReturnType<typeof startSqsSource>;

/** An answer that is none, or names a message that is not in the batch, is a failure of all of it. */
function failedOf(payload: string, messages: readonly { messageId: string }[]): Set<string> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  const answer = JSON.parse(payload) as { batchItemFailures?: { itemIdentifier?: string }[] } | null;
  const named = answer?.batchItemFailures ?? [];
  if (!named.every(({ itemIdentifier }) => itemIdentifier !== undefined && all.has(itemIdentifier)))
    return all;
  return new Set(named.map(({ itemIdentifier }) => itemIdentifier as string));
}
