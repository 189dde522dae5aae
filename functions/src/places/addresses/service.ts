import { roadsIn, withoutNumbers } from '@jindian/shared/address-labels';
import { type AddressReader, type AddressText, createAddressReader } from '@jindian/shared/address-text';
import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import type {
  AreaNames,
  DescribedPoint,
  ReadAddress,
  RegionList,
  SuggestedPlace,
} from '@jindian/shared/contract/places/addresses';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { chineseScript } from '../../platform/search/script.ts';
import type { LocationFailure, TencentLocation } from '../../tencent/index.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';
import { englishNames } from './english-names.ts';
import { createMapQuestions } from './questions.ts';
import { createRegions, type Regions } from './regions.ts';

/** 江苏省南京市玄武区, Xuanwu, Nanjing, Jiangsu; a province that is one city is said once. */
async function named({ province, city, county }: AreaNames): Promise<LocalizedText> {
  const names = [...new Set([province, city, county])].filter((name) => name !== '');
  return { zh: names.join(''), en: (await englishNames(names)).reverse().join(', ') };
}
const isSame = (one: AreaNames, other: AreaNames) =>
  one.province === other.province && one.city === other.city && one.county === other.county;

type Placed = AreaNames & PointGcj02 & { detail: string; pointIsRight?: boolean | undefined };
/** From here on the map service found a road or a house, and not only a region. */
const roadLevel = 7;

type ServiceState = 'ready' | 'off' | 'unavailable';

/**
 * Where addresses lie, as a map service knows it. Which county a point belongs to, and whether anybody delivers there,
 * the network alone says: one map decides for the app, for prices by region and for who serves.
 */
