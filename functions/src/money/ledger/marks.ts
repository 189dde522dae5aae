import type { Change, Leg, TransferState } from './rules.ts';

/** Steps that are in the books and not yet in the balances, under the digest that their link will hold. */
export type Mark = { shard: number; ref: string; digest: string; changes: MarkedChange[] };
/** What of a step is needed to fold it. */
export type MarkedChange = Omit<Change, 'transfer'> & { transfer: Pick<Change['transfer'], 'id' | 'legs'> };

/** What two write units pay for in a transaction, less what a mark has beside its name and its changes. */
const maxBytes = 1_024 - 96;
/** A fold writes a balance and a page for each account, and takes at least one mark whole. */
const maxAccounts = 40;

const partitionPrefix = 'LEDGER_MARKS#';
export function markPartition(shard: number): string {
  return `${partitionPrefix}${shard}`;
}

const letters: Record<TransferState, string> = { pending: 'h', posted: 'p', voided: 'v' };
const states = Object.fromEntries(Object.entries(letters).map(([state, letter]) => [letter, state]));

/** A mark's name: sorts by the time of its first step, and says what it is of. Steps of one subject name it once. */
export function markRef(changes: readonly MarkedChange[]): string {
  let last = '';
  const names = changes.map(({ transfer, to }) => {
    const [kind, subject = '', ...part] = transfer.id.split(':');
    const name = [kind, subject === last ? '' : subject, ...part].join(':');
    last = subject;
    return `${name}>${letters[to]}`;
  });
  return `${String(changes[0]?.atMs ?? 0).padStart(15, '0')}#${names.join('+')}`;
}

/** The transfers that a mark's name is of, and to which state each went. */
export function stepsOfRef(ref: string): { transferId: string; to: TransferState }[] {
  let last = '';
  return ref
    .slice(ref.indexOf('#') + 1)
    .split('+')
    .map((name) => {
      const [id = '', letter = ''] = name.split('>');
      const [kind, subject, ...part] = id.split(':');
      last = subject || last;
      return { transferId: [kind, last, ...part].join(':'), to: states[letter] as TransferState };
    });
}

/** Under no other name than its key: that is most of it. */
type StoredMark = { pk: string; sk: string; digest: string; changes: string };

/** By position: what its name says (which transfer, to which state) is not said twice, nor an account. */
type StoredLeg = [debit: number, credit: number, amount: number, isPoints?: 1];
type StoredChange = [afterMs: number, isSettled: 0 | 1, ...legs: StoredLeg[]];
type StoredChanges = [atMs: number, accounts: string[], ...changes: StoredChange[]];

function storedOf(changes: readonly MarkedChange[]): StoredChanges {
  const accounts: string[] = [];
  const numberOf = (account: string) => {
    const there = accounts.indexOf(account);
    return there >= 0 ? there : accounts.push(account) - 1;
  };
  const firstAtMs = changes[0]?.atMs ?? 0;
  const stored = changes.map(({ transfer, atMs, from }): StoredChange => {
    const legs = transfer.legs.map((leg): StoredLeg => {
      const [debit, credit] = [numberOf(leg.debit), numberOf(leg.credit)];
      return 'points' in leg ? [debit, credit, leg.points, 1] : [debit, credit, leg.amountFen];
    });
    return [atMs - firstAtMs, from === null ? 0 : 1, ...legs];
  });
  return [firstAtMs, accounts, ...stored];
}

export function storedChanges(changes: readonly MarkedChange[]): string {
  return JSON.stringify(storedOf(changes));
}

function fits(changes: readonly MarkedChange[]): boolean {
  const stored = storedOf(changes);
  return (
    stored[1].length <= maxAccounts && markRef(changes).length + JSON.stringify(stored).length <= maxBytes
  );
}

/** Steps that go into the books together, by the marks that say them: as many to one as two write units pay for. */
export function byMark<C extends MarkedChange>(changes: readonly C[]): C[][] {
  const marks: C[][] = [];
  for (const change of changes) {
    const open = marks.at(-1);
    if (open && fits([...open, change])) open.push(change);
    else marks.push([change]);
  }
  return marks;
}

export function toMark({ pk, sk: ref, digest, ...stored }: StoredMark): Mark {
  const shard = Number(pk.slice(partitionPrefix.length));
  const steps = stepsOfRef(ref);
  const [firstAtMs, accounts, ...all] = JSON.parse(stored.changes) as StoredChanges;
  const changes = all.map(([afterMs, isSettled, ...legs], index) => {
    const { transferId: id, to } = steps[index] as (typeof steps)[number];
    const told = legs.map(([debit, credit, amount, isPoints]) => ({
      debit: accounts[debit],
      credit: accounts[credit],
      ...(isPoints ? { points: amount } : { amountFen: amount }),
    }));
    const from = isSettled ? ('pending' as const) : null;
    return { transfer: { id, legs: told as Leg[] }, atMs: firstAtMs + afterMs, from, to, reason: null };
  });
  return { shard, ref, digest, changes };
}
