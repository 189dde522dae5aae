/** @jsxImportSource hono/jsx */
import type { Reach } from '@jindian/shared/access';
import { ulidSchema } from '@jindian/shared/contract/common';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { methods } from '@jindian/shared/contract/serving/order';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { locationsWithin } from '../../../places/network/within.ts';
import { csvDownload } from '../../csv-download.ts';
import type { HqDeps } from '../../deps.ts';
import { readDay, shiftDay } from '../../format.ts';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Figure, Live, Money, Pager } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import type { DayBoard, DayBoards } from './day-board.ts';
import {
  csvHead,
  csvRows,
  filterQuery,
  fitsFilter,
  type OrderFilter,
  orderSorts,
  pageSizes,
  readOrderFilter,
  showsAll,
  sortedOrders,
} from './order-filter.ts';
import { OrderTable } from './order-table.tsx';
import { countText } from './queue-counts.ts';
import { stages } from './stages.ts';
import type { Waiting, WaitingFor } from './waiting.ts';

const refreshSeconds = 10;

/** Orders of an export are read in pages. */
const csvPage = 50;

/** The day at a glance, and its orders, newest first. */
export function todayPages(
  hq: Hono<HqEnvironment>,
  deps: HqDeps,
  boardOf: DayBoards,
  waitingFor: WaitingFor,
): void {
  hq.get('/orders.csv', async (c) => {
    const visit = c.get('visit');
    const day = readDay(c.req.query('day')) ?? brandDay(deps.clock.nowMs());
    const reach = reachOn(c, 'orders.read');
    const snapshot = await deps.network.current();
    const filter = readOrderFilter((name) => c.req.query(name));
    const fits = fitsFilter(filter, (id) => snapshot.location(id)?.province);
    async function* parts() {
      const pages = pagesOfDay(day, reach);
      if (filter.sort === 'newest') {
        let head = csvHead(visit);
        for await (const orders of pages) {
          yield head + csvRows(visit, orders.filter(fits));
          head = '';
        }
        return;
      }
      const found: HqOrderSummary[] = [];
      for await (const orders of pages) found.push(...orders.filter(fits));
      yield csvHead(visit) + csvRows(visit, sortedOrders(found, filter.sort));
    }
    return csvDownload(c, { name: `orders-${day}`, parts: parts(), logger: deps.logger });
  });

  async function* pagesOfDay(day: string, reach: Reach): AsyncGenerator<readonly HqOrderSummary[]> {
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await deps.orders.queries.dayOrders(day, csvPage, cursor, reach);
      yield items;
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  }

  hq.get('/', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const today = brandDay(deps.clock.nowMs());
    const day = readDay(c.req.query('day')) ?? today;
    const before = ulidSchema.safeParse(c.req.query('before')).data;
    const reach = reachOn(c, 'orders.read');
    const pageLimit = readOrderFilter((name) => c.req.query(name)).size;
    const [board, list, waiting] = await Promise.all([
      boardOf(day, reach),
      deps.orders.queries.dayOrders(day, pageLimit, before, reach),
      waitingFor.now(c),
    ]);
    const isToday = day === today;
    const snapshot = await deps.network.current();
    const provinceOf = (id: string) => snapshot.location(id)?.province;
    const filter = readOrderFilter((name) => c.req.query(name));
    const keep = filterQuery(filter);
    const fits = fitsFilter(filter, provinceOf);
    // What is filtered or sorted otherwise is of the orders that the figures are of, and paged by number.
    const nth = Math.max(1, Math.min(1_000, Number.parseInt(c.req.query('page') ?? '1', 10) || 1));
    const found = showsAll(filter) ? null : sortedOrders(board.orders.filter(fits), filter.sort);
    const shown = found ? found.slice((nth - 1) * filter.size, nth * filter.size) : list.items;
    const hrefOf = (more: Record<string, string> = {}) =>
      `/hq?${new URLSearchParams({ ...keep, day, ...more })}`;
    const provinces = [...new Set(locationsWithin(snapshot, reach).map(({ province }) => province))].sort();
    const next = found
      ? nth * filter.size < found.length && hrefOf({ page: String(nth + 1) })
      : list.nextCursor !== null && hrefOf({ before: list.nextCursor });
    return page(
      c,
      {
        title: isToday ? t('todayTitle') : t('dayTitle', { day }),
        place: 'today',
        tools: <DaySwitch visit={visit} action="/hq" day={day} today={today} keep={keep} />,
      },
      <>
        <Live visit={visit} id="figures" seconds={refreshSeconds}>
          <ToDo visit={visit} waiting={waiting} />
          <Figures visit={visit} board={board} />
        </Live>
        <Card
          id="orders"
          title={t('ordersOfDay')}
          flush
          tools={
            <span class="card-tools">
              <span class="hint live-state">{t('liveEvery', { seconds: refreshSeconds })}</span>
              <a class="button is-plain is-small" href={hrefOf().replace('/hq?', '/hq/orders.csv?')}>
                {t('downloadCsv')}
              </a>
            </span>
          }
        >
          <FilterForm visit={visit} filter={filter} day={day} provinces={provinces} />
          <Live visit={visit} id="order-list" seconds={refreshSeconds}>
            {found ? (
              <p class="table-foot filter-sum">
                {t('filterSum', { count: found.length })}{' '}
                <Money fen={found.reduce((sum, { totalFen }) => sum + totalFen, 0)} />
                {board.complete ? null : (
                  <span class="hint"> {t('filterPartly', { count: board.orders.length })}</span>
                )}
              </p>
            ) : null}
            {shown.length === 0 ? (
              <Empty
                text={t(found ? 'filterNone' : 'noOrders')}
                hint={t(found ? 'filterNoneHint' : 'noOrdersHint')}
              />
            ) : (
              <OrderTable visit={visit} orders={shown} />
            )}
            <Pager
              next={next ? { href: next, text: t(found ? 'nextPage' : 'olderPage') } : null}
              first={
                before === undefined && nth === 1
                  ? null
                  : { href: hrefOf(), text: t(found ? 'firstPage' : 'newestPage') }
              }
            />
          </Live>
        </Card>
      </>,
    );
  });
}

