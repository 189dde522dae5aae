import type { ImportedPortion, ImportRow } from '@jindian/shared/import-report';
import { rowsPerPortion } from '@jindian/shared/import-table';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint, portionsOf } from './import-file.ts';
import { type ImportProgress, newProgress, runImport, type Sent } from './import-run.ts';

describe('a file', () => {
  test('gives the same portions and the same fingerprint every time, places together', () => {
    const rows: ImportRow[] = Array.from({ length: 1_203 }, (_, n) => ({
      row: n + 2,
      values: { locationId: `B0000${(n * 7) % 5}`, skuId: `P${String(n).padStart(4, '0')}-01`, onHand: n },
    }));
    const portions = portionsOf(rows);
    expect(portions.map(({ length }) => length)).toEqual([rowsPerPortion, rowsPerPortion, 203]);
    const places = portions.flat().map(({ values }) => values.locationId);
    expect(places).toEqual([...places].sort());
    expect(new Set(portions.flat().map(({ row }) => row)).size).toBe(1_203);
    const print = (kind: 'levels' | 'prices', text: string) =>
      fingerprint(kind, new TextEncoder().encode(text));
    expect(print('levels', 'P001')).toBe(print('levels', 'P001'));
    expect(print('levels', 'P001')).not.toBe(print('prices', 'P001'));
    expect(print('levels', 'P001')).not.toBe(print('levels', 'P002'));
  });

  test('never divides what is said of one SKU at one place between two portions', () => {
    const row = fc.record({
      row: fc.integer({ min: 2, max: 1e6 }),
      sku: fc.integer({ min: 1, max: 40 }),
      place: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 400, maxLength: 2_000, size: 'max' }), (given) => {
        const portions = portionsOf(
          given.map(({ row: number, sku, place }) => ({
            row: number,
            values: { locationId: `B${place}`, skuId: `P${sku}` },
          })),
        );
        expect(portions.flat()).toHaveLength(given.length);
        const seen = new Map<string, number>();
        for (const [index, portion] of portions.entries()) {
          expect(portion.length).toBeGreaterThan(0);
          expect(portion.length).toBeLessThanOrEqual(rowsPerPortion);
          for (const { values } of portion) {
            const key = `${values.locationId} ${values.skuId}`;
            expect(seen.get(key) ?? index).toBe(index);
            seen.set(key, index);
          }
        }
      }),
      { numRuns: 20 },
    );
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
      bad: given.slice(0, bad).map(({ row }) => ({ row, code: 'unknown_sku', params: {} })),
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
    const tries = new Map<number, number>();
    const flaky = run((portion, given) => {
      tries.set(portion, (tries.get(portion) ?? 0) + 1);
      return tries.get(portion) === 3 ? answer(given) : { kind: 'retry' };
    });
    expect(await flaky.ended).toMatchObject({ kind: 'finished' });
    expect([...tries]).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(await run(() => ({ kind: 'retry' })).ended).toEqual({ kind: 'broken' });
  });

  test('has the next portion on its way while one is, never a third, and none behind a first that nobody answered', async () => {
    const waiting = new Map<number, () => void>();
    const ended = runImport({
      portions: [...portions, ...portions],
      progress: newProgress('I'),
      send: (portion, given) =>
        new Promise((resolve) => {
          waiting.set(portion, () => {
            waiting.delete(portion);
            resolve(answer(given));
          });
        }),
      finish: async () => ({ kind: 'ok', value: {} }),
      onProgress: () => {},
      wait: async () => {},
    });
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const seen: number[][] = [];
    for (const answered of [0, 2, 1, 4, 3, 5]) {
      await settled();
      seen.push([...waiting.keys()].sort());
      waiting.get(answered)?.();
    }
    expect(await ended).toMatchObject({ kind: 'finished' });
    // The third waits for the answer to the first of two, although that to the second is there.
    expect(seen).toEqual([[0], [1, 2], [1], [3, 4], [3], [5]]);
  });

  test('takes every row once and tells it in order, whatever is lost, refused or closed on the way', async () => {
    const event = fc.constantFrom('answered', 'lost before', 'lost behind', 'refused');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(event, { maxLength: 60 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        async (count, happening, delays) => {
          const events = [...happening];
          const given = Array.from({ length: count }, (_, n): ImportRow[] => [{ row: n + 2, values: {} }]);
          const taken = new Map<number, number>();
          let told = newProgress('I');
          let isFinished = false;
          for (let runs = 0; !isFinished; runs += 1) {
            expect(runs).toBeLessThan(70);
            let onTheWay = 0;
            const ended = await runImport({
              portions: given,
              progress: told,
              async send(portion, [row]) {
                onTheWay += 1;
                expect(onTheWay).toBeLessThanOrEqual(2);
                const happens = events.pop() ?? 'answered';
                for (let left = delays.next().value ?? 0; left > 0; left -= 1) await null;
                onTheWay -= 1;
                if (happens === 'refused') return { kind: 'stop', message: '', isFinal: false };
                if (happens === 'lost before') return { kind: 'retry' };
                const before = taken.get(portion);
                expect(before ?? row?.row).toBe(row?.row);
                taken.set(portion, row?.row ?? 0);
                return happens === 'lost behind' ? { kind: 'retry' } : answer([row as ImportRow]);
              },
              async finish() {
                expect([told.done, onTheWay]).toEqual([count, 0]);
                return { kind: 'ok', value: {} };
              },
              onProgress(next) {
                expect(next.done).toBe(told.done + (next.finished ? 0 : 1));
                told = next;
              },
              wait: async () => {},
            });
            expect(onTheWay).toBe(0);
            isFinished = ended.kind === 'finished';
          }
          expect([...taken].sort(([a], [b]) => a - b)).toEqual(given.map(([row], n) => [n, row?.row]));
          expect(told).toMatchObject({ rows: count, changed: count, done: count, finished: true });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('goes on where it was broken off', async () => {
    const first = run((portion, given) => (portion < 2 ? answer(given) : { kind: 'retry' }));
    expect(await first.ended).toEqual({ kind: 'broken' });
    const second = run((_, given) => answer(given), first.seen.at(-1));
    expect(await second.ended).toMatchObject({ kind: 'finished' });
    expect(second.sent).toEqual([2]);
    expect(second.seen.at(-1)).toMatchObject({ importId: 'I', rows: 1_100, changed: 1_100 });
  });

  test('tries rows again that met a busy system, by themselves, and tells them at last', async () => {
    const busyIn = (until: number) => {
      const contents: number[][] = [];
      const one = run((portion, given) => {
        contents.push(given.map(({ row }) => row));
        const met = given.filter(({ row }) => row % 400 === 0);
        if (portion >= until) return answer(given);
        const bad = met.map(({ row }) => ({ row, code: 'busy' as const, params: {} }));
        const { length } = given;
        return { kind: 'ok', value: { rows: length, changed: length - bad.length, unchanged: 0, bad } };
      });
      return { ...one, contents };
    };
    const soon = busyIn(4);
    expect(await soon.ended).toMatchObject({ kind: 'finished' });
    expect([soon.sent, soon.contents.slice(3)]).toEqual([
      [0, 1, 2, 3, 4],
      [
        [400, 800],
        [400, 800],
      ],
    ]);
    expect(soon.seen.at(-1)).toMatchObject({ rows: 1_100, changed: 1_100, bad: [], finished: true });
    // Broken off in the midst of it, it goes on there.
    const resumed = run((_, given) => answer(given), soon.seen[2]);
    await resumed.ended;
    expect([resumed.sent, resumed.seen.at(-1)?.changed]).toEqual([[3], 1_100]);
    const never = busyIn(99);
    expect(await never.ended).toMatchObject({ kind: 'finished' });
    expect(never.sent).toEqual([0, 1, 2, 3, 4, 5]);
    expect(never.seen.at(-1)).toMatchObject({ rows: 1_100, changed: 1_098 });
    expect(never.seen.at(-1)?.bad.map(({ row }) => row)).toEqual([400, 800]);
  });

  test('stops at a no', async () => {
    const { ended, sent } = run(() => ({ kind: 'stop', message: '没有权限', isFinal: false }));
    expect(await ended).toEqual({ kind: 'stopped', message: '没有权限' });
    expect(sent).toEqual([0]);
  });

  test.each([true, false])(
    'that is refused as a whole is over only where it always will be (%s)',
    async (isFinal) => {
      const seen: ImportProgress[] = [];
      const ended = await runImport({
        portions: [rows],
        progress: newProgress('I'),
        send: async (_, given) => answer(given),
        finish: async () => ({ kind: 'stop', message: '价格已变动', isFinal }),
        onProgress: (progress) => void seen.push(progress),
        wait: async () => {},
      });
      expect(ended).toEqual({ kind: 'stopped', message: '价格已变动' });
      expect(seen.at(-1)?.finished).toBe(isFinal);
    },
  );
});

test('what was counted at a time keeps it while it goes on', () => {
  expect(newProgress('I', 5)).toMatchObject({ asOfMs: 5 });
});
