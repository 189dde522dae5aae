/** @jsxImportSource hono/jsx */

import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { differenceStates, type StockDifferenceView } from '@jindian/shared/contract/goods/inventory';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { reachesPlace } from '../../../platform/access.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { pickedId } from '../../forms/picked.ts';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { dayFields, type ListField, readList, withinDays } from '../../ui/list.ts';
import { ListCard } from '../../ui/list-card.tsx';
import { type Column, Row, Table, Time } from '../../ui/parts.tsx';
import { listDownload, lookedThrough, pagesOf, type ReadPage } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';

const differenceSorts = ['newest', 'oldest', 'pieces'] as const;
const kinds = ['till', 'count'] as const;

/** Pieces that tills sold and that were not in the books: who finds out why says so here. */
export function stockDifferencePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'stockViews' | 'network' | 'logger' | 'clock'>,
  forms: FormRegistry,
): void {
  async function asked(c: HqContext) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const state = differenceStates.find((one) => one === c.req.query('state')) ?? 'open';
    const fields: ListField<'at' | 'kind' | 'text' | 'period' | 'from' | 'to'>[] = [
      { kind: 'pick', of: 'places', name: 'at', label: t('filterAt') },
      {
        kind: 'choice',
        name: 'kind',
        label: t('columnCause'),
        options: kinds.map((one) => [one, visit.code('stockDifferenceKind', one)] as const),
      },
      { kind: 'text', name: 'text', label: t('filterProduct') },
      ...dayFields(visit),
    ];
    const query = readList((name) => c.req.query(name), fields, differenceSorts);
    const { values, sort } = query;
    const snapshot = await deps.network.current();
    const place = snapshot.location(pickedId(values.at));
    const isNone = values.at !== '' && !place;
    const reach = reachOn(c, 'stock.read');
    const inDays = withinDays(values, deps.clock.nowMs());
    const text = values.text.toLowerCase();
    const read: ReadPage<StockDifferenceView> = async (limit, cursor) =>
      isNone
        ? { items: [], nextCursor: null }
        : deps.stockViews.differences({ state, locationId: place?.id, limit, cursor }, reach);
    const fits = (one: StockDifferenceView) =>
      (values.kind === '' || one.kind === values.kind) &&
      inDays(one.occurredAtMs) &&
      [one.title[language], one.skuName[language], one.skuId, one.lot?.code ?? ''].some((said) =>
        said.toLowerCase().includes(text),
      );
    const sorted = (found: StockDifferenceView[]) => {
      if (sort === 'newest') return found;
      return sort === 'oldest' ? found.reverse() : found.sort((a, b) => b.quantity - a.quantity);
    };
    return {
      state,
      fields,
      query,
      snapshot,
      read,
      fits,
      sorted,
      faults: { at: isNone ? t('pickFromList') : undefined },
    };
  }

  hq.get('/stock-differences.csv', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const { state, query, read, fits, sorted } = await asked(c);
    return listDownload(c, {
      name: `stock-differences-${state}`,
      head: csvOf([
        [
          t('columnProduct'),
          t('columnSku'),
          t('columnPlace'),
          t('columnShort'),
          t('columnCause'),
          t('columnSoldAt'),
          t('columnSettled'),
          t('settledBy'),
        ],
      ]),
      pages: pagesOf(read),
      fits,
      rowOf: (one) => [
        `${one.title[language]} ${one.skuName[language]}`.trim(),
        one.skuId,
        one.place.name[language],
        one.quantity,
        visit.code('stockDifferenceKind', one.kind),
        formatBrandTime(one.occurredAtMs),
        one.note ?? '',
        one.settledBy ?? '',
      ],
      sorted: query.sort === 'newest' ? undefined : sorted,
      logger: deps.logger,
    });
  });

  hq.get('/stock-differences', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { state, fields, query, snapshot, read, fits, sorted, faults } = await asked(c);
    const { found, isCut } = await lookedThrough(read, fits);
    const maySettle = (locationId: string) =>
      reachesPlace(reachOn(c, 'stock.adjust'), locationId, snapshot.location);
    return page(
      c,
      {
        title: t('differencesOfStock'),
        place: 'stock',
        backTo: { href: '/hq/stock', text: t('stockTitle') },
      },
      <>
        <p class="page-lead">{t('differencesOfStockLead')}</p>
        <nav class="tabs" aria-label={t('columnState')}>
          {differenceStates.map((one) => (
            <a href={`/hq/stock-differences?state=${one}`} aria-current={one === state ? 'page' : undefined}>
              {visit.code('stockDifference', one)}
            </a>
          ))}
        </nav>
        <ListCard
          c={c}
          id="differences"
          title={visit.code('stockDifference', state)}
          list="stock_differences"
          fields={fields}
          query={query}
          sorts={[
            ['newest', visit.code('orderSort', 'newest')],
            ['oldest', visit.code('orderSort', 'oldest')],
            ['pieces', visit.code('listSort', 'pieces')],
          ]}
          keep={{ state }}
          faults={faults}
          found={sorted(found)}
          isCut={isCut}
          also={t('listPieces', { count: found.reduce((sum, { quantity }) => sum + quantity, 0) })}
          none={t('differencesOfStockNone')}
        >
          {(shown) => <DifferenceTable c={c} items={shown} maySettle={maySettle} />}
        </ListCard>
      </>,
    );
  });

  forms.on('/stock-differences/settle', {
    endpoint: endpoints.hqSettleStockDifference,
    names: { differenceId: 'id' },
    next: () => '/hq/stock-differences',
  });
}

function DifferenceTable(props: {
  c: HqContext;
  items: readonly StockDifferenceView[];
  maySettle(locationId: string): boolean;
}) {
  const { c, items, maySettle } = props;
  const { t, language } = c.get('visit');
  const columns: Column[] = [
    { label: t('columnProduct'), kind: 'main' },
    { label: t('columnPlace') },
    { label: t('columnShort'), kind: 'number' },
    { label: t('columnSoldAt') },
    { label: t('columnSettled') },
  ];
  return (
    <Table caption={t('differencesOfStock')} columns={columns}>
      {items.map((one) => (
        <Row
          columns={columns}
          rowKey={one.id}
          whole
          cells={[
            <>
              <a href={`/hq/stock?${new URLSearchParams({ location: one.place.id, text: one.skuId })}`}>
                {one.title[language]}
              </a>
              <span class="sub">
                {[one.skuName[language], one.skuId, one.lot?.code].filter(Boolean).join(' · ')}
              </span>
            </>,
            <a href={`/hq/stock?location=${one.place.id}`}>{one.place.name[language]}</a>,
            String(one.quantity),
            <>
              <Time atMs={one.occurredAtMs} />
              <span class="sub">{one.kind === 'count' ? t('countedTooFew') : one.reference}</span>
            </>,
            one.state === 'open' && !maySettle(one.place.id) ? null : one.state === 'settled' ? (
              <>
                {one.note}
                <span class="sub">
                  {one.settledBy} · <Time atMs={one.settledAtMs ?? one.atMs} />
                </span>
              </>
            ) : (
              <PostForm c={c} layout="flash-form" action="/hq/stock-differences/settle">
                <input type="hidden" name="id" value={one.id} />
                <input
                  name="note"
                  required
                  maxlength={200}
                  aria-label={t('settleWhy')}
                  placeholder={t('settleWhy')}
                />
                <button class="button is-small is-plain" type="submit">
                  {t('settleIt')}
                </button>
              </PostForm>
            ),
          ]}
        />
      ))}
    </Table>
  );
}
