/** @jsxImportSource hono/jsx */
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import type { HqDeps } from '../../deps.ts';
import { readDay, waitedText } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Live, Money, StageChip } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, partsOn, reachOn, type Visit } from '../../visit.ts';
import type { DayBoard, DayBoards } from '../serving/day-board.ts';
import { isRare, isWaiting, stageOf, stages } from '../serving/stages.ts';
import { DaySwitch } from '../serving/today.tsx';
import { mapBasePage } from './map-base.tsx';
import { MapBox } from './map-box.tsx';
import { chosenCity, citiesOf, cityName, countByCity, isWithin, type MapCity } from './map-cities.ts';
import { branchRows, mapOrder, outlineDocument, sendDocument } from './map-data.ts';

const refreshSeconds = 10;
const maxWaitingShown = 30;
const maxCitiesShown = 12;

/**
 * A city with its grids and branches, and a day's orders there, on a reviewed base map where the brand has a key for
 * one. The whole country is a list: outlines of one's own may not be shown as its map.
 */
export function mapPages(hq: Hono<HqEnvironment>, deps: HqDeps, boardOf: DayBoards): void {
  const { network, clock, settings } = deps;
  mapBasePage(hq, deps, '/map/base');
  const dayOf = (asked: string | undefined) => readDay(asked) ?? brandDay(clock.nowMs());

  hq.get('/map', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const today = brandDay(clock.nowMs());
    const day = dayOf(c.req.query('day'));
    const [board, snapshot, { mapKey }] = await Promise.all([
      boardOf(day, reachOn(c, 'orders.read')),
      network.current(),
      settings.brand.current(),
    ]);
    const cities = citiesOf(snapshot);
    const counts = countByCity(snapshot, board.orders);
    const city = chosenCity(cities, counts, c.req.query('city'));
    return page(
      c,
      {
        title: t('mapTitle'),
        place: 'map',
        script: 'map',
        wide: true,
        tools: (
          <>
            <CitySwitch visit={visit} day={day} cities={cities} counts={counts} chosen={city} />
            <DaySwitch
              visit={visit}
              action="/hq/map"
              day={day}
              today={today}
              keep={city ? { city: city.key } : {}}
            />
          </>
        ),
      },
      <>
        <NotOpenYet visit={visit} snapshot={snapshot} />
        <div class="map-layout">
          {city ? (
            <MapBox
              visit={visit}
              label={t('mapLabel', { city: cityName(city) })}
              hint={t('mapHint')}
              box={city.bboxGcj02}
              base={mapKey === '' ? null : '/hq/map/base'}
              data={{
                outlines: `/hq/map/outlines.json?${new URLSearchParams({ city: city.key })}`,
                branches: `/hq/map/branches.json?${new URLSearchParams({ city: city.key })}`,
                orders: `/hq/map/orders.json?${new URLSearchParams({ city: city.key, day })}`,
                seconds: String(refreshSeconds),
                more: t('waitingMore', { count: '{count}' }),
              }}
            />
          ) : (
            <Empty text={t('mapNoBranches')} />
          )}
          <div class="map-side">
            <Card id="cities" title={t('mapCities')} lead={t('mapCitiesHint')} flush>
              <Cities visit={visit} day={day} cities={cities} counts={counts} chosen={city} />
            </Card>
            <Card id="legend" title={t('mapLegend')}>
              <Live visit={visit} id="legend-list" seconds={refreshSeconds}>
                <Legend c={c} board={board} />
              </Live>
            </Card>
            <Card id="waiting" title={t('waitingList')} lead={t('waitingListHint')} flush>
              <Live visit={visit} id="waiting-list" seconds={refreshSeconds}>
                <Waiting visit={visit} orders={board.orders} nowMs={clock.nowMs()} />
              </Live>
            </Card>
          </div>
        </div>
      </>,
    );
  });

  /** Scripts name the city that the page showed; without one there is nothing to draw. */
  const cityAsked = (snapshot: NetworkSnapshot, c: HqContext) =>
    citiesOf(snapshot).get(c.req.query('city') ?? '') ?? null;

  hq.get('/map/outlines.json', async (c) => {
    const snapshot = await network.current();
    const city = cityAsked(snapshot, c);
    return city ? sendDocument(c, outlineDocument(snapshot, city)) : c.notFound();
  });
  hq.get('/map/branches.json', async (c) => {
    const snapshot = await network.current();
    const city = cityAsked(snapshot, c);
    if (!city) return c.notFound();
    return c.json({ branches: branchRows(snapshot, city, c.get('visit').language) });
  });
  hq.get('/map/orders.json', async (c) => {
    const [board, snapshot] = await Promise.all([
      boardOf(dayOf(c.req.query('day')), reachOn(c, 'orders.read')),
      network.current(),
    ]);
    const city = cityAsked(snapshot, c);
    if (!city) return c.notFound();
    const there = board.orders.filter((order) => isWithin(city.bboxGcj02, order));
    return c.json({ orders: there.map((order) => mapOrder(c.get('visit'), order, snapshot)) });
  });
}

