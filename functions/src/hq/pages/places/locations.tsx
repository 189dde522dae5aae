/** @jsxImportSource hono/jsx */
import type { SearchOutcome } from '@jindian/shared/contract/goods/storefront';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Hono } from 'hono';
import { locationsNotOpen, locationsWithin, searchLocations } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import { Icon } from '../../ui/icons.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Row, Table } from '../../ui/parts.tsx';
import { type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { hoursText, radiusText } from './location-change.ts';

const maxFound = 50;
export const maxSearchLength = 60;

/** Finds any place of the network, and shows which ones take no orders. */
export function locationPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'networkVersion'>,
): void {
  hq.get('/locations', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
    const [snapshot, version] = await Promise.all([deps.network.current(), deps.networkVersion()]);
    const reach = reachOn(c, 'locations.read');
    const within = locationsWithin(snapshot, reach);
    const searched = text === '' ? null : await searchLocations(snapshot, text, maxFound, reach);
    const found =
      searched?.items ??
      (reach.whole ? locationsNotOpen(snapshot, maxFound, reach) : within.slice(0, maxFound));
    const branches = within.filter(({ kind }) => kind === 'branch').length;
    const warehouses = within.length - branches;
    return page(
      c,
      { title: t('locationsTitle'), place: 'locations' },
      <>
        <SearchForm visit={visit} action="/hq/locations" text={text} label={t('locationsSearch')} />
        <p class="page-lead">
          {t('locationsLead', { branches, warehouses, grids: snapshot.grids.length })} {t('networkVersion')}{' '}
          <code>{version}</code>
        </p>
        <Card id="found" title={t(text === '' && reach.whole ? 'locationsNotOpen' : 'locationsFound')} flush>
          <NearNote visit={visit} text={text} found={searched} />
          {found.length > 0 ? (
            <LocationTable visit={visit} locations={found} />
          ) : text === '' ? (
            <Empty text={t('locationsAllOpen')} />
          ) : (
            <Empty text={t('locationsNone', { text })} hint={t('locationsNoneHint')} />
          )}
          {found.length === maxFound ? (
            <p class="table-foot hint">{t('locationsMore', { count: maxFound })}</p>
          ) : null}
        </Card>
      </>,
    );
  });
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

function LocationTable({ visit, locations }: { visit: Visit; locations: readonly Location[] }) {
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
          cells={[
            <>
              <a href={`/hq/locations/${location.id}`}>{location.name[language]}</a>
              <span class="sub">{location.id}</span>
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

/** A municipality's name is not said twice. */
export function areaText({ province, city, county }: Pick<Location, 'province' | 'city' | 'county'>): string {
  return [...new Set([province, city, county])].join(' ');
}
