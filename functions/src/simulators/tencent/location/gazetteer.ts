import { createHash } from 'node:crypto';
import { streets } from './streets.ts';

/** A county by its official names; `lat`, `lng`: a point inside of it, GCJ-02. */
export interface KnownCounty {
  readonly adcode: string | null;
  readonly province: string;
  readonly city: string;
  readonly county: string;
  readonly lat: number;
  readonly lng: number;
}

type Point = { readonly lat: number; readonly lng: number };

/** What a county has in this gazetteer beside itself; what else is asked for lies somewhere in it. */
const landmarks = ['人民广场', '实验小学', '人民医院', '图书馆', '汽车站'] as const;
/** Made-up places lie this near to the county's heart, so that they lie in the county. */
const spreadDegrees = 0.004;
const endings =
  /(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|自治县|自治旗|地区|新区|林区|省|市|区|县|旗|盟)$/;

/** 玄武区 → 玄武; a name of one character keeps its kind (沧县, 东区). */
function bare(name: string): string {
  const short = name.replace(endings, '');
  return short.length < 2 ? name : short;
}

/** The same place for the same words, as on a real map. */
function somewhereIn(county: KnownCounty, words: string): Point {
  const hash = createHash('sha256').update(`${county.province}${county.county}${words}`).digest();
  const shift = (at: number) => (hash.readUInt16BE(at) / 65_535 - 0.5) * spreadDegrees;
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  return { lat: round(county.lat + shift(0)), lng: round(county.lng + shift(2)) };
}

