import type { Engine } from '@jindian/embedded-dynamodb';
import type { Work } from '../entry/work.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';

const recordsPerRead = 100;
/** As the deployed stream does before it gives a batch to the dead-letter queue; the sweep takes it up later. */
const maxEventDeliveries = 4;
/** Nobody sweeps up levels: they are told for as long as the stream keeps them, which nothing here waits for. */
const maxLevelDeliveries = 40;
const redeliverAfterMs = 150;
const timersEveryMs = 1_000;
const sweepEveryMs = 30_000;

/**
 * The events and timers functions in this process: the change stream is read from where it was left, also after a
 * restart, and what is due is looked for every second.
 */
export function createProcesses(deps: {
  engine: Engine;
  work: Work;
  tableName: string;
  clock: Clock;
  logger: Logger;
}) {
  const { engine, work, tableName, clock, logger } = deps;
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let sweptAtMs = clock.nowMs();
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

  /** Each reads the whole stream from where it was left. */
  const consumers = [
    { name: 'events', handle: work.handleStream, maxDeliveries: maxEventDeliveries, deliveries: 0 },
    { name: 'levels', handle: work.handleLevels, maxDeliveries: maxLevelDeliveries, deliveries: 0 },
  ];

  async function readOn(consumer: (typeof consumers)[number]): Promise<void> {
    for (;;) {
      const position = await engine.streams.getPosition(consumer.name);
      const records = await engine.streams.read(tableName, position, recordsPerRead);
      const last = records.at(-1)?.dynamodb.SequenceNumber;
      if (stopped || last === undefined) return;
      const failedFrom = await consumer.handle(records);
      if (failedFrom === null) {
        consumer.deliveries = 0;
        await engine.streams.setPosition(consumer.name, last);
        await trim();
        continue;
      }
      consumer.deliveries += 1;
      const failedAt = records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failedFrom);
      // What came before the failure is done; after the last try the failed one is left to the sweep.
      const givenUp = consumer.deliveries >= consumer.maxDeliveries;
      const done = records[givenUp ? failedAt : failedAt - 1]?.dynamodb.SequenceNumber;
      if (done !== undefined) await engine.streams.setPosition(consumer.name, done);
      if (givenUp) consumer.deliveries = 0;
      else await new Promise((resolve) => setTimeout(resolve, redeliverAfterMs));
    }
  }

  /** What everybody has read is no longer kept. */
  async function trim(): Promise<void> {
    const positions = await Promise.all(consumers.map(({ name }) => engine.streams.getPosition(name)));
    if (positions.every((position) => position !== null)) {
      await engine.streams.trim([...positions].sort()[0] as string);
    }
  }

  async function isAtRest(): Promise<boolean> {
    for (const { name } of consumers) {
      const position = await engine.streams.getPosition(name);
      if ((await engine.streams.read(tableName, position, 1)).length > 0) return false;
    }
    return true;
  }

  function wake(): Promise<void> {
    if (reading) {
      again = true;
      return reading;
    }
    reading = (async () => {
      do {
        again = false;
        await Promise.all(consumers.map(readOn));
      } while (again && !stopped);
    })()
      .catch((error) => report(error, 'stream reading stopped'))
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  async function tick(): Promise<void> {
    // Reading that stopped on trouble goes on, also when nothing new is written.
    void wake();
    await work.runDue();
    if (clock.nowMs() - sweptAtMs >= sweepEveryMs) {
      sweptAtMs = clock.nowMs();
      await work.sweepOutbox();
      await engine.sweepExpired(Math.floor(clock.nowMs() / 1000));
    }
  }

  const stopListening = engine.streams.onAppend(() => void wake());

  return {
    /** Runs by itself from now on. */
    start(): void {
      void wake();
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
    /** Until nothing is left to do at this moment: every event handled, everything due done. */
    async settle(): Promise<void> {
      for (let round = 0; round < 50; round += 1) {
        await wake();
        if ((await work.runDue()) === 0) {
          await wake();
          if (await isAtRest()) return;
        }
      }
      throw new Error('events and timers do not come to rest');
    },
    sweep: () => work.sweepOutbox(),
    async stop(): Promise<void> {
      stopped = true;
      stopListening();
      if (timer) clearTimeout(timer);
      await running;
      await reading;
    },
  };
}
export type Processes = ReturnType<typeof createProcesses>;
