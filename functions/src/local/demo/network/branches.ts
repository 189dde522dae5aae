/**
 * One branch: its name, address, hours, owner and trades, all drawn from a stream named after its county and its number
 * there, so that a county more elsewhere changes ids and nothing else.
 */
import type { Ability, Location } from '@jindian/shared/contract/places/network';
import { placeName } from './place-names.ts';
import { type Place, scatter } from './places.ts';
import { type Random, seededRandom } from './random.ts';
import { landmarks, mainSpots, type Spot, spotLabel, streets } from './shop-names.ts';

const allTrades: readonly string[] = ['shoes', 'appliances', 'baby', 'beef', 'fruit'];

/** Island counties: HQ runs no shop of its own there, a local dealer does (and asks island prices). */
export const islandCounties: ReadonlySet<string> = new Set([
  '长岛县',
  '长海县',
  '岱山县',
  '嵊泗县',
  '南澳县',
  '平潭县',
  '洞头区',
  '三沙市',
]);

const allSpots = [...landmarks, ...streets];
const dealerShare = 0.4;
/** Shops of one dealer in one city, on average. */
const branchesOfDealer = 4;
const freshRadiusMeters = 3000;

export type BranchRole = { flagshipAt: string } | 'grid' | 'extra';
/** What a branch of the tour is, whatever would be drawn. */
export type BranchTraits = Partial<Pick<Location, 'ownership' | 'trades' | 'status'>> & { spot?: string };

/** Turns places into branches; keeps count of names and dealers, so one maker serves one network. */
export function createBranchMaker() {
  const namesTaken = new Map<string, number>();
  const dealersOfCity = new Map<string, string[]>();
  const dealerBranches = new Map<string, number>();
  const branchesOfCounty = new Map<string, number>();
  let dealerCount = 0;

  /** Shops of one city are shared among dealers, a new one for every few. */
  const dealerFor = (place: Place, random: Random): string => {
    const city = place.province + place.city;
    const dealers = dealersOfCity.get(city) ?? [];
    dealersOfCity.set(city, dealers);
    const branches = dealerBranches.get(city) ?? 0;
    dealerBranches.set(city, branches + 1);
    if (branches >= dealers.length * branchesOfDealer) {
      dealerCount += 1;
      dealers.push(`D${String(dealerCount).padStart(4, '0')}`);
      return dealers.at(-1)!;
    }
    return random.pick(dealers);
  };

  const streamFor = ({ province, city, county }: Place): string => {
    const name = province + city + county;
    const number = branchesOfCounty.get(name) ?? 0;
    branchesOfCounty.set(name, number + 1);
    return `jindian/${name}/${number}`;
  };

  return (id: string, place: Place, role: BranchRole, traits: BranchTraits = {}): Location => {
    const stream = streamFor(place);
    const random = seededRandom(stream);
    const flagship = typeof role === 'object';
    const given = flagship ? role.flagshipAt : traits.spot;
    const drawnSpot = random.pick(role === 'extra' ? allSpots : mainSpots);
    const spot = given === undefined ? drawnSpot : allSpots.find(({ zh }) => zh === given)!;
    const area = areaName(place);
    const nameKey = `${area.zh}${spot.zh}`;
    const repeat = namesTaken.get(nameKey) ?? 0;
    namesTaken.set(nameKey, repeat + 1);
    const label = spotLabel(spot, repeat);

    const fresh = role === 'extra' && random.next() < 0.25;
    const drawn = islandCounties.has(place.county) || (!flagship && random.next() < dealerShare);
    const isDealer = traits.ownership ? traits.ownership === 'dealer' : drawn;
    const urban = place.county.endsWith('区');
    const spread = Math.min(role === 'extra' ? 9 : 2, Math.sqrt(place.areaSquareKilometers) * 0.15);
    const made = {
      id,
      kind: 'branch' as const,
      name: { zh: `近店·${area.zh}${label.zh}`, en: `Jindian ${area.en} ${label.en}` },
      ownership: isDealer ? ('dealer' as const) : ('hq' as const),
      ownerId: isDealer ? dealerFor(place, random) : 'hq',
      adcode: place.adcode,
      province: place.province,
      city: place.city,
      county: place.county,
      address: addressOf(place, spot, random),
      ...scatter(place, random, spread),
      ...hoursOf(random, urban, fresh),
      serviceRadiusMeters: fresh ? freshRadiusMeters : null,
      status: traits.status ?? (flagship ? 'open' : statusOf(random)),
      trades:
        traits.trades ?? (flagship ? [...allTrades] : fresh ? freshTrades(random) : tradesOf(random, place)),
      gridId: place.gridId,
    };
    const equipped = flagship || fresh || islandCounties.has(place.county);
    return { ...made, abilities: abilitiesOf(stream, made.trades, equipped), phone: phoneOf(id) };
  };
}

