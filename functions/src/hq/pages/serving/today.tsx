/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { type HqOrderSummary, hqQueues } from '@jindian/shared/contract/hq';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readDay, shiftDay, timeOfDay } from '../../format.ts';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import {
  Card,
  type Column,
  Empty,
  Figure,
  Live,
  Money,
  Pager,
  Row,
  StageChip,
  Table,
  Time,
} from '../../ui/parts.tsx';
import { type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import type { DayBoard, DayBoards } from './day-board.ts';
import { countText, type QueueCounts, queueCounts } from './queue.tsx';
import { stageOf } from './stages.ts';

const pageLimit = 30;
const refreshSeconds = 10;

/** The day at a glance, and its orders, newest first. */
export function todayPages(hq: Hono<HqEnvironment>, deps: HqDeps, boardOf: DayBoards): void {
  hq.get('/', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const today = brandDay(deps.clock.nowMs());
    const day = readDay(c.req.query('day')) ?? today;
    const before = ulidSchema.safeParse(c.req.query('before')).data;
    const reach = reachOn(c, 'orders.read');
    const [board, list, counts] = await Promise.all([
      boardOf(day, reach),
      deps.orders.queries.dayOrders(day, pageLimit, before, reach),
      queueCounts(deps.orders, reach),
    ]);
    const isToday = day === today;
    const dayHref = isToday ? '/hq' : `/hq?day=${day}`;
    const nextHref = `/hq?day=${day}&before=${list.nextCursor}`;
    return page(
      c,
      {
        title: isToday ? t('todayTitle') : t('dayTitle', { day }),
        place: 'today',
        tools: <DaySwitch visit={visit} action="/hq" day={day} today={today} />,
      },
      <>
        <Live visit={visit} id="figures" seconds={refreshSeconds}>
          <ToDo visit={visit} counts={counts} />
          <Figures visit={visit} board={board} />
        </Live>
        <Card
          id="orders"
          title={t('ordersOfDay')}
          flush
          tools={<span class="hint live-state">{t('liveEvery', { seconds: refreshSeconds })}</span>}
        >
          <Live visit={visit} id="order-list" seconds={refreshSeconds}>
            {list.items.length === 0 ? (
              <Empty text={t('noOrders')} hint={t('noOrdersHint')} />
            ) : (
              <OrderTable visit={visit} orders={list.items} />
            )}
            <Pager
              next={list.nextCursor === null ? null : { href: nextHref, text: t('olderPage') }}
              first={before === undefined ? null : { href: dayHref, text: t('newestPage') }}
            />
          </Live>
        </Card>
      </>,
    );
  });
}

/** What waits for HQ, of whatever day; nothing is said where nothing waits. */
function ToDo({ visit, counts }: { visit: Visit; counts: QueueCounts }) {
  const waiting = hqQueues.filter((queue) => counts[queue].count > 0);
  if (waiting.length === 0) return null;
  return (
    <p class="to-do">
      {waiting.map((queue) => (
        <a class={`to-do-entry is-${queue.replaceAll('_', '-')}`} href={`/hq/queue?queue=${queue}`}>
          <strong>{countText(visit, counts[queue])}</strong> {visit.code('queue', queue)}
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

function OrderTable({ visit, orders }: { visit: Visit; orders: readonly HqOrderSummary[] }) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnOrder'), kind: 'main' },
    { label: t('columnTime') },
    { label: t('columnRoute') },
    { label: t('columnMethod') },
    { label: t('columnState') },
    { label: t('columnAmount'), kind: 'number' },
    { label: t('columnSeller') },
  ];
  return (
    <Table caption={t('ordersOfDay')} columns={columns} kind="orders">
      {orders.map((order) => (
        <Row
          columns={columns}
          rowKey={order.id}
          cells={[
            <>
              <a class="order-number" href={`/hq/orders/${order.id}`}>
                {order.number}
              </a>
              <span class="sub">
                {order.itemCount > order.firstLine.quantity
                  ? t('itemCount', { title: order.firstLine.title[language], count: order.itemCount })
                  : t('piece', { title: order.firstLine.title[language], count: order.itemCount })}
              </span>
            </>,
            <Time atMs={order.createdAtMs} text={timeOfDay(order.createdAtMs)} />,
            <Route visit={visit} order={order} />,
            visit.code('method', order.method),
            <StageChip visit={visit} stage={stageOf(order)} />,
            <Money fen={order.totalFen} />,
            order.sellerName ?? <span class="muted">{t('nobodyCredited')}</span>,
          ]}
        />
      ))}
    </Table>
  );
}

/** Where the shopper was, and who serves: the same place is said once. */
function Route({ visit, order }: { visit: Visit; order: HqOrderSummary }) {
  const from = order.storefront.name[visit.language];
  return order.storefront.locationId === order.servingLocationId ? (
    <>
      {from} <span class="muted">· {visit.t('sameBranch')}</span>
    </>
  ) : (
    <>
      {from} <span class="muted">→</span> {order.servingName[visit.language]}
    </>
  );
}
