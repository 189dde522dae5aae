/** What is asked of the list of places, and what was found: the same for its page, its table, its map and a bulk edit of it. */
import { abilities } from '@jindian/shared/contract/places/network';
import { type PlaceFilter, placeGaps } from '@jindian/shared/contract/places/place-filter';
import { placesFound } from '../../../places/network/place-filter.ts';
import { locationsWithin } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import { asksNothing, type ListField, readList, saidInAddress } from '../../ui/list.ts';
import { type HqContext, reachOn } from '../../visit.ts';
import { areaNamer } from './area-names.ts';

export const placeSorts = ['name', 'area', 'id'] as const;
export const maxSearchLength = 60;
export const placesPath = '/hq/locations';

/** What is missing only where something is delivered. */
const ofDeliveries: ReadonlySet<string> = new Set(['radius', 'capacity', 'abilities', 'fee']);

/** A municipality's name is not said twice. */
export function areaText({ province, city, county }: { province: string; city: string; county: string }) {
  return [...new Set([province, city, county])].join(' ');
}

/** A brand with so few places sees them all. */
const fewPlaces = 50;

export async function askedPlaces(
  c: HqContext,
  { network, ownersCalled }: Pick<HqDeps, 'network' | 'ownersCalled'>,
) {
  const visit = c.get('visit');
  const { t, code, language } = visit;
  const snapshot = await network.current();
  const reach = reachOn(c, 'locations.read');
  const within = locationsWithin(snapshot, reach);
  const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
  const distinct = (values: Iterable<string>) => [...new Set(values)].filter((one) => one !== '').sort();
  const coded = (group: string, values: readonly string[]) =>
    values.map((one) => [one, code(group, one)] as const);
  const provinces = distinct(within.map(({ province }) => province));
  const asked = c.req.query('province') ?? '';
  const province = provinces.includes(asked) ? asked : '';
  const cities = distinct(
    within.filter((one) => province === '' || one.province === province).map(({ city }) => city),
  );
  const nameOf = await areaNamer(language, [...provinces, ...cities]);
  const off = c.get('off');
  const gaps = placeGaps.filter((gap) => !off.includes('deliveries') || !ofDeliveries.has(gap));
  const statuses = distinct(within.map(({ status }) => status));
  const all: ListField<Exclude<keyof PlaceFilter, 'text'>>[] = [
    {
      kind: 'choice',
      name: 'province',
      label: t('filterProvince'),
      options: provinces.map((one) => [one, nameOf(one)] as const),
    },
    {
      kind: 'choice',
      name: 'city',
      label: t('filterCity'),
      options: cities.map((one) => [one, nameOf(one)] as const),
    },
    {
      kind: 'choice',
      name: 'kind',
      label: t('columnLocationKind'),
      options: coded('locationKind', distinct(within.map(({ kind }) => kind))),
    },
    {
      kind: 'choice',
      name: 'status',
      label: t('columnStatus'),
      options: [...coded('status', statuses), ['not_open', t('filterNotOpen')]],
    },
    {
      kind: 'choice',
      name: 'ownership',
      label: t('locationOwner'),
      options: coded('ownership', distinct(within.map(({ ownership }) => ownership))),
    },
    { kind: 'text', name: 'owner', label: t('filterOwner') },
    { kind: 'choice', name: 'ability', label: t('columnAbilities'), options: coded('ability', abilities) },
    { kind: 'choice', name: 'missing', label: t('filterMissing'), options: coded('placeGap', gaps) },
  ];
  // Where no dealer is, nobody asks for one; where nothing is delivered, of nothing that is for deliveries.
  const fields = all.filter(
    ({ name }) =>
      !(off.includes('dealers') && (name === 'owner' || name === 'ownership')) &&
      !(off.includes('deliveries') && name === 'ability'),
  );
  const query = readList((name) => c.req.query(name), fields, placeSorts);
  const isAsked = text !== '' || !asksNothing(query, placeSorts[0]);
  const narrowed = Object.fromEntries(
    Object.entries(query.values).filter(([, value]) => value !== ''),
  ) as PlaceFilter;
  // Of thousands a page shows first what is not as usual; a few are all to be seen.
  const isNotOpen = !isAsked && reach.whole && within.length > fewPlaces;
  const filter: PlaceFilter = {
    ...(text === '' ? {} : { text }),
    ...narrowed,
    ...(isNotOpen ? { status: 'not_open' as const } : {}),
  };
  const searched = await placesFound(snapshot, filter, reach, ownersCalled);
  const found = [...searched.items];
  const by = {
    name: (one: (typeof found)[number]) => one.name[language],
    area: areaText,
    id: ({ id }: { id: string }) => id,
  };
  // What was searched for stands as well as it fits.
  if (text === '') {
    const order = new Intl.Collator(language);
    found.sort((a, b) => order.compare(by[query.sort](a), by[query.sort](b)) || (a.id < b.id ? -1 : 1));
  }
  const said = { ...(text === '' ? {} : { text }), ...saidInAddress(query, placeSorts[0]) };
  return { snapshot, reach, within, text, searched, fields, query, filter, found, said, isNotOpen };
}
