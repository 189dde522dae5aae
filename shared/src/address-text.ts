/**
 * A whole address as people copy it from a chat or another shop: name, number, region and street in any order, with any
 * separators or none. The regions are the caller's, so that what is read is what can be delivered to.
 */
import { mark, takeLabelled } from './address-labels.ts';
import { cleanText } from './clean-text.ts';

export type Region = { readonly province: string; readonly city: string; readonly county: string };

/** What was found. `detail` holds all that is nothing else: no word is lost. */
export type AddressText = {
  recipientName: string | null;
  phone: string | null;
  province: string | null;
  city: string | null;
  county: string | null;
  detail: string;
};

export type AddressReader = {
  read(text: string): AddressText;
  /** The county that a text names at its beginning by its whole name; null where it names none, or several. */
  countyAtStartOf(text: string, within?: Pick<Region, 'province' | 'city'>): Region | null;
};

/** Longer is no address. */
export const longestAddressText = 300;

const separators = /[\s,，;；、|/]+/;
const addressWords =
  /[路街道巷弄里村镇乡号栋幢座楼室层区县市省园城苑坊厦院庄屯组队店场站校]|单元|广场|小区|花园|公寓|大厦|中心|附近|对面|旁/;
const titles = /(?:先生|女士|小姐|老师|太太|阿姨|叔叔|师傅|经理)$/;
const surnames =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳段富巫乌焦巴弓牧车侯全班秋仲伊宫宁仇栾甘厉武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲从索咸赖卓屠池乔阴胥能苍双闻莘翟谭贡劳姬申扶堵冉宰郦雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎连茹习艾容古易慎戈廖终衡步都耿满匡国文寇广东欧沃利师巩聂晁勾敖融冷辛阚那简饶曾沙养丰关查游权盖益桓公欧阳上官司马诸葛';

/** 江苏省 → 江苏, 广西壮族自治区 → 广西, 烟台市 → 烟台; one character alone is no name. */
function shortOf(name: string): string {
  const short = name
    .replace(/(?:特别行政区|(?:维吾尔|壮族|回族)?自治区|省|市)$/, '')
    .replace(
      /(?<=..)(?:(?:[一-龥]{1,3}族|蒙古|哈萨克|柯尔克孜)+自治[州县旗]|地区|新区|林区|[区县盟旗])$/,
      '',
    );
  return short.length < 2 ? name : short;
}

type Found = {
  at: number;
  end: number;
  province: string;
  city: string | null;
  county: string | null;
  score: number;
};

type Names = { full: string; short: string };
const namesOf = (full: string): Names => ({ full, short: shortOf(full) });
type City = Names & { counties: readonly Names[] };
type Province = Names & { cities: readonly City[] };

function treeOf(regions: readonly Region[]): Province[] {
  const provinces = new Map<string, Map<string, Set<string>>>();
  for (const { province, city, county } of regions) {
    const cities = provinces.get(province) ?? new Map<string, Set<string>>();
    provinces.set(province, cities);
    cities.set(city, (cities.get(city) ?? new Set<string>()).add(county));
  }
  return [...provinces].map(([province, cities]) => ({
    ...namesOf(province),
    cities: [...cities].map(([city, counties]) => ({
      ...namesOf(city),
      counties: [...counties].map(namesOf).sort((a, b) => b.full.length - a.full.length),
    })),
  }));
}

/** A road is called after a region, and is none. */
const roadAhead = /^(?:[东西南北中]?[一二三四五六七八九十]?[路街道巷]|大[街道])/;

