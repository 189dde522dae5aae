/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { isRoleOff } from '@jindian/shared/contract/modules/off';
import {
  type ListedSeller,
  type PersonKind,
  personKinds,
  type SellerStanding,
  sellerStandings,
} from '@jindian/shared/contract/selling/sellers';
import { csvOf } from '@jindian/shared/csv';
import type { Hono } from 'hono';
import { csvDownload, csvMore } from '../../csv-download.ts';
import type { HqDeps } from '../../deps.ts';
import { pickedId } from '../../forms/picked.ts';
import { CsvLink, FilterBar } from '../../ui/filter-bar.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, listHref, readList, saidInAddress } from '../../ui/list.ts';
import { Card, Chip, type Column, Empty, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { ToolLink } from '../goods/transfers.tsx';

const path = '/hq/sellers';
export const standingChips: Readonly<Record<SellerStanding, ChipKind>> = {
  applied: 'waiting',
  declined: 'closed',
  active: 'open',
  suspended: 'suspended',
  left: 'closed',
};

/** Kinds of sellers that the brand has. */
export const kindsOn = (c: HqContext): PersonKind[] =>
  personKinds.filter((kind) => !isRoleOff(c.get('off'), kind));

/** Everybody who sells, or sold, or asked to. */
export function sellerListPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'sellers' | 'network' | 'logger'>,
): void {
  async function asked(c: HqContext) {
    const { t, code } = c.get('visit');
    const kinds = kindsOn(c);
    const kind = kinds.find((one) => one === c.req.query('kind')) ?? kinds[0] ?? 'guide';
    const network = await deps.network.current();
    const provinces = [...new Set(network.locations.map(({ province }) => province))].sort();
    const ofPlaces: ListField<'location' | 'province'>[] = [
      { kind: 'pick', of: 'places', name: 'location', label: t('sellersBranch') },
      {
        kind: 'choice',
        name: 'province',
        label: t('filterProvince'),
        options: provinces.map((one) => [one, one] as const),
      },
    ];
    const fields: ListField<'text' | 'standing' | 'location' | 'province'>[] = [
      { kind: 'text', name: 'text', label: t('sellersName') },
      {
        kind: 'choice',
        name: 'standing',
        label: t('sellersStanding'),
        options: sellerStandings.map((one) => [one, code('sellerStanding', one)] as const),
      },
      // Who shares belongs to no place.
      ...(kind === 'promoter' ? [] : ofPlaces),
    ];
    const query = readList((name) => c.req.query(name), fields, ['since'] as const);
    const { text, standing, location = '', province = '' } = query.values;
    const place = network.location(pickedId(location));
    const isNone = location !== '' && !place;
    const wanted = {
      kind,
      ...(text === '' ? {} : { q: text }),
      standing: sellerStandings.find((one) => one === standing),
      locationId: isNone ? '-' : place?.id,
      province: province === '' ? undefined : province,
    };
    const faults = { location: isNone ? t('pickFromList') : undefined };
    return { kind, kinds, fields, query, wanted, faults, said: { kind, ...saidInAddress(query, 'since') } };
  }

  hq.get('/sellers', async (c) => {
    const visit = c.get('visit');
    const { t, code } = visit;
    const { kind, kinds, fields, query, wanted, faults, said } = await asked(c);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await deps.sellers.list({ ...wanted, limit: query.size, cursor });
    return page(
      c,
      {
        title: t('sellersTitle'),
        place: 'sellers',
        tools: <ToolLink c={c} href="/hq/wecom" word="wecomTitle" />,
      },
      <>
        <p class="page-lead">{t('sellersLead')}</p>
        <Card
          id="sellers"
          title={code('sellerKind', kind)}
          flush
          tools={<CsvLink visit={visit} href={listHref(`${path}.csv`, said)} />}
        >
          {kinds.length < 2 ? null : (
            <nav class="chips is-in-card" aria-label={t('sellersKinds')}>
              {kinds.map((one) => (
                <a
                  class={`button is-small ${one === kind ? '' : 'is-plain'}`}
                  aria-current={one === kind ? 'true' : undefined}
                  href={`${path}?kind=${one}`}
                >
                  {code('sellerKind', one)}
                </a>
              ))}
            </nav>
          )}
          <FilterBar c={c} list="sellers" fields={fields} query={query} keep={{ kind }} faults={faults} />
          {items.length === 0 ? (
            <Empty text={t('sellersNone')} />
          ) : (
            <SellerTable visit={visit} kind={kind} items={items} />
          )}
          <Pager
            next={
              nextCursor ? { href: listHref(path, said, { after: nextCursor }), text: t('nextPage') } : null
            }
            first={cursor ? { href: listHref(path, said), text: t('firstPage') } : null}
          />
        </Card>
      </>,
    );
  });

  hq.get('/sellers.csv', async (c) => {
    const visit = c.get('visit');
    const { t, code, language } = visit;
    const { wanted } = await asked(c);
    async function* parts() {
      for (let cursor: string | undefined; ; ) {
        const found = await deps.sellers.list({ ...wanted, limit: 300, cursor });
        yield csvMore(
          found.items.map((one) => [
            one.sellerId,
            one.name,
            code('sellerKind', one.kind),
            code('sellerStanding', one.standing),
            one.locationId ?? '',
            one.locationName?.[language] ?? '',
            one.station?.name ?? '',
            one.station?.address ?? '',
            one.station?.trade === undefined ? '' : code('stationTrade', one.station.trade),
            one.sinceMs === null ? '' : new Date(one.sinceMs).toISOString(),
          ]),
        );
        if (found.nextCursor === null) return;
        cursor = found.nextCursor;
      }
    }
    const head = csvOf([
      [
        t('columnId'),
        t('sellersName'),
        t('sellersKinds'),
        t('sellersStanding'),
        t('columnId'),
        t('sellersBranch'),
        ...[t('sellerStation'), '', t('sellerTrade')],
        t('sellersSince'),
      ],
    ]);
    return csvDownload(c, { name: 'sellers', head, parts: parts(), logger: deps.logger });
  });
}

function SellerTable(props: { visit: Visit; kind: PersonKind; items: readonly ListedSeller[] }) {
  const { visit, kind, items } = props;
  const isAsking = items.every(({ standing }) => standing === 'applied');
  const { t, language, code } = visit;
  const columns: Column[] = [
    { label: t('sellersName'), kind: 'main' },
    ...(kind === 'promoter' ? [] : [{ label: t('sellersBranch') }]),
    { label: t(isAsking ? 'sellersAsked' : 'sellersSince') },
    { label: t('sellersStanding') },
  ];
  return (
    <Table caption={code('sellerKind', kind)} columns={columns}>
      {items.map((one) => (
        <Row
          columns={columns}
          rowKey={`${one.sellerId}${one.locationId ?? ''}`}
          whole
          cells={[
            <>
              <a href={`${path}/${one.sellerId}`}>{one.station?.name ?? one.name}</a>
              {one.station ? (
                <span class="sub">
                  {one.station.trade === undefined ? '' : `${code('stationTrade', one.station.trade)} · `}
                  {one.station.address}
                </span>
              ) : null}
            </>,
            ...(kind === 'promoter' ? [] : [one.locationName?.[language] ?? one.locationId ?? '']),
            isAsking ? <Time atMs={one.standingAtMs} /> : one.sinceMs ? <Time atMs={one.sinceMs} /> : '—',
            <Chip kind={standingChips[one.standing]}>{code('sellerStanding', one.standing)}</Chip>,
          ]}
        />
      ))}
    </Table>
  );
}