/** Narrows the list; what is not asked for is not in the address. */
function FilterForm(props: { visit: Visit; filter: OrderFilter; day: string; provinces: readonly string[] }) {
  const { visit, filter, day, provinces } = props;
  const { t } = visit;
  const choose = (
    name: keyof OrderFilter,
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {options.map(([value, text]) => (
          <option value={value} selected={value === String(filter[name])}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const any = ['', t('filterAny')] as const;
  return (
    <details class="filter no-print" open={!showsAll(filter)}>
      <summary>{t('filterTitle')}</summary>
      <form class="form is-row" method="get" action="/hq">
        <input type="hidden" name="day" value={day} />
        {choose('state', t('columnState'), [
          any,
          ...stages.map((one) => [one, visit.code('stage', one)] as const),
        ])}
        {choose('method', t('columnMethod'), [
          any,
          ...methods.map((one) => [one, visit.code('method', one)] as const),
        ])}
        <Picker name="at" of="places" label={t('filterAt')} value={filter.at} />
        {choose('province', t('filterProvince'), [any, ...provinces.map((one) => [one, one] as const)])}
        <label class="field">
          <span>{t('columnSeller')}</span>
          <input name="guide" value={filter.guide} maxlength={40} autocomplete="off" />
        </label>
        {choose(
          'sort',
          t('filterSort'),
          orderSorts.map((one) => [one, visit.code('orderSort', one)] as const),
        )}
        {choose(
          'size',
          t('filterSize'),
          pageSizes.map((one) => [String(one), String(one)] as const),
        )}
        <button class="button is-small" type="submit">
          {t('show')}
        </button>
        <a class="quiet" href={`/hq?day=${day}`}>
          {t('filterClear')}
        </a>
      </form>
    </details>
  );
}

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
      <a class="icon-button" href={hrefOf(shiftDay(day, -1))} aria-label={t('dayBefore')}>
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
          <a class="icon-button" href={hrefOf(shiftDay(day, 1))} aria-label={t('dayAfter')}>
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

function Figures({ visit, board }: { visit: Visit; board: DayBoard }) {
  const { t } = visit;
  const { figures, complete } = board;
  return (
    <>
      <dl class="figures">
        <Figure
          label={t('figureOrders')}
          value={figures.orders}
          hint={t('figureUnpaidHint', { count: figures.unpaid })}
        />
        <Figure
          label={t('figurePaid')}
          value={<Money fen={figures.paidFen} />}
          hint={t('figurePaidHint', { count: figures.paidOrders })}
        />
        <Figure
          label={t('figurePickup')}
          value={figures.awaitingPickup}
          hint={t('figurePickupHint', { count: figures.readyForPickup })}
        />
        <Figure
          label={t('figureDelivery')}
          value={figures.toDeliver}
          hint={t('figureDeliveryHint', { count: figures.onTheWay })}
        />
        <Figure
          label={t('figureRefunds')}
          value={<Money fen={figures.refundsFen} />}
          hint={t('figureRefundsHint', { count: figures.refunds })}
        />
      </dl>
      {complete ? null : <p class="hint">{t('figuresPartly', { count: figures.orders })}</p>}
    </>
  );
}
