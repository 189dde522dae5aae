/** @jsxImportSource hono/jsx */
import type { Location } from '@jindian/shared/contract/places/network';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { FilterBar, ListSum } from '../../ui/filter-bar.tsx';
import { page } from '../../ui/layout.tsx';
import { listHref } from '../../ui/list.ts';
import { Card, Chip, Empty } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { areaNamer } from './area-names.ts';
import { mapBasePage } from './map-base.tsx';
import { MapBox } from './map-box.tsx';
import { citiesOf, cityKeyOf, cityName, type MapCity, provinceOf } from './map-cities.ts';
import { outlineDocument, placeRows, sendDocument } from './map-data.ts';
import { askedPlaces, placesPath } from './place-list.ts';

const path = `${placesPath}/map`;
const maxCitiesShown = 20;
const maxPlacesShown = 50;

/**
 * The list of places on a map, a city at a time, by the filter of the list, or all of a province that it asks for. The whole
 * country is a list of cities: outlines of one's own may not be shown as its map. Without a script the places stand beside
 * it as a list.
 */
export function locationsMapPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'settings' | 'ownersCalled'>,
): void {
  mapBasePage(hq, deps, '/locations/map/base');

  async function asked(c: HqContext) {
    const list = await askedPlaces(c, deps);
    const byCity = new Map<string, Location[]>();
    for (const place of list.found) {
      const there = byCity.get(cityKeyOf(place));
      if (there) there.push(place);
      else byCity.set(cityKeyOf(place), [place]);
    }
    const cities = citiesOf(list.snapshot, 'any');
    const busy = [...byCity]
      .flatMap(([key, places]) => {
        const city = cities.get(key);
        return city ? [{ city, places }] : [];
      })
      .sort((a, b) => b.places.length - a.places.length);
    const { province, city } = list.query.values;
    // Whoever asks for a province means all of it, until they choose a city.
    const whole = province !== '' && city === '' && busy.length > 1 ? provinceOf(cities, province) : null;
    const chosen =
      busy.find((one) => one.city.key === c.req.query('at')) ??
      (whole ? { city: whole, places: list.found } : busy[0]) ??
      null;
    return { ...list, busy, whole, chosen };
  }

  hq.get('/locations/map', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const [list, { mapKey }] = await Promise.all([asked(c), deps.settings.brand.current()]);
    const { fields, query, text, found, said, busy, whole, chosen } = list;
    const nameIn = await namerOf(visit, [...(whole ? [whole] : []), ...busy.map(({ city }) => city)]);
    const at = chosen ? { ...said, at: chosen.city.key } : said;
    return page(
      c,
      {
        title: t('placesMapTitle'),
        place: 'locations',
        script: 'map',
        wide: true,
        backTo: { href: listHref(placesPath, said), text: t('locationsTitle') },
      },
      <>
        <Card id="found" title={t('locationsFound')} flush>
          <FilterBar
            c={c}
            list="places"
            fields={fields}
            query={query}
            keep={text === '' ? {} : { text }}
            action={path}
            isFolded
          />
          <ListSum visit={visit} count={found.length}>
            {' '}
            <a href={listHref(placesPath, said)}>{t('placesAsList')}</a>
          </ListSum>
        </Card>
        {chosen === null ? (
          <Empty text={t('placesMapNone')} />
        ) : (
          <div class="map-layout">
            <MapBox
              visit={visit}
              label={t('mapLabel', { city: nameIn(chosen.city) })}
              hint={t('placesMapHint')}
              box={chosen.city.bboxGcj02}
              base={mapKey === '' ? null : `${path}/base`}
              data={{
                outlines: listHref(`${path}/outlines.json`, at),
                places: listHref(`${path}/places.json`, at),
                more: t('placesMapMore', { count: '{count}' }),
              }}
            />
            <div class="map-side">
              <Card id="cities" title={t('placesMapCities')} lead={t('placesMapCitiesHint')} flush>
                <ul class="waiting">
                  {[...(whole ? [{ city: whole, places: found }] : []), ...busy.slice(0, maxCitiesShown)].map(
                    ({ city, places }) => (
                      <li>
                        <a
                          class="waiting-entry"
                          href={listHref(path, said, city === whole ? {} : { at: city.key })}
                          aria-current={city === chosen.city ? 'true' : undefined}
                        >
                          <span class="waiting-line">
                            <span>{nameIn(city)}</span>
                            <span class="legend-count">{places.length}</span>
                          </span>
                        </a>
                      </li>
                    ),
                  )}
                </ul>
              </Card>
              <Card id="here" title={t('placesMapHere', { city: nameIn(chosen.city) })} flush>
                <PlacesHere visit={visit} city={chosen.city} places={chosen.places} said={said} />
              </Card>
            </div>
          </div>
        )}
      </>,
    );
  });

  hq.get('/locations/map/outlines.json', async (c) => {
    const { snapshot, chosen } = await asked(c);
    return chosen ? sendDocument(c, outlineDocument(snapshot, chosen.city)) : c.notFound();
  });
  hq.get('/locations/map/places.json', async (c) => {
    const { chosen } = await asked(c);
    if (!chosen) return c.notFound();
    return c.json({ box: chosen.city.bboxGcj02, places: placeRows(c.get('visit'), chosen.places) });
  });
}

/** Whoever does not read Chinese is told each name as it is written abroad, too. */
const namerOf = async ({ t, language }: Visit, cities: readonly MapCity[]) => {
  const nameOf = await areaNamer(
    language,
    cities.flatMap(({ province, city }) => [province, city]),
  );
  return (one: MapCity) =>
    language === 'zh'
      ? cityName(one) || t('placesMapUnknown')
      : [...new Set([one.city, one.province])].filter(Boolean).map(nameOf).join(', ') ||
        t('placesMapUnknown');
};

function PlacesHere(props: {
  visit: Visit;
  city: MapCity;
  places: readonly Location[];
  said: Record<string, string>;
}) {
  const { visit, city, places, said } = props;
  const { t, language } = visit;
  const isCut = places.length > maxPlacesShown;
  return (
    <>
      <ul class="waiting">
        {places.slice(0, maxPlacesShown).map((place) => (
          <li>
            <a class="waiting-entry" href={`${placesPath}/${place.id}`}>
              <span class="waiting-line">
                <span>{place.name[language]}</span>
                <Chip kind={place.status}>{visit.code('status', place.status)}</Chip>
              </span>
              <span class="sub">
                {place.id} · {place.county}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {isCut ? (
        <p class="waiting-more hint">
          {t('placesMapFew', { count: maxPlacesShown })}
          <a
            href={listHref(placesPath, {
              ...said,
              province: city.province,
              ...(city.city === '' ? {} : { city: city.city }),
            })}
          >
            {t('placesMapAll', { count: places.length })}
          </a>
        </p>
      ) : null}
    </>
  );
}
