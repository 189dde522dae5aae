import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { atMost } from '../at-most.ts';
import { stopWithLeftMs } from '../budgets.ts';
import type { Clock } from '../clock.ts';
import { type Logger, needsPerson } from '../logger.ts';
import type { Consumer } from './consumer.ts';
import type { DeadLetters } from './dead-letters.ts';
import { holdAnewMs, type QueueName, queueNames } from './lanes.ts';
import { messageSchema, type QueueMessage, type Queues } from './messages.ts';

const maxEntries = 10;
/** SQS takes 256 KB in one call, all entries together. */
const maxCallBytes = 250_000;
const maxAttempts = 4;
/** Fewer than the client has sockets. */
const callsAtOnce = 32;
const longestVisibilityS = 12 * 3_600;

export type QueueUrls = Readonly<Record<QueueName, string>>;

/** One address for each queue, by its name. */
export function queueUrls(prefix: string): QueueUrls {
  return Object.fromEntries(queueNames.map((name) => [name, `${prefix}${name}`])) as QueueUrls;
}

/** Messages by SQS: each queue has an address, and a message is safe when SQS says that it has it. */
export function createSqsQueues(deps: { client: Pick<SQSClient, 'send'>; urls: QueueUrls }): Queues {
  const { client, urls } = deps;
  const oneCall = atMost(callsAtOnce);

  function callsOf(messages: readonly QueueMessage[]): { queue: QueueName; messages: QueueMessage[] }[] {
    const calls: { queue: QueueName; messages: QueueMessage[]; bytes: number }[] = [];
    for (const message of messages) {
      const bytes = Buffer.byteLength(JSON.stringify(message));
      const open = calls.findLast(({ queue }) => queue === message.queue);
      if (open && open.messages.length < maxEntries && open.bytes + bytes <= maxCallBytes) {
        open.messages.push(message);
        open.bytes += bytes;
      } else calls.push({ queue: message.queue, messages: [message], bytes });
    }
    return calls;
  }

  /** SQS may take some of a call and not others: those are sent again, and what then is left throws. */
  async function sendCall(queue: QueueName, all: readonly QueueMessage[]): Promise<void> {
    let left = all;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const Entries = left.map((message, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(message),
      }));
      const { Failed } = await oneCall(() =>
        client.send(new SendMessageBatchCommand({ QueueUrl: urls[queue], Entries })),
      );
      const failed = new Set((Failed ?? []).map(({ Id }) => Number(Id)));
      left = left.filter((_, index) => failed.has(index));
      if (left.length > 0 && attempt >= maxAttempts)
        throw new Error(`${left.length} messages were not taken by ${queue}: ${Failed?.[0]?.Code}`);
    }
  }

  async function handOver(messages: readonly QueueMessage[]): Promise<void> {
    await Promise.all(callsOf(messages).map((call) => sendCall(call.queue, call.messages)));
  }

  return {
    handOver,
    async send(messages, taken) {
      if (messages.length === 0) return;
      await handOver(messages);
      await taken(messages);
    },
  };
}

/** What a function behind a queue does with a batch: deliveries that are to come again, each after its own pause. */
export function createSqsConsumer(deps: {
  client: Pick<SQSClient, 'send'>;
  urls: QueueUrls;
  consumer: Pick<Consumer, 'deliver'>;
  deadLetters: Pick<DeadLetters, 'keep' | 'keepUnreadable'>;
  clock: Clock;
  logger: Logger;
}) {
  const { client, urls, consumer, clock, logger } = deps;
  const queues = createSqsQueues({ client, urls });

  function bodyOf({ body }: SQSRecord): unknown {
    try {
      return JSON.parse(body);
    } catch {
      return body;
    }
  }

  function readMessage(record: SQSRecord): QueueMessage | null {
    return messageSchema.safeParse(bodyOf(record)).data ?? null;
  }

  async function deliverOne(record: SQSRecord): Promise<boolean> {
    const message = readMessage(record);
    // Of a newer form than this program knows, or not ours: it comes again, and ends with what SQS gave up on.
    if (!message) return false;
    const tries = Number(record.attributes.ApproximateReceiveCount);
    const delivery = await consumer.deliver(message, tries);
    if (delivery.kind === 'over') return true;
    if (
      delivery.onHold &&
      clock.nowMs() - message.firstAtMs >= holdAnewMs &&
      (await sentAnew(message, tries))
    )
      return true;
    try {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urls[message.queue],
          ReceiptHandle: record.receiptHandle,
          VisibilityTimeout: Math.min(longestVisibilityS, Math.ceil(delivery.pauseMs / 1000)),
        }),
      );
    } catch (error) {
      // It comes again all the same, after the queue's own pause.
      logger.warn({ id: message.id, err: error }, 'the pause was not set');
    }
    return false;
  }

  /** In place of one that SQS would forget or set apart. Where this one is delivered once more, handlers bear it. */
  async function sentAnew(message: QueueMessage, tries: number): Promise<boolean> {
    try {
      await queues.handOver([{ ...message, firstAtMs: clock.nowMs(), holds: (message.holds ?? 0) + tries }]);
      return true;
    } catch (error) {
      logger.warn({ id: message.id, err: error }, 'what is on hold was not sent anew');
      return false;
    }
  }

  return {
    async consume(records: readonly SQSRecord[], leftMs: () => number): Promise<SQSBatchResponse> {
      // Beside one another: what waits for the table leaves the processor to the others.
      const done = await Promise.all(
        records.map(async (record) => leftMs() >= stopWithLeftMs && (await deliverOne(record))),
      );
      const failed = records.filter((_, index) => !done[index]);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
    /** What SQS gave up on, since no delivery came to its end: it goes onto HQ's list. */
    async keepGivenUp(records: readonly SQSRecord[]): Promise<SQSBatchResponse> {
      const failed: string[] = [];
      for (const record of records) {
        const message = readMessage(record);
        try {
          const { messageId } = record;
          if (message) {
            const tries = Number(record.attributes.ApproximateReceiveCount);
            await deps.deadLetters.keep(message, tries, new Error('no delivery came to its end'));
            logger.error({ id: message.id, messageId, tries, ...needsPerson }, 'no delivery came to its end');
          } else {
            await deps.deadLetters.keepUnreadable(messageId, bodyOf(record), 0);
            logger.error({ messageId, ...needsPerson }, 'a message that nobody can read');
          }
        } catch (error) {
          logger.error({ messageId: record.messageId, err: error }, 'dead letter was not kept');
          failed.push(record.messageId);
        }
      }
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
    },
  };
}
