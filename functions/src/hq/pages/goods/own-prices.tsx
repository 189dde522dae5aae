/** @jsxImportSource hono/jsx */
import { cursorSchema, locationIdSchema, ownerIdSchema } from '@jindian/shared/contract/common';
import type { BranchPrice } from '@jindian/shared/contract/goods/branch-prices';
import type { Location } from '@jindian/shared/contract/places/network';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Money, Pager, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const rowsOnPage = 30;
const maxBranchesShown = 30;
const chipOf = { applies: 'posted', outside: 'pending', national: 'closed' } as const;

export const ownPricesPath = ({ id, ownerId }: Pick<Location, 'id' | 'ownerId'>) =>
  `/hq/owners/${ownerId}/prices/${id}`;

/** What a dealer's branch asks by its own word, beside the price of its area: HQ looks, the branch sets. */
export function ownPricePages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'branchPrices' | 'network'>): void {
  hq.get('/owners/:ownerId/prices/:locationId', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const id = locationIdSchema.safeParse(c.req.param('locationId')).data;
    const ownerId = ownerIdSchema.safeParse(c.req.param('ownerId')).data;
    const place = id ? await deps.network.location(id) : null;
    if (place?.kind !== 'branch' || place.ownerId !== ownerId) return notFoundPage(c);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await deps.branchPrices.list(place.id, { limit: rowsOnPage, cursor });
    if (!found.ok) return problemPage(c, found.code, found.params);
    const { band, items, nextCursor } = found.value;
    const here = ownPricesPath(place);
    return page(
      c,
      {
        title: t('ownPrices'),
        place: 'stock',
        backTo: { href: `/hq/owners/${ownerId}/contract`, text: t('contractOpen') },
      },
      <>
        <p class="page-lead">
          {band
            ? t('ownPricesBand', {
                below: band.belowBasisPoints / 100,
                above: band.aboveBasisPoints / 100,
              })
            : t('ownPricesNoBand')}
        </p>
        <PriceLinks c={c} place={place} here={here} />
        <Card id="own-prices" title={place.name[language]} flush>
          {items.length === 0 ? (
            <Empty text={t('ownPricesNone')} />
          ) : (
            <OwnPriceTable visit={visit} items={items} hasBand={band !== null} />
          )}
          <Pager
            next={
              nextCursor === null
                ? null
                : { href: `${here}?after=${encodeURIComponent(nextCursor)}`, text: t('nextPage') }
            }
            first={cursor === undefined ? null : { href: here, text: t('firstPage') }}
          />
        </Card>
      </>,
    );
  });
}

function OwnPriceTable(props: { visit: Visit; items: readonly BranchPrice[]; hasBand: boolean }) {
  const { visit, items, hasBand } = props;
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnGoods'), kind: 'main' },
    { label: t('columnRegional'), kind: 'number' },
    { label: t('ownPricesRange'), kind: 'number' },
    { label: t('ownPrices'), kind: 'number' },
    { label: t('columnState') },
  ];
  return (
    <Table caption={t('ownPrices')} columns={columns}>
      {items.map(({ skuId, productId, title, skuName, areaFen, lowFen, highFen, ownFen, state }) => (
        <Row
          columns={columns}
          cells={[
            <>
              <a href={`/hq/products/${productId}`}>{title[language]}</a>
              <span class="sub">{`${skuId} · ${skuName[language]}`}</span>
            </>,
            <Money fen={areaFen} />,
            hasBand ? `${formatYuan(lowFen)} – ${formatYuan(highFen)}` : t('none'),
            <strong>{ownFen === null ? t('none') : <Money fen={ownFen} />}</strong>,
            <Chip kind={chipOf[state]}>{visit.code('ownPriceState', state)}</Chip>,
          ]}
        />
      ))}
    </Table>
  );
}

/** From where a price is looked at to what else decides it: the area, the branch itself, the contract, the branch. */
export function PriceLinks({ c, place, here }: { c: HqContext; place: Location; here: string }) {
  const { t } = c.get('visit');
  const contract = `/hq/owners/${place.ownerId}/contract`;
  const isDealers = place.ownership === 'dealer' && place.kind === 'branch';
  const links = [
    ['/hq/prices', t('pricesTitle')] as const,
    ...(isDealers
      ? [[ownPricesPath(place), t('ownPrices')] as const, [contract, t('contractOpen')] as const]
      : []),
    [`/hq/locations/${place.id}`, t('ownPricesBranch')] as const,
  ].filter(([href]) => href !== here && mayOpen(c, href));
  if (links.length === 0) return null;
  return (
    <p class="page-tools">
      {links.map(([href, text]) => (
        <a class="button is-plain is-small" href={href}>
          {text}
        </a>
      ))}
    </p>
  );
}

/** Of a dealer: each branch with the prices of its own. */
export function OwnerPricesCard(props: { c: HqContext; branches: readonly Location[] }) {
  const { c, branches } = props;
  const { t, language } = c.get('visit');
  return (
    <Card id="own-prices" title={t('ownPrices')} lead={t('ownPricesLead')}>
      <ul class="plain-list">
        {branches.slice(0, maxBranchesShown).map((branch) => (
          <li>
            <a href={ownPricesPath(branch)}>{branch.name[language]}</a>
          </li>
        ))}
      </ul>
      {branches.length > maxBranchesShown ? (
        <p class="hint">{t('ownPricesMore', { count: branches.length - maxBranchesShown })}</p>
      ) : null}
      {branches.length === 0 ? <p class="muted">{t('ownerNoPlace')}</p> : null}
      {mayOpen(c, '/hq/prices') ? (
        <a class="button is-plain is-small" href="/hq/prices">
          {t('pricesTitle')}
        </a>
      ) : null}
    </Card>
  );
}
