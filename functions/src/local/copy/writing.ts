/** Items into the target in batches: what was not taken is sent again after growing pauses, until all of it is there. */
import { type AttributeValue, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { End } from './end.ts';

export type Item = Record<string, AttributeValue>;

const mostOfBatch = 25;
/** A request may have 16 MB, and bytes are a third more on the wire. */
const mostBytesOfBatch = 8_000_000;
const longestPauseMs = 5_000;
/** For so long nothing may move before it is given up, to be gone on with later. */
const patienceMs = 5 * 60_000;

function bytesOf(value: AttributeValue): number {
  if (value.S !== undefined) return value.S.length * 3;
  if (value.N !== undefined) return value.N.length;
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return bytesOfItem(value.M);
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + bytesOf(one) + 8, 0);
  const sets = value.SS ?? value.NS ?? value.BS ?? [];
  return sets.reduce((sum: number, one) => sum + one.length * 3, 8);
}
const bytesOfItem = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + 8 + bytesOf(value), 0);

export const putOf = (item: Item): WriteRequest => ({ PutRequest: { Item: item } });
export const deletionOf = (key: Item): WriteRequest => ({ DeleteRequest: { Key: key } });

function batchesOf(requests: readonly WriteRequest[]): WriteRequest[][] {
  const batches: WriteRequest[][] = [];
  let batch: WriteRequest[] = [];
  let bytes = 0;
  for (const request of requests) {
    const size = request.PutRequest?.Item ? bytesOfItem(request.PutRequest.Item) : 0;
    if (batch.length > 0 && (batch.length >= mostOfBatch || bytes + size > mostBytesOfBatch)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(request);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

const passing = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
  'NoAnswer',
  'TimeoutError',
]);
/** It may go better the next time: nobody answered, or somebody who is busy. */
function isPassing(error: unknown): boolean {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (passing.has(name)) return true;
  // Without an answer there is no status; a fault of ours has no metadata at all.
  return $metadata !== undefined && (status === undefined || status >= 500);
}

async function pauseBefore(attempt: number): Promise<void> {
  const ceilingMs = Math.min(longestPauseMs, 25 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
}

/** Again after growing pauses, while what stands in the way may pass. */
export async function persistently<T>(act: () => Promise<T>): Promise<T> {
  const giveUpAtMs = Date.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || Date.now() > giveUpAtMs) throw error;
      await pauseBefore(attempt);
    }
  }
}

async function writeBatch({ client, table }: End, batch: WriteRequest[]): Promise<void> {
  let rest = batch;
  let giveUpAtMs = Date.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    const { UnprocessedItems } = await persistently(() =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [table]: rest } })),
    );
    const left = UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
    if (left.length < rest.length) {
      attempt = 0;
      giveUpAtMs = Date.now() + patienceMs;
    } else if (Date.now() > giveUpAtMs) throw new Error(`${table} takes no more items`);
    rest = left;
    await pauseBefore(attempt);
  }
}

/**
 * No key twice among the requests; so many batches are under way at once, for all who write. Fulfilled when everything
 * is there, and also when it fails nothing of it is under way any more.
 */
export function createWriter(end: End, limited: <T>(act: () => Promise<T>) => Promise<T>) {
  return async (requests: readonly WriteRequest[]): Promise<void> => {
    const done = await Promise.allSettled(
      batchesOf(requests).map((batch) => limited(() => writeBatch(end, batch))),
    );
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
}
export type Writer = ReturnType<typeof createWriter>;
