import type { TaxReport } from '@jindian/shared/contract/selling/settlement';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { say, sayCode } from '../../words/say.ts';
import { taxXlsx } from './tax-report.tsx';

test('the workbook has a row for each payee in full, and the sums of all of them', () => {
  const report: TaxReport = {
    period: '2026-05',
    rows: [
      {
        ...{ payeeId: 'P1', payeeName: '小李', realName: '李雷', kind: 'individual', count: 2 },
        ...{ grossFen: 180_000, deductionsFen: 80_000, taxableFen: 100_000, basisPoints: 2_000 },
        ...{ withheldFen: 20_000, netFen: 160_000 },
      },
    ],
    sums: { payees: 1, count: 2, grossFen: 180_000, withheldFen: 20_000, netFen: 160_000 },
  };
  for (const language of ['zh', 'en'] as const) {
    const bytes = taxXlsx(
      {
        t: (...said) => say(language, ...said),
        code: (group, code) => sayCode(language, group, code),
      },
      report,
    );
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    const cells = [...sheet.matchAll(/<v>([^<]*)<|preserve">([^<]*)</g)].map(
      ([, value, text]) => value ?? text,
    );
    const kind = sayCode(language, 'payeeKind', 'individual');
    expect(cells).toEqual([
      ...cells.slice(0, 11),
      ...['P1', '小李', '李雷', kind, '2', '1800', '800', '1000', '20%', '200', '1600'],
      ...[say(language, 'taxSum'), '2', '1800', '200', '1600'],
    ]);
  }
});
