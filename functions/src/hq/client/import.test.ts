import { type ImportedPortion, type ImportRow, rowsPerPortion } from '@jindian/shared/import-table';
import { describe, expect, test } from 'vitest';
import { csvOf, fingerprint, portionsOf, readTable, type Table, textOf } from './import-file.ts';
import { asOfFrom, type ImportProgress, newProgress, runImport, type Sent } from './import-run.ts';

const table = (kind: 'levels' | 'prices', text: string, name = 'a.csv') => readTable(kind, name, text);

describe('a file', () => {
  test('is read under the headings that people write, with the numbers that Excel shows', () => {
    const text =
      '\uFEFF网点编号,商品编号,在库（数）,安全库存,备注\r\nB00001,P001-01,"1,200",2,新\r\n\r\nB00002,P001-01,,,\r\n';
    expect(table('levels', text.replace('在库（数）', '在库数'))).toEqual({
      columns: ['locationId', 'skuId', 'onHand', 'safety'],
      ignored: ['备注'],
      rows: [
        { row: 2, values: { locationId: 'B00001', skuId: 'P001-01', onHand: '1,200', safety: '2' } },
        { row: 3, values: { locationId: 'B00002', skuId: 'P001-01' } },
      ],
    });
  });

  test('may be JSON, or use tabs or semicolons', () => {
    const json = JSON.stringify([{ skuId: 'P001-01', priceFen: 100, extra: null }]);
    expect(table('prices', json, 'a.json')).toMatchObject({ rows: [{ row: 1, values: { priceFen: 100 } }] });
    for (const gap of ['\t', ';']) {
      const text = ['skuId,price', 'P001-01,3.50'].join('\n').replaceAll(',', gap);
      expect(table('prices', text)).toMatchObject({
        rows: [{ values: { skuId: 'P001-01', priceYuan: '3.50' } }],
      });
    }
  });

  test('from an older Excel is read as what it is', () => {
    // 「网点」 in GB 18030.
    expect(textOf(new Uint8Array([0xcd, 0xf8, 0xb5, 0xe3]))).toBe('网点');
    expect(textOf(new TextEncoder().encode('网点'))).toBe('网点');
  });

  test('that cannot be brought in is refused with why', () => {
    expect(table('levels', 'skuId,onHand\nP001-01,1')).toEqual({ fault: 'columns', missing: ['locationId'] });
    expect(table('prices', 'skuId\nP001-01')).toEqual({
      fault: 'columns',
      missing: ['priceFen / priceYuan'],
    });
    expect(table('levels', 'locationId,skuId,onHand\n')).toEqual({ fault: 'empty' });
    expect(table('levels', '[{"skuId":', 'a.json')).toEqual({ fault: 'unreadable' });
    expect(table('levels', 'a,"b\nc')).toEqual({ fault: 'unreadable' });
  });

  test('gives the same portions and the same fingerprint every time, places together', () => {
    const lines = Array.from({ length: 1_203 }, (_, n) => `B0000${(n * 7) % 5},P001-01,${n}`);
    const text = ['locationId,skuId,onHand', ...lines].join('\n');
    const portions = portionsOf((table('levels', text) as Table).rows);
    expect(portions.map(({ length }) => length)).toEqual([rowsPerPortion, rowsPerPortion, 203]);
    const places = portions.flat().map(({ values }) => values.locationId);
    expect(places).toEqual([...places].sort());
    expect(new Set(portions.flat().map(({ row }) => row)).size).toBe(1_203);
    expect(fingerprint('levels', text)).toBe(fingerprint('levels', `${text}`));
    expect(fingerprint('levels', text)).not.toBe(fingerprint('prices', text));
    expect(fingerprint('levels', text)).not.toBe(fingerprint('levels', text.replace('P001', 'P002')));
  });

  test('of a report opens in Excel, and none of its cells is a formula', () => {
    expect(
      csvOf([
        ['行号', '原因'],
        [2, '=1+1'],
        [3, 'a,"b"'],
      ]),
    ).toBe('\uFEFF行号,原因\r\n2,\'=1+1\r\n3,"a,""b"""\r\n');
  });
});

describe('sending a file', () => {
  const rows: ImportRow[] = Array.from({ length: 1_100 }, (_, n) => ({
    row: n + 2,
    values: { locationId: 'B1' },
  }));
  const portions = portionsOf(rows);
  const answer = (given: readonly ImportRow[], bad = 0): Sent<ImportedPortion> => ({
    kind: 'ok',
    value: {
      rows: given.length,
      changed: given.length - bad,
      unchanged: 0,
      bad: given.slice(0, bad).map(({ row }) => ({ row, code: 'busy', params: {} })),
    },
  });

  function run(
    send: (portion: number, rows: readonly ImportRow[]) => Sent<ImportedPortion>,
    progress: ImportProgress = newProgress('I'),
  ) {
    const seen: ImportProgress[] = [];
    const sent: number[] = [];
    const ended = runImport({
      portions,
      progress,
      send: async (portion, given) => {
        sent.push(portion);
        return send(portion, given);
      },
      finish: async () => ({ kind: 'ok', value: {} }),
      onProgress: (next) => seen.push(next),
      wait: async () => {},
    });
    return { ended, seen, sent };
  }

  test('counts what became of its rows', async () => {
    const { ended, seen, sent } = run((_, given) => answer(given, 2));
    expect(await ended).toMatchObject({ kind: 'finished' });
    expect(sent).toEqual([0, 1, 2]);
    expect(seen.at(-1)).toMatchObject({ rows: 1_100, changed: 1_094, finished: true });
    expect(seen.at(-1)?.bad).toHaveLength(6);
  });

  test('sends again what was not answered, and gives up for now when nobody answers', async () => {
    let calls = 0;
    const flaky = run((_, given) => {
      calls += 1;
      return calls % 3 === 0 ? answer(given) : { kind: 'retry' };
    });
    expect(await flaky.ended).toMatchObject({ kind: 'finished' });
    expect(flaky.sent).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(await run(() => ({ kind: 'retry' })).ended).toEqual({ kind: 'broken' });
  });

  test('goes on where it was broken off', async () => {
    const first = run((portion, given) => (portion < 2 ? answer(given) : { kind: 'retry' }));
    expect(await first.ended).toEqual({ kind: 'broken' });
    const second = run((_, given) => answer(given), first.seen.at(-1));
    expect(await second.ended).toMatchObject({ kind: 'finished' });
    expect(second.sent).toEqual([2]);
    expect(second.seen.at(-1)).toMatchObject({ importId: 'I', rows: 1_100, changed: 1_100 });
  });

  test('stops at a no', async () => {
    const { ended, sent } = run(() => ({ kind: 'stop', message: '没有权限' }));
    expect(await ended).toEqual({ kind: 'stopped', message: '没有权限' });
    expect(sent).toEqual([0]);
  });
});

test('a day and a time are by the brand’s clock, wherever the browser is; nothing typed is now', () => {
  expect(asOfFrom('2026-11-29T09:30')).toBe(Date.UTC(2026, 10, 29, 1, 30));
  expect([asOfFrom(''), asOfFrom('soon')]).toEqual([null, null]);
  expect(newProgress('I', 5)).toMatchObject({ asOfMs: 5 });
});