export function createAddressReader(
  regions: readonly Region[],
  /** Characters as they are compared, one for one: traditional ones as simplified. */
  fold: (text: string) => string = (text) => text,
): AddressReader {
  const provinces = treeOf(regions);
  const byFirst = new Map<string, Region[]>();
  for (const region of regions) {
    const [first = ''] = region.county;
    byFirst.set(first, [...(byFirst.get(first) ?? []), region]);
  }

  /** After a region and what stands between it and the next. */
  function past(text: string, at: number): number {
    const between = /^(?:[\s,，、/·-]*(?:市辖区|省直辖县级行政区划)?[\s,，、/·-]*)/.exec(text.slice(at));
    return at + (between?.[0].length ?? 0);
  }

  function takes(text: string, at: number, names: Names, mayBeShort: boolean): number {
    if (text.startsWith(names.full, at)) return names.full.length;
    if (!mayBeShort || !text.startsWith(names.short, at)) return 0;
    return roadAhead.test(text.slice(at + names.short.length)) ? 0 : names.short.length;
  }

  function countyFrom(
    text: string,
    at: number,
    found: Found,
    cities: readonly City[],
    mayBeShort: boolean,
  ): Found {
    let best = found;
    const start = past(text, at);
    for (const city of cities)
      for (const county of city.counties) {
        const length = takes(text, start, county, mayBeShort);
        const score = found.score + 10 + length;
        if (length === 0 || score <= best.score) continue;
        best = { ...found, city: city.full, county: county.full, end: start + length, score };
      }
    return best;
  }

  /** Whatever chain of regions begins at this character, the longest first. */
  function chainAt(text: string, at: number): Found | null {
    let best: Found | null = null;
    const take = (found: Found) => {
      if (best === null || found.score > best.score) best = found;
    };
    for (const province of provinces) {
      const ownLength = takes(text, at, province, true);
      const starts = ownLength > 0 ? [past(text, at + ownLength)] : [at];
      const begun: Found = {
        at,
        end: at + ownLength,
        province: province.full,
        city: null,
        county: null,
        score: ownLength > 0 ? 10 + ownLength : 0,
      };
      if (ownLength > 0) {
        take(begun);
        // 北京朝阳区: no city is named.
        take(countyFrom(text, at + ownLength, begun, province.cities, true));
      }
      for (const start of starts)
        for (const city of province.cities) {
          const length = takes(text, start, city, true);
          if (length === 0) continue;
          const inCity: Found = {
            ...begun,
            city: city.full,
            end: start + length,
            score: begun.score + 10 + length,
          };
          const withCounty = countyFrom(text, start + length, inCity, [city], true);
          // 南京 alone may be a road or a shop: it counts with its 市, its province or a county.
          if (ownLength > 0 || withCounty.county || length === city.full.length) take(withCounty);
        }
    }
    return best;
  }

  /** Counties whose whole name begins here. */
  function countiesAt(text: string, at: number): { region: Region; length: number }[] {
    return (byFirst.get(text[at] ?? '') ?? [])
      .filter(({ county }) => text.startsWith(county, at))
      .map((region) => ({ region, length: region.county.length }));
  }

  /** One county of this name, else nothing: 鼓楼区 is in four cities. */
  function loneCounty(text: string, at: number): Found | null {
    const found = countiesAt(text, at);
    const [only] = found;
    if (found.length !== 1 || !only) return null;
    return { at, end: at + only.length, ...only.region, score: 10 + only.length };
  }

  function regionIn(text: string): Found | null {
    let best: Found | null = null;
    for (let at = 0; at < text.length; at += 1) {
      if (/[\s,，]/.test(text[at] ?? '')) continue;
      const found = chainAt(text, at) ?? loneCounty(text, at);
      if (found && (best === null || found.score > best.score)) best = found;
    }
    return best && completed(best);
  }

  /** A city that is a county of the same name, or has only one, needs no second word. */
  function completed(found: Found): Found {
    const province = provinces.find(({ full }) => full === found.province);
    const city =
      province?.cities.find(({ full }) => full === found.city) ??
      (province?.cities.length === 1 ? province.cities[0] : undefined);
    const [only] = city?.counties ?? [];
    const county = found.county ?? (city?.counties.length === 1 && only ? only.full : null);
    return { ...found, city: city?.full ?? found.city, county };
  }

  return {
    read(given) {
      const labelled = takeLabelled(cleanText(given.slice(0, longestAddressText)).normalize('NFKC'));
      const { text, phone } = labelled;
      // As long as the text, so that what is found stands where it was found.
      const region = regionIn(fold(text.replace(sixDigits, (code) => ' '.repeat(code.length))));
      const before = region ? text.slice(0, region.at) : '';
      const after = region ? text.slice(region.end) : text;
      const { name, detail } = takeName(
        withoutPostcode(before, region?.province),
        withoutPostcode(after, region?.province),
        labelled.name,
      );
      return {
        recipientName: name,
        phone,
        province: region?.province ?? null,
        city: region?.city ?? null,
        county: region?.county ?? null,
        detail,
      };
    },
    countyAtStartOf(given, within) {
      const text = fold(cleanText(given).normalize('NFKC').trimStart());
      const chain = chainAt(text, 0);
      if (chain?.county && text.slice(0, chain.end).endsWith(chain.county)) {
        const { province, city, county } = completed(chain);
        return city ? { province, city, county: county as string } : null;
      }
      const found = countiesAt(text, 0).map(({ region }) => region);
      const near = within
        ? found.filter(({ province, city }) => province === within.province && city === within.city)
        : [];
      const [only] = near.length > 0 ? near : found;
      return near.length === 1 || found.length === 1 ? (only ?? null) : null;
    },
  };
}

