/** @jsxImportSource hono/jsx */

import { skuIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RegionPicture } from '@jindian/shared/contract/goods/availability';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Figure, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { NearNote, SearchForm } from '../places/locations.tsx';
import { maxSearchLength } from '../places/place-list.ts';
import { StockTools } from './transfers.tsx';

const maxFound = 40;
/** Before anything was searched for. */
const firstShown = 12;
const maxNameLength = 40;

type Named = { province?: string; city?: string; county?: string };

function linkTo(skuId: string, named: Named): string {
  return `/hq/availability?${new URLSearchParams({ sku: skuId, ...named })}`;
}

/** How much of a SKU there is where, from the nation down to the places of a county; and whether the figures are right. */
export function availabilityPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'availability' | 'searchSkus'>,
  forms: FormRegistry,
): void {
  const { availability } = deps;

  async function choose(c: HqContext) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
    const found = await deps.searchSkus(text, text === '' ? firstShown : maxFound);
    const started = Number(c.req.query('started'));
    return page(
      c,
      { title: t('availabilityTitle'), place: 'stock', tools: <StockTools c={c} /> },
      <>
        {started > 0 && started < 100 ? (
          <Notice kind="good">{t('checkStarted', { count: started })}</Notice>
        ) : null}
        <p class="page-lead">{t('availabilityLead')}</p>
        <SearchForm visit={visit} action="/hq/availability" text={text} label={t('availabilitySearch')} />
        <Card id="skus" title={t('availabilityChoose')} flush>
          <NearNote visit={visit} text={text} found={found} />
          {found.items.length === 0 ? (
            <Empty text={t('availabilityNone')} />
          ) : (
            <ul class="choice-list">
              {found.items.map(({ skuId, title }) => (
                <li>
                  <a href={linkTo(skuId, {})}>
                    <span>{title[language]}</span>
                    <span class="sub">{skuId}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </Card>
        {await checkCard(c, visit)}
      </>,
    );
  }

  async function checkCard(c: HqContext, visit: Visit) {
    const { t } = visit;
    const [checks, provinces] = await Promise.all([
      availability.checks(reachOn(c, 'stock.read')),
      availability.provinces(reachOn(c, 'stock.check')),
    ]);
    const columns: Column[] = [
      { label: t('checkProvince'), kind: 'main' },
      { label: t('columnTime') },
      { label: t('columnLevels'), kind: 'number' },
      { label: t('columnRegions'), kind: 'number' },
      { label: t('columnDifferences'), kind: 'number' },
      { label: t('columnMended'), kind: 'number' },
    ];
    return (
      <Card id="checks" title={t('checkTitle')} lead={t('checkLead')} flush>
        {provinces.length === 0 ? null : (
          <PostForm c={c} layout="inline-form is-padded" action="/hq/availability/checks">
            <select name="province" aria-label={t('checkProvince')}>
              <option value="">{t('checkAll')}</option>
              {provinces.map((name) => (
                <option value={name}>{name}</option>
              ))}
            </select>
            <button class="button is-small" type="submit">
              {t('checkStart')}
            </button>
          </PostForm>
        )}
        {checks.length === 0 ? (
          <Empty text={t('checkNone')} />
        ) : (
          <Table caption={t('checkTitle')} columns={columns}>
            {checks.map((check) => (
              <Row
                columns={columns}
                cells={[
                  check.province,
                  <Time atMs={check.checkedAtMs} />,
                  check.levels,
                  check.regions,
                  check.differences,
                  check.mended,
                ]}
              />
            ))}
          </Table>
        )}
      </Card>
    );
  }

  async function showSku(c: HqContext, skuId: string) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const part = (name: string) => c.req.query(name)?.trim().slice(0, maxNameLength) || undefined;
    const [province, city, county] = [part('province'), part('city'), part('county')];
    const named: Named = {
      ...(province ? { province } : {}),
      ...(province && city ? { city } : {}),
      ...(province && city && county ? { county } : {}),
    };
    const found = await availability.picture(skuId, named, reachOn(c, 'stock.read'));
    if (!found.ok) return notFoundPage(c);
    const picture = found.value;
    return page(
      c,
      {
        title: `${picture.title[language]} ${picture.skuName[language]}`.trim(),
        place: 'stock',
        backTo: { href: '/hq/availability', text: t('availabilityOther') },
        tools: <StockTools c={c} />,
      },
      <>
        <Trail visit={visit} skuId={skuId} named={named} />
        <dl class="figures is-two">
          <Figure label={t('availabilityPieces')} value={picture.stock.available.toLocaleString('en')} />
          <Figure label={t('availabilityPlaces')} value={picture.stock.places.toLocaleString('en')} />
        </dl>
        <PartsCard visit={visit} picture={picture} named={named} />
      </>,
    );
  }

  hq.get('/availability', (c) => {
    const skuId = skuIdSchema.safeParse(c.req.query('sku')).data;
    return skuId ? showSku(c, skuId) : choose(c);
  });

  forms.on('/availability/checks', {
    endpoint: endpoints.hqCheckAvailability,
    next: ({ provinces }) => `/hq/availability?started=${provinces}`,
  });
}

function Trail({ visit, skuId, named }: { visit: Visit; skuId: string; named: Named }) {
  const { province, city, county } = named;
  const steps: [string, Named][] = [[visit.t('availabilityNation'), {}]];
  if (province) steps.push([province, { province }]);
  if (province && city && city !== province) steps.push([city, { province, city }]);
  if (province && city && county) steps.push([county, { province, city, county }]);
  return (
    <nav class="tabs" aria-label={visit.t('columnRegion')}>
      {steps.map(([name, to], index) => (
        <a href={linkTo(skuId, to)} aria-current={index === steps.length - 1 ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

function PartsCard({ visit, picture, named }: { visit: Visit; picture: RegionPicture; named: Named }) {
  const { t, language } = visit;
  const most = Math.max(1, ...picture.parts.map(({ available }) => available));
  const columns: Column[] = [
    { label: t('columnRegion'), kind: 'main' },
    { label: t('columnPieces'), kind: 'number' },
    { label: t('availabilityParts') },
    { label: t('columnPlaces'), kind: 'number' },
  ];
  const below = (id: string): string => {
    if (named.county) return `/hq/stock?location=${id}`;
    if (named.city) return linkTo(picture.skuId, { ...named, county: id });
    return linkTo(picture.skuId, named.province ? { ...named, city: id } : { province: id });
  };
  return (
    <Card id="parts" title={t('availabilityParts')} flush>
      {picture.parts.length === 0 ? (
        <Empty text={t('availabilityEmpty')} />
      ) : (
        <Table caption={t('availabilityParts')} columns={columns}>
          {picture.parts.map(({ id, name, available, places }) => (
            <Row
              columns={columns}
              cells={[
                <a href={below(id)}>{name[language]}</a>,
                available.toLocaleString('en'),
                <meter min={0} max={most} value={available} aria-label={name[language]} />,
                places.toLocaleString('en'),
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}
