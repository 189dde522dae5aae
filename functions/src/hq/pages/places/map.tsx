/** @jsxImportSource hono/jsx */
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readDay, waitedText } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Live, Money, StageChip } from '../../ui/parts.tsx';
import { type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import type { DayBoard, DayBoards } from '../serving/day-board.ts';
import { isRare, isWaiting, stageOf, stages } from '../serving/stages.ts';
import { DaySwitch } from '../serving/today.tsx';
import { branchDocument, mapOrder, outlineDocument, sendDocument } from './map-data.ts';

const refreshSeconds = 10;
const maxWaitingShown = 30;

/** The country with its grids and branches, and a day's orders on it. */
export function mapPages(hq: Hono<HqEnvironment>, deps: HqDeps, boardOf: DayBoards): void {
  const { network, clock } = deps;
  const dayOf = (asked: string | undefined) => readDay(asked) ?? brandDay(clock.nowMs());

  hq.get('/map', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const today = brandDay(clock.nowMs());
    const day = dayOf(c.req.query('day'));
    const board = await boardOf(day, reachOn(c, 'orders.read'));
    return page(
      c,
      {
        title: t('mapTitle'),
        place: 'map',
        script: 'map',
        wide: true,
        tools: <DaySwitch visit={visit} action="/hq/map" day={day} today={today} />,
      },
      <div class="map-layout">
        <MapBox visit={visit} day={day} />
        <div class="map-side">
          <Card id="legend" title={t('mapLegend')}>
            <Live visit={visit} id="legend-list" seconds={refreshSeconds}>
              <Legend visit={visit} board={board} />
            </Live>
          </Card>
          <Card id="waiting" title={t('waitingList')} lead={t('waitingListHint')} flush>
            <Live visit={visit} id="waiting-list" seconds={refreshSeconds}>
              <Waiting visit={visit} orders={board.orders} nowMs={clock.nowMs()} />
            </Live>
          </Card>
        </div>
      </div>,
    );
  });

  hq.get('/map/outlines.json', async (c) => sendDocument(c, outlineDocument(await network.current())));
  hq.get('/map/branches.json', async (c) => {
    const language = c.req.query('language') === 'en' ? 'en' : 'zh';
    return sendDocument(c, branchDocument(await network.current(), language));
  });
  hq.get('/map/orders.json', async (c) => {
    const [board, snapshot] = await Promise.all([
      boardOf(dayOf(c.req.query('day')), reachOn(c, 'orders.read')),
      network.current(),
    ]);
    return c.json({ orders: board.orders.map((order) => mapOrder(c.get('visit'), order, snapshot)) });
  });
}

function MapBox({ visit, day }: { visit: Visit; day: string }) {
  const { t } = visit;
  return (
    <section class="map-box" aria-label={t('mapLabel')}>
      <div
        id="map"
        class="map-canvas"
        data-outlines="/hq/map/outlines.json"
        data-branches={`/hq/map/branches.json?language=${visit.language}`}
        data-orders={`/hq/map/orders.json?day=${day}`}
        data-seconds={String(refreshSeconds)}
        data-more={t('waitingMore', { count: '{count}' })}
        data-failed={t('mapFailed')}
      >
        <p class="map-state" role="status">
          {t('mapLoading')}
        </p>
        <noscript>
          <p class="map-state">{t('mapNoScript')}</p>
        </noscript>
      </div>
      <div class="map-buttons">
        <button type="button" class="icon-button" data-map-zoom="1.6" aria-label={t('mapZoomIn')}>
          +
        </button>
        <button type="button" class="icon-button" data-map-zoom="0.625" aria-label={t('mapZoomOut')}>
          −
        </button>
        <button type="button" class="button is-plain is-small" data-map-reset>
          {t('mapReset')}
        </button>
      </div>
      <div class="map-card" id="map-card" hidden>
        <button type="button" class="map-close" data-map-close aria-label={t('mapClose')}>
          ×
        </button>
        <div id="map-card-content" aria-live="polite" />
      </div>
      <p class="map-hint hint">{t('mapHint')}</p>
    </section>
  );
}

/** The colours, how many there are of each, and a way to leave some out. */
function Legend({ visit, board }: { visit: Visit; board: DayBoard }) {
  const counts = new Map<string, number>();
  for (const order of board.orders) counts.set(stageOf(order), (counts.get(stageOf(order)) ?? 0) + 1);
  return (
    <ul class="legend">
      {stages
        .filter((stage) => !isRare(stage) || counts.has(stage))
        .map((stage) => (
          <li>
            <label class={`legend-entry is-${stage.replaceAll('_', '-')}`}>
              <input type="checkbox" name={`stage-${stage}`} checked data-map-stage={stage} />
              <span class="legend-dot" aria-hidden="true" />
              <span>{visit.code('stage', stage)}</span>
              <span class="legend-count">{counts.get(stage) ?? 0}</span>
            </label>
          </li>
        ))}
      <li>
        <label class="legend-entry is-branches">
          <input type="checkbox" name="branches" checked data-map-branches />
          <span class="legend-dot" aria-hidden="true" />
          <span>{visit.t('mapBranches')}</span>
        </label>
      </li>
    </ul>
  );
}

function Waiting({
  visit,
  orders,
  nowMs,
}: {
  visit: Visit;
  orders: readonly HqOrderSummary[];
  nowMs: number;
}) {
  const { t, language } = visit;
  const waiting = orders.filter((order) => isWaiting(stageOf(order))).reverse();
  if (waiting.length === 0) return <Empty text={t('waitingNone')} />;
  const more = waiting.length - maxWaitingShown;
  return (
    <>
      <ul class="waiting">
        {waiting.slice(0, maxWaitingShown).map((order) => (
          <li data-key={order.id}>
            <a class="waiting-entry" href={`/hq/orders/${order.id}`}>
              <span class="waiting-line">
                <span class="order-number">{order.number}</span>
                <StageChip visit={visit} stage={stageOf(order)} />
              </span>
              <span class="sub">
                {visit.code('method', order.method)} · {order.servingName[language]}
              </span>
              <span class="waiting-line sub">
                <span>{waitedText(visit, order.createdAtMs, nowMs)}</span>
                <Money fen={order.totalFen} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="waiting-more hint">{t('waitingMore', { count: more })}</p> : null}
    </>
  );
}
