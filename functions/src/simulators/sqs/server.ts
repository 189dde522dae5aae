import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessKeyOf } from '../access-key.ts';
import { keptMessages } from './kept-messages.ts';
import { createQueue, md5, type Queue, type QueueRules } from './queue.ts';

const account = '000000000000';
const maxEntries = 10;
const maxCallBytes = 262_144;

type Call = Record<string, unknown>;
type Entry = { Id: string; MessageBody?: string; DelaySeconds?: number; ReceiptHandle?: string };

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** SQS over HTTP, by its JSON protocol: what the SDK's client and Lambda's poller use of it. */
export async function startSqsSimulator(options: {
  queues: Readonly<Record<string, QueueRules>>;
  now?: () => number;
  random?: () => number;
  /** Keeps what is in the queues over a restart. */
  file?: string;
  /** Who may do what, by the access key that a call is signed with; everybody everything unless told. */
  allows?: (accessKeyId: string, action: string, queue: string) => boolean;
}) {
  const { now = Date.now, random = Math.random } = options;
  const kept = keptMessages(options.file);
  const queues = new Map<string, Queue>(
    Object.entries(options.queues).map(([name, rules]) => [
      name,
      createQueue(rules, now, random, kept?.(name)),
    ]),
  );
  const listeners = new Map<string, Set<() => void>>();

  function put(name: string, body: string, delayS?: number) {
    const message = queues.get(name)?.send(body, delayS);
    for (const listener of listeners.get(name) ?? []) setImmediate(listener);
    return message;
  }

  const nameOf = (call: Call) =>
    String(call.QueueUrl ?? '')
      .split('/')
      .at(-1) ?? '';
  /** Ids of entries that the next sends refuse, as SQS may refuse some of a call and take others. */
  let refuseNext: ((body: string) => boolean) | null = null;

  function queueOf(call: Call): Queue {
    const queue = queues.get(nameOf(call));
    if (!queue) throw new Refusal('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  function sendBatch(call: Call) {
    queueOf(call);
    const entries = (call.Entries ?? []) as Entry[];
    if (entries.length === 0) throw new Refusal('EmptyBatchRequest', 'There should be at least one entry.');
    if (entries.length > maxEntries)
      throw new Refusal(
        'TooManyEntriesInBatchRequest',
        `Maximum number of entries per request are ${maxEntries}.`,
      );
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
      throw new Refusal('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
    const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
    if (bytes > maxCallBytes)
      throw new Refusal('BatchRequestTooLong', 'Batch requests cannot be longer than 262144 bytes.');
    const refused = entries.filter(({ MessageBody = '' }) => refuseNext?.(MessageBody));
    refuseNext = null;
    return {
      Successful: entries
        .filter((entry) => !refused.includes(entry))
        .map(({ Id, MessageBody = '', DelaySeconds }) => ({
          Id,
          MessageId: put(nameOf(call), MessageBody, DelaySeconds)?.messageId,
          MD5OfMessageBody: md5(MessageBody),
        })),
      Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
    };
  }

  /** As a receive or Lambda's poller would: first, what was received too often goes to the queue behind. */
  function receive(name: string, max: number) {
    const queue = queues.get(name);
    if (!queue) throw new Refusal('QueueDoesNotExist', 'The specified queue does not exist.');
    const { deadLetterQueue } = queue.rules;
    for (const { body } of queue.takeGivenUp()) if (deadLetterQueue) put(deadLetterQueue, body);
    return queue.receive(max);
  }

  const operations: Record<string, (call: Call) => unknown> = {
    SendMessageBatch: sendBatch,
    ReceiveMessage(call) {
      return {
        Messages: receive(nameOf(call), Number(call.MaxNumberOfMessages ?? 1)).map((message) => ({
          MessageId: message.messageId,
          ReceiptHandle: message.receiptHandle,
          Body: message.body,
          MD5OfBody: md5(message.body),
          Attributes: { ApproximateReceiveCount: String(message.receiveCount) },
        })),
      };
    },
    DeleteMessage(call) {
      queueOf(call).delete(String(call.ReceiptHandle));
      return {};
    },
    ChangeMessageVisibility(call) {
      const seconds = Number(call.VisibilityTimeout);
      if (!(seconds >= 0 && seconds <= 43_200))
        throw new Refusal('InvalidParameterValue', 'VisibilityTimeout must be between 0 and 43200.');
      if (!queueOf(call).changeVisibility(String(call.ReceiptHandle), seconds))
        throw new Refusal('ReceiptHandleIsInvalid', 'The receipt handle is not valid.');
      return {};
    },
  };

  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    try {
      const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
      if (!operation) throw new Refusal('UnknownOperationException', `no operation ${target}`);
      const call = JSON.parse(await textOf(request)) as Call;
      const action = `sqs:${target.replace('Batch', '')}`;
      if (options.allows && !options.allows(accessKeyOf(request), action, nameOf(call)))
        throw new Refusal('AccessDenied', `${accessKeyOf(request)} may not ${action} on ${nameOf(call)}.`);
      answer(200, operation(call));
    } catch (error) {
      if (error instanceof Refusal)
        answer(400, { __type: `com.amazonaws.sqs#${error.code}`, message: error.message });
      else answer(500, { __type: 'com.amazonaws.sqs#InternalFailure', message: String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    endpoint,
    /** The address of a queue up to its name. */
    urlPrefix: `${endpoint}/${account}/`,
    receive,
    waiting: (name: string) => queues.get(name)?.waiting() ?? [],
    hasVisible: (name: string) =>
      (queues.get(name)?.waiting() ?? []).some(({ visibleAtMs }) => visibleAtMs <= now()),
    remove: (name: string, receiptHandle: string) => queues.get(name)?.delete(receiptHandle) ?? false,
    changeVisibility: (name: string, receiptHandle: string, seconds: number) =>
      queues.get(name)?.changeVisibility(receiptHandle, seconds) ?? false,
    /** Told after every send into that queue. Gives the function that stops it. */
    onSend(name: string, listener: () => void): () => void {
      const of = listeners.get(name) ?? new Set();
      listeners.set(name, of.add(listener));
      return () => of.delete(listener);
    },
    refuse(which: (body: string) => boolean): void {
      refuseNext = which;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type SqsSimulator = Awaited<ReturnType<typeof startSqsSimulator>>;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