export function createAddressSearch(deps: {
  network(): Promise<NetworkSnapshot>;
  /** null: this brand has no key of a map service. */
  location: TencentLocation | null;
  /** Whether this member, and the brand, have asked the map service little enough; each call is a question. */
  mayAsk(memberId: string): Promise<boolean>;
  clock: Pick<Clock, 'nowMs'>;
}) {
  const { network } = deps;
  const location = deps.location && createMapQuestions({ ...deps, location: deps.location });
  const regions = createRegions(network);

  /** What was found is nothing; a service that does not answer is told as such. */
  const stateOf = ({ code }: LocationFailure): ServiceState =>
    code === 'not_found' ? 'ready' : 'unavailable';

  /** The county by the network; by the map service only where the brand loaded no counties. */
  function areaAt(snapshot: NetworkSnapshot, point: PointGcj02, told: AreaNames | null): AreaNames | null {
    const county = snapshot.countyAt(point);
    if (county) return { province: county.province, city: county.city, county: county.county };
    return told && snapshot.isOnMap(point) ? told : null;
  }

  /** Only what could be saved as an address: nothing at sea or abroad is offered. */
  async function suggest(
    text: string,
    near: PointGcj02 | null,
    memberId: string,
  ): Promise<{ service: ServiceState; items: SuggestedPlace[] }> {
    if (!location) return { service: 'off', items: [] };
    const asked = withoutNumbers(text).trim();
    if (asked === '') return { service: 'ready', items: [] };
    const [snapshot, found] = await Promise.all([network(), location.suggest(memberId, asked, near)]);
    if (!found.ok) return { service: stateOf(found.failure), items: [] };
    const items = found.value.flatMap(({ id, title, address, point, area: told }) => {
      const area = areaAt(snapshot, point, told);
      return area ? [{ id, title, address, ...area, ...point }] : [];
    });
    return { service: 'ready', items };
  }

  async function describe(point: PointGcj02, memberId: string): Promise<DescribedPoint> {
    const snapshot = await network();
    const known = areaAt(snapshot, point, null);
    // Somewhere nobody delivers to is not worth a question of the key's quota.
    if (!known && !snapshot.isOnMap(point))
      return { service: location ? 'ready' : 'off', area: null, street: null };
    if (!location) return { service: 'off', area: known, street: null };
    const found = await location.describe(memberId, point);
    if (!found.ok) return { service: stateOf(found.failure), area: known, street: null };
    const { area, street } = found.value;
    return { service: 'ready', area: known ?? areaAt(snapshot, point, area), street: street || null };
  }

  let readers: { of: Regions; plain: AddressReader; folded: AddressReader | null } | null = null;
  async function readersNow() {
    const of = await regions();
    if (readers?.of !== of) readers = { of, plain: createAddressReader(of.counties), folded: null };
    return readers;
  }

  /** Traditional characters only where a text is not understood without: their table is slow to load. */
  async function readWords(text: string): Promise<{ found: AddressText; counties: Regions['counties'] }> {
    const readers = await readersNow();
    const { counties } = readers.of;
    const found = readers.plain.read(text);
    if (found.county || !/[一-龥]/.test(text)) return { found, counties };
    const { simplified } = await chineseScript();
    const fold = (written: string) =>
      written.replace(/[一-龥]/g, (one) => (simplified(one).length === 1 ? simplified(one) : one));
    readers.folded ??= createAddressReader(counties, fold);
    const folded = readers.folded.read(text);
    return { found: folded.county ? folded : found, counties };
  }

  /** Name and numbers go nowhere: only the region and what is surely a road or a house are asked about. */
  async function read(text: string, memberId: string): Promise<ReadAddress> {
    const [{ found, counties }, snapshot] = await Promise.all([readWords(text), network()]);
    const { province, city, county, detail } = found;
    const middle = counties.find(
      (one) => one.province === province && one.city === city && one.county === county,
    );
    const rough = middle && { latGcj02: middle.latGcj02, lngGcj02: middle.lngGcj02 };
    const unlocated = (service: ServiceState): ReadAddress => ({
      service,
      ...found,
      point: rough ?? null,
      rough: rough !== undefined,
    });
    if (!location || !city) return unlocated(location ? 'ready' : 'off');
    const roads = roadsIn(detail, found.recipientName);
    // A region alone is no more than what is known here.
    if (roads === '') return unlocated('ready');
    const located = await location.locate(memberId, [...new Set([province, city, county]), roads].join(''));
    if (!located.ok) return unlocated(stateOf(located.failure));
    const { point, level, area: told } = located.value;
    const area = areaAt(snapshot, point, told);
    // A street that is found in another county is another street.
    const isThere = area !== null && area.city === city && (county === null || area.county === county);
    if (!isThere || level < roadLevel) return unlocated('ready');
    return { service: 'ready', ...found, ...area, point, rough: false };
  }

  /**
   * Whether an address can be saved as it is. Its point decides who serves it, its text where the courier goes: where the
   * two name different counties somebody has to look.
   */
  async function placing(address: Placed): Promise<Result<null, 'address_off_map' | 'address_disagrees'>> {
    const snapshot = await network();
    if (!snapshot.isOnMap(address)) return fail('address_off_map');
    const county = snapshot.countyAt(address);
    if (!county || address.pointIsRight) return ok(null);
    const pinned = { province: county.province, city: county.city, county: county.county };
    const disagrees = async (written: AreaNames) =>
      fail('address_disagrees', { written: await named(written), pinned: await named(pinned) });
    if (!isSame(address, pinned)) return disagrees(address);
    const { plain } = await readersNow();
    const begun = plain.countyAtStartOf(address.detail, pinned);
    return begun && !isSame(begun, pinned) ? disagrees(begun) : ok(null);
  }

  /** Who does not read Chinese is told each name as it is written abroad, too. */
  async function listRegions(
    province?: string,
    city?: string,
    language: Language = 'zh',
  ): Promise<RegionList> {
    const items = (await regions()).list(province, city);
    if (language === 'zh') return { items };
    const names = await englishNames(items.map(({ name }) => name));
    return { items: items.map((item, index) => ({ ...item, nameEn: names[index] ?? item.name })) };
  }

  return { suggest, describe, read, placing, listRegions };
}
export type AddressSearch = ReturnType<typeof createAddressSearch>;
