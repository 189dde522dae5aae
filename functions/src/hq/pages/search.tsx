/** @jsxImportSource hono/jsx */
import { anywhere, may } from '@jindian/shared/access';
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { SearchOutcome } from '@jindian/shared/contract/goods/storefront';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { searchLocations } from '../../places/network/within.ts';
import { saidOfOrder } from '../../serving/orders/hq-finding.ts';
import type { HqDeps } from '../deps.ts';
import { type FormRegistry, form } from '../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../forms/post-form.tsx';
import { page } from '../ui/layout.tsx';
import { Card, Empty, Notice } from '../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn, signedIn } from '../visit.ts';
import { NearNote } from './places/locations.tsx';
import { OrderTable } from './serving/order-table.tsx';

const maxOfKind = 8;

type Found = { text: string; items: readonly HqOrderSummary[]; more: boolean };

/** Everything that a few words may mean, by kind: what was typed is sent, never part of an address. */
export function searchPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'searchSkus'>,
  forms: FormRegistry,
): void {
  hq.get('/search', (c) => show(c, deps, null, null));

  forms.on(
    '/search',
    form({
      endpoint: endpoints.hqFindOrders,
      words: { text: 'searchBad' },
      next: ({ items, more }, c, fields) => show(c, deps, { text: fields.text('text').trim(), items, more }),
      again: (c, fault) => show(c, deps, null, fault),
    }),
  );
}

export async function show(
  c: HqContext,
  deps: Pick<HqDeps, 'network' | 'searchSkus'>,
  found: Found | null,
  fault: FormFault | null = null,
) {
  const { t } = c.get('visit');
  return page(
    c,
    { title: t('searchTitle'), place: 'today', status: fault?.status ?? 200 },
    <>
      <Card>
        <PostForm c={c} action="/hq/search" fault={fault}>
          <label class="field">
            <span>{t('searchWhat')}</span>
            <input
              type="search"
              name="text"
              required
              maxlength={40}
              autocomplete="off"
              value={typed(fault, 'text', found?.text ?? '')}
            />
            <small class="hint">{t('searchHint')}</small>
          </label>
          <button class="button is-small" type="submit">
            {t('searchTitle')}
          </button>
        </PostForm>
      </Card>
      {found ? await Results({ c, deps, found }) : null}
    </>,
  );
}

async function Results(props: { c: HqContext; deps: Pick<HqDeps, 'network' | 'searchSkus'>; found: Found }) {
  const { c, deps, found } = props;
  const visit = c.get('visit');
  const { t, language } = visit;
  const { text, items, more } = found;
  const { principal } = signedIn(c);
  const said = saidOfOrder(text);
  const byPhone = said?.by === 'phone';
  // What sounds like a number of an order is no misspelt name; five letters may be half a number as well as a name.
  const saysOrder = items.length > 0 || (said !== null && !(said.by === 'number' && text.length <= 5));
  // The end of a phone number stands within many ids and barcodes, and means none of them.
  const isOther = (other: SearchOutcome | null) => other !== null && !byPhone && !(other.near && saysOrder);
  const searched = mayOpen(c, '/hq/locations')
    ? await searchLocations(await deps.network.current(), text, maxOfKind, reachOn(c, 'locations.read'))
    : null;
  const places = searched && isOther(searched) ? searched.items : [];
  const foundGoods = mayOpen(c, '/hq/availability') ? await deps.searchSkus(text, maxOfKind) : null;
  const goods = foundGoods && isOther(foundGoods) ? foundGoods.items : [];
  const id = ulidSchema.safeParse(text.toUpperCase());
  const transfer =
    id.success && items.length === 0 && mayOpen(c, `/hq/transfers/${id.data}`) ? id.data : null;
  const withheld = byPhone && !may(principal, 'orders.personal_data.read', anywhere);
  const nothing = items.length + places.length + goods.length === 0 && transfer === null;
  return (
    <>
      {withheld ? <Notice kind="bad">{t('searchWithheld')}</Notice> : null}
      {items.length === 0 ? null : (
        <Card id="found-orders" title={t('searchOrders')} flush>
          <OrderTable visit={visit} orders={items} withDay withCustomer />
          {more ? <p class="table-foot hint">{t('searchMore')}</p> : null}
        </Card>
      )}
      <Group
        title={t('searchPlaces')}
        id="found-places"
        note={<NearNote visit={visit} text={text} found={searched} />}
      >
        {places.map(({ id: locationId, name }) => (
          <li>
            <a href={`/hq/locations/${locationId}`}>{name[language]}</a>{' '}
            <span class="muted">{locationId}</span>
          </li>
        ))}
      </Group>
      <Group
        title={t('searchGoods')}
        id="found-goods"
        note={<NearNote visit={visit} text={text} found={foundGoods} />}
      >
        {goods.map(({ skuId, title }) => (
          <li>
            <a href={`/hq/availability?sku=${encodeURIComponent(skuId)}`}>{title[language]}</a>{' '}
            <span class="muted">{skuId}</span>
          </li>
        ))}
      </Group>
      {transfer ? (
        <Group title={t('searchTransfers')} id="found-transfers">
          {[
            <li>
              <a href={`/hq/transfers/${transfer}`}>{transfer}</a>
            </li>,
          ]}
        </Group>
      ) : null}
      {nothing && !withheld ? (
        <Card>
          <Empty text={t('searchNone')} hint={t('searchNoneHint')} />
        </Card>
      ) : null}
      {mayOpen(c, '/hq/people/find') ? (
        <Card title={t('searchPeople')}>
          <PostForm c={c} layout="actions" action="/hq/people/find">
            <input type="hidden" name="text" value={text} />
            <button class="button is-plain is-small" type="submit">
              {t('searchPeopleFor', { text })}
            </button>
          </PostForm>
        </Card>
      ) : null}
    </>
  );
}

function Group(props: { title: string; id: string; note?: Child; children: readonly Child[] }) {
  const { title, id, note, children } = props;
  if (children.length === 0) return null;
  return (
    <Card title={title} id={id}>
      {note}
      <ul class="found-list">{children}</ul>
    </Card>
  );
}