/** 烟台芝罘, 北京朝阳, 东莞 (a city without counties), 沧州沧县. */
function areaName(place: Pick<Place, 'city' | 'county'>) {
  const city = placeName(place.city);
  const county = placeName(place.county, place.city);
  if (city.zh === county.zh) return city;
  return { zh: city.zh + county.zh, en: `${city.en} ${county.en}` };
}

export function addressOf(place: Place, spot: Spot, random: Random): Location['address'] {
  const street = spot.street ? spot : random.pick(streets);
  const number = 1 + random.below(398);
  const province = placeName(place.province);
  const city = placeName(place.city);
  const county = placeName(place.county, place.city);
  // 北京市 is province and city in one, 东莞市 city and county: nobody writes them twice.
  const zh = [...new Set([place.province, place.city, place.county])].filter(
    (name, i, all) => i === 0 || !all[0]!.startsWith(name),
  );
  const en = [...new Set([county.en, city.en, province.en])];
  return { zh: `${zh.join('')}${street.zh}${number}号`, en: `${number} ${street.en}, ${en.join(', ')}` };
}

function hoursOf(random: Random, urban: boolean, fresh: boolean) {
  const at = (hour: number) => Math.round(hour * 60);
  const hours: ReadonlyArray<readonly [number, number]> = fresh
    ? [
        [6.5, 20],
        [7, 22],
        // A fruit shop at the night market closes after midnight.
        [15, 1.5],
      ]
    : urban
      ? [
          [9, 21],
          [9.5, 21.5],
          [10, 22],
        ]
      : [
          [8, 19],
          [8.5, 20],
          [9, 21],
        ];
  const [opens, closes] = random.pick(hours);
  return { opensAtMinute: at(opens), closesAtMinute: at(closes) };
}

function statusOf(random: Random): Location['status'] {
  const draw = random.next();
  return draw < 0.006 ? 'closed' : draw < 0.01 ? 'suspended' : 'open';
}

/** No number begins with 0 behind its area code: nobody's phone rings. */
function phoneOf(branchId: string): string {
  return `010-0${branchId.replace(/\D/g, '').padStart(7, '0')}`;
}

/** Most that sell fresh goods send them cold, most that sell appliances bring them; drawn apart from all else. */
function abilitiesOf(stream: string, trades: readonly string[], equipped: boolean): Ability[] {
  const random = seededRandom(`${stream}/abilities`);
  const [cold, large] = [random.next(), random.next()];
  return [
    ...(trades.some((trade) => trade === 'beef' || trade === 'fruit') && (equipped || cold < 0.8)
      ? (['cold'] as const)
      : []),
    ...(trades.includes('appliances') && (equipped || large < 0.85) ? (['large'] as const) : []),
  ];
}

function freshTrades(random: Random): string[] {
  return random.pick([['beef'], ['fruit'], ['beef', 'fruit']]);
}

function tradesOf(random: Random, place: Place): string[] {
  // The island's shop sells what is hard to carry over the water.
  const trades = new Set<string>(islandCounties.has(place.county) ? ['appliances'] : []);
  const wanted = 1 + random.below(3);
  while (trades.size < wanted) trades.add(random.pick(allTrades));
  return allTrades.filter((trade) => trades.has(trade));
}
