import { createEngine, type FaultDecider, seededFaults } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardOf } from '../../platform/ids.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { ledgerShards } from './chart.ts';
import {
  type Account,
  addTotals,
  balanceChanges,
  balanceFrom,
  contributions,
  type FenAccount,
  type FenLeg,
  noTotals,
  reversalOf,
  type Totals,
  type TransferInput,
  type TransferState,
} from './rules.ts';
import { createLedger, type Ledger } from './service.ts';

const accounts: FenAccount[] = [
  'hq-cash',
  'wechat-clearing',
  'sales-deferred',
  'sales',
  'commission:A',
  'commission:B',
  'hq-stock',
  'owner:D0001',
];
const leg = fc
  .tuple(
    fc.shuffledSubarray(accounts, { minLength: 2, maxLength: 2 }),
    fc.integer({ min: 1, max: 1_000_000 }),
  )
  .map(
    ([[debit, credit], amountFen]): FenLeg => ({
      debit: debit as FenAccount,
      credit: credit as FenAccount,
      amountFen,
    }),
  );
const legs = fc.array(leg, { minLength: 1, maxLength: 4 });
const twelve = fc.array(legs, { minLength: 12, maxLength: 12 });

type Command =
  | { kind: 'post' | 'pend' | 'voidInAdvance'; transfer: number; atMs: number }
  | { kind: 'settle' | 'void'; transfer: number }
  | { kind: 'fold'; folders: number }
  | { kind: 'look' };
const transferIndex = fc.nat(11);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('post' as const, 'pend' as const, 'pend' as const, 'voidInAdvance' as const),
      transfer: transferIndex,
      atMs: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('settle' as const, 'void' as const),
      transfer: transferIndex,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('fold' as const), folders: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
);

/** The rules once more, in a few words: what state a transfer is in after a command. */
function after(state: TransferState | undefined, kind: Command['kind']): TransferState | undefined {
  if (kind === 'settle') return state === 'pending' ? 'posted' : state;
  if (kind === 'void') return state === 'pending' ? 'voided' : state;
  if (state !== undefined) return state;
  if (kind === 'fold' || kind === 'look') return undefined;
  return ({ post: 'posted', pend: 'pending', voidInAdvance: 'voided' } as const)[kind];
}

async function openBooks() {
  const engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  return { engine, ledger: createLedger({ table, clock: { nowMs: () => 7 } }) };
}

function run(ledger: Ledger, { kind, ...rest }: Command, all: readonly FenLeg[][]) {
  const index = 'transfer' in rest ? rest.transfer : 0;
  const id = `cause:T${index}`;
  if (kind === 'settle') return ledger.settlePending(id);
  if (kind === 'void') return ledger.voidPending(id, 'called off');
  if (kind === 'fold' || kind === 'look') throw new Error('not a posting');
  const transfer: TransferInput = {
    id,
    kind: 'cause',
    orderId: null,
    reason: null,
    atMs: 'atMs' in rest ? rest.atMs : 0,
    legs: all[index] as FenLeg[],
  };
  return ledger[kind](transfer);
}

async function untilDone(act: () => Promise<string>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if ((await act()) !== 'busy') return;
    } catch (error) {
      if (attempt >= 60) throw error;
    }
  }
}

/** Every shard once, by several at the same time; whatever fails stays as it is. */
async function foldOnce(ledger: Ledger, folders: number): Promise<void> {
  for (let shard = 0; shard < ledgerShards; shard += 1) {
    await Promise.allSettled(Array.from({ length: folders }, () => ledger.foldSome(shard)));
  }
}

async function expectBalances(ledger: Ledger, states: Map<number, TransferState>, all: readonly FenLeg[][]) {
  const totals = new Map<Account, Totals>();
  for (const [index, state] of states) {
    for (const [account, part] of contributions(all[index] as FenLeg[], state)) {
      totals.set(account, addTotals(totals.get(account) ?? noTotals, part));
    }
  }
  const found = await ledger.balancesOf(accounts);
  for (const account of accounts) {
    expect(found.get(account)).toMatchObject(balanceFrom(account, totals.get(account) ?? noTotals));
  }
}

