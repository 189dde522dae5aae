import { createFilter } from './filters.ts';
import type { LambdaFunction } from './function.ts';

type StreamRecord = { dynamodb: { SequenceNumber: string; ApproximateCreationDateTime?: number } };

/** The stream of a table, as the embedded engine has it. */
export type Stream = {
  read(after: string | null, limit: number): Promise<StreamRecord[]>;
  position(): Promise<string | null>;
  setPosition(sequence: string): Promise<void>;
};

export type StreamMapping = {
  batchSize: number;
  /** How long a batch waits to be filled. */
  windowMs: number;
  filters: readonly string[];
  bisects: boolean;
  reportsFailures: boolean;
  /** -1: for as long as the stream keeps the records. */
  maxRetries: number;
  maxRecordAgeMs: number;
};

const recordsPerRead = 1_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * A table's stream as an event source: one shard, read in order, one batch at a time. What failed is tried again from
 * the first record that failed, after growing pauses, until it is given up on.
 */
export function startStreamSource(
  mapping: StreamMapping,
  deps: { stream: Stream; fn: LambdaFunction; now(): number; report(error: unknown): void },
) {
  const { stream, fn, now } = deps;
  const isWanted = createFilter(mapping.filters);
  let stopped = false;
  let reading: Promise<void> | null = null;
  let again = false;

  const sequenceOf = (record: StreamRecord) => record.dynamodb.SequenceNumber;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  /** The next records that pass, as many as a batch holds; and how far was read for them. */
  async function nextBatch(after: string | null): Promise<{ batch: StreamRecord[]; until: string | null }> {
    const batch: StreamRecord[] = [];
    let until = after;
    for (;;) {
      const records = await stream.read(until, recordsPerRead);
      for (const record of records) {
        if (batch.length === mapping.batchSize) return { batch, until };
        if (isWanted(record)) batch.push(record);
        until = sequenceOf(record);
      }
      if (records.length < recordsPerRead) return { batch, until };
    }
  }

  /** Gives the first record that is to be tried again; null when all is done. */
  async function attempt(
    batch: readonly StreamRecord[],
  ): Promise<{ failedAt: number; whole: boolean } | null> {
    const outcome = await fn.invoke({ Records: batch });
    if (outcome.kind !== 'answered') return { failedAt: 0, whole: true };
    if (!mapping.reportsFailures) return null;
    const answer = JSON.parse(outcome.payload) as {
      batchItemFailures?: { itemIdentifier?: string }[];
    } | null;
    const named = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }) =>
      batch.findIndex((record) => sequenceOf(record) === itemIdentifier),
    );
    if (named.length === 0) return null;
    return { failedAt: Math.max(0, Math.min(...named)), whole: false };
  }

  /** Until every record of the batch is done or given up. */
  async function deliver(all: readonly StreamRecord[]): Promise<void> {
    let left = all;
    let size = all.length;
    let retries = 0;
    while (left.length > 0 && !stopped) {
      const batch = left.slice(0, size);
      const failure = await attempt(batch);
      if (!failure) {
        left = left.slice(batch.length);
        size = all.length;
        retries = 0;
        continue;
      }
      if (failure.failedAt > 0) retries = 0;
      left = left.slice(failure.failedAt);
      const [first] = left;
      const ageMs = now() - (first?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000;
      if ((mapping.maxRetries >= 0 && retries >= mapping.maxRetries) || ageMs > mapping.maxRecordAgeMs) {
        const lost = left.slice(0, Math.min(size, batch.length - failure.failedAt));
        deps.report(new Error(`${fn.name} gave up on ${lost.length} records`));
        left = left.slice(lost.length);
        retries = 0;
        continue;
      }
      retries += 1;
      if (mapping.bisects && failure.whole && batch.length > 1) size = Math.ceil(batch.length / 2);
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(retries - 1, 10)));
    }
  }

  async function readOn(): Promise<void> {
    while (!stopped) {
      const position = await stream.position();
      let { batch, until } = await nextBatch(position);
      if (batch.length > 0 && batch.length < mapping.batchSize && mapping.windowMs > 0) {
        await pause(mapping.windowMs);
        ({ batch, until } = await nextBatch(position));
      }
      if (batch.length > 0) await deliver(batch);
      // Stopped half-way: the whole batch comes again after the next start.
      if (stopped || until === position || until === null) return;
      await stream.setPosition(until);
    }
  }

  /** Reads on to the end, or joins who does. */
  function wake(): Promise<void> {
    if (reading) {
      again = true;
      return reading;
    }
    reading = (async () => {
      do {
        again = false;
        await readOn();
      } while (again && !stopped);
    })()
      .catch((error) => deps.report(error))
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  return {
    wake,
    /** Nothing that it would hand to the function is unread. */
    async isAtRest(): Promise<boolean> {
      if (reading) return false;
      const { batch } = await nextBatch(await stream.position());
      return batch.length === 0;
    },
    async stop(): Promise<void> {
      stopped = true;
      await reading;
    },
  };
}
export type StreamSource = ReturnType<typeof startStreamSource>;
