/** @jsxImportSource hono/jsx */
import { monthSchema, type RefusalReportRow } from '@jindian/shared/contract/hq';
import { refusalReasons } from '@jindian/shared/contract/serving/order';
import { brandMonth } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { ok } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import { pickedId } from '../../forms/picked.ts';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, listHref, pageOf, readList, saidInAddress } from '../../ui/list.ts';
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

/** Most refusals first. */
const usualSorts: [ReportSort, ...ReportSort[]] = ['refusals', ...reportSorts];
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

function shiftMonth(month: string, by: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** How branches answer when they are asked to serve, month by month. */
export function refusalPages(hq: Hono<HqEnvironment>, deps: HqDeps): void {
  const { orders, clock } = deps;
  const present = () => brandMonth(clock.nowMs());
  const monthOf = (c: HqContext) => monthSchema.safeParse(c.req.query('month')).data ?? present();

  /** What is asked of the report, and of its rows those that are meant, in their order. */
  async function asked(c: HqContext) {
    const visit = c.get('visit');
    const report = await orders.refusals.report(monthOf(c), reachOn(c, 'refusals.read'));
    if (!report.ok) return report;
    const { month, rows } = report.value;
    const snapshot = await deps.network.current();
    const provinceOf = (id: string) => snapshot.location(id)?.province ?? '';
    const provinces = [...new Set(rows.map(({ locationId }) => provinceOf(locationId)))]
      .filter(Boolean)
      .sort();
    const fields: ListField<'at' | 'province'>[] = [
      { kind: 'pick', of: 'places', name: 'at', label: visit.t('columnBranch') },
      {
        kind: 'choice',
        name: 'province',
        label: visit.t('filterProvince'),
        options: provinces.map((one) => [one, one] as const),
      },
    ];
    const query = readList((name) => c.req.query(name), fields, usualSorts);
    const at = pickedId(query.values.at);
    const faults = {
      at: at === '' || snapshot.location(at) ? undefined : visit.t('pickFromList'),
    };
    const meant = rows.filter(
      ({ locationId }) =>
        (at === '' || locationId === at) && ['', provinceOf(locationId)].includes(query.values.province),
    );
    const sort = query.sort;
    const order = c.req.query('order');
    const direction: Direction =
      order === 'ascending' || order === 'descending' ? order : firstDirection(sort);
    const found = sortedRows(meant, sort, direction, visit.language);
    // The present month is not named: what is kept goes with the calendar.
    const keep = {
      ...(month === present() ? {} : { month }),
      ...(direction === firstDirection(sort) ? {} : { order: direction }),
    };
    const said = { ...keep, ...saidInAddress(query, usualSorts[0]) };
    return ok({ month, fields, query, found, direction, keep, said, faults });
  }

  hq.get('/refusals.csv', async (c) => {
    const report = await asked(c);
    if (!report.ok) return problemPage(c, report.code, report.params);
    const { month, found } = report.value;
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="refusals-${month}.csv"`);
    return c.body(refusalsCsv(c.get('visit'), found));
  });

  hq.get('/refusals', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const report = await asked(c);
    if (!report.ok) return problemPage(c, report.code, report.params);
    const { month, fields, query, found, direction, keep, said, faults } = report.value;
    const path = '/hq/refusals';
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
          tools={<CsvLink visit={visit} href={listHref(`${path}.csv`, said)} />}
        >
          <FilterBar c={c} list="refusals" fields={fields} query={query} keep={keep} faults={faults} />
          <ListSum visit={visit} count={found.length}>
            {t('refusalsSum', {
              offers: found.reduce((sum, { offers }) => sum + offers, 0),
              refusals: found.reduce((sum, { refusals }) => sum + refusals, 0),
            })}
          </ListSum>
          {found.length === 0 ? (
            <Empty text={t('refusalsNone')} />
          ) : (
            <ReportTable
              visit={visit}
              rows={pageOf(found, query)}
              said={said}
              sort={query.sort}
              direction={direction}
            />
          )}
          <ListPager visit={visit} path={path} said={said} query={query} found={found} />
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
  said: Record<string, string>;
  sort: ReportSort;
  direction: Direction;
}) {
  const { visit, rows, said, sort, direction } = props;
  const { t, language } = visit;
  const sortable = (by: ReportSort): Column => {
    const turned = direction === 'ascending' ? 'descending' : 'ascending';
    const next = by === sort ? turned : firstDirection(by);
    return {
      label: t(labelOf[by]),
      kind: by === 'name' ? 'main' : 'number',
      href: listHref('/hq/refusals', said, { sort: by, order: next }),
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
            whole
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
