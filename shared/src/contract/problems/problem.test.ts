import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { apiPage, apiTables } from '../../../../scripts/api-tables.ts';
import { cellsOf, generatedPart } from '../../../../scripts/generated-tables.ts';
import { endpoints } from '../endpoints/index.ts';
import { appProblems, appProblemText } from './app.ts';
import { headquartersProblems } from './headquarters.ts';
import { problemCatalog, problemCodes, problemText } from './problem.ts';

test.each(Object.entries(apiTables()))(
  'docs/api.md says what the contract says: %s (stale? node --import tsx scripts/api-tables.ts)',
  (name, fresh) => {
    expect(cellsOf(generatedPart(readFileSync(apiPage, 'utf8'), name))).toEqual(cellsOf(fresh));
  },
);

test.each(problemCodes)('%s reads the same in both languages, and its status is a refusal', (code) => {
  const { status, zh, en } = problemCatalog[code];
  const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  expect(placeholders(en)).toEqual(placeholders(zh));
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
});

test('a text is filled from the parameters, and an unknown code reads as a fault of ours', () => {
  expect(problemText('out_of_stock', { sku: '云步轻量跑鞋', skuId: 'P001-01' }, 'zh')).toBe(
    '云步轻量跑鞋 库存不足',
  );
  expect(problemText('out_of_stock', undefined, 'en')).toBe(' is out of stock');
  expect(problemText('no_such_code', undefined, 'zh')).toBe(problemCatalog.internal.zh);
});

test('no code stands in two files, where the later would hide the earlier', async () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !/^(problem(\.test)?|app)\.ts$/.test(name));
  const parts = await Promise.all(
    files.map(async (name) => Object.values(await import(path.join(import.meta.dirname, name)))),
  );
  const codes = parts.flat().flatMap((part) => Object.keys(part as object));
  expect(codes.sort()).toEqual([...problemCodes].sort());
});

test('the app has words for all that its endpoints answer, and none of what headquarters alone are answered', () => {
  const named = (isOfHq: boolean) =>
    new Set(
      Object.values(endpoints)
        .filter(({ path: at }) => at.startsWith('/v1/hq/') === isOfHq)
        .flatMap(({ problems = [] }) => problems as readonly string[]),
    );
  const [own, ofHq] = [named(false), named(true)];
  expect(own.size).toBeGreaterThan(60);
  expect([...own].filter((code) => !Object.hasOwn(appProblems, code))).toEqual([]);
  expect(Object.keys(headquartersProblems).filter((code) => own.has(code))).toEqual([]);
  expect(Object.keys(headquartersProblems).filter((code) => ofHq.has(code)).length).toBeGreaterThan(30);
  expect(appProblemText('settlement_open', undefined, 'zh')).toBe(problemCatalog.internal.zh);
});
