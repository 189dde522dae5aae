import type { DeadLetter } from '@jindian/shared/contract/work';
import { unreadableHandler } from '@jindian/shared/contract/work';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../audit-context.ts';
import type { Clock } from '../clock.ts';
import { runCommand } from '../command.ts';
import { Entity } from '../entity.ts';
import { opaqueCode } from '../ids.ts';
import { fail, ok, type Result } from '../result.ts';
import type { JindianTable } from '../table.ts';
import { write } from '../transact.ts';
import { readUpTo } from '../whole.ts';
import { messageSchema, type QueueMessage, type Queues } from './messages.ts';

const longestErrorText = 300;
/** What is due of an order names it first. */
const ulidIn = (ref: string) => /^([0-7][0-9A-HJKMNP-TV-Z]{25})(\/|$)/.exec(ref)?.[1];
/** The same message is the same letter. */
const idOf = (message: QueueMessage) => opaqueCode('dead letter', message.id, 20);

/**
 * What could not be done after all its tries, until a person tries it again or lets it go. Written by the consumer,
 * or, where a delivery never came to its end, from what SQS gave up on.
 */
export function createDeadLetters(deps: {
  table: JindianTable;
  clock: Clock;
  queues: Queues;
  /** Where a message belongs by the handlers that there are now. */
  addressed(message: QueueMessage): QueueMessage[];
}) {
  const { table, clock } = deps;
  const entity = new Entity({
    name: 'DeadLetter',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      queue: string(),
      handler: string(),
      message: any(),
      error: string(),
      tries: number(),
      firstAtMs: number(),
      givenUpAtMs: number(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'DEADLETTERS', sk: id }),
  });

  /** Once for each message, however often it is given up on. Gives the letter's id. */
  async function keep(message: QueueMessage, tries: number, error: unknown): Promise<string> {
    const { queue, handler, firstAtMs } = message;
    const id = idOf(message);
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await entity
      .build(PutItemCommand)
      .item({
        id,
        queue,
        handler,
        message,
        error: text.slice(0, longestErrorText),
        tries,
        firstAtMs,
        givenUpAtMs: clock.nowMs(),
      })
      .send();
    return id;
  }

  /** A message in a form that this program cannot read: nobody tries it, and a person sees it at once. */
  async function keepUnreadable(id: string, message: unknown, tries: number): Promise<void> {
    const nowMs = clock.nowMs();
    const problem = messageSchema.safeParse(message).error?.issues[0];
    await entity
      .build(PutItemCommand)
      .item({
        id: opaqueCode('dead letter', id, 20),
        queue: 'unknown',
        handler: unreadableHandler,
        message: message ?? null,
        error: `not a message: ${problem?.path.join('.')} ${problem?.message}`.slice(0, longestErrorText),
        tries,
        firstAtMs: nowMs,
        givenUpAtMs: nowMs,
      })
      .send();
  }

  function viewOf(stored: Omit<DeadLetter, 'about'> & { message: unknown }): DeadLetter {
    const { message, ...rest } = stored;
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) return { ...rest, about: {} };
    const { body } = parsed.data;
    if (body.about === 'shard') return { ...rest, about: {} };
    const told = body.about === 'event' ? body.event : body.due;
    const orderId =
      typeof told.data.orderId === 'string'
        ? told.data.orderId
        : ulidIn(body.about === 'due' ? body.due.ref : '');
    return {
      ...rest,
      about: {
        ...(body.about === 'event' ? { event: body.event.type } : { due: body.due.kind, ref: body.due.ref }),
        ...(orderId ? { orderId } : {}),
      },
    };
  }

  async function page(limit: number, cursor?: string) {
    const stored = await readUpTo(limit + 1, (next) =>
      table
        .build(QueryCommand)
        .query({ partition: 'DEADLETTERS', ...(cursor ? { range: { gt: cursor } } : {}) })
        .entities(entity)
        .options({ ...next, consistent: true })
        .send(),
    );
    const found = stored.map((letter) => viewOf(letter as never));
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async function read(id: string) {
    const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item ?? null;
  }

  /** Takes it off the list; what the audited act records goes into the same transaction. */
  function drop(id: string) {
    return runCommand<null, 'not_found'>(
      { table },
      {
        command: null,
        async attempt() {
          const letter = await read(id);
          if (!letter) return fail('not_found');
          // Nothing else tells later what it was.
          const { queue, handler, about, error, tries, firstAtMs } = viewOf(letter as never);
          auditDetails({ before: { queue, handler, ...about, error, tries, firstAtMs } });
          const gone = entity.build(DeleteTransaction).key({ id });
          return {
            writes: [write('dead letter', gone.options({ condition: { attr: 'id', exists: true } }))],
            value: null,
            refused: { 'dead letter': fail('not_found') },
          };
        },
      },
    );
  }

  /**
   * Sent to its handler once more, wherever that is now, and again over its full time. Sent first: twice is safe, never
   * is not.
   */
  async function retry(id: string): Promise<Result<null, 'not_found' | 'transition_refused' | 'busy'>> {
    const found = await read(id);
    if (!found) return fail('not_found');
    const message = messageSchema.safeParse(found.message);
    if (!message.success) return fail('transition_refused', { state: unreadableHandler });
    await deps.queues.handOver(deps.addressed(message.data));
    const dropped = await drop(id);
    // Somebody else did the same at this moment.
    return dropped.ok || dropped.code !== 'not_found' ? dropped : ok(null);
  }

  return { keep, keepUnreadable, page, retry, letGo: drop };
}
export type DeadLetters = ReturnType<typeof createDeadLetters>;
