/** @jsxImportSource hono/jsx */

import { locationIdSchema, skuIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Hono } from 'hono';
import type { HotSkuView } from '../../../goods/inventory/hot.ts';
import { locationsWithin, reaches, searchLocations } from '../../../places/network/within.ts';
import { reachesPlace } from '../../../platform/access.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { ListCard } from '../../ui/list-card.tsx';
import { Card, Chip, type Column, Empty, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { problemPage } from '../errors.tsx';
import { NearNote, NoPlaces, SearchForm } from '../places/locations.tsx';
import { areaText, maxSearchLength } from '../places/place-list.ts';
import { type LevelRow, levelCsv, levelSorts, levelsAsked, lotText } from './stock-levels.ts';
import { StockTools, ToolLink } from './transfers.tsx';

const maxPlaces = 20;
const defaultBuckets = 16;

type StockDeps = Pick<HqDeps, 'network' | 'inventory' | 'stockViews' | 'skuTitle' | 'ownerNames'>;
type Note = { kind: 'good' | 'bad'; text: string } | null;

/** The stock of any place, and what of it is in a flash sale. */
export function stockPages(hq: Hono<HqEnvironment>, deps: StockDeps, forms: FormRegistry): void {
  /** The place that is asked for, where it is within reach. */
  async function placeAsked(c: HqContext): Promise<Location | null> {
    const locationId = locationIdSchema.safeParse(c.req.query('location')).data;
    const place = locationId ? await deps.network.location(locationId) : null;
    return place && reaches(reachOn(c, 'stock.read'), place) ? place : null;
  }

  async function show(c: HqContext, note: Note = null, status: FormFault['status'] | 200 = 200) {
    const visit = c.get('visit');
    const { t } = visit;
    const place = await placeAsked(c);
    if (place) return showPlace(c, place, note, status);
    const reach = reachOn(c, 'stock.read');
    const text = (c.req.query('place') ?? '').trim().slice(0, maxSearchLength);
    const snapshot = await deps.network.current();
    const searched = text === '' ? null : await searchLocations(snapshot, text, maxPlaces, reach);
    const places = (searched?.items ?? locationsWithin(snapshot, reach)).slice(0, maxPlaces);
    return page(
      c,
      {
        title: t('stockTitle'),
        place: 'stock',
        status,
        tools: (
          <>
            <ToolLink c={c} href="/hq/import" word="stockImport" />
            <StockTools c={c} />
          </>
        ),
      },
      <>
        {note ? <Notice kind={note.kind}>{note.text}</Notice> : null}
        <p class="page-lead">{t('stockLead')}</p>
        <HotCard c={c} hot={await namedHot(c)} />
        <SearchForm visit={visit} action="/hq/stock" name="place" text={text} label={t('stockSearch')} />
        <Card id="places" title={t('stockPlaces')} flush>
          <NearNote visit={visit} text={text} found={searched} />
          {places.length === 0 && text === '' ? (
            <NoPlaces c={c} />
          ) : places.length === 0 ? (
            <Empty text={t('locationsNone', { text })} hint={t('locationsNoneHint')} />
          ) : (
            <ul class="choice-list">
              {places.map((one) => (
                <li>
                  <a href={`/hq/stock?location=${one.id}`}>
                    <span>{one.name[visit.language]}</span>
                    <span class="sub">
                      {one.id} · {areaText(one)}
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </>,
    );
  }

  async function showPlace(c: HqContext, place: Location, note: Note, status: FormFault['status'] | 200) {
    const visit = c.get('visit');
    const { t } = visit;
    const list = await levelsAsked(c, deps, place);
    if (!list.ok) return problemPage(c, list.code, list.params);
    const { text, fields, query, found, keep } = list.value;
    const hot = (await namedHot(c)).filter(({ hot: { locationId } }) => locationId === place.id);
    return page(
      c,
      {
        title: place.name[visit.language],
        place: 'stock',
        status,
        backTo: { href: '/hq/stock', text: t('stockOther') },
        tools: (
          <>
            <ToolLink
              c={c}
              href={`/hq/import/present.xlsx?kind=levels&location=${place.id}`}
              word="importPresentLevels"
            />
            <ToolLink c={c} href="/hq/import" word="stockImport" />
          </>
        ),
      },
      <>
        {note ? <Notice kind={note.kind}>{note.text}</Notice> : null}
        {hot.length > 0 ? <HotCard c={c} hot={hot} /> : null}
        <SearchForm
          visit={visit}
          action="/hq/stock"
          text={text}
          label={t('stockSearchGoods')}
          hidden={{ location: place.id }}
        />
        <ListCard
          c={c}
          id="levels"
          title={t('stockLevels')}
          list="stock"
          fields={fields}
          query={query}
          sorts={levelSorts.map((one) => [one, visit.code('listSort', one)] as const)}
          keep={keep}
          found={found}
          also={t('listPieces', { count: found.reduce((sum, { level }) => sum + level.onHand, 0) })}
          none={t('stockNone')}
        >
          {(shown) => <LevelTable c={c} place={place} rows={shown} ownerText={list.value.ownerText} />}
        </ListCard>
      </>,
    );
  }

  async function namedHot(c: HqContext) {
    const reach = reachOn(c, 'stock.read');
    const snapshot = await deps.network.current();
    const all = await deps.inventory.hot.list();
    const within = all.filter(({ locationId }) => reachesPlace(reach, locationId, snapshot.location));
    return Promise.all(
      within.map(async (hot) => ({
        hot,
        place: await deps.network.location(hot.locationId),
        title: await deps.skuTitle(hot.skuId),
      })),
    );
  }

  hq.get('/stock.csv', async (c) => {
    const place = await placeAsked(c);
    if (!place) return problemPage(c, 'not_found');
    const list = await levelsAsked(c, deps, place);
    if (!list.ok) return problemPage(c, list.code, list.params);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="stock-${place.id}.csv"`);
    return c.body(levelCsv(c.get('visit'), list.value));
  });

  hq.get('/stock', (c) => {
    const { t } = c.get('visit');
    const done = c.req.query('flash');
    const words: Record<string, Word> = { ended: 'flashEnded', draining: 'flashDraining' };
    const word = done && Object.hasOwn(words, done) ? words[done] : undefined;
    if (word) return show(c, { kind: 'good', text: t(word) });
    const marked = skuIdSchema.safeParse(c.req.query('marked')).data;
    return marked ? showMarked(c, marked) : show(c);
  });

  async function showMarked(c: HqContext, skuId: string) {
    const { t } = c.get('visit');
    const locationId = c.req.query('location');
    const hot = (await deps.inventory.hot.list()).find(
      (one) => one.skuId === skuId && one.locationId === locationId,
    );
    const text = hot && t('flashMarked', { sku: skuId, onHand: hot.onHand, buckets: hot.buckets });
    return show(c, text ? { kind: 'good', text } : null);
  }

  forms.on('/stock/hot', {
    endpoint: endpoints.hqMarkHotSku,
    words: { buckets: 'flashBadBuckets' },
    next: ({ locationId, skuId }) => `/hq/stock?location=${locationId}&marked=${skuId}`,
    again: (c, fault) => show(c, { kind: 'bad', text: fault.text }, fault.status),
  });
  forms.on('/stock/hot/unmark', {
    endpoint: endpoints.hqUnmarkHotSku,
    next: ({ drained }, _, fields) =>
      `/hq/stock?location=${fields.text('locationId')}&flash=${drained ? 'ended' : 'draining'}`,
  });
}

type NamedHot = { hot: HotSkuView; place: Location | null; title: { zh: string; en: string } };

function HotCard({ c, hot }: { c: HqContext; hot: readonly NamedHot[] }) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnProduct'), kind: 'main' },
    { label: t('columnPlace') },
    { label: t('columnState') },
    { label: t('columnBuckets'), kind: 'number' },
    { label: t('columnOnHand'), kind: 'number' },
    { label: t('columnReserved'), kind: 'number' },
    { label: t('columnAvailable'), kind: 'number' },
    { label: t('columnFlash') },
  ];
  return (
    <Card id="flash" title={t('flashTitle')} flush>
      {hot.length === 0 ? (
        <Empty text={t('flashNone')} hint={t('flashNoneHint')} />
      ) : (
        <Table caption={t('flashTitle')} columns={columns}>
          {hot.map(({ hot: one, place, title }) => (
            <Row
              columns={columns}
              cells={[
                <>
                  {title[language]}
                  <span class="sub">
                    {one.skuId} · <Time atMs={one.atMs} />
                  </span>
                </>,
                <a href={`/hq/stock?location=${one.locationId}`}>
                  {place?.name[language] ?? one.locationId}
                </a>,
                <Chip kind={one.state === 'hot' ? 'chosen' : 'pending'}>
                  {visit.code('flash', one.state)}
                </Chip>,
                String(one.buckets),
                String(one.onHand),
                String(one.reserved),
                String(one.available),
                mayOpen(c, '/hq/stock/hot') ? (
                  <div class="flash-forms">
                    <HotForm c={c} hot={one} word="flashAgain" />
                    <PostForm c={c} layout="" action="/hq/stock/hot/unmark">
                      <input type="hidden" name="locationId" value={one.locationId} />
                      <input type="hidden" name="skuId" value={one.skuId} />
                      <button class="button is-small is-plain" type="submit">
                        {t('flashOff')}
                      </button>
                    </PostForm>
                  </div>
                ) : null,
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

function HotForm({
  c,
  hot,
  word,
}: {
  c: HqContext;
  hot: { locationId: string; skuId: string; buckets: number };
  word: 'flashOn' | 'flashAgain';
}) {
  const { t } = c.get('visit');
  return (
    <PostForm c={c} layout="flash-form" action={`/hq/stock/hot?location=${hot.locationId}`}>
      <input type="hidden" name="locationId" value={hot.locationId} />
      <input type="hidden" name="skuId" value={hot.skuId} />
      <input
        class="flash-buckets"
        name="buckets"
        type="number"
        inputmode="numeric"
        min="2"
        max="64"
        required
        value={String(hot.buckets || defaultBuckets)}
        aria-label={t('flashBuckets')}
      />
      <button class="button is-small is-plain" type="submit">
        {t(word)}
      </button>
    </PostForm>
  );
}

function LevelTable(props: {
  c: HqContext;
  place: Location;
  rows: readonly LevelRow[];
  ownerText(ownerId: string): string;
}) {
  const { c, place, rows, ownerText } = props;
  const visit = c.get('visit');
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnProduct'), kind: 'main' },
    { label: t('columnOwner') },
    { label: t('columnCondition') },
    { label: t('columnOnHand'), kind: 'number' },
    { label: t('columnReserved'), kind: 'number' },
    { label: t('columnAvailable'), kind: 'number' },
    { label: t('columnSafety'), kind: 'number' },
    { label: t('columnFlash') },
  ];
  return (
    <Table caption={t('stockLevels')} columns={columns}>
      {rows.map(({ item, level, isFirst }) => (
        <Row
          columns={columns}
          cells={[
            <>
              {item.title[language]}
              <span class="sub">
                {item.skuName[language]} · {item.skuId}
              </span>
            </>,
            ownerText(level.ownerId),
            <>
              {visit.code('condition', level.condition)}
              {level.lots.map((lot) => (
                <span class="sub">{lotText(visit, lot)}</span>
              ))}
            </>,
            String(level.onHand),
            String(level.reserved),
            String(level.available),
            String(level.safety),
            !isFirst ? null : item.buckets > 0 ? (
              <Chip kind="chosen">{visit.code('flash', 'hot')}</Chip>
            ) : mayOpen(c, '/hq/stock/hot') ? (
              <HotForm c={c} hot={{ locationId: place.id, skuId: item.skuId, buckets: 0 }} word="flashOn" />
            ) : null,
          ]}
        />
      ))}
    </Table>
  );
}