async function expectSound(ledger: Ledger, transfers: number, unfolded?: number) {
  expect(await ledger.verifyLedger()).toMatchObject({
    transfers,
    imbalanceFen: 0,
    faults: [],
    ...(unfolded === undefined ? {} : { unfolded }),
  });
}

describe('the rules', () => {
  it('balances every change of every transfer', () => {
    const states = fc.constantFrom<TransferState | null>(null, 'pending', 'posted', 'voided');
    fc.assert(
      fc.property(
        legs,
        states,
        fc.constantFrom<TransferState>('pending', 'posted', 'voided'),
        (all, from, to) => {
          let posted = 0;
          let pending = 0;
          for (const change of balanceChanges(all, from, to).values()) {
            posted += change.postedDebits - change.postedCredits;
            pending += change.pendingDebits - change.pendingCredits;
          }
          expect([posted, pending]).toEqual([0, 0]);
        },
      ),
    );
  });

  it('undoes a transfer by its reversal', () => {
    fc.assert(
      fc.property(legs, (all) => {
        const reversal = reversalOf(
          { orderId: null, legs: all },
          { id: 'r:1', kind: 'r', reason: 'why', atMs: 0 },
        );
        const balance = (account: Account) => {
          const parts = [all, reversal.legs].map(
            (some) => contributions(some, 'posted').get(account) ?? noTotals,
          );
          return balanceFrom(account, parts.reduce(addTotals)).postedFen;
        };
        for (const account of accounts) expect(balance(account)).toBe(0);
      }),
    );
    expect(() =>
      reversalOf({ orderId: null, legs: [] }, { id: 'r:1', kind: 'r', reason: ' ', atMs: 0 }),
    ).toThrow('reason');
  });
});

