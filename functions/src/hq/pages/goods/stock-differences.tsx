/** @jsxImportSource hono/jsx */
import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { differenceStates, settleNoteSchema } from '@jindian/shared/contract/goods/inventory';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqEnvironment, readForm, signedIn } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

const pageLimit = 50;

/** Pieces that tills sold and that were not in the books: who finds out why says so here. */
export function stockDifferencePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'inventory' | 'stockViews' | 'network' | 'ids'>,
): void {
  hq.get('/stock-differences', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const state = differenceStates.find((one) => one === c.req.query('state')) ?? 'open';
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    const found = await deps.inventory.differences.list(state, { limit: pageLimit, cursor });
    const items = await Promise.all(
      found.map(async (one) => {
        const place = await deps.network.location(one.locationId);
        return deps.stockViews.difference(one, place?.name ?? { zh: one.locationId, en: one.locationId });
      }),
    );
    const here = `/hq/stock-differences?state=${state}`;
    const csrf = signedIn(c).csrfToken;
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
                      <span class="sub">{one.reference}</span>
                    </>,
                    one.state === 'settled' ? (
                      <>
                        {one.note}
                        <span class="sub">
                          {one.settledBy} · <Time atMs={one.settledAtMs ?? one.atMs} />
                        </span>
                      </>
                    ) : (
                      <form class="flash-form" method="post" action="/hq/stock-differences/settle">
                        <input type="hidden" name="csrf" value={csrf} />
                        <input type="hidden" name="key" value={deps.ids.next()} />
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
                      </form>
                    ),
                  ]}
                />
              ))}
            </Table>
          )}
          <Pager
            next={
              items.length < pageLimit
                ? null
                : { href: `${here}&before=${items.at(-1)?.id}`, text: t('olderPage') }
            }
            first={cursor === undefined ? null : { href: here, text: t('newestPage') }}
          />
        </Card>
      </>,
    );
  });

  /** Answered with a redirect, so that reloading does nothing; the form's key makes a repeat harmless. */
  hq.post('/stock-differences/settle', async (c) => {
    const field = await readForm(c);
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    const id = ulidSchema.safeParse(field('id')).data;
    const note = settleNoteSchema.safeParse(field('note')).data;
    if (!key) return problemPage(c, 'idempotency_key_required');
    if (!id) return problemPage(c, 'not_found');
    if (!note) return problemPage(c, 'invalid_request', { detail: 'note' });
    const { memberId } = signedIn(c);
    const input = { params: { differenceId: id }, body: { note } };
    const command = commandClaim(memberId, 'hqSettleStockDifference', key, input);
    const done = await deps.inventory.differences.settle(id, note, memberId, command);
    if (!done.ok) return problemPage(c, done.code, done.params);
    return c.redirect('/hq/stock-differences', 303);
  });
}
