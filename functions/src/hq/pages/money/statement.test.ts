import type { AccountStatement } from '@jindian/shared/contract/money/ledger';
import { expect, test } from 'vitest';
import { chart, findClass } from '../../../money/ledger/chart.ts';
import { say, sayCode } from '../../words/say.ts';
import { accountFrom, choiceOf, readAmount } from './account-parts.tsx';
import { withBalances } from './entry-list.ts';
import { statementCsv } from './statement.tsx';

const visit = {
  t: (word: Parameters<typeof say>[1], params?: Parameters<typeof say>[2]) => say('en', word, params),
  code: (group: string, code: string) => sayCode('en', group, code),
};

test('every account of the chart has words', () => {
  for (const { pattern } of chart.classes) {
    const name = pattern.replace(':*', '');
    for (const language of ['zh', 'en'] as const) {
      expect([name, sayCode(language, 'account', name)]).not.toEqual([name, name]);
    }
  }
});

test('a CSV adds up, line by line, and no reason is a formula', () => {
  const entry = { kind: 'order.captured', reason: null, orderId: null, atMs: 0, bookedAtMs: 0 };
  const orderId = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
  const statement: AccountStatement = {
    account: 'sales',
    asset: 'fen',
    fromMs: 0,
    toMs: 1,
    version: 2,
    opening: -5,
    entries: [
      { ...entry, transferId: 'order.captured:A', orderId, amount: 1_234 },
      { ...entry, transferId: 'cause:B', reason: '=HYPERLINK("x")', amount: -29 },
    ],
    closing: 1_200,
  };
  const csv = statementCsv(visit, statement, withBalances(statement), new Map([[orderId, '1129-ABCDE']]));
  const rows = csv
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));
  expect(rows.map((row) => row.slice(-2))).toEqual([
    ['Amount', 'Balance'],
    ['', '-0.05'],
    ['12.34', '12.29'],
    ['-0.29', '12.00'],
    ['', '12.00'],
  ]);
  expect(rows[2]?.slice(1, 3)).toEqual(['Payment captured', '1129-ABCDE']);
  expect(csv).toContain('"\'=HYPERLINK(""x"")"');
});

test('an account is chosen by its class and a number, and typed amounts are in its asset', () => {
  for (const account of ['sales', 'owner:D0001', 'points:M1']) {
    const { pattern, id } = choiceOf(account);
    expect(accountFrom(pattern, id)).toBe(account);
    expect(findClass(account)?.pattern).toBe(pattern);
  }
  for (const [pattern, id] of [
    ['owner:*', ''],
    ['owner:*', 'hq'],
    ['__proto__', ''],
    ['constructor:*', 'x'],
    ['points:*', 'a b'],
  ]) {
    expect(accountFrom(pattern as string, id as string)).toBeNull();
  }
  expect([readAmount('sales', '12.5'), readAmount('sales', '-3'), readAmount('points:M1', '30')]).toEqual([
    1_250, -300, 30,
  ]);
  expect([readAmount('points:M1', '3.5'), readAmount('sales', 'x'), readAmount('sales', '')]).toEqual([
    null,
    null,
    null,
  ]);
});
