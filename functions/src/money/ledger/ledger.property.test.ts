import { createEngine, seededFaults } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDynamoClient, createTable, tableDefinition } from '../../platform/table.ts';
import {
  type Account,
  addTotals,
  balanceChanges,
  balanceFrom,
  contributions,
  type Leg,
  noTotals,
  reversalOf,
  type Totals,
  type TransferInput,
  type TransferState,
} from './rules.ts';
import { createLedger, type Ledger } from './service.ts';

const accounts: Account[] = [
  'fund-pool',
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
    ([[debit, credit], amountFen]): Leg => ({
      debit: debit as Account,
      credit: credit as Account,
      amountFen,
    }),
  );
const legs = fc.array(leg, { minLength: 1, maxLength: 4 });

type Command =
  | { kind: 'post' | 'pend' | 'voidInAdvance'; transfer: number; atMs: number }
  | { kind: 'settle' | 'void'; transfer: number };
const transferIndex = fc.nat(11);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('post' as const, 'pend' as const, 'pend' as const, 'voidInAdvance' as const),
    transfer: transferIndex,
    atMs: fc.nat(5),
  }),
  fc.record({ kind: fc.constantFrom('settle' as const, 'void' as const), transfer: transferIndex }),
);

/** The rules once more, in a few words: what state a transfer is in after a command. */
function after(state: TransferState | undefined, kind: Command['kind']): TransferState | undefined {
  if (kind === 'settle') return state === 'pending' ? 'posted' : state;
  if (kind === 'void') return state === 'pending' ? 'voided' : state;
  if (state !== undefined) return state;
  return { post: 'posted', pend: 'pending', voidInAdvance: 'voided' }[kind] as TransferState;
}

async function openBooks() {
  const engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const client = createDynamoClient({
    region: 'local',
    endpoint: 'http://localhost',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler,
    // What goes wrong has to reach our own code.
    maxAttempts: 1,
  });
  const table = createTable('jindian-test', client);
  return { engine, ledger: createLedger({ table, clock: { nowMs: () => 7 } }) };
}

function run(ledger: Ledger, { kind, ...rest }: Command, all: readonly Leg[][]) {
  const id = `cause:T${rest.transfer}`;
  if (kind === 'settle') return ledger.settlePending(id);
  if (kind === 'void') return ledger.voidPending(id, 'called off');
  const transfer: TransferInput = {
    id,
    kind: 'cause',
    orderId: null,
    reason: null,
    atMs: 'atMs' in rest ? rest.atMs : 0,
    legs: all[rest.transfer] as Leg[],
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

async function expectBalances(ledger: Ledger, states: Map<number, TransferState>, all: readonly Leg[][]) {
  const totals = new Map<Account, Totals>();
  for (const [index, state] of states) {
    for (const [account, part] of contributions(all[index] as Leg[], state)) {
      totals.set(account, addTotals(totals.get(account) ?? noTotals, part));
    }
  }
  for (const account of accounts) {
    expect(await ledger.balanceOf(account)).toEqual(balanceFrom(account, totals.get(account) ?? noTotals));
  }
  expect(await ledger.verifyLedger()).toMatchObject({
    transfers: states.size,
    imbalanceFen: 0,
    faults: [],
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
            posted += change.postedDebitsFen - change.postedCreditsFen;
            pending += change.pendingDebitsFen - change.pendingCreditsFen;
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
  it('hold what the rules say after any commands, faults and repeats', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(legs, { minLength: 12, maxLength: 12 }),
        fc.array(command, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        async (all, commands, seed) => {
          const { engine, ledger } = await openBooks();
          const states = new Map<number, TransferState>();
          engine.faults.set(
            seededFaults({
              seed,
              rates: {
                conflict: 0.05,
                throttle: 0.03,
                'fail-before': 0.03,
                'fail-after': 0.03,
                'lost-before': 0.04,
                'lost-after': 0.04,
              },
            }),
          );
          for (const each of commands) {
            await untilDone(() => run(ledger, each, all));
            const state = after(states.get(each.transfer), each.kind);
            if (state) states.set(each.transfer, state);
          }
          engine.faults.set();
          await expectBalances(ledger, states, all);
          await engine.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('let exactly one of racing settlements win', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(legs, { minLength: 12, maxLength: 12 }),
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
          await expectBalances(ledger, new Map([[0, winner === 'settle' ? 'posted' : 'voided']]), all);
          await engine.close();
        },
      ),
      { numRuns: 15 },
    );
  });
});
