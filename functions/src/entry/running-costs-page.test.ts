import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cellsOf, generatedPart } from '../../../scripts/generated-tables.ts';
import {
  costOf,
  costsPage,
  costTables,
  measuredUnits,
  ordersADay,
  regions,
} from '../../../scripts/running-costs.ts';

test('the page of running costs says what its script says', () => {
  const page = readFileSync(costsPage, 'utf8');
  for (const [name, text] of Object.entries(costTables()))
    expect(cellsOf(generatedPart(page, name)), `${name}: node --import tsx scripts/running-costs.ts`).toEqual(
      cellsOf(text),
    );
});

test('costs grow with orders, and come from what was measured', () => {
  const { reads, writes, requests } = measuredUnits();
  expect([reads > 20, writes > 20, requests]).toEqual([true, true, 9]);
  expect(() => measuredUnits('| all | 1 | 2 |')).toThrow('has no row');
  for (const region of regions) {
    const costs = ordersADay.map((orders) => costOf(region, orders).known);
    expect(costs.toSorted((a, b) => a - b)).toEqual(costs);
    // What stands still is shared by more.
    const each = costs.map((cost, nth) => cost / ordersADay[nth]!);
    expect(each[0]).toBeGreaterThanOrEqual(each.at(-1)!);
    expect(region.source.length).toBeGreaterThan(20);
  }
});
