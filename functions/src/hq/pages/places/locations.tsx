/** @jsxImportSource hono/jsx */
import type { SearchOutcome } from '@jindian/shared/contract/goods/storefront';
import type { Location } from '@jindian/shared/contract/places/network';
import { csvOf } from '@jindian/shared/csv';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import { listHref, pageOf } from '../../ui/list.ts';
import { Card, Chip, type Column, Empty, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn, type Visit } from '../../visit.ts';
import { BulkList, ChooseBox } from '../bulk/bulk-parts.tsx';
import { hoursText, radiusText } from './location-change.ts';
import { areaText, askedPlaces, maxSearchLength, placeSorts, placesPath } from './place-list.ts';

/** Finds any place of the network, and shows which ones take no orders. */
export function locationPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'networkVersion' | 'ownersCalled'>,
): void {
  const asked = (c: HqContext) => askedPlaces(c, deps);

  hq.get('/locations.csv', async (c) => {
    const visit = c.get('visit');
    const { found } = await asked(c);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="places.csv"');
    return c.body(locationsCsv(visit, found));
  });

  hq.get('/locations', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const [list, version] = await Promise.all([asked(c), deps.networkVersion()]);
    const { snapshot, within, text, searched, fields, query, found, said, isNotOpen } = list;
    const branches = within.filter(({ kind }) => kind === 'branch').length;
    const warehouses = within.length - branches;
    const path = placesPath;
    return page(
      c,
      { title: t('locationsTitle'), place: 'locations' },
      <>
        <PlaceTools c={c} />
        <SearchForm visit={visit} action={path} text={text} label={t('locationsSearch')} />
        <p class="page-lead">
          {t('locationsLead', {
            branches,
            warehouses: c.get('off').includes('warehouses')
              ? ''
              : t('locationsWarehouses', { count: warehouses }),
            grids: snapshot.grids.length,
          })}{' '}
          {t('networkVersion')} <code>{version}</code>
        </p>
        <Card
          id="found"
          title={t(isNotOpen ? 'locationsNotOpen' : 'locationsFound')}
          flush
          tools={
            <span class="card-tools">
              <a class="button is-plain is-small" href={listHref(`${path}/map`, said)}>
                {t('placesOnMap')}
              </a>
              <CsvLink visit={visit} href={listHref(`${path}.csv`, said)} />
            </span>
          }
        >
          <FilterBar
            c={c}
            list="places"
            fields={fields}
            query={query}
            sorts={placeSorts.map((one) => [one, visit.code('placeSort', one)] as const)}
            keep={text === '' ? {} : { text }}
          />
          <ListSum visit={visit} count={found.length} />
          {text === '' ? null : <NearNote visit={visit} text={text} found={searched} />}
          {found.length > 0 ? (
            <BulkList
              visit={visit}
              action={`${path}/bulk`}
              filter={list.filter}
              count={found.length}
              mayChange={mayOpen(c, `${path}/bulk`)}
              recent="/hq/bulk-edits/places"
            >
              <LocationTable
                visit={visit}
                locations={pageOf(found, query)}
                hasBoxes={mayOpen(c, `${path}/bulk`)}
              />
            </BulkList>
          ) : within.length === 0 ? (
            <NoPlaces c={c} />
          ) : isNotOpen ? (
            <Empty text={t('locationsAllOpen')} />
          ) : text === '' ? (
            <Empty text={t('listNone')} />
          ) : (
            <Empty text={t('locationsNone', { text })} hint={t('locationsNoneHint')} />
          )}
          <ListPager visit={visit} path={path} said={said} query={query} found={found} />
        </Card>
      </>,
    );
  });
}

