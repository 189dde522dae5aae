import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { pendingAudit } from './audit-context.ts';
import { type EventBatch, joinedBatches, packBatch, riding } from './event-batch.ts';
import { builtPatch, type ItemPatch, isAsPatched, isRefusedBy, sameItem } from './item-patch.ts';
import { storedBytes } from './stored-bytes.ts';
import type { JindianTable } from './table.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Anything that dynamodb-toolbox builds for a transaction. */
type BuiltTransaction = { params(): TransactItem };

/** One write of a transaction, with the name its failure is known by. */
export type Write = {
  label: string;
  /** As it is sent; of a patch it is built when all patches of its item are known. */
  item?: TransactItem | undefined;
  /** It changes a part of an item: with others of the same item it is one write of the transaction. */
  patch?: ItemPatch;
  /** What it announces, and is there for. */
  announces?: EventBatch;
  /** Called once it is written: what was read becomes what is there now. Before, nothing that was read is changed. */
  done?: () => void;
};

export function write(label: string, built: BuiltTransaction): Write {
  return { label, item: built.params() };
}

export function whenDone(one: Write, then: () => void): Write {
  const { done } = one;
  return {
    ...one,
    done() {
      done?.();
      then();
    },
  };
}

export function patchWrite(label: string, patch: ItemPatch): Write {
  return { label, patch };
}

export type FailedWrite = {
  label: string;
  /** The item as it stood, where the write asked for it. */
  current?: Record<string, unknown>;
};

/**
 * `refused`: a condition failed, nothing was written. `busy`: others kept touching the same items; may be tried
 * again. Every other error is thrown: it is not an answer.
 */
export type TransactionResult =
  | { kind: 'done' }
  | { kind: 'refused'; failed: FailedWrite[] }
  | { kind: 'busy' };

/** What DynamoDB takes in one transaction. */
const maxWrites = 100;
/** What a transaction may hold by itself: two writes are left for the record of an audited act. */
export const maxTransactionWrites = maxWrites - 2;
const maxAttempts = 6;
const retryable = new Set([
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'TimeoutError',
]);

/** Full jitter: colliding writers must not meet again. */
export async function backOff(attempt: number): Promise<void> {
  const ceilingMs = Math.min(400, 8 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
}

/**
 * All writes or none. A conflict is not a failed condition: it is retried with jitter, a failed condition never is.
 * The same client token goes with every attempt, so that an attempt whose answer was lost is not done twice.
 * Bounded: 100 writes, six attempts. Within an audited act the first transaction carries its record (`audited`).
 */
export async function transact(table: JindianTable, own: readonly Write[]): Promise<TransactionResult> {
  const audit = pendingAudit<Write>();
  const writes = audit ? [...own, ...audit.writes()] : own;
  const items = byItem(withRiding(writes));
  if (items.length === 0 || items.length > maxWrites)
    throw new RangeError(`a transaction of ${items.length} writes`);
  const [only] = items;
  const done = await (only && items.length === 1 && only[0].patch
    ? changeAlone(table, only)
    : writeTogether(table, items));
  if (done.kind !== 'done') return done;
  if (audit) audit.done = true;
  for (const one of own) one.done?.();
  return done;
}

type ItemWrites = [Write, ...Write[]];

async function writeTogether(table: JindianTable, items: readonly ItemWrites[]): Promise<TransactionResult> {
  const input = { TransactItems: items.map(built), ClientRequestToken: randomUUID() };
  const client = table.getDocumentClient();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand(input));
      return { kind: 'done' };
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        const reasons = error.CancellationReasons ?? [];
        const failed = reasons.flatMap((reason, index): FailedWrite[] => {
          if (reason.Code !== 'ConditionalCheckFailed') return [];
          return failedOf(items[index] as ItemWrites, reason.Item && unmarshall(reason.Item));
        });
        if (failed.length > 0) return { kind: 'refused', failed };
        const passing = reasons.every(({ Code }) =>
          ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'].includes(
            Code ?? 'None',
          ),
        );
        if (!passing) throw error;
      } else if (!retryable.has((error as Error).name)) {
        throw error;
      }
      if (attempt >= maxAttempts) return { kind: 'busy' };
      await backOff(attempt);
    }
  }
}

/**
 * Patches of one item need no transaction, which costs twice. There is no token then by which an attempt whose answer
 * was lost is known again: refused after such a one, it is done if the item is as this change makes it.
 */
