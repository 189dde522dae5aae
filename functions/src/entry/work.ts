import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { hourMs, minuteMs } from '@jindian/shared/time';
import type { Checkpoints } from '../platform/checkpoints.ts';
import type { Clock } from '../platform/clock.ts';
import { type DueHandler, type DueItem, type DueItems, dueShards } from '../platform/due-items.ts';
import type { Logger } from '../platform/logger.ts';
import { dispatch, type EventHandler, type Outbox, outboxPrefix, toBatch } from '../platform/outbox.ts';

/** The part of a DynamoDB stream record that is looked at; Lambda's event and the embedded engine give the same. */
export type StreamRecord = {
  eventName?: string | undefined;
  dynamodb?: { SequenceNumber?: string | undefined; NewImage?: unknown; OldImage?: unknown } | undefined;
};

type WorkDeps = {
  outbox: Outbox;
  dueItems: DueItems;
  checkpoints: Checkpoints;
  clock: Clock;
  logger: Logger;
  eventHandlers: readonly EventHandler[];
  dueHandlers: readonly DueHandler[];
  /** Brings changed stock levels among stream records into the figures of the regions. */
  followLevels?: (records: readonly StreamRecord[]) => Promise<void>;
  /** What follows behind events and due items for the books, some of it only now and then. */
  keepUp?: () => Promise<void>;
};

const duePage = 25;
const maxPagesPerShard = 200;
const retryAfterMs = minuteMs;
/** Younger batches are still on their way through the stream. */
const sweepAfterMs = 2 * minuteMs;
const maxSweptHours = 24 * 14;
const maxLooksPerHour = 100;

/** What happens behind the requests: events from the stream, and what is due by the clock. */
export function createWork(deps: WorkDeps) {
  const { outbox, dueItems, checkpoints, clock, logger } = deps;
  const handlerOf = new Map(deps.dueHandlers.map((handler) => [handler.kind, handler]));

  /**
   * Handles the outbox batches among stream records, in order. Gives the sequence number of the first one that
   * failed, from which on the stream delivers again; null when all went well.
   */
  async function handleStream(records: readonly StreamRecord[]): Promise<string | null> {
    for (const record of records) {
      const image = record.dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
      if (record.eventName !== 'INSERT' || !image?.pk?.S?.startsWith(outboxPrefix)) continue;
      const batch = toBatch(unmarshall(image));
      try {
        await dispatch(batch, deps.eventHandlers);
        await outbox.settle(batch);
      } catch (error) {
        logger.error(
          { batchId: batch.id, types: batch.events.map(({ type }) => type), err: error },
          'event failed',
        );
        return record.dynamodb?.SequenceNumber ?? '';
      }
    }
    return null;
  }

  /**
   * The second reader of the stream: changed stock levels, apart from the events so that neither waits for the other.
   * All or, from the first record on, again: what is told twice changes nothing.
   */
  async function handleLevels(records: readonly StreamRecord[]): Promise<string | null> {
    try {
      await deps.followLevels?.(records);
      return null;
    } catch (error) {
      logger.error({ records: records.length, err: error }, 'levels were not followed');
      return records[0]?.dynamodb?.SequenceNumber ?? '';
    }
  }

  async function doDue(due: DueItem): Promise<void> {
    try {
      const handler = handlerOf.get(due.kind);
      if (!handler) throw new Error(`nobody handles due items of kind ${due.kind}`);
      await handler.handle(due);
      await dueItems.done(due);
    } catch (error) {
      logger.error({ kind: due.kind, ref: due.ref, err: error }, 'due item failed; postponed');
      await dueItems.postpone(due, clock.nowMs() + retryAfterMs);
    }
  }

  /** Everything that is due by now, since the last run; what fails is tried again a minute later. Gives how many. */
  async function runDue(): Promise<number> {
    const nowMs = clock.nowMs();
    const sinceMs = (await checkpoints.read('due')) ?? nowMs;
    let count = 0;
    let left = false;
    // An hour back: what was due just before midnight may have been committed just after the last look.
    for (const day of dueItems.daysBetween(sinceMs - hourMs, nowMs)) {
      const counts = await Promise.all(
        Array.from({ length: dueShards }, async (_, shard) => {
          let done = 0;
          for (let page = 0; page < maxPagesPerShard; page += 1) {
            const due = await dueItems.dueOf(day, shard, nowMs, duePage);
            for (const one of due) await doDue(one);
            done += due.length;
            if (due.length < duePage) return done;
          }
          left = true;
          return done;
        }),
      );
      count += counts.reduce((sum, n) => sum + n, 0);
    }
    // More than one run can do: the next one begins where this one began.
    await checkpoints.write('due', left ? sinceMs : nowMs);
    await deps.keepUp?.();
    return count;
  }

  /** Event batches that the stream lost or gave up on: handled here, minutes later. Gives how many. */
  async function sweepOutbox(): Promise<number> {
    const beforeMs = clock.nowMs() - sweepAfterMs;
    const sinceMs = Math.max(
      (await checkpoints.read('outbox')) ?? beforeMs - hourMs,
      beforeMs - maxSweptHours * hourMs,
    );
    let count = 0;
    let goOnFromMs: number | null = null;
    for (let hourAtMs = sinceMs - (sinceMs % hourMs); hourAtMs <= beforeMs; hourAtMs += hourMs) {
      const failed = new Set<string>();
      // What is settled is gone, so each look gives the next ones, until only failures are left.
      for (let look = 0; look < maxLooksPerHour; look += 1) {
        const batches = (await outbox.leftOver(hourAtMs, beforeMs)).filter(({ id }) => !failed.has(id));
        if (batches.length === 0) break;
        for (const batch of batches) {
          count += 1;
          try {
            await dispatch(batch, deps.eventHandlers);
            await outbox.settle(batch);
          } catch (error) {
            failed.add(batch.id);
            logger.error({ batchId: batch.id, err: error }, 'event failed again');
          }
        }
        if (look === maxLooksPerHour - 1) goOnFromMs ??= hourAtMs;
      }
      if (failed.size > 0) goOnFromMs ??= hourAtMs;
    }
    await checkpoints.write('outbox', goOnFromMs ?? beforeMs - hourMs);
    return count;
  }

  /** Behind events: whoever gave them waits for none of it, and the timers try again what fails. */
  async function keepUp(): Promise<void> {
    try {
      await deps.keepUp?.();
    } catch (error) {
      logger.error({ err: error }, 'the books are behind');
    }
  }

  return { handleStream, handleLevels, runDue, sweepOutbox, keepUp };
}
export type Work = ReturnType<typeof createWork>;