/** Counties with their real names; streets and houses are believed, and lie near the county's heart. */
export function createGazetteer(counties: readonly KnownCounty[]) {
  const names = counties.map((county) => ({
    county,
    parts: [county.province, county.city, county.county].map((name) => [name, bare(name)] as const),
  }));

  const spots = counties.flatMap((county) =>
    (streets[county.city]?.[county.county] ?? []).map((words) => ({ county, words })),
  );

  /**
   * The counties that a text names, the most exact first, and what it says beyond. Provinces and cities may be left
   * out or be written short.
   */
  function named(text: string): { county: KnownCounty; rest: string; score: number }[] {
    const plain = text.normalize('NFKC').replace(/[\s,，。、;；]+/g, '');
    const found = names.flatMap(({ county, parts }) => {
      let rest = plain;
      let score = 0;
      for (const [level, [full, short]] of parts.entries()) {
        const word = [full, short].find((name) => rest.startsWith(name));
        // 北京市北京市朝阳区 and 北京市朝阳区 are the same.
        if (word === undefined) {
          if (level === 2) return [];
          continue;
        }
        rest = rest.slice(word.length);
        score += word === full ? 2 : 1;
      }
      return [{ county, rest, score }];
    });
    return found.sort((a, b) => b.score - a.score);
  }

  function nearest(point: Point): KnownCounty | null {
    const away = (county: KnownCounty) =>
      (county.lat - point.lat) ** 2 + ((county.lng - point.lng) * Math.cos((point.lat * Math.PI) / 180)) ** 2;
    let best: KnownCounty | null = null;
    for (const county of counties) if (best === null || away(county) < away(best)) best = county;
    // Some two hundred kilometres: beyond that nothing is known.
    return best && away(best) < 4 ? best : null;
  }

  const areaOf = ({ province, city, county, adcode }: KnownCounty) => ({
    province,
    city,
    district: county,
    adcode: adcode ?? '',
  });

  function place(county: KnownCounty, words: string) {
    const { lat, lng } = somewhereIn(county, words);
    const city = county.city === county.province ? '' : county.city;
    return {
      id: createHash('md5').update(`${county.province}${county.county}${words}`).digest('hex').slice(0, 19),
      title: words,
      address: `${county.province}${city}${county.county}${words}`,
      category: '房产小区:住宅区',
      type: 0,
      location: { lat, lng },
      ...areaOf(county),
    };
  }

  return {
    /** Where a county is named: what is asked for there, and its landmarks; else the same near the point. */
    suggest(keyword: string, near: Point | null, most: number) {
      const known = onStreets(keyword, near);
      if (known.length > 0) return known.slice(0, most);
      const exact = named(keyword).slice(0, 3);
      const here = exact.length > 0 ? exact : beginning(keyword, near);
      return here
        .flatMap(({ county, rest }) => {
          const known = landmarks.filter((landmark) => landmark.includes(rest));
          const asked = rest !== '' && !known.some((landmark) => landmark === rest) ? [rest] : [];
          const landmarkNames = known.map((landmark) => `${bare(county.county)}${landmark}`);
          return [...asked, ...landmarkNames].map((words) => place(county, words));
        })
        .slice(0, most);
    },
    locate(address: string) {
      const [best] = named(address);
      if (!best) return null;
      const { county, rest } = best;
      const { province, city } = county;
      const [, street = '', number = ''] = /^(.*?[路街道巷弄村])?(.*)$/u.exec(rest) ?? [];
      return {
        title: rest || county.county,
        location: rest === '' ? { lat: county.lat, lng: county.lng } : somewhereIn(county, rest),
        ad_info: { adcode: county.adcode ?? '' },
        address_components: { province, city, district: county.county, street, street_number: number },
        reliability: rest === '' ? 3 : 7,
        level: rest === '' ? 2 : /\d/.test(rest) ? 9 : 7,
      };
    },
    describe(point: Point) {
      const county = nearest(point);
      if (!county) return null;
      const { province, city } = county;
      const words = `${bare(county.county)}路`;
      const number = `${words}${1 + (Math.abs(Math.round(point.lat * 1e4) + Math.round(point.lng * 1e4)) % 300)}号`;
      return {
        location: point,
        address: `${province}${city}${county.county}${number}`,
        formatted_addresses: { recommend: `${county.county}${words}`, rough: county.county },
        address_component: {
          nation: '中国',
          province,
          city,
          district: county.county,
          street: words,
          street_number: number,
        },
        ad_info: { adcode: county.adcode ?? '', name: `中国,${province},${city},${county.county}` },
      };
    },
  };

  /**
   * Known streets and places that a text means, with a house where it ends in a number; with a county before it, those
   * there. The nearest come first.
   */
  function onStreets(keyword: string, near: Point | null) {
    const plain = keyword.normalize('NFKC').replace(/[\s,，]+/g, '');
    const places = [{ county: null, rest: plain }, ...named(plain)];
    const found = places.flatMap(({ county, rest }) => {
      const [, words = '', house = ''] = /^(.*?)(\d+[号弄]?.*)?$/u.exec(rest) ?? [];
      if (words.length < 2) return [];
      return spots
        .filter((spot) => spot.words.includes(words) && (county === null || spot.county === county))
        .map((spot) => place(spot.county, spot.words + house));
    });
    const away = ({ location }: { location: Point }) =>
      near === null ? 0 : (location.lat - near.lat) ** 2 + (location.lng - near.lng) ** 2;
    // The same name in a town far away is meant by nobody.
    const unique = new Map(found.filter((one) => away(one) < 4).map((one) => [one.id, one]));
    return [...unique.values()].sort((a, b) => away(a) - away(b));
  }

  /** Counties whose name a text begins, or the one at the point with the whole text as words. */
  function beginning(keyword: string, near: Point | null) {
    const plain = keyword.normalize('NFKC').replace(/\s+/g, '');
    const begun = names
      .filter(({ parts }) => plain.length > 0 && parts.some(([full]) => full.startsWith(plain)))
      .slice(0, 3)
      .map(({ county }) => ({ county, rest: '' }));
    if (begun.length > 0) return begun;
    const county = near && nearest(near);
    return county ? [{ county, rest: plain }] : [];
  }
}
