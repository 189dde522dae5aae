import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transferStates } from '@jindian/shared/contract/goods/transfer';
import { paymentStates, refundStates, tenderStates } from '@jindian/shared/contract/money/payments';
import { locationStatusSchema } from '@jindian/shared/contract/places/network';
import { sellerStandings } from '@jindian/shared/contract/selling/sellers';
import { fulfilmentStates, orderStates } from '@jindian/shared/contract/serving/order';
import { exchangeStates, returnStates } from '@jindian/shared/contract/serving/returns';
import { describe, expect, test } from 'vitest';
import { transferMachine } from '../../goods/transfers/machine.ts';
import { paymentMachine, refundMachine, tenderMachine } from '../../money/payments/machines.ts';
import { placeMachine } from '../../places/network/machine.ts';
import { type Machine, machineFaults, type Transition } from '../../platform/state-machine.ts';
import { sellerMachine } from '../../selling/sellers/machine.ts';
import { exchangeMachine } from '../returns/exchange-machine.ts';
import { returnMachine } from '../returns/return-machine.ts';
import { fulfilmentMachine, orderMachine } from './machines.ts';

type AnyMachine = Machine<string, string>;
const machines = [
  [orderMachine as AnyMachine, orderStates],
  [fulfilmentMachine as AnyMachine, fulfilmentStates],
  [tenderMachine as AnyMachine, tenderStates],
  [paymentMachine as AnyMachine, paymentStates],
  [refundMachine as AnyMachine, refundStates],
  [returnMachine as AnyMachine, returnStates],
  [exchangeMachine as AnyMachine, exchangeStates],
  [transferMachine as AnyMachine, transferStates],
  [placeMachine as AnyMachine, locationStatusSchema.options],
  [sellerMachine as AnyMachine, sellerStandings],
] as const;

const page = path.resolve(import.meta.dirname, '../../../../docs/state-machines.md');
const update = 'JINDIAN_UPDATE_DOCS=1 npx vitest run --project unit functions/src/serving/orders/machines';

/** The machines as a page for people: one table and one picture each. */
function describeMachines(): string {
  const parts = machines.map(([machine]) => {
    const steps = Object.entries(machine.transitions) as [string, Transition<string>][];
    const rows = steps.map(([event, { from, to }]) => `| \`${event}\` | ${codes(from)} | \`${to}\` |`);
    const arrows = steps.flatMap(([event, { from, to }]) =>
      from.map((state) => `    ${state} --> ${to} : ${event}`),
    );
    const ends = machine.final.map((state) => `    ${state} --> [*]`);
    const title = machine.name.slice(0, 1).toUpperCase() + machine.name.slice(1);
    return [
      `## ${title}`,
      '',
      `Begins as \`${machine.initial}\`; may end as ${codes(machine.final)}.`,
      '',
      '| event | from | to |',
      '| --- | --- | --- |',
      ...rows,
      '',
      '```mermaid',
      'stateDiagram-v2',
      `    [*] --> ${machine.initial}`,
      ...arrows,
      ...ends,
      '```',
    ].join('\n');
  });
  return [
    '# State machines',
    '',
    'What may follow what in the life of an order, of its fulfilments, of its money (tenders, payments, refunds), of what',
    'comes back, of a stock transfer, of a place, and of who sells. Anything else is refused with `transition_refused`. Made from',
    '`functions/src/serving/orders/machines.ts`, `functions/src/serving/returns/return-machine.ts`,',
    '`functions/src/serving/returns/exchange-machine.ts`,',
    '`functions/src/money/payments/machines.ts`,',
    '`functions/src/goods/transfers/machine.ts`, `functions/src/places/network/machine.ts` and',
    '`functions/src/selling/sellers/machine.ts`, which say why; do not edit it by hand:',
    '',
    '```sh',
    update,
    '```',
    '',
    ...parts.flatMap((part) => [part, '']),
  ].join('\n');
}

function codes(states: readonly string[]): string {
  return states.map((state) => `\`${state}\``).join(', ');
}

describe.each(machines.map(([machine, states]) => [machine.name, machine, states] as const))(
  '%s',
  (_, machine, contractStates) => {
    test('has no state that cannot be reached, and no dead end that is not an end', () => {
      expect(machineFaults(machine)).toEqual({ unreachable: [], deadEnds: [] });
    });

    test('knows the states of the contract and no other', () => {
      const steps = Object.values(machine.transitions) as Transition<string>[];
      const known = new Set([
        machine.initial,
        ...machine.final,
        ...steps.flatMap(({ from, to }) => [...from, to]),
      ]);
      expect([...known].sort()).toEqual([...contractStates].sort());
    });

    test('has events that lead somewhere else, but for those that bring it to the next place', () => {
      const bringOn = ['release_to_branch', 'offer', 'open_grab_pool', 'hand_to_hq'];
      for (const [event, { from, to }] of Object.entries(machine.transitions) as [
        string,
        Transition<string>,
      ][]) {
        if (!bringOn.includes(event)) expect(from).not.toContain(to);
        expect(from.length).toBeGreaterThan(0);
      }
    });
  },
);

test('docs/state-machines.md is what the machines say', () => {
  const meant = describeMachines();
  if (process.env.JINDIAN_UPDATE_DOCS) writeFileSync(page, meant);
  expect(readFileSync(page, 'utf8'), `stale: ${update}`).toBe(meant);
});
