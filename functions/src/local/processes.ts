import { AsyncLocalStorage } from 'node:async_hooks';
import type { Engine } from '@jindian/embedded-dynamodb';
import type { Work } from '../entry/work.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { noLongerThan } from '../platform/patience.ts';
import type { LocalQueues } from './queues.ts';

const recordsPerRead = 100;
/** The changes of a second or so, of which the levels are told to the regions together. */
const recordsPerLevels = 1_000;
/** More changes than this whose messages are on their way, and the relay waits. */
const maxOnTheWay = 5_000;
const maxLevelDeliveries = 40;
const redeliverAfterMs = 150;
const timersEveryMs = 1_000;
const expireEveryMs = 30_000;
/** What is under way when the process is told to stop may take this long; the rest is done at the next start. */
const stopWithinMs = 5_000;

/**
 * The relay, levels, consumers and timers functions in this process. The change stream is read from where it was left,
 * also after a restart: the place is kept of the oldest change from which anything is still to be done.
 */
export function createProcesses(deps: {
  engine: Engine;
  work: Work;
  queues: LocalQueues;
  tableName: string;
  clock: Clock;
  logger: Logger;
  /** Behind which change somebody else still reads; undefined: nobody does. */
  keptBehind?: () => string | undefined;
}) {
  const { engine, work, queues, tableName, clock, logger } = deps;
  const { streams } = engine;
  /** Whoever writes wakes the readers: what they do is no part of it. */
  const byItself = AsyncLocalStorage.snapshot();
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let expiredAtMs = clock.nowMs();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();

  /** A full disk is said once, not every second: the health check goes on saying it. */
  let storageTold = '';
  function report(error: unknown, what: string): void {
    const { state, detail = '' } = engine.health();
    if (state === 'ok') logger.error({ err: error }, what);
    else if (state !== storageTold) logger.error({ state, detail }, 'storage');
    storageTold = state;
  }

  /** Up to where the relay has read; and, oldest first, what of it is not safe yet, with the place just before it. */
  let readUntil: string | null | undefined;
  const onTheWay = new Map<string, string | null>();
  let savedUntil: string | null = null;
  let sending = false;

  /** The place to go on from after a restart: just before the first change from which something is not safe yet. */
  async function savePosition(): Promise<void> {
    const [firstOpen] = onTheWay.values();
    const safe = firstOpen === undefined ? readUntil : firstOpen;
    if (!safe || safe === savedUntil) return;
    await streams.setPosition('relay', safe);
    savedUntil = safe;
  }

  async function relayOn(): Promise<void> {
    readUntil ??= await streams.getPosition('relay');
    while (!stopped && onTheWay.size < maxOnTheWay) {
      const records = await streams.read(tableName, readUntil, recordsPerRead);
      if (records.length === 0) return;
      sending = true;
      for (const record of records) {
        const place = record.dynamodb.SequenceNumber;
        onTheWay.set(place, readUntil);
        await work.relay(record, () => {
          onTheWay.delete(place);
          return sending ? undefined : savePosition();
        });
        readUntil = place;
      }
      sending = false;
      await savePosition();
      await trim();
    }
  }

  let levelDeliveries = 0;
  /** All of a batch or, again, none; after the last try the first of it is given up, as the deployed stream does. */
  async function followLevels(): Promise<void> {
    for (;;) {
      const position = await streams.getPosition('levels');
      const records = await streams.read(tableName, position, recordsPerLevels);
      const [first, last] = [records.at(0), records.at(-1)];
      if (stopped || !first || !last) return;
      const failed = (await work.handleLevels(records)) !== null;
      levelDeliveries = failed ? levelDeliveries + 1 : 0;
      if (failed && levelDeliveries < maxLevelDeliveries) {
        await new Promise((resolve) => setTimeout(resolve, redeliverAfterMs));
        continue;
      }
      levelDeliveries = 0;
      await streams.setPosition('levels', (failed ? first : last).dynamodb.SequenceNumber);
      await trim();
    }
  }

  /** What everybody has read is no longer kept. */
  async function trim(): Promise<void> {
    const positions = await Promise.all(['relay', 'levels'].map((name) => streams.getPosition(name)));
    if (!positions.every((position) => position !== null)) return;
    const kept = deps.keptBehind?.();
    const [safe = ''] = [...positions, ...(kept === undefined ? [] : [kept])].sort();
    if (safe !== '') await streams.trim(safe);
  }

  /** Nothing that was announced is still to be handled; what failed waits for its next try in the table. */
  async function eventsAreHandled(): Promise<boolean> {
    const unread = await streams.read(tableName, readUntil ?? null, 1_000);
    return unread.every((record) => work.messagesOf(record).length === 0) && queues.isAtRest();
  }

  async function isAtRest(): Promise<boolean> {
    const unread = await streams.read(tableName, await streams.getPosition('levels'), 1);
    return unread.length === 0 && (await eventsAreHandled());
  }

  function wake(): Promise<void> {
    if (reading) {
      again = true;
      return reading;
    }
    reading = (async () => {
      do {
        again = false;
        await relayOn();
      } while (again && !stopped);
    })()
      .catch((error) => report(error, 'stream reading stopped'))
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  let following: Promise<void> | null = null;
  /** Not with every change, as the relay: what a second's orders change in a region is one write of it. */
  function followOn(): Promise<void> {
    following ??= followLevels()
      .catch((error) => report(error, 'levels are not followed'))
      .finally(() => {
        following = null;
      });
    return following;
  }

  async function tick(): Promise<void> {
    // Reading that stopped on trouble goes on, also when nothing new is written.
    void wake();
    void followOn();
    queues.wake();
    await work.runDue();
    if (clock.nowMs() - expiredAtMs >= expireEveryMs) {
      expiredAtMs = clock.nowMs();
      await engine.sweepExpired(Math.floor(clock.nowMs() / 1000));
    }
  }

  let stopListening = () => {};

  return {
    /** Runs by itself from now on. */
    async start(): Promise<void> {
      await queues.start();
      stopListening = streams.onAppend(() => byItself(() => void wake()));
      void wake();
      void followOn();
      const next = () => {
        if (stopped) return;
        timer = setTimeout(() => {
          running = tick()
            .catch((error) => report(error, 'timers failed'))
            .finally(next);
        }, timersEveryMs);
      };
      next();
    },
    /** Until nothing is left to do at this moment: every event handled, everything due done or waiting for its next try. */
    async settle(): Promise<void> {
      await queues.load();
      for (let round = 0; round < 50; round += 1) {
        await Promise.all([wake(), followOn()]);
        await queues.drain();
        if ((await work.runDue()) === 0) {
          await Promise.all([wake(), followOn()]);
          await queues.drain();
          if (await isAtRest()) return;
        }
      }
      throw new Error('events and timers do not come to rest');
    },
    eventsAreHandled,
    /**
     * Events and timers once, one after the other in the order in which they came; throws at the first that fails and
     * leaves the rest.
     */
    async once(): Promise<void> {
      await queues.load();
      await relayOn();
      await queues.drain({ oneByOne: true });
      await work.runDue();
      await queues.drain({ oneByOne: true });
    },
    /** Begins nothing more, and waits for what is under way, together no longer than that. */
    async stop(withinMs = stopWithinMs): Promise<void> {
      stopped = true;
      stopListening();
      if (timer) clearTimeout(timer);
      const underWay = Promise.all([running, reading, following, queues.stop()]).then(() => {});
      await noLongerThan(withinMs, underWay, () => {});
    },
  };
}
export type Processes = ReturnType<typeof createProcesses>;
