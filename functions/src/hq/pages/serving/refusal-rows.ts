import type { RefusalReportRow } from '@jindian/shared/contract/hq';
import { refusalReasons } from '@jindian/shared/contract/serving/order';
import { csvOf } from '@jindian/shared/csv';
import type { Visit } from '../../visit.ts';

/** What the report can be sorted by; refusals unless told. */
export const reportSorts = [
  'name',
  'offers',
  'accepted',
  'timeouts',
  'refusals',
  'givenBack',
  'priceGapFen',
  'refusedGoodsFen',
] as const;
export type ReportSort = (typeof reportSorts)[number];
export type Direction = 'ascending' | 'descending';

/** Text begins at its beginning, figures with the largest. */
export const firstDirection = (sort: ReportSort): Direction => (sort === 'name' ? 'ascending' : 'descending');

/** Equal rows stand by id, so that a page reads the same twice. */
export function sortedRows(
  rows: readonly RefusalReportRow[],
  sort: ReportSort,
  direction: Direction,
  language: Visit['language'],
): RefusalReportRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const compare = (a: RefusalReportRow, b: RefusalReportRow) =>
    sort === 'name' ? a.name[language].localeCompare(b.name[language], language) : a[sort] - b[sort];
  return [...rows].sort(
    (a, b) =>
      sign * compare(a, b) || (a.locationId < b.locationId ? -1 : a.locationId > b.locationId ? 1 : 0),
  );
}

/** How many of those asked said yes, in whole percent; null where nobody was asked. */
export function acceptanceRate({ offers, accepted }: Pick<RefusalReportRow, 'offers' | 'accepted'>) {
  return offers === 0 ? null : Math.round((100 * accepted) / offers);
}

const yuan = (fen: number) => (fen / 100).toFixed(2);

/** The report as CSV (RFC 4180); the mark at its beginning tells spreadsheets that it is UTF-8. */
export function refusalsCsv(visit: Visit, rows: readonly RefusalReportRow[]): string {
  const { t, language } = visit;
  const head = [
    t('columnId'),
    t('columnBranch'),
    t('columnOffers'),
    t('columnAccepted'),
    t('columnTimeouts'),
    t('columnRefusals'),
    t('columnGivenBack'),
    ...refusalReasons.map((reason) => visit.code('refusal', reason)),
    t('columnPriceGap'),
    t('columnRefusedGoods'),
  ];
  const lines = rows.map((row) => [
    row.locationId,
    row.name[language],
    row.offers,
    row.accepted,
    row.timeouts,
    row.refusals,
    row.givenBack,
    ...refusalReasons.map((reason) => row.byReason[reason]),
    yuan(row.priceGapFen),
    yuan(row.refusedGoodsFen),
  ]);
  return csvOf([head, ...lines]);
}