describe('the books', () => {
  it('hold what the rules say at any moment, after any commands, folds, faults and repeats', async () => {
    await fc.assert(
      fc.asyncProperty(
        twelve,
        fc.array(command, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        async (all, commands, seed) => {
          const { engine, ledger } = await openBooks();
          const states = new Map<number, TransferState>();
          const faults: FaultDecider = seededFaults({
            seed,
            rates: {
              conflict: 0.05,
              throttle: 0.03,
              unprocessed: 0.03,
              'fail-before': 0.03,
              'fail-after': 0.03,
              'lost-before': 0.04,
              'lost-after': 0.04,
            },
          });
          for (const each of commands) {
            engine.faults.set(faults);
            if (each.kind === 'fold') await foldOnce(ledger, each.folders);
            else if (each.kind !== 'look') {
              await untilDone(() => run(ledger, each, all));
              const state = after(states.get(each.transfer), each.kind);
              if (state) states.set(each.transfer, state);
            }
            engine.faults.set();
            if (each.kind === 'look' || each.kind === 'fold') await expectBalances(ledger, states, all);
          }
          await expectBalances(ledger, states, all);
          await expectSound(ledger, states.size);
          await ledger.foldAll();
          await expectBalances(ledger, states, all);
          await expectSound(ledger, states.size, 0);
          await engine.close();
        },
      ),
      { numRuns: 12 },
    );
  });

  it('stay exact when a fold breaks off before or after any of its calls', async () => {
    // All in one shard, so that every call of the fold is about them.
    const numbers = Array.from({ length: 400 }, (_, n) => n).filter(
      (n) => shardOf(`cause:T${n}`, ledgerShards) === 3,
    );
    const all: FenLeg[][] = [];
    for (const n of numbers) {
      all[n] = [{ debit: 'sales', credit: n % 2 ? 'owner:D0001' : 'commission:A', amountFen: 10 ** (n % 6) }];
    }
    for (const kind of ['lost-before', 'lost-after'] as const) {
      let finished = false;
      for (let broken = 1; !finished; broken += 1) {
        const { engine, ledger } = await openBooks();
        const states = new Map<number, TransferState>();
        const say = async (some: number[]) => {
          for (const transfer of some) {
            await run(ledger, { kind: 'post', transfer, atMs: 1 }, all);
            states.set(transfer, 'posted');
          }
        };
        await say(numbers.slice(0, 4));
        await ledger.foldSome(3);
        await say(numbers.slice(4, 12));
        let calls = 0;
        // From the broken call on nothing answers any more: the folder is gone.
        engine.faults.set(() => {
          calls += 1;
          if (calls < broken) return 'none';
          return calls === broken ? kind : 'lost-before';
        });
        finished = await ledger.foldSome(3).then(
          () => calls < broken,
          () => false,
        );
        engine.faults.set();
        await expectBalances(ledger, states, all);
        await ledger.foldSome(3);
        await expectBalances(ledger, states, all);
        await ledger.foldSome(3);
        await expectSound(ledger, 12, 0);
        await engine.close();
      }
    }
  });

  it('count each finished posting once for whoever looks, while others post and fold', async () => {
    const { engine, ledger } = await openBooks();
    engine.faults.setConflictMode('reject', 1);
    const total = 240;
    let [started, finished, next] = [0, 0, 0];
    const poster = async () => {
      while (next < total) {
        const n = next;
        next += 1;
        started += 1;
        const outcome = await ledger.post({
          id: `cause:T${n}`,
          kind: 'cause',
          orderId: null,
          reason: null,
          atMs: n % 7,
          legs: [{ debit: 'sales', credit: 'owner:D0001', amountFen: 1 }],
        });
        expect(outcome).toBe('applied');
        finished += 1;
      }
    };
    const looks: [number, number, number][] = [];
    const reader = async () => {
      while (finished < total) {
        const least = finished;
        const found = await ledger.balancesOf(['owner:D0001', 'sales']);
        for (const sign of [found.get('owner:D0001')?.postedFen ?? 0, -(found.get('sales')?.postedFen ?? 0)])
          looks.push([least, sign, started]);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const folder = async () => {
      while (finished < total) {
        await foldOnce(ledger, 2);
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    };
    await Promise.all([...Array.from({ length: 8 }, poster), reader(), reader(), folder()]);
    expect(looks.length).toBeGreaterThan(5);
    for (const [least, seen, most] of looks) {
      expect(seen).toBeGreaterThanOrEqual(least);
      expect(seen).toBeLessThanOrEqual(most);
    }
    engine.faults.setConflictMode('queue');
    await ledger.foldAll();
    expect((await ledger.balanceOf('owner:D0001')).postedFen).toBe(total);
    await expectSound(ledger, total, 0);
    await engine.close();
  });

  it('let exactly one of racing settlements win', async () => {
    await fc.assert(
      fc.asyncProperty(
        twelve,
        fc.array(fc.constantFrom('settle' as const, 'void' as const), { minLength: 2, maxLength: 6 }),
        async (all, racers) => {
          const { engine, ledger } = await openBooks();
          await run(ledger, { kind: 'pend', transfer: 0, atMs: 1 }, all);
          engine.faults.setConflictMode('reject');
          const outcomes = await Promise.all(racers.map((kind) => run(ledger, { kind, transfer: 0 }, all)));
          expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
          const winner = racers[outcomes.indexOf('applied')];
          for (const [i, outcome] of outcomes.entries()) {
            if (outcome === 'applied') continue;
            expect(outcome).toBe(racers[i] === winner ? 'already' : 'refused');
          }
          await expectBalances(
            ledger,
            new Map([[0, winner === 'settle' ? ('posted' as const) : ('voided' as const)]]),
            all,
          );
          await expectSound(ledger, 1);
          await engine.close();
        },
      ),
      { numRuns: 8 },
    );
  });
});