async function changeAlone(table: JindianTable, writes: ItemWrites): Promise<TransactionResult> {
  const patches = patchesOf(writes);
  const { Put, Update } = builtPatch(patches);
  const client = table.getDocumentClient();
  let perhapsDone = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (Put ? client.send(new PutCommand(Put)) : client.send(new UpdateCommand(Update as Updating)));
      return { kind: 'done' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        const current = error.Item && unmarshall(error.Item);
        const again = perhapsDone || (error.$metadata.attempts ?? 1) > 1;
        if (again && current && isAsPatched(patches, current)) return { kind: 'done' };
        return { kind: 'refused', failed: failedOf(writes, current) };
      }
      const { name } = error as Error;
      if (!retryable.has(name) && name !== 'TransactionConflictException') throw error;
      perhapsDone = true;
      if (attempt >= maxAttempts) return { kind: 'busy' };
      await backOff(attempt);
    }
  }
}
type Updating = NonNullable<ReturnType<typeof builtPatch>['Update']> & { UpdateExpression: string };

/** Which of these writes of one item its refusal is told of. */
function failedOf(writes: ItemWrites, current: Record<string, unknown> | undefined): FailedWrite[] {
  return refusedOf(writes, current).map(({ label }) => (current ? { label, current } : { label }));
}

/** What one write unit pays for, and two in a transaction. */
const unitBytes = 1_024;

/**
 * What is announced is carried by an item that changes anyway, if both together are no more than one unit: an item of
 * its own would be as much again. A change takes away what an earlier one left there.
 */
function withRiding(given: readonly Write[]): readonly Write[] {
  // What announces nothing has nothing to write.
  const writes = given.filter(({ announces }) => announces?.events.length !== 0);
  const batches = writes.flatMap(({ announces }) => announces ?? []);
  const changed = writes.map((one) =>
    one.patch?.before && riding in one.patch.before ? withRider(one, undefined) : one,
  );
  const [first, ...others] = batches;
  if (!first) return changed;
  const batch = joinedBatches([first, ...others]);
  const ride = rideFor(batch, changed);
  if (!ride) return changed;
  return changed.flatMap((one) => {
    if (one.announces) return [];
    if (one === ride.carrier) return [withRider(one, ride.text)];
    return [one.patch && sameItem(one.patch, ride.patch) ? withoutRider(one) : one];
  });
}

/** The first item that has room. */
function rideFor(batch: EventBatch, writes: readonly Write[]) {
  let packed = { pk: '', text: '' };
  for (const carrier of writes) {
    const { patch } = carrier;
    if (!patch?.before) continue;
    const { pk } = patch.key;
    if (packed.pk !== pk) packed = { pk, text: packBatch(batch, pk) };
    if (bytesAfter(patch, writes, packed.text) <= unitBytes) return { carrier, patch, text: packed.text };
  }
  return null;
}

function withRider(one: Write, text: string | undefined): Write {
  const patch = one.patch as ItemPatch;
  return patchOf(one, { ...patch, set: { ...patch.set, [riding]: text } });
}

function withoutRider(one: Write): Write {
  const { [riding]: _old, ...set } = (one.patch as ItemPatch).set;
  return patchOf(one, { ...(one.patch as ItemPatch), set });
}

const patchOf = (one: Write, patch: ItemPatch): Write => ({ ...one, patch });

function bytesAfter(patch: ItemPatch, writes: readonly Write[], text: string): number {
  const after = { ...patch.before, ...patch.key };
  for (const one of writes) if (one.patch && sameItem(one.patch, patch)) Object.assign(after, one.patch.set);
  return storedBytes({ ...after, [riding]: text });
}

/** The writes by the item that they change: one for each, but for patches of the same item. */
function byItem(writes: readonly Write[]): ItemWrites[] {
  const items: ItemWrites[] = [];
  for (const one of writes) {
    const { patch } = one;
    const there = patch && items.find(([{ patch: other }]) => other && sameItem(other, patch));
    if (there) there.push(one);
    else items.push([one]);
  }
  return items;
}

function built(writes: Readonly<ItemWrites>): TransactItem {
  return writes[0].item ?? builtPatch(patchesOf(writes));
}

function patchesOf(writes: Readonly<ItemWrites>): [ItemPatch, ...ItemPatch[]] {
  return writes.map(({ patch }) => patch as ItemPatch) as [ItemPatch, ...ItemPatch[]];
}

/** Whose conditions they were; all of them, where the item as it was then does not tell. */
function refusedOf(
  writes: Readonly<ItemWrites>,
  current: Record<string, unknown> | undefined,
): readonly Write[] {
  if (writes.length === 1) return writes;
  const refused = writes.filter(({ patch }) => patch && isRefusedBy(patch, current));
  return refused.length > 0 ? refused : writes;
}

/** The failed write of that label, if it failed. */
export function failureOf(result: TransactionResult, label: string): FailedWrite | undefined {
  return result.kind === 'refused' ? result.failed.find((failed) => failed.label === label) : undefined;
}
