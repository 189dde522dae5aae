/** @jsxImportSource hono/jsx */

import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { differenceStates } from '@jindian/shared/contract/goods/inventory';
import type { Hono } from 'hono';
import { reachesPlace } from '../../../platform/access.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqEnvironment, reachOn } from '../../visit.ts';

const pageLimit = 50;

/** Pieces that tills sold and that were not in the books: who finds out why says so here. */
export function stockDifferencePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'stockViews' | 'network'>,
  forms: FormRegistry,
): void {
  hq.get('/stock-differences', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const state = differenceStates.find((one) => one === c.req.query('state')) ?? 'open';
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    const [{ items, nextCursor }, snapshot] = await Promise.all([
      deps.stockViews.differences({ state, limit: pageLimit, cursor }, reachOn(c, 'stock.read')),
      deps.network.current(),
    ]);
    const maySettle = (locationId: string) =>
      reachesPlace(reachOn(c, 'stock.adjust'), locationId, snapshot.location);
    const here = `/hq/stock-differences?state=${state}`;
    const columns: Column[] = [
      { label: t('columnProduct'), kind: 'main' },
      { label: t('columnPlace') },
      { label: t('columnShort'), kind: 'number' },
      { label: t('columnSoldAt') },
      { label: t('columnSettled') },
    ];
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
        <Card id="differences" title={visit.code('stockDifference', state)} flush>
          {items.length === 0 ? (
            <Empty text={t('differencesOfStockNone')} />
          ) : (
            <Table caption={t('differencesOfStock')} columns={columns}>
              {items.map((one) => (
                <Row
                  columns={columns}
                  cells={[
                    <>
                      {one.title[language]}
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
          )}
          <Pager
            next={nextCursor === null ? null : { href: `${here}&before=${nextCursor}`, text: t('olderPage') }}
            first={cursor === undefined ? null : { href: here, text: t('newestPage') }}
          />
        </Card>
      </>,
    );
  });

  forms.on('/stock-differences/settle', {
    endpoint: endpoints.hqSettleStockDifference,
    names: { differenceId: 'id' },
    next: () => '/hq/stock-differences',
  });
}
