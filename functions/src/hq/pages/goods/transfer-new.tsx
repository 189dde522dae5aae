/** @jsxImportSource hono/jsx */
import { locationIdSchema, skuIdSchema } from '@jindian/shared/contract/common';
import { formatDistance } from '@jindian/shared/geo';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn } from '../../visit.ts';
import { problemPage } from '../errors.tsx';

const maxSources = 20;

/** HQ asks one place for goods of another: the place and the SKU first, then who has it. */
export function newTransferPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'transfers' | 'availability' | 'network' | 'ids' | 'skuTitle' | 'knowsSku'>,
): void {
  async function show(c: HqContext, fault: string | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const toText = (c.req.query('to') ?? '').trim().slice(0, 12);
    const skuText = (c.req.query('sku') ?? '').trim().slice(0, 16);
    const to = locationIdSchema.safeParse(toText).data;
    const skuId = skuIdSchema.safeParse(skuText).data;
    const place = to ? await deps.network.location(to) : null;
    const known = skuId !== undefined && (await deps.knowsSku(skuId));
    const wrong =
      fault ??
      (toText !== '' && !place ? t('transferNoPlace') : skuText !== '' && !known ? t('transferNoSku') : null);
    const sources =
      place && skuId && known ? await deps.availability.sourcesFor(place.id, skuId, maxSources) : null;
    const columns: Column[] = [
      { label: t('columnPlace'), kind: 'main' },
      { label: t('columnLocationKind') },
      { label: t('columnDistance') },
      { label: t('columnAvailable'), kind: 'number' },
      { label: t('transferAsk') },
    ];
    return page(
      c,
      {
        title: t('transferNew'),
        place: 'stock',
        backTo: { href: '/hq/transfers', text: t('transferBack') },
        status: fault ? 400 : 200,
      },
      <>
        {wrong ? <Notice kind="bad">{wrong}</Notice> : null}
        <Card id="what" title={t('transferNew')}>
          <form class="form" method="get" action="/hq/transfers/new">
            <label class="field">
              <span>{t('transferToPlace')}</span>
              <input
                name="to"
                value={toText}
                required
                maxlength={12}
                placeholder="B00001"
                autocomplete="off"
              />
            </label>
            <label class="field">
              <span>{t('transferSku')}</span>
              <input
                name="sku"
                value={skuText}
                required
                maxlength={16}
                placeholder="P001-01"
                autocomplete="off"
              />
            </label>
            <button class="button" type="submit">
              {t('transferFindSources')}
            </button>
          </form>
        </Card>
        {place && skuId && sources?.ok ? (
          <Card
            id="sources"
            title={t('transferSources')}
            lead={`${(await deps.skuTitle(skuId))[language]} → ${place.name[language]}`}
            flush
          >
            {sources.value.length === 0 ? (
              <Empty text={t('transferSourcesNone')} />
            ) : (
              <Table caption={t('transferSources')} columns={columns}>
                {sources.value.map(({ location, distanceMeters, available }) => (
                  <Row
                    columns={columns}
                    cells={[
                      <>
                        {location.name[language]}
                        <span class="sub">{location.id}</span>
                      </>,
                      visit.code('locationKind', location.kind),
                      formatDistance(distanceMeters, language),
                      available,
                      <form class="inline-form" method="post" action="/hq/transfers/new">
                        <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
                        <input type="hidden" name="key" value={deps.ids.next()} />
                        <input type="hidden" name="to" value={place.id} />
                        <input type="hidden" name="from" value={location.id} />
                        <input type="hidden" name="sku" value={skuId} />
                        <input
                          type="number"
                          name="quantity"
                          aria-label={t('transferQuantity')}
                          min={1}
                          max={available}
                          value={1}
                          required
                        />
                        <button class="button is-small" type="submit">
                          {t('transferAsk')}
                        </button>
                      </form>,
                    ]}
                  />
                ))}
              </Table>
            )}
          </Card>
        ) : null}
      </>,
    );
  }

  hq.get('/transfers/new', (c) => show(c));

  hq.post('/transfers/new', async (c) => {
    const field = await readForm(c);
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (!key) return problemPage(c, 'idempotency_key_required');
    const to = locationIdSchema.safeParse(field('to')).data;
    const from = locationIdSchema.safeParse(field('from')).data;
    const skuId = skuIdSchema.safeParse(field('sku')).data;
    const quantity = /^\d{1,4}$/.test(field('quantity')) ? Number(field('quantity')) : 0;
    const incentiveFen = field('incentive') === '' ? undefined : (readYuan(field('incentive')) ?? undefined);
    if (!to || !from || !skuId) return problemPage(c, 'not_found');
    if (quantity < 1) return show(c, c.get('visit').t('transferBadQuantity'));
    const body = { fromLocationId: from, lines: [{ skuId, quantity }], incentiveFen };
    const command = commandClaim(signedIn(c).memberId, 'hqRequestTransfer', key, { to, ...body });
    const made = await deps.transfers.request(to, body, signedIn(c).principal, command);
    if (!made.ok) return problemPage(c, made.code, made.params);
    return c.redirect(`/hq/transfers/${made.value.id}`, 303);
  });
}
