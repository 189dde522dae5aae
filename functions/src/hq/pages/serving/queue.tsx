/** @jsxImportSource hono/jsx */
import type { Reach } from '@jindian/shared/access';
import { cursorSchema } from '@jindian/shared/contract/common';
import { type HqQueue, type HqQueueItem, hqQueueSchema, hqQueues } from '@jindian/shared/contract/hq';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { waitedText } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Live, Money, Pager, Row, Table } from '../../ui/parts.tsx';
import { type HqEnvironment, mayOpen, reachOn, type Visit } from '../../visit.ts';

const pageLimit = 30;
const refreshSeconds = 10;
/** Counts say "50+" beyond. */
const maxCounted = 50;
/** Who looks after some places is told "so many+" where the queue of the brand is longer than this. */
const maxLookedAt = 300;

export type QueueCounts = Record<HqQueue, { count: number; more: boolean }>;

/** How much there is to do for HQ; bounded, since it is asked at every look at the day. */
export async function queueCounts(orders: HqDeps['orders'], reach: Reach): Promise<QueueCounts> {
  const counted = await Promise.all(
    hqQueues.map(async (queue) => {
      const { items, nextCursor } = await orders.hq.queue(queue, maxCounted, undefined, reach, maxLookedAt);
      return [queue, { count: items.length, more: nextCursor !== null }] as const;
    }),
  );
  return Object.fromEntries(counted) as QueueCounts;
}

export function countText(visit: Visit, { count, more }: { count: number; more: boolean }): string {
  return more ? visit.t('queueMore', { count }) : String(count);
}

/** What waits for a decision of HQ, and what waits for a shopper's answer. */
export function queuePages(hq: Hono<HqEnvironment>, deps: HqDeps): void {
  const { orders, clock } = deps;

  hq.get('/queue', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const queue = hqQueueSchema.safeParse(c.req.query('queue')).data ?? 'with_hq';
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const reach = reachOn(c, 'orders.read');
    const [counts, list] = await Promise.all([
      queueCounts(orders, reach),
      orders.hq.queue(queue, pageLimit, cursor, reach),
    ]);
    const here = `/hq/queue?queue=${queue}`;
    return page(
      c,
      { title: t('queueTitle'), place: 'queue' },
      <>
        <p class="page-lead">{t('queueLead')}</p>
        <Live visit={visit} id="queue-region" seconds={refreshSeconds}>
          <nav class="tabs" aria-label={t('queueTitle')}>
            {hqQueues.map((one) => (
              <a href={`/hq/queue?queue=${one}`} aria-current={one === queue ? 'page' : undefined}>
                {visit.code('queue', one)} <span class="tab-count">{countText(visit, counts[one])}</span>
              </a>
            ))}
            {mayOpen(c, '/hq/refunds') ? <a href="/hq/refunds">{t('failedRefunds')}</a> : null}
            {mayOpen(c, '/hq/refusals') ? <a href="/hq/refusals">{t('refusalsTitle')}</a> : null}
          </nav>
          <Card id="queue" flush>
            {list.items.length === 0 ? (
              <Empty text={t('queueNone')} hint={t('queueNoneHint')} />
            ) : (
              <QueueTable visit={visit} queue={queue} items={list.items} nowMs={clock.nowMs()} />
            )}
            <Pager
              next={
                list.nextCursor === null
                  ? null
                  : { href: `${here}&after=${encodeURIComponent(list.nextCursor)}`, text: t('nextPage') }
              }
              first={cursor === undefined ? null : { href: here, text: t('firstPage') }}
            />
          </Card>
        </Live>
      </>,
    );
  });
}

function QueueTable(props: { visit: Visit; queue: HqQueue; items: readonly HqQueueItem[]; nowMs: number }) {
  const { visit, queue, items, nowMs } = props;
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnOrder'), kind: 'main' },
    { label: t('columnWaiting') },
    { label: t('columnLast') },
    { label: t('columnGoesTo') },
    { label: t('columnRefused') },
    { label: t('columnLineAmount'), kind: 'number' },
    { label: '' },
  ];
  return (
    <Table caption={visit.code('queue', queue)} columns={columns}>
      {items.map((item) => (
        <Row
          columns={columns}
          rowKey={item.fulfilmentId}
          cells={[
            <>
              <a class="order-number" href={`/hq/orders/${item.orderId}`}>
                {item.orderNumber}
              </a>
              <span class="sub">
                {item.lines.map((line) => `${line.title[language]} × ${line.quantity}`).join(' · ')}
              </span>
            </>,
            waitedText(visit, item.sinceMs, nowMs),
            <a href={`/hq/locations/${item.place.locationId}`}>{item.place.name[language]}</a>,
            item.area ?? t('pickupHere'),
            <WhyHere visit={visit} item={item} />,
            <Money fen={item.goodsFen} />,
            queue === 'with_hq' ? (
              <a class="button is-small" href={`/hq/orders/${item.orderId}/serving/${item.fulfilmentId}`}>
                {t('servingOpen')}
              </a>
            ) : (
              <a class="button is-plain is-small" href={`/hq/orders/${item.orderId}`}>
                {t('show')}
              </a>
            ),
          ]}
        />
      ))}
    </Table>
  );
}

/** Who did not take it, and that it was out and did not arrive. */
function WhyHere({ visit, item }: { visit: Visit; item: HqQueueItem }) {
  const { refusals, lastReason, failure } = item;
  if (refusals === 0 && lastReason === null && failure === null) return <>—</>;
  return (
    <>
      {failure ? (
        <>
          {visit.code('deliveryFailure', failure.reason)}
          {failure.goods ? (
            <span class="sub">{visit.code('broughtBack', failure.goods.condition)}</span>
          ) : null}
        </>
      ) : null}
      {refusals === 0 && lastReason === null ? null : (
        <>
          {visit.t('refusedTimes', { count: refusals })}
          {lastReason ? <span class="sub">{visit.code('refusal', lastReason)}</span> : null}
        </>
      )}
    </>
  );
}
