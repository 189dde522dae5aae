import type { StatementLine, StatementWithLines } from '@jindian/shared/contract/selling/settlement';
import { formatYuan } from '@jindian/shared/money';
import { orderNumberOf } from '@jindian/shared/order-number';
import { formatBrandTime } from '@jindian/shared/time';
import { type PdfPage, type PdfText, pdfOf, pdfPage } from '../../../platform/files/pdf-file.ts';
import { xlsxOf } from '../../../platform/files/xlsx-file.ts';
import type { Visit } from '../../visit.ts';

type Said = Pick<Visit, 't' | 'code'>;

/** The figures as they hang together, one below the other. */
export function figureRows({ t }: Said, of: StatementWithLines): (readonly [string, number])[] {
  return [
    [t('statementOpening'), of.openingFen],
    [t('statementEarned'), of.earnedFen],
    [t('statementReturned'), of.returnedFen],
    [t('statementTakenBack'), 0 - of.takenBackFen],
    [t('statementDue'), of.dueFen],
    [t('statementGross'), of.grossFen],
    [t('statementWithheld'), 0 - of.withheldFen],
    [t('statementNet'), of.netFen],
    [t('statementClosing'), of.closingFen],
  ];
}

/** What it was in the books, and of whom where a dealer pays them. */
export function lineText({ code }: Said, { kind, posting, payeeName }: StatementLine): string {
  const said = kind === 'earned' && posting !== null ? code('kind', posting) : '';
  return [said || code('statementLine', kind), payeeName ?? ''].filter((part) => part !== '').join(' · ');
}

function headRows({ t, code }: Said, of: StatementWithLines): (readonly [string, string])[] {
  return [
    [t('statementPayee'), of.payeeName],
    [t('payeeKind'), code('payeeKind', of.payeeKind)],
    [t('payeeRoute'), code('payeeRoute', of.route)],
    ...(of.employerName === null ? [] : [[t('statementPaidBy'), of.employerName] as const]),
    [t('runClosingDay'), of.closingDay],
    [t('statementVersion'), `${of.fromLine + 1}–${of.toLine}`],
    [t('statementNumber'), of.runId],
  ];
}

const yuan = (fen: number) => formatYuan(fen).replace('-', '−');

export function statementXlsx(visit: Said, of: StatementWithLines): Uint8Array {
  const { t } = visit;
  return xlsxOf(t('statementTitle'), [
    ...headRows(visit, of).map((row) => [...row]),
    [],
    ...figureRows(visit, of).map(([label, fen]) => [label, fen / 100]),
    [],
    [t('statementLineNumber'), t('columnTime'), t('columnKind'), t('columnOrder'), t('columnAmount')],
    ...of.lines.map((line) => [
      line.number,
      formatBrandTime(line.atMs),
      lineText(visit, line),
      line.orderId ? orderNumberOf(line.orderId) : '',
      line.amountFen / 100,
    ]),
  ]);
}

const [left, right, top, bottom] = [50, pdfPage.width - 50, 60, pdfPage.height - 60];
const lineHeight = 18;

export function statementPdf(visit: Said, of: StatementWithLines, brandName: string): Uint8Array {
  const { t } = visit;
  const pages: { texts: PdfText[]; lines: PdfPage['lines'][number][] }[] = [];
  let y = bottom;
  const next = (): { texts: PdfText[]; lines: PdfPage['lines'][number][] } => {
    y += lineHeight;
    if (y > bottom) {
      pages.push({ texts: [], lines: [] });
      y = top;
    }
    return pages.at(-1) as (typeof pages)[number];
  };
  const say = (cells: readonly (readonly [text: string, x: number, align?: 'right'])[], size = 10) => {
    const { texts } = next();
    for (const [text, x, align] of cells) texts.push({ text, x, y, size, ...(align ? { align } : {}) });
  };
  const rule = () => next().lines.push({ fromX: left, toX: right, y: y - lineHeight / 2 });

  say([[`${brandName} · ${t('statementTitle')}`, left]], 16);
  rule();
  for (const [label, value] of headRows(visit, of))
    say([
      [label, left],
      [value, left + 130],
    ]);
  rule();
  for (const [label, fen] of figureRows(visit, of))
    say([
      [label, left],
      [yuan(fen), left + 240, 'right'],
    ]);
  rule();
  say([
    [t('statementLineNumber'), left],
    [t('columnTime'), left + 50],
    [t('columnKind'), left + 160],
    [t('columnOrder'), left + 300],
    [t('columnAmount'), right, 'right'],
  ]);
  for (const line of of.lines)
    say([
      [String(line.number), left],
      [formatBrandTime(line.atMs), left + 50],
      [lineText(visit, line), left + 160],
      [line.orderId ? orderNumberOf(line.orderId) : '', left + 300],
      [yuan(line.amountFen), right, 'right'],
    ]);
  if (!of.isWhole) say([[t('statementNotWhole'), left]]);
  return pdfOf(`${t('statementTitle')} ${of.payeeName} ${of.closingDay}`, pages);
}
