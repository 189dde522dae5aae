import type { Change, Leg, TransferState } from './rules.ts';

/** Steps that are in the books and not yet in the balances, under the digest that their link will hold. */
export type Mark = { shard: number; ref: string; digest: string; changes: MarkedChange[] };
/** What of a step is needed to fold it. */
export type MarkedChange = Omit<Change, 'transfer'> & { transfer: Pick<Change['transfer'], 'id' | 'legs'> };

/** Steps of one mark: their names must fit into a sort key. */
export const maxChangesPerMark = 4;

/** A mark's name: sorts by the time of its first step, and says what it is of. */
export function markRef(changes: readonly MarkedChange[]): string {
  const names = changes.map(({ transfer, to }) => `${transfer.id}>${to}`);
  return `${String(changes[0]?.atMs ?? 0).padStart(15, '0')}#${names.join('+')}`;
}

/** The transfers that a mark's name is of, and to which state each went. */
export function stepsOfRef(ref: string): { transferId: string; to: TransferState }[] {
  const names = ref.slice(ref.indexOf('#') + 1).split('+');
  return names.map((name) => {
    const [transferId = '', to = ''] = name.split('>');
    return { transferId, to: to as TransferState };
  });
}

/** By position: what its name says (which transfer, to which state) is not said twice, so four steps are below 1 KB. */
type StoredChange = [atMs: number, from: 'pending' | 0, legs: [string, string, number, 'points'?][]];

export function storedChanges(changes: readonly MarkedChange[]): string {
  return JSON.stringify(
    changes.map(({ transfer, atMs, from }): StoredChange => {
      const all = transfer.legs.map((leg): StoredChange[2][number] =>
        'points' in leg
          ? [leg.debit, leg.credit, leg.points, 'points']
          : [leg.debit, leg.credit, leg.amountFen],
      );
      return [atMs, from ?? 0, all];
    }),
  );
}

export function toMark(stored: { shard: number; ref: string; digest: string; changes: string }): Mark {
  const { shard, ref, digest } = stored;
  const steps = stepsOfRef(ref);
  const changes = (JSON.parse(stored.changes) as StoredChange[]).map(([atMs, from, legs], index) => {
    const { transferId: id, to } = steps[index] as (typeof steps)[number];
    const all = legs.map(([debit, credit, amount, asset]) =>
      asset === 'points' ? { debit, credit, points: amount } : { debit, credit, amountFen: amount },
    );
    return { transfer: { id, legs: all as Leg[] }, atMs, from: from === 0 ? null : from, to, reason: null };
  });
  return { shard, ref, digest, changes };
}