type Piece = { text: string; side: 'before' | 'after'; last: boolean; first: boolean; besideNumber: boolean };

function piecesOf(before: string, after: string): Piece[] {
  const words = (side: 'before' | 'after', text: string) =>
    text
      .split(separators)
      .filter((word) => word !== '')
      .map((word) => ({ side, text: word }));
  const all = joinLatin([...words('before', before), ...words('after', after)]);
  const shown = all.filter(({ text }) => text !== mark.trim());
  return all.flatMap((word, at) => {
    if (word.text === mark.trim()) return [];
    const beside = [all[at - 1], all[at + 1]].some((other) => other?.text === mark.trim());
    return [{ ...word, first: word === shown[0], last: word === shown.at(-1), besideNumber: beside }];
  });
}

/** John Smith is one name. */
function joinLatin<Word extends { side: string; text: string }>(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    const isLatin = (text: string) => /^[A-Za-z.'-]{1,20}(?: [A-Za-z.'-]{1,20})*$/.test(text);
    if (before && before.side === word.side && isLatin(before.text) && isLatin(word.text))
      joined[joined.length - 1] = { ...before, text: `${before.text} ${word.text}` };
    else joined.push(word);
  }
  return joined;
}

/** How much a piece looks like a person; below 3 it is taken for a part of the address. */
function nameScore({ text, side, first, last, besideNumber }: Piece): number {
  const isDotted = /^[一-龥]{1,10}(?:·[一-龥]{1,10})+$/.test(text);
  const isChinese = isDotted || /^[一-龥]{2,6}$/.test(text);
  const isLatin = /^[A-Za-z][A-Za-z .'-]{1,30}$/.test(text);
  if (titles.test(text) && text.length <= 8) return 20;
  if ((!isChinese && !isLatin) || addressWords.test(text.slice(1))) return -1;
  const usual = isLatin || isDotted || text.length <= 4 ? 2 : 0;
  const surname = isLatin || isDotted || surnames.includes(text[0] ?? '') ? 2 : 0;
  const where = (side === 'before' ? 2 : 0) + (first || last ? 1 : 0) + (besideNumber ? 2 : 0);
  return usual + surname + where;
}

function takeName(
  before: string,
  after: string,
  labelled: string | null,
): { name: string | null; detail: string } {
  const pieces = piecesOf(before, after);
  let best: Piece | null = null;
  for (const piece of labelled === null ? pieces : []) {
    const score = nameScore(piece);
    if (score >= 4 && (best === null || score > nameScore(best))) best = piece;
  }
  const rest = pieces.filter((piece) => piece !== best).map(({ text }) => text);
  return { name: labelled ?? best?.text ?? null, detail: rest.join(' ') };
}

const sixDigits = /(?<=^|[\s,，;；])\d{6}(?=$|[\s,，;；])/g;
/** The first two digits of the postcodes of a province; six digits of another kind open somebody's gate. */
const postcodes: Readonly<Record<string, RegExp>> = {
  北京: /^10/,
  上海: /^20/,
  天津: /^30/,
  重庆: /^40/,
  河北: /^0[5-7]/,
  山西: /^0[34]/,
  内蒙古: /^0[12]/,
  辽宁: /^1[12]/,
  吉林: /^13/,
  黑龙江: /^1[56]/,
  江苏: /^2[12]/,
  安徽: /^2[34]/,
  山东: /^2[5-7]/,
  浙江: /^3[12]/,
  江西: /^3[34]/,
  福建: /^3[56]/,
  湖南: /^4[12]/,
  湖北: /^4[34]/,
  河南: /^4[5-7]/,
  广东: /^5[12]/,
  广西: /^5[34]/,
  贵州: /^5[56]/,
  海南: /^57/,
  四川: /^6[1-4]/,
  云南: /^6[5-7]/,
  陕西: /^7[12]/,
  甘肃: /^7[34]/,
  宁夏: /^75/,
  青海: /^81/,
  新疆: /^8[34]/,
  西藏: /^85/,
};

function withoutPostcode(text: string, province: string | undefined): string {
  const known = province && postcodes[shortOf(province)];
  return known ? text.replace(sixDigits, (code) => (known.test(code) ? '' : code)) : text;
}
