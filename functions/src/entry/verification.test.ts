import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLedger } from '../money/ledger/service.ts';
import { createAuditLog } from '../platform/audit.ts';
import { audited } from '../platform/audit-context.ts';
import { createIds } from '../platform/ids.ts';
import { openTable, type TestTable } from '../platform/testing/table.ts';
import { verifyRecords } from './verification.ts';

type Item = Record<string, Record<string, unknown>>;

let opened: TestTable;
let ledger: ReturnType<typeof createLedger>;
let audit: ReturnType<typeof createAuditLog>;
let ids: ReturnType<typeof createIds>;

beforeEach(async () => {
  opened = await openTable();
  ids = createIds(opened.clock);
  ledger = createLedger(opened);
  audit = createAuditLog({ ...opened, ids });
});
afterEach(() => opened.close());

/** So many deposits, each an audited act: a posting and a record in one transaction. */
async function deposits(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    opened.clock.advance(1_000);
    const atMs = opened.clock.nowMs();
    const by = {
      caller: { kind: 'member', memberId: 'M1', roles: [] } as never,
      origin: { address: '192.0.2.1', agent: null, requestId: `r${n}` } as never,
    };
    const act = { act: 'pool.deposit' as const, targets: [], after: { amountFen: 100 + n } };
    const outcome = await audited(audit.pending(by, act), () =>
      ledger.post({
        id: `fund-pool.deposit:${ids.next()}`,
        kind: 'fund-pool.deposit',
        orderId: null,
        reason: 'more',
        atMs,
        legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: 100 + n }],
      }),
    );
    expect(outcome).toBe('applied');
  }
}
async function chained(): Promise<void> {
  await ledger.foldAll();
  await audit.chainWaiting();
}

/** What lies in the table, by the beginning of its keys; read and written behind the product's back. */
async function stored(pk: string, sk = ''): Promise<Item[]> {
  const { Items } = (await opened.engine.call('Scan', { TableName: opened.name })) as { Items: Item[] };
  const begins = (value: unknown, text: string) => String(value).startsWith(text);
  return Items.filter((item) => begins(item.pk?.S, pk) && begins(item.sk?.S, sk));
}
const put = (item: Item) => opened.engine.call('PutItem', { TableName: opened.name, Item: item });
const remove = ({ pk, sk }: Item) =>
  opened.engine.call('DeleteItem', { TableName: opened.name, Key: { pk, sk } });
/** Exchanges what two items say; each keeps its keys. */
async function exchange(a: Item, b: Item, ...kept: string[]): Promise<void> {
  const keysOf = (item: Item) => Object.fromEntries(['pk', 'sk', ...kept].map((name) => [name, item[name]]));
  await put({ ...b, ...keysOf(a) } as Item);
  await put({ ...a, ...keysOf(b) } as Item);
}
const two = async (pk: string, sk?: string) => (await stored(pk, sk)).slice(0, 2) as [Item, Item];

/** Of a shard whose chain goes on after it. */
async function removeFirstLink(chain: string): Promise<void> {
  const [second] = await stored(`CHAIN#${chain}#`, 'LINK#000000000002');
  await remove({ pk: second?.pk, sk: { S: 'LINK#000000000001' } } as Item);
}

type Forgery = [what: string, forge: () => Promise<unknown>, fault: string];
const ofAudit: Forgery[] = [
  [
    'a record that says something else',
    async () => put({ ...(await two('AUDIT#'))[0], actor: { S: 'member:SOMEBODY' } }),
    'record_edited',
  ],
  ['a record that is gone', async () => remove((await two('AUDIT#'))[0]), 'record_missing'],
  [
    'two records in the other order',
    async () => exchange(...(await two('AUDIT#')), 'id', 'atMs'),
    'record_edited',
  ],
  [
    'a record that nobody wrote',
    async () => {
      const [one] = await two('AUDIT#');
      await put({ ...one, sk: { S: ids.next() }, id: { S: ids.next() } });
    },
    'record_unchained',
  ],
  [
    'a link with its records in the other order',
    async () => {
      const links = await stored('CHAIN#audit#', 'LINK#');
      const link = links.find(({ entries }) => ((entries as { L: unknown[] }).L.length ?? 0) > 1) as Item;
      const { L } = link.entries as { L: unknown[] };
      await put({ ...link, entries: { L: [...L].reverse() } });
    },
    'link_edited',
  ],
  ['a link that is gone', () => removeFirstLink('audit'), 'link_missing'],
];
const ofBooks: Forgery[] = [
  [
    'a transfer with another reason',
    async () => put({ ...(await two('LEDGER#'))[0], reason: { S: 'none of yours' } }),
    'record_edited',
  ],
  ['a transfer that is gone', async () => remove((await two('LEDGER#'))[0]), 'record_missing'],
  ['two transfers exchanged', async () => exchange(...(await two('LEDGER#')), 'id'), 'record_edited'],
  ['a link that is gone', () => removeFirstLink('ledger'), 'link_missing'],
];

describe('what npm run verify goes through', () => {
  test('is sound after audited acts, before and after they are chained', async () => {
    await deposits(6);
    expect(await verifyRecords(opened)).toMatchObject({ sound: true });
    await chained();
    await deposits(3);
    const { sound, lines } = await verifyRecords(opened);
    expect(sound).toBe(true);
    expect(lines[0]).toContain('books: 9 transfers (3 steps not yet folded), imbalance 0 fen');
    expect(lines[1]).toMatch(/^audit: 6 records in \d links, 3 wait, 0 faults$/);
  });

  test.each([...ofAudit, ...ofBooks])('finds %s, and is not sound', async (_, forge, fault) => {
    await deposits(20);
    await chained();
    await deposits(20);
    await chained();
    await forge();
    const { sound, lines } = await verifyRecords(opened);
    expect(sound).toBe(false);
    expect(lines.join('\n')).toContain(fault);
  });

  test.each([
    ['an audit record', 'AUDIT#', 'actor'],
    ['a transfer', 'LEDGER#', 'reason'],
  ])('finds %s that was changed or removed before it was chained', async (_, pk, attribute) => {
    await deposits(2);
    const [one, other] = await two(pk);
    await put({ ...one, [attribute]: { S: 'another' } });
    await remove(other);
    const { sound, lines } = await verifyRecords(opened);
    expect(sound).toBe(false);
    for (const fault of ['record_edited', 'record_missing']) expect(lines.join('\n')).toContain(fault);
  });

  test('finds what was cut off at the end, by heads that were kept elsewhere', async () => {
    await deposits(12);
    await chained();
    await deposits(8);
    await chained();
    const { heads, sound } = await verifyRecords(opened);
    expect(sound).toBe(true);
    for (const chain of ['audit', 'ledger'] as const) {
      const last = (await stored(`CHAIN#${chain}#`, 'LINK#')).sort((a, b) =>
        String(a.sk?.S) < String(b.sk?.S) ? 1 : -1,
      )[0] as Item;
      await remove(last);
      const found = await verifyRecords(opened, heads);
      expect(found.sound).toBe(false);
      expect(found.lines.join('\n')).toContain('truncated');
      await put(last);
    }
  });
});
