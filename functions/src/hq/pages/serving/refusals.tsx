/** @jsxImportSource hono/jsx */
import { monthSchema, type RefusalReportRow } from '@jindian/shared/contract/hq';
import { refusalReasons } from '@jindian/shared/contract/serving/order';
import { brandDay } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { problemPage } from '../errors.tsx';
import {
  acceptanceRate,
  type Direction,
  firstDirection,
  type ReportSort,
  refusalsCsv,
  reportSorts,
  sortedRows,
} from './refusal-rows.ts';

/** Nobody reads further; the CSV has all. */
const maxRows = 200;

const sortSchema = z.enum(reportSorts);
const labelOf: Record<ReportSort, Word> = {
  name: 'columnBranch',
  offers: 'columnOffers',
  accepted: 'columnAccepted',
  timeouts: 'columnTimeouts',
  refusals: 'columnRefusals',
  givenBack: 'columnGivenBack',
  priceGapFen: 'columnPriceGap',
  refusedGoodsFen: 'columnRefusedGoods',
};

export function shiftMonth(month: string, by: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** How branches answer when they are asked to serve, month by month. */
export function refusalPages(hq: Hono<HqEnvironment>, deps: HqDeps): void {
  const { orders, clock } = deps;
  const present = () => brandDay(clock.nowMs()).slice(0, 7);
  const monthOf = (c: HqContext) => monthSchema.safeParse(c.req.query('month')).data ?? present();

  hq.get('/refusals.csv', async (c) => {
    const report = await orders.refusals.report(monthOf(c), reachOn(c, 'refusals.read'));
    if (!report.ok) return problemPage(c, report.code, report.params);
    const { month, rows } = report.value;
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="refusals-${month}.csv"`);
    return c.body(refusalsCsv(c.get('visit'), rows));
  });

  hq.get('/refusals', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const report = await orders.refusals.report(monthOf(c), reachOn(c, 'refusals.read'));
    if (!report.ok) return problemPage(c, report.code, report.params);
    const { month, rows } = report.value;
    const sort = sortSchema.safeParse(c.req.query('sort')).data ?? 'refusals';
    const order = c.req.query('order');
    const direction: Direction =
      order === 'ascending' || order === 'descending' ? order : firstDirection(sort);
    const shown = sortedRows(rows, sort, direction, visit.language).slice(0, maxRows);
    return page(
      c,
      {
        title: t('refusalsTitle'),
        place: 'queue',
        backTo: { href: '/hq/queue', text: t('queueTitle') },
        tools: <MonthSwitch visit={visit} month={month} present={present()} />,
      },
      <>
        <p class="page-lead">{t('refusalsLead')}</p>
        <Card
          id="refusals"
          title={month}
          flush
          tools={
            <a class="button is-plain is-small" href={`/hq/refusals.csv?month=${month}`}>
              {t('downloadCsv')}
            </a>
          }
        >
          {shown.length === 0 ? (
            <Empty text={t('refusalsNone')} />
          ) : (
            <ReportTable visit={visit} rows={shown} month={month} sort={sort} direction={direction} />
          )}
        </Card>
      </>,
    );
  });
}

function MonthSwitch({ visit, month, present }: { visit: Visit; month: string; present: string }) {
  const { t } = visit;
  const to = (by: number) => `/hq/refusals?month=${shiftMonth(month, by)}`;
  return (
    <form class="day-switch" method="get" action="/hq/refusals">
      <a class="icon-button" href={to(-1)} aria-label={t('monthBefore')}>
        <Icon name="left" />
      </a>
      <label>
        <span class="unseen">{t('month')}</span>
        <input type="month" name="month" value={month} max={present} required data-submit-on-change />
      </label>
      <button class="button is-plain is-small" type="submit" data-hide-with-script>
        {t('show')}
      </button>
      {month < present ? (
        <>
          <a class="icon-button" href={to(1)} aria-label={t('monthAfter')}>
            <Icon name="right" />
          </a>
          <a class="quiet" href="/hq/refusals">
            {t('thisMonth')}
          </a>
        </>
      ) : null}
    </form>
  );
}

function ReportTable(props: {
  visit: Visit;
  rows: readonly RefusalReportRow[];
  month: string;
  sort: ReportSort;
  direction: Direction;
}) {
  const { visit, rows, month, sort, direction } = props;
  const { t, language } = visit;
  const sortable = (by: ReportSort): Column => {
    const turned = direction === 'ascending' ? 'descending' : 'ascending';
    const next = by === sort ? turned : firstDirection(by);
    return {
      label: t(labelOf[by]),
      kind: by === 'name' ? 'main' : 'number',
      href: `/hq/refusals?month=${month}&sort=${by}&order=${next}`,
      sorted: by === sort ? direction : undefined,
    };
  };
  const columns: Column[] = [
    sortable('name'),
    sortable('offers'),
    sortable('accepted'),
    sortable('timeouts'),
    sortable('refusals'),
    sortable('givenBack'),
    { label: t('columnReasons') },
    sortable('priceGapFen'),
    sortable('refusedGoodsFen'),
  ];
  return (
    <Table caption={t('refusalsTitle')} columns={columns} kind="report">
      {rows.map((row) => {
        const rate = acceptanceRate(row);
        const reasons = refusalReasons
          .filter((reason) => row.byReason[reason] > 0)
          .map((reason) => `${visit.code('refusal', reason)} ${row.byReason[reason]}`);
        return (
          <Row
            columns={columns}
            rowKey={row.locationId}
            cells={[
              <>
                <a href={`/hq/locations/${row.locationId}`}>{row.name[language]}</a>
                <span class="sub">{row.locationId}</span>
              </>,
              row.offers,
              <>
                {row.accepted}
                {rate === null ? null : <span class="muted"> · {rate}%</span>}
              </>,
              row.timeouts,
              <strong>{row.refusals}</strong>,
              row.givenBack,
              reasons.length === 0 ? '—' : reasons.join(' · '),
              <Money fen={row.priceGapFen} />,
              <Money fen={row.refusedGoodsFen} />,
            ]}
          />
        );
      })}
    </Table>
  );
}