/** What is done with all places together. */
function PlaceTools({ c }: { c: HqContext }) {
  const { t } = c.get('visit');
  const may = { see: reachOn(c, 'grids.read').whole, manage: reachOn(c, 'locations.manage').whole };
  if (!may.see && !may.manage) return null;
  return (
    <p class="page-tools">
      {may.manage ? (
        <a class="button is-small" href="/hq/locations/new">
          {t('placeNew')}
        </a>
      ) : null}
      {may.manage ? (
        <a class="button is-plain is-small" href="/hq/import?kind=places">
          {t('importTitle')}
        </a>
      ) : null}
      <a class="button is-plain is-small" href="/hq/rollout">
        {t('rolloutTitle')}
      </a>
      {may.see ? (
        <a class="button is-plain is-small" href="/hq/grids">
          {t('gridsTitle')}
        </a>
      ) : null}
    </p>
  );
}

function locationsCsv(visit: Visit, locations: readonly Location[]): string {
  const { t, language } = visit;
  const head = [
    t('columnId'),
    t('columnPlace'),
    t('columnLocationKind'),
    t('locationOwner'),
    t('columnArea'),
    t('columnHours'),
    t('columnRadius'),
    t('columnStatus'),
  ];
  return csvOf([
    head,
    ...locations.map((one) => [
      one.id,
      one.name[language],
      visit.code('locationKind', one.kind),
      visit.code('ownership', one.ownership),
      areaText(one),
      hoursText(visit, one),
      radiusText(visit, one.serviceRadiusMeters),
      visit.code('status', one.status),
    ]),
  ]);
}

/** Says that what is shown is not what was typed. */
export function NearNote({
  visit: { t },
  text,
  found,
}: {
  visit: Visit;
  text: string;
  found: SearchOutcome | null;
}) {
  if (!found?.near) return null;
  return (
    <p class="table-foot hint">
      {found.meant === null ? t('searchNear', { text }) : t('searchMeant', { text, meant: found.meant })}
    </p>
  );
}

export function SearchForm({
  visit,
  action,
  text,
  label,
  name = 'text',
  hidden = {},
}: {
  visit: Visit;
  action: string;
  text: string;
  label: string;
  name?: string;
  hidden?: Record<string, string>;
}) {
  return (
    <form class="search no-print" method="get" action={action}>
      {Object.entries(hidden).map(([hiddenName, value]) => (
        <input type="hidden" name={hiddenName} value={value} />
      ))}
      <label>
        <span class="unseen">{label}</span>
        <input
          type="search"
          name={name}
          value={text}
          placeholder={label}
          maxlength={maxSearchLength}
          autocomplete="off"
        />
      </label>
      <button class="button is-plain" type="submit">
        <Icon name="search" />
        <span>{visit.t('search')}</span>
      </button>
    </form>
  );
}

function LocationTable({
  visit,
  locations,
  hasBoxes,
}: {
  visit: Visit;
  locations: readonly Location[];
  hasBoxes: boolean;
}) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnPlace'), kind: 'main' },
    { label: t('columnLocationKind') },
    { label: t('columnArea') },
    { label: t('columnHours') },
    { label: t('columnRadius') },
    { label: t('columnStatus') },
  ];
  return (
    <Table caption={t('locationsTitle')} columns={columns} kind="places">
      {locations.map((location) => (
        <Row
          columns={columns}
          whole
          cells={[
            <>
              <a href={`/hq/locations/${location.id}`}>{location.name[language]}</a>
              <span class="sub">{location.id}</span>
              {hasBoxes ? <ChooseBox visit={visit} id={location.id} name={location.name[language]} /> : null}
            </>,
            visit.code('locationKind', location.kind),
            areaText(location),
            hoursText(visit, location),
            radiusText(visit, location.serviceRadiusMeters),
            <Chip kind={location.status}>{visit.code('status', location.status)}</Chip>,
          ]}
        />
      ))}
    </Table>
  );
}

/** Where there is none at all: the way to the first, for whoever may make it. */
export function NoPlaces({ c }: { c: HqContext }) {
  const { t } = c.get('visit');
  const making = { href: '/hq/locations/new', text: t('placeNew') };
  return <Empty text={t('placesNone')} {...(mayOpen(c, making.href) ? { action: making } : {})} />;
}
