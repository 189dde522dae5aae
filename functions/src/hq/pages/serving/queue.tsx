/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { type HqQueue, type HqQueueItem, hqQueueSchema, hqQueues } from '@jindian/shared/contract/hq';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { waitedText } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Live, Money, Pager, Row, Table } from '../../ui/parts.tsx';
import { type HqEnvironment, mayOpen, reachOn, type Visit } from '../../visit.ts';
import { countText, queueCounts } from './queue-counts.ts';
import type { WaitingFor } from './waiting.ts';

const pageLimit = 30;
const refreshSeconds = 10;
/** What waits for a decision of HQ, and what waits for a shopper's answer. */
export function queuePages(hq: Hono<HqEnvironment>, deps: HqDeps, waitingFor: WaitingFor): void {
  const { orders, clock } = deps;

  hq.get('/queue', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const queue = hqQueueSchema.safeParse(c.req.query('queue')).data ?? 'with_hq';
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const reach = reachOn(c, 'orders.read');
    const [waiting, counts, list] = await Promise.all([
      waitingFor(c),
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
            {waiting
              .filter(({ kind }) => hqQueues.every((one) => one !== kind))
              .map(({ kind, href, ...count }) => (
                <a href={href}>
                  {visit.code('waiting', kind)} <span class="tab-count">{countText(visit, count)}</span>
                </a>
              ))}
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
          whole
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
