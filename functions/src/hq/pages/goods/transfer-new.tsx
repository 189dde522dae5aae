/** @jsxImportSource hono/jsx */

import { locationIdSchema, skuIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { formatDistance } from '@jindian/shared/geo';
import type { Hono } from 'hono';
import { reaches } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { pickedId, pickedText } from '../../forms/picked.ts';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';

const maxSources = 20;

/** HQ asks one place for goods of another: the place and the SKU first, then who has it. */
export function newTransferPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'availability' | 'network' | 'skuTitle' | 'knowsSku'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const toText = (c.req.query('to') ?? typed(fault, 'to', '')).trim().slice(0, 120);
    const skuText = (c.req.query('sku') ?? typed(fault, 'sku', '')).trim().slice(0, 120);
    const to = locationIdSchema.safeParse(pickedId(toText)).data;
    const skuId = skuIdSchema.safeParse(pickedId(skuText)).data;
    const named = to ? await deps.network.location(to) : null;
    const place = named && reaches(reachOn(c, 'transfers.work'), named) ? named : null;
    const known = skuId !== undefined && (await deps.knowsSku(skuId));
    const wrong =
      fault?.text ??
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
        status: fault?.status ?? 200,
      },
      <>
        {wrong ? <Notice kind="bad">{wrong}</Notice> : null}
        <Card id="what" title={t('transferNew')}>
          <form class="form" method="get" action="/hq/transfers/new">
            <Picker
              name="to"
              of="places"
              label={t('transferToPlace')}
              value={place ? pickedText(place.name[language], place.id) : toText}
              required
            />
            <Picker
              name="sku"
              of="goods"
              label={t('transferSku')}
              value={known ? pickedText((await deps.skuTitle(skuId))[language], skuId) : skuText}
              required
            />
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
                      <PostForm c={c} layout="inline-form" action="/hq/transfers/new">
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
                      </PostForm>,
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

  forms.on('/transfers/new', {
    endpoint: endpoints.requestTransfer,
    names: { locationId: 'to', fromLocationId: 'from', incentiveFen: 'incentive' },
    body: (body, fields) => ({
      ...body,
      lines: [{ skuId: fields.text('sku'), quantity: Number(fields.text('quantity').trim() || Number.NaN) }],
    }),
    words: { 'lines.0.quantity': 'transferBadQuantity' },
    next: ({ id }) => `/hq/transfers/${id}`,
    again: show,
  });
}
