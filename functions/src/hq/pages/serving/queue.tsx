/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import type { HqQueueItem } from '@jindian/shared/contract/hq';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Hono } from 'hono';
import type { OverbookedSlot } from '../../../places/slots/service.ts';
import type { HqDeps } from '../../deps.ts';
import { timeOfDay, waitedText } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Live, Money, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn, type Visit } from '../../visit.ts';
import { countText } from './queue-counts.ts';
import { type QueueTab, queueTabs, tabHref, type WaitingFor } from './waiting.ts';

const pageLimit = 30;
const refreshSeconds = 10;
/** Nobody rings more branches within minutes. */
const maxLapsing = 100;

/** What waits for a decision of HQ, and what waits for a shopper's answer. */
export function queuePages(hq: Hono<HqEnvironment>, deps: HqDeps, waitingFor: WaitingFor): void {
  const { orders, clock } = deps;

  hq.get('/queue', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const waiting = await waitingFor.now(c);
    const some = (one: QueueTab) => waiting.some(({ kind, count }) => kind === one && count > 0);
    // Who comes by the number in the navigation is led to what it counts.
    const tab = queueTabs.find((one) => one === c.req.query('queue')) ?? queueTabs.find(some) ?? queueTabs[0];
    const list = await listOf(c, tab, cursor);
    const here = tabHref(tab);
    return page(
      c,
      { title: t('queueTitle'), place: 'queue' },
      <>
        <p class="page-lead">{t('queueLead')}</p>
        <Live visit={visit} id="queue-region" seconds={refreshSeconds}>
          <nav class="tabs" aria-label={t('queueTitle')}>
            {waiting.map((one) => (
              <a href={one.href} aria-current={one.kind === tab ? 'page' : undefined}>
                {visit.code('waiting', one.kind)} <span class="tab-count">{countText(visit, one)}</span>
              </a>
            ))}
            {mayOpen(c, '/hq/refusals') ? <a href="/hq/refusals">{t('refusalsTitle')}</a> : null}
          </nav>
          <Card id="queue" flush>
            {list.content ?? <Empty text={t('queueNone')} hint={visit.code('queueHint', tab)} />}
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

  /** A page of a tab; without content where there is nothing. */
  async function listOf(c: HqContext, tab: QueueTab, cursor: string | undefined) {
    const visit = c.get('visit');
    if (tab === 'slots') {
      const [slots, { location }] = await Promise.all([
        deps.slots.overbookedNow(reachOn(c, 'slots.read')),
        deps.network.current(),
      ]);
      const table = <SlotsTable visit={visit} slots={slots} placeOf={location} />;
      return { content: slots.length > 0 ? table : null, nextCursor: null };
    }
    const reach = reachOn(c, 'orders.read');
    const { items, nextCursor } =
      tab === 'offers'
        ? { items: await orders.hq.lapsing(maxLapsing, reach), nextCursor: null }
        : tab === 'unpacked'
          ? await orders.hq.unpacked(pageLimit, cursor, reach)
          : await orders.hq.queue(tab, pageLimit, cursor, reach);
    const nowMs = clock.nowMs();
    return {
      content: items.length > 0 ? <QueueTable visit={visit} tab={tab} items={items} nowMs={nowMs} /> : null,
      nextCursor,
    };
  }
}

function QueueTable(props: { visit: Visit; tab: QueueTab; items: readonly HqQueueItem[]; nowMs: number }) {
  const { visit, tab, items, nowMs } = props;
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnOrder'), kind: 'main' },
    { label: t(tab === 'offers' ? 'columnLapses' : 'columnWaiting') },
    { label: t(tab === 'offers' ? 'queueAsked' : tab === 'unpacked' ? 'columnPlace' : 'columnLast') },
    { label: t('columnGoesTo') },
    { label: t('columnRefused') },
    { label: t('columnLineAmount'), kind: 'number' },
    { label: '' },
  ];
  return (
    <Table caption={visit.code('waiting', tab)} columns={columns}>
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
            tab === 'offers'
              ? waitedText(visit, nowMs, item.offerUntilMs ?? nowMs)
              : waitedText(visit, item.sinceMs, nowMs),
            <a href={`/hq/locations/${item.place.locationId}`}>{item.place.name[language]}</a>,
            item.area ?? t('pickupHere'),
            <WhyHere visit={visit} item={item} />,
            <Money fen={item.goodsFen} />,
            tab === 'with_hq' || tab === 'offers' || tab === 'unpacked' ? (
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

/** Slots with more in them than fits: somebody rings the place, or the shoppers. */
function SlotsTable(props: {
  visit: Visit;
  slots: readonly OverbookedSlot[];
  placeOf(id: string): Location | undefined;
}) {
  const { visit, slots, placeOf } = props;
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnPlace'), kind: 'main' },
    { label: t('columnMethod') },
    { label: t('columnSlot') },
    { label: t('slotBooked'), kind: 'number' },
    { label: t('columnRoom'), kind: 'number' },
    { label: t('columnOver'), kind: 'number' },
  ];
  return (
    <Table caption={visit.code('waiting', 'slots')} columns={columns}>
      {slots.map(({ locationId, method, fromMs, toMs, booked, capacity }) => (
        <Row
          columns={columns}
          whole
          cells={[
            <a href={`/hq/locations/${locationId}`}>{placeOf(locationId)?.name[language] ?? locationId}</a>,
            visit.code('method', method),
            <>
              <Time atMs={fromMs} />–{timeOfDay(toMs)}
            </>,
            String(booked),
            String(capacity),
            <strong>{booked - capacity}</strong>,
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
