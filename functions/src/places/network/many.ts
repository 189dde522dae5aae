/** Many places changed one by one, each by the same rules as alone: whoever changed one meanwhile is not overruled. */
import type { Location } from '@jindian/shared/contract/places/network';
import { portionsOf, type Told } from '../../platform/bulk/plan.ts';
import type { Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { maxTransactionWrites, transact } from '../../platform/transact.ts';
import { contentMark, isSeenAs } from './seen-as.ts';
import type { ChangedLocation, NetworkStore } from './store.ts';

export type WantedPlace = {
  id: string;
  /** The revision that was seen; below zero of what was never changed by itself (`contentMark`). */
  revision: number;
  /** Null: it is as wanted already. Asked in their order, also of what was written the first time: it has its room. */
  become(before: Location): Result<Location> | null;
};
type Written = { id: string; revision: number; after: Location };

const labelOf = (id: string) => `location ${id}`;

/**
 * Each is written where it is still as it was seen. Done again under the same cause, what was written the first time counts
 * as changed, and nothing is written twice.
 */
export async function changeMany(
  deps: { table: JindianTable; store: NetworkStore; placeOf(id: string): Location | undefined },
  wanted: readonly WantedPlace[],
  cause: { id: string; by: string; atMs: number },
): Promise<Map<string, Told>> {
  const { table, store, placeOf } = deps;
  const told = new Map<string, Told>();
  const items = await store.changesOf(wanted.map(({ id }) => id));
  const isDone = (item: ChangedLocation | undefined) => item?.cause === cause.id;
  const toWrite = wanted.flatMap(({ id, revision, become }): Written[] => {
    const item = items.get(id);
    const before = item?.place ?? placeOf(id);
    const verdict = (one: Told) => {
      told.set(id, one);
      return [];
    };
    if (!before) return verdict('not_found');
    const done = isDone(item);
    if (!done && !isSeenAs(item?.revision ?? contentMark(before), revision)) return verdict('stale_revision');
    const after = become(before);
    if (done) return verdict('changed');
    if (after === null) return verdict('same');
    return after.ok ? [{ id, revision: item?.revision ?? 0, after: after.value }] : verdict(after.code);
  });

  async function write(rows: readonly Written[]): Promise<void> {
    let left = rows;
    while (left.length > 0) {
      const outcome = await transact(
        table,
        left.map(({ id, revision, after }) =>
          store.change(id, after, { revision, by: cause.by, atMs: cause.atMs, cause: cause.id }, labelOf(id)),
        ),
      );
      if (outcome.kind === 'busy') throw new Error('places: busy');
      if (outcome.kind === 'done') {
        for (const { id } of left) told.set(id, 'changed');
        return;
      }
      const refused = new Set(outcome.failed.map(({ label }) => label));
      const theirs = left.filter(({ id }) => refused.has(labelOf(id)));
      const now = await store.changesOf(theirs.map(({ id }) => id));
      for (const { id } of theirs) told.set(id, isDone(now.get(id)) ? 'changed' : 'stale_revision');
      left = left.filter(({ id }) => !refused.has(labelOf(id)));
    }
  }

  for (const rows of portionsOf(toWrite, maxTransactionWrites)) await write(rows);
  return told;
}
