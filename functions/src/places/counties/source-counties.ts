/** Reads the source polygons and repairs what is known to be wrong in their names. */
import type { MultiPolygon, Polygon, Topology } from 'topojson-specification';

export type SourceProperties = {
  adcode: string | null;
  province: string;
  city: string;
  name: string;
  center: [number, number];
};

export type CountyGeometry = (Polygon | MultiPolygon) & { properties: SourceProperties };

export type SourceTopology = Topology<{
  counties: { type: 'GeometryCollection'; geometries: CountyGeometry[] };
}>;

export type County = {
  adcode: string | null;
  province: string;
  city: string;
  county: string;
  center: [number, number];
  geometry: CountyGeometry;
};

/** Official names in the order of GB/T 2260, with the code's first two digits. */
export const provinceCodes: Readonly<Record<string, string>> = {
  北京市: '11',
  天津市: '12',
  河北省: '13',
  山西省: '14',
  内蒙古自治区: '15',
  辽宁省: '21',
  吉林省: '22',
  黑龙江省: '23',
  上海市: '31',
  江苏省: '32',
  浙江省: '33',
  安徽省: '34',
  福建省: '35',
  江西省: '36',
  山东省: '37',
  河南省: '41',
  湖北省: '42',
  湖南省: '43',
  广东省: '44',
  广西壮族自治区: '45',
  海南省: '46',
  重庆市: '50',
  四川省: '51',
  贵州省: '52',
  云南省: '53',
  西藏自治区: '54',
  陕西省: '61',
  甘肃省: '62',
  青海省: '63',
  宁夏回族自治区: '64',
  新疆维吾尔自治区: '65',
  台湾省: '71',
  香港特别行政区: '81',
  澳门特别行政区: '82',
};

const municipalities = new Set(['北京', '天津', '上海', '重庆']);

/**
 * The source names a province in full only where the county has a code ("山东省", but "山东" for 长岛县), files
 * 沧州 under 河南 (it is in 河北), and drops the 市 of the four municipalities.
 */
export function repairNames(source: SourceProperties): Pick<County, 'province' | 'city' | 'county'> {
  const city = municipalities.has(source.city) ? `${source.city}市` : source.city;
  if (city === '沧州市') return { province: '河北省', city, county: source.name };
  const province = Object.keys(provinceCodes).find((name) => name.startsWith(source.province.slice(0, 2)));
  if (province === undefined) throw new Error(`unknown province ${source.province}`);
  return { province, city, county: source.name };
}

/** All counties, in the order of province code, city (its lowest county code), county code, name. */
export function readCounties(source: SourceTopology): County[] {
  const counties = source.objects.counties.geometries.map((geometry): County => {
    const properties = geometry.properties;
    return { adcode: properties.adcode, center: properties.center, geometry, ...repairNames(properties) };
  });

  const lowestCodeOfCity = new Map<string, string>();
  for (const county of counties) {
    const key = county.province + county.city;
    const lowest = lowestCodeOfCity.get(key) ?? unknownCode;
    lowestCodeOfCity.set(key, (county.adcode ?? unknownCode) < lowest ? county.adcode! : lowest);
  }
  const sortKey = (county: County) =>
    [
      provinceCodes[county.province],
      lowestCodeOfCity.get(county.province + county.city),
      county.city,
      county.adcode ?? unknownCode,
      county.county,
    ].join('/');
  return counties
    .map((county) => ({ county, key: sortKey(county) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ county }) => county);
}

const unknownCode = '999999';
