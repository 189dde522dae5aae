import type { RefusalReportRow } from '@jindian/shared/contract/hq';
import { describe, expect, test } from 'vitest';
import { type Filling, say, sayCode, type Word } from '../../words/say.ts';
import { acceptanceRate, refusalsCsv, reportSorts, sortedRows } from './refusal-rows.ts';

const visit = {
  language: 'zh',
  path: '/hq/refusals',
  t: <W extends Word>(word: W, ...filling: Filling<W>) => say('zh', word, ...filling),
  code: (group: string, code: string) => sayCode('zh', group, code),
} as const;

const row = (locationId: string, changes: Partial<RefusalReportRow> = {}): RefusalReportRow => ({
  locationId,
  name: { zh: `店${locationId}`, en: `Branch ${locationId}` },
  offers: 0,
  accepted: 0,
  timeouts: 0,
  refusals: 0,
  givenBack: 0,
  byReason: { no_stock: 0, price: 0, too_far: 0, closed: 0, other: 0 },
  priceGapFen: 0,
  refusedGoodsFen: 0,
  ...changes,
});

describe('the report of refusals', () => {
  test('is sorted by any of its figures, both ways, equals by id', () => {
    const rows = [row('B3', { refusals: 1 }), row('B1', { refusals: 2 }), row('B2', { refusals: 1 })];
    const ids = (direction: 'ascending' | 'descending') =>
      sortedRows(rows, 'refusals', direction, 'zh').map(({ locationId }) => locationId);
    expect(ids('descending')).toEqual(['B1', 'B2', 'B3']);
    expect(ids('ascending')).toEqual(['B2', 'B3', 'B1']);
    for (const sort of reportSorts) expect(sortedRows(rows, sort, 'descending', 'en')).toHaveLength(3);
    expect(rows.map(({ locationId }) => locationId)).toEqual(['B3', 'B1', 'B2']);
  });

  test('tells the share of yes among those asked, and nothing where nobody was asked', () => {
    expect(acceptanceRate({ offers: 3, accepted: 2 })).toBe(67);
    expect(acceptanceRate({ offers: 0, accepted: 0 })).toBeNull();
  });

  test('is a CSV that spreadsheets read: UTF-8, yuan, no formulas, names with commas and quotes whole', () => {
    const csv = refusalsCsv(visit, [
      row('B00870', {
        name: { zh: '=SUM(A1),"岛"', en: 'x' },
        offers: 2,
        refusals: 2,
        byReason: { no_stock: 1, price: 1, too_far: 0, closed: 0, other: 0 },
        priceGapFen: 80_000,
        refusedGoodsFen: 320_005,
      }),
    ]);
    expect(
      csv.startsWith(
        '\uFEFF编号,门店,请求,接单,超时,拒单,接单后退回,无货,价格,太远,不营业,其他,价差合计,拒单与退回货值\r\n',
      ),
    ).toBe(true);
    expect(csv.split('\r\n')[1]).toBe(`B00870,"'=SUM(A1),""岛""",2,0,0,2,0,1,1,0,0,0,800.00,3200.05`);
  });
});