/** Before the first branch opens: what the map shows then, and where it goes on. */
function NotOpenYet({ visit: { t }, snapshot }: { visit: Visit; snapshot: NetworkSnapshot }) {
  const branches = snapshot.locations.filter(({ kind }) => kind === 'branch');
  if (branches.some(({ status }) => status === 'open')) return null;
  return (
    <p class="page-lead">
      {branches.length === 0 ? t('mapNoPlaces') : t('mapNoneOpen', { count: branches.length })}{' '}
      <a href={branches.length === 0 ? '/hq/setup' : '/hq/rollout'}>
        {t(branches.length === 0 ? 'setupTitle' : 'rolloutTitle')}
      </a>
    </p>
  );
}

type CityChoice = {
  visit: Visit;
  day: string;
  cities: ReadonlyMap<string, MapCity>;
  counts: ReadonlyMap<string, number>;
  chosen: MapCity | null;
};

function CitySwitch({ visit, day, cities, counts, chosen }: CityChoice) {
  const byProvince = new Map<string, MapCity[]>();
  for (const city of cities.values())
    byProvince.set(city.province, [...(byProvince.get(city.province) ?? []), city]);
  return (
    <form method="get" action="/hq/map" class="city-switch">
      <input type="hidden" name="day" value={day} />
      <select name="city" aria-label={visit.t('mapCity')} data-submit-on-change>
        {[...byProvince].map(([province, ofProvince]) => (
          <optgroup label={province}>
            {ofProvince.map((city) => (
              <option value={city.key} selected={city === chosen}>
                {counts.has(city.key) ? `${city.city} · ${counts.get(city.key)}` : city.city}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <button type="submit" class="button is-plain is-small" data-hide-with-script>
        {visit.t('show')}
      </button>
    </form>
  );
}

/** Where the orders of the day go: the whole country, as a list. */
function Cities({ visit, day, cities, counts, chosen }: CityChoice) {
  const busy = [...counts]
    .flatMap(([key, count]) => {
      const city = cities.get(key);
      return city ? [{ city, count }] : [];
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, maxCitiesShown);
  if (busy.length === 0) return <Empty text={visit.t('mapCitiesNone')} />;
  return (
    <ul class="waiting">
      {busy.map(({ city, count }) => (
        <li>
          <a
            class="waiting-entry"
            href={`/hq/map?${new URLSearchParams({ day, city: city.key })}`}
            aria-current={city === chosen ? 'true' : undefined}
          >
            <span class="waiting-line">
              <span>{cityName(city)}</span>
              <span class="legend-count">{count}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The colours, how many there are of each, and a way to leave some out. */
function Legend({ c, board }: { c: HqContext; board: DayBoard }) {
  const visit = c.get('visit');
  const counts = new Map<string, number>();
  for (const order of board.orders) counts.set(stageOf(order), (counts.get(stageOf(order)) ?? 0) + 1);
  return (
    <ul class="legend">
      {partsOn(c, 'stage', stages)
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
