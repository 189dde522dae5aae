/** Short Chinese names and English names of provinces, cities and counties. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { pinyinTable } from './pinyin-table.ts';

const syllableOf = readTable(pinyinTable);
/** A large network asks for the same few thousand names over and over. */
const cache = new Map<string, LocalizedText>();

/** Names with a usual English spelling of their own. Keys are short names. */
const englishNames: Readonly<Record<string, string>> = {
  内蒙古: 'Inner Mongolia',
  陕西: 'Shaanxi',
  香港: 'Hong Kong',
  澳门: 'Macao',
  呼和浩特: 'Hohhot',
  鄂尔多斯: 'Ordos',
  呼伦贝尔: 'Hulunbuir',
  巴彦淖尔: 'Bayannur',
  乌兰察布: 'Ulanqab',
  锡林郭勒: 'Xilingol',
  阿拉善: 'Alxa',
  哈尔滨: 'Harbin',
  齐齐哈尔: 'Qiqihar',
  拉萨: 'Lhasa',
  日喀则: 'Xigaze',
  昌都: 'Qamdo',
  林芝: 'Nyingchi',
  那曲: 'Nagqu',
  阿里: 'Ngari',
  乌鲁木齐: 'Urumqi',
  克拉玛依: 'Karamay',
  吐鲁番: 'Turpan',
  喀什: 'Kashgar',
  和田: 'Hotan',
  阿克苏: 'Aksu',
  阿勒泰: 'Altay',
  伊犁: 'Ili',
  香格里拉: 'Shangri-La',
  中西区: 'Central and Western',
  湾仔区: 'Wan Chai',
  九龙城区: 'Kowloon City',
  元朗区: 'Yuen Long',
  大埔区: 'Tai Po',
  屯门区: 'Tuen Mun',
  沙田区: 'Sha Tin',
  油尖旺区: 'Yau Tsim Mong',
  深水埗区: 'Sham Shui Po',
  离岛区: 'Islands',
  荃湾区: 'Tsuen Wan',
  葵青区: 'Kwai Tsing',
  西贡区: 'Sai Kung',
  观塘区: 'Kwun Tong',
  黄大仙区: 'Wong Tai Sin',
  嘉模堂区: 'Our Lady of Carmel',
  圣方济各堂区: 'St. Francis Xavier',
  大堂区: 'Cathedral Parish',
  望德堂区: 'St. Lazarus',
  花地玛堂区: 'Our Lady of Fatima',
  花王堂区: 'St. Anthony',
  路凼填海区: 'Cotai',
  风顺堂区: 'St. Lawrence',
  东沙群岛: 'Dongsha Islands',
  台湾: 'Taiwan',
  台北: 'Taipei',
  新北: 'New Taipei',
  基隆: 'Keelung',
  新竹: 'Hsinchu',
  台中: 'Taichung',
  嘉义: 'Chiayi',
  台南: 'Tainan',
  高雄: 'Kaohsiung',
  屏东: 'Pingtung',
  台东: 'Taitung',
  花莲: 'Hualien',
  金门: 'Kinmen',
};

/** Districts of Hong Kong whose names are one character, as other cities' districts may be. */
const hongKongEnglishNames: Readonly<Record<string, string>> = {
  东区: 'Eastern',
  南区: 'Southern',
  北区: 'North',
};

/** Names that read otherwise than their characters do one by one; matched anywhere in a name. */
const readings: ReadonlyArray<readonly [string, string]> = Object.entries({
  蚌埠: 'beng bu',
  蚌山: 'beng shan',
  六安: 'lu an',
  六合: 'lu he',
  闵行: 'min hang',
  西藏: 'xi zang',
  单县: 'shan xian',
  番禺: 'pan yu',
  犍为: 'qian wei',
  浚县: 'xun xian',
  乐清: 'yue qing',
  乐亭: 'lao ting',
  乐陵: 'lao ling',
  泌阳: 'bi yang',
  牟定: 'mou ding',
  铅山: 'yan shan',
  尉犁: 'yu li',
  蔚县: 'yu xian',
  荥经: 'ying jing',
  覃塘: 'qin tang',
  大埔: 'da bu',
  吴堡: 'wu bu',
  洪洞: 'hong tong',
  长子: 'zhang zi',
  繁峙: 'fan shi',
  筠连: 'jun lian',
  东阿: 'dong e',
  茄子河: 'qie zi he',
}).map(([name, reading]) => [name, reading] as const);

const ethnicGroups =
  '壮族|回族|维吾尔|哈萨克族|哈萨克|蒙古族|蒙古|藏族|羌族|彝族|苗族|侗族|土家族|布依族|朝鲜族|满族|瑶族|白族|傣族|景颇族|傈僳族|哈尼族|黎族|水族|仡佬族|畲族|土族|撒拉族|东乡族|保安族|裕固族|锡伯|塔吉克|柯尔克孜|达斡尔族|毛南族|仫佬族|各族|纳西族|佤族|拉祜族|布朗族|普米族|独龙族|怒族';
const autonomous = new RegExp(`^(..+?)(?:${ethnicGroups})*自治(?:区|州|县|旗)$`);
const district = new RegExp(`^(..+?)(?:${ethnicGroups})区$`);

/** 烟台市 → 烟台, 伊犁哈萨克自治州 → 伊犁, 浦东新区 → 浦东; a name of one character keeps its kind (沧县, 郊区). */
export function shortName(name: string): string {
  const base =
    autonomous.exec(name)?.[1]?.replace(/(?<=..)族$/, '') ??
    district.exec(name)?.[1] ??
    (/(?:[左右前中后]旗|矿区|堂区|填海区|群岛)$/.test(name) || name in englishNames
      ? name
      : name.replace(/(?:特别行政区|(?<=..)(?:新区|特区|地区)|(?<=神农架)林区|省|市|区|县|旗|盟)$/, ''));
  return base.length < 2 ? name : base;
}

/** A name in both languages, English in pinyin with the usual exceptions: { zh: '烟台', en: 'Yantai' }. */
export function placeName(name: string, city?: string): LocalizedText {
  const key = `${city ?? ''}/${name}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const zh = shortName(name);
  const english = city === '香港' ? (hongKongEnglishNames[name] ?? englishNames[zh]) : englishNames[zh];
  const result = { zh, en: english ?? toPinyin(zh) };
  cache.set(key, result);
  return result;
}

/** One capitalised word, with an apostrophe where two syllables would read as one (Lu'an). Throws on an unknown character. */
export function toPinyin(text: string): string {
  const syllables: string[] = [];
  for (let i = 0; i < text.length; ) {
    const special = readings.find(([name]) => text.startsWith(name, i));
    if (special !== undefined) {
      syllables.push(...special[1].split(' '));
      i += special[0].length;
      continue;
    }
    const syllable = syllableOf.get(text[i]!);
    if (syllable === undefined) throw new Error(`no reading for ${text[i]} in ${text}`);
    syllables.push(syllable);
    i += 1;
  }
  const word = syllables
    .map((syllable, i) => (i > 0 && /^[aeo]/.test(syllable) ? `'${syllable}` : syllable))
    .join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function readTable(table: string): Map<string, string> {
  const readingOf = new Map<string, string>();
  for (const entry of table.trim().split(/\s+/)) {
    const syllable = /^[a-zü]+/.exec(entry)?.[0];
    if (syllable === undefined) throw new Error(`the entry ${entry} has no syllable`);
    for (const character of entry.slice(syllable.length)) readingOf.set(character, syllable);
  }
  return readingOf;
}
