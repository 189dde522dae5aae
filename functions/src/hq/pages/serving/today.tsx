/** @jsxImportSource hono/jsx */
import type { Reach } from '@jindian/shared/access';
import { ulidSchema } from '@jindian/shared/contract/common';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { brandDay, dayAfter } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { locationsWithin } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import { readDay } from '../../format.ts';
import { pickedId } from '../../forms/picked.ts';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import { asksNothing, daysMeant, listHref, pageOf, readList, saidInAddress } from '../../ui/list.ts';
import { Card, Empty, Figure, Live, Money, Pager } from '../../ui/parts.tsx';
import { listDownload } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { SetupHint } from '../settings/setup.tsx';
import type { DayBoard, DayBoards } from './day-board.ts';
import { boardOfDays, maxDays, ordersOfDays, pagesOfDays, periodOf } from './order-days.ts';
import { csvHead, csvRow, fitsFilter, orderFields, orderSorts, sortedOrders } from './order-filter.ts';
import { OrderTable } from './order-table.tsx';
import { countText } from './queue-counts.ts';
import { figuresOf } from './stages.ts';
import type { Waiting, WaitingFor } from './waiting.ts';

const refreshSeconds = 10;
/** Many days at once cost many readings, and are not what somebody watches. */
const rangeRefreshSeconds = 60;
const usualSort = 'newest';

/** The day at a glance, and its orders, newest first; or the orders of some days. */
export function todayPages(
  hq: Hono<HqEnvironment>,
  deps: HqDeps,
  boardOf: DayBoards,
  waitingFor: WaitingFor,
): void {
  const { dayOrders } = deps.orders.queries;

  async function askedBy(c: HqContext, reach: Reach) {
    const visit = c.get('visit');
    const snapshot = await deps.network.current();
    const provinces = [...new Set(locationsWithin(snapshot, reach).map(({ province }) => province))].sort();
    const fields = orderFields(visit, provinces);
    const filter = readList((name) => c.req.query(name), fields, orderSorts);
    const today = brandDay(deps.clock.nowMs());
    const period = periodOf(daysMeant(filter.values, today), readDay(c.req.query('day')), today);
    const { at } = filter.values;
    const isPlace = at === '' || snapshot.location(pickedId(at)) !== undefined;
    return {
      fields,
      filter,
      period,
      today,
      fits: fitsFilter(filter, (id) => snapshot.location(id)?.province),
      // Figures are by state themselves: whatever else is asked for holds for them too.
      fitsFigures: fitsFilter(
        { ...filter, values: { ...filter.values, state: '' } },
        (id) => snapshot.location(id)?.province,
      ),
      // The days are no filter of what is read by day anyway.
      asksAll: asksNothing(
        { ...filter, values: { ...filter.values, period: '', from: '', to: '' } },
        usualSort,
      ),
      faults: isPlace ? {} : { at: visit.t('pickFromList') },
    };
  }

  hq.get('/orders.csv', async (c) => {
    const visit = c.get('visit');
    const reach = reachOn(c, 'orders.read');
    const { filter, fits, period } = await askedBy(c, reach);
    return listDownload(c, {
      name: [...new Set(['orders', period.days.at(-1), period.days[0]])].join('-'),
      head: csvHead(visit),
      pages: pagesOfDays(dayOrders, period, reach),
      fits,
      rowOf: (order) => csvRow(visit, order),
      sorted: filter.sort === usualSort ? undefined : (found) => sortedOrders(found, filter.sort),
      logger: deps.logger,
    });
  });

  hq.get('/', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const before = ulidSchema.safeParse(c.req.query('before')).data;
    const reach = reachOn(c, 'orders.read');
    const { fields, filter, fits, fitsFigures, period, today, asksAll, faults } = await askedBy(c, reach);
    const [board, list, waiting] = await Promise.all([
      boardOfDays(boardOf, period, reach),
      // What is filtered or sorted otherwise is of the orders that the figures are of, and paged by number.
      asksAll ? ordersOfDays(dayOrders, period, filter.size, before, reach) : null,
      waitingFor.now(c),
    ]);
    const day = period.days[0] as string;
    const isRange = period.days.length > 1;
    const seconds = isRange ? rangeRefreshSeconds : refreshSeconds;
    const keep = isRange || day === today ? {} : { day };
    const said = { ...saidInAddress(filter, usualSort), ...keep };
    const counted = board.orders.filter(fitsFigures);
    const figures = { ...board, figures: figuresOf(counted) };
    const days = {
      ...saidInAddress({ ...filter, values: { ...filter.values, state: '' } }, usualSort),
      ...(isRange ? {} : { day }),
    };
    const found = list ? null : sortedOrders(board.orders.filter(fits), filter.sort);
    const shown = list ? list.items : pageOf(found ?? [], filter);
    const title = isRange
      ? t('daysTitle', { from: period.days.at(-1) ?? '', to: day })
      : day === today
        ? t('todayTitle')
        : t('dayTitle', { day });
    return page(
      c,
      {
        title,
        place: 'today',
        tools: (
          <DaySwitch
            visit={visit}
            action="/hq"
            day={day}
            today={today}
            keep={saidInAddress(
              { ...filter, values: { ...filter.values, period: '', from: '', to: '' } },
              usualSort,
            )}
          />
        ),
      },
      <>
        {reach.whole ? <SetupHint c={c} network={deps.network} /> : null}
        <Live visit={visit} id="figures" seconds={seconds}>
          <ToDo visit={visit} waiting={waiting} />
          <Figures visit={visit} board={figures} said={days} />
        </Live>
        <Card
          id="orders"
          title={t(isRange ? 'ordersOfDays' : 'ordersOfDay')}
          flush
          tools={
            <span class="card-tools">
              <span class="hint live-state">{t('liveEvery', { seconds })}</span>
              {reach.whole ? <a href="/hq/top-lists">{t('topTitle')}</a> : null}
              <CsvLink visit={visit} href={listHref('/hq/orders.csv', said)} />
            </span>
          }
        >
          <FilterBar
            c={c}
            list="orders"
            fields={fields}
            query={filter}
            sorts={orderSorts.map((one) => [one, visit.code('orderSort', one)] as const)}
            keep={keep}
            faults={faults}
          />
          {period.isCut ? <p class="table-foot hint">{t('daysCut', { count: maxDays })}</p> : null}
          <Live visit={visit} id="order-list" seconds={seconds}>
            {found ? (
              <ListSum visit={visit} count={found.length} fen={sumOf(found)}>
                {board.complete ? null : (
                  <span class="hint"> {t('filterPartly', { count: board.orders.length })}</span>
                )}
              </ListSum>
            ) : null}
            {shown.length === 0 ? (
              <Empty
                text={t(found ? 'filterNone' : 'noOrders')}
                hint={t(found ? 'filterNoneHint' : 'noOrdersHint')}
              />
            ) : (
              <OrderTable visit={visit} orders={shown} withDay={isRange} />
            )}
            {found ? (
              <ListPager visit={visit} path="/hq" said={said} query={filter} found={found} />
            ) : (
              <Pager
                next={
                  list?.nextCursor
                    ? { href: listHref('/hq', said, { before: list.nextCursor }), text: t('olderPage') }
                    : null
                }
                first={before === undefined ? null : { href: listHref('/hq', said), text: t('newestPage') }}
              />
            )}
          </Live>
        </Card>
      </>,
    );
  });
}

const sumOf = (orders: readonly HqOrderSummary[]) => orders.reduce((sum, { totalFen }) => sum + totalFen, 0);

/** What waits for HQ, of whatever day; nothing is said where nothing waits. */
function ToDo({ visit, waiting }: { visit: Visit; waiting: readonly Waiting[] }) {
  const some = waiting.filter(({ count }) => count > 0);
  if (some.length === 0) return null;
  return (
    <p class="to-do">
      {some.map((one) => (
        <a class="to-do-entry" href={one.href}>
          <strong>{countText(visit, one)}</strong> {visit.code('waiting', one.kind)}
        </a>
      ))}
    </p>
  );
}

/** A form for the day, so that any day can be reached without a script; days are walked by links. */
export function DaySwitch({
  visit,
  action,
  day,
  today,
  keep = {},
}: {
  visit: Visit;
  action: string;
  day: string;
  today: string;
  /** What else the address says, and goes on saying. */
  keep?: Record<string, string>;
}) {
  const { t } = visit;
  const hrefOf = (other: string) => `${action}?${new URLSearchParams({ ...keep, day: other })}`;
  return (
    <form class="day-switch" method="get" action={action}>
      {Object.entries(keep).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <a class="icon-button" href={hrefOf(dayAfter(day, -1))} aria-label={t('dayBefore')}>
        <Icon name="left" />
      </a>
      <label>
        <span class="unseen">{t('day')}</span>
        <input type="date" name="day" value={day} max={today} required data-submit-on-change />
      </label>
      <button class="button is-plain is-small" type="submit" data-hide-with-script>
        {t('show')}
      </button>
      {day < today ? (
        <>
          <a class="icon-button" href={hrefOf(dayAfter(day, 1))} aria-label={t('dayAfter')}>
            <Icon name="right" />
          </a>
          <a class="quiet" href={action}>
            {t('jumpToday')}
          </a>
        </>
      ) : null}
    </form>
  );
}

function Figures({ visit, board, said }: { visit: Visit; board: DayBoard; said: Record<string, string> }) {
  const { t } = visit;
  const { figures, complete } = board;
  const rows = (more: Record<string, string>) => `${listHref('/hq', said, more)}#orders`;
  const hint = (text: string, more: Record<string, string>) => <a href={rows(more)}>{text}</a>;
  return (
    <>
      <dl class="figures">
        <Figure
          label={t('figureOrders')}
          value={figures.orders}
          href={rows({})}
          hint={hint(t('figureUnpaidHint', { count: figures.unpaid }), { state: 'any_unpaid' })}
        />
        <Figure
          label={t('figurePaid')}
          value={<Money fen={figures.paidFen} />}
          href={rows({ state: 'any_paid' })}
          hint={t('figurePaidHint', { count: figures.paidOrders })}
        />
        <Figure
          label={t('figurePickup')}
          value={figures.awaitingPickup}
          href={rows({ state: 'any_waiting', method: 'pickup' })}
          hint={hint(t('figurePickupHint', { count: figures.readyForPickup }), {
            state: 'ready',
            method: 'pickup',
          })}
        />
        <Figure
          label={t('figureDelivery')}
          value={figures.toDeliver}
          href={rows({ state: 'any_waiting', method: 'delivery' })}
          hint={hint(t('figureDeliveryHint', { count: figures.onTheWay }), {
            state: 'dispatched',
            method: 'delivery',
          })}
        />
        <Figure
          label={t('figureRefunds')}
          value={<Money fen={figures.refundsFen} />}
          href={rows({ state: 'any_refund' })}
          hint={t('figureRefundsHint', { count: figures.refunds })}
        />
      </dl>
      {complete ? null : <p class="hint">{t('figuresPartly', { count: figures.orders })}</p>}
    </>
  );
}
