/** What a pasted text says that it is: 收货人：刘金城. A label decides, whatever the word behind it looks like. */
import { normalPhone, phonePattern } from './phone.ts';

const kinds = {
  name: '收货人姓名|收件人姓名|收货人|收件人|联系人|姓名|Name',
  phone: '联系电话|联系方式|手机号码|手机号|电话号码|手机|电话|Phone|Mobile|Tel',
  postcode: '邮政编码|邮编|Postcode',
  place: '收货地址|收件地址|所在地区|所在地址|详细地址|地区|地址|Address',
} as const;
type Kind = keyof typeof kinds;

/** With a colon anywhere; without one only where a word begins and ends. */
const label = new RegExp(
  `(?:备用)?(?:${Object.entries(kinds)
    .map(([kind, words]) => `(?<${kind}>${words})`)
    .join(
      '|',
    )})(?:\\s*[:：]\\s*|(?<=(?:^|[\\s,，;；、|/])(?:备用)?(?:${Object.values(kinds).join('|')}))\\s+)`,
  'gi',
);

/** Numbers as they stand in a text; what is around them is no part of them. The mainland's first. */
const phones = [
  /(^|\D)((?:(?:\+|00)?86[\s-]*)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4})(?:(?:-|转|,)(\d{3,4}))?(?!\d)/,
  /(^|[^\d+])(\(?(?:\+|00)?852\)?[\s-]*[4-9]\d{3}[\s-]?\d{4})()(?!\d)/,
  /(^|[^\d+])(\(?(?:\+|00)?853\)?[\s-]*6\d{3}[\s-]?\d{4})()(?!\d)/,
  /(^|[^\d+])(\(?(?:\+|00)?886\)?[\s-]*0?9\d{2}[\s-]?\d{3}[\s-]?\d{3})()(?!\d)/,
];
/** As they are written where they belong: their code is known from the place. */
const localPhones = [
  { where: /香港/, pattern: /(^|\D)([4-9]\d{3}[\s-]?\d{4})(?!\d)/, code: '+852' },
  { where: /澳[门門]/, pattern: /(^|\D)(6\d{3}[\s-]?\d{4})(?!\d)/, code: '+853' },
  {
    where: /[台臺][湾灣北中南]|高雄|新北|桃[园園]/,
    pattern: /(^|\D)(09\d{2}[\s-]?\d{3}[\s-]?\d{3})(?!\d)/,
    code: '+886',
  },
] as const;

/** Where the number stood: the name is often beside it. */
export const mark = ' \u241f ';

/** The first number that can be called. Where it stood is a separator. `whole`: what says where it belongs. */
function takePhone(text: string, whole = text): { phone: string | null; rest: string } {
  for (const pattern of phones) {
    const found = pattern.exec(text);
    if (!found) continue;
    const [taken, lead = '', written = '', extension] = found;
    const phone = normalPhone(written);
    if (!phonePattern.test(phone)) continue;
    const dialled = extension ? ` 转${extension} ` : mark;
    const rest = text.slice(0, found.index) + lead + dialled + text.slice(found.index + taken.length);
    return { phone, rest };
  }
  for (const { where, pattern, code } of localPhones) {
    const found = where.test(whole) && pattern.exec(text);
    if (!found) continue;
    const [taken, lead = '', written = ''] = found;
    const phone = normalPhone(`${code}${written.replace(/^0/, '')}`);
    if (!phonePattern.test(phone)) continue;
    return { phone, rest: text.slice(0, found.index) + lead + mark + text.slice(found.index + taken.length) };
  }
  return { phone: null, rest: text };
}

/** One word, or all words of a name in Latin letters, up to a number or a separator. */
const nameAhead =
  /^(?:[A-Za-z][A-Za-z.'-]*(?: +[A-Za-z][A-Za-z.'-]*)*(?=$|[\s\d,，;；、|/()+])|[^\s\d,，;；、|/()+]{1,20}(?=$|[\s\d,，;；、|/()+]))/u;

/** What a label says to be a name; an address behind it is none. */
function nameIn(said: string): string | null {
  const [name = null] = nameAhead.exec(said) ?? [];
  return name !== null && name.length > 6 && /[省市区县路街]/.test(name) ? null : name;
}

/** Name and number as they are labelled, and the text without them and without labels. */
export function takeLabelled(text: string): { name: string | null; phone: string | null; text: string } {
  const labels = [...text.matchAll(label)];
  let name: string | null = null;
  let phone: string | null = null;
  let rest = text.slice(0, labels[0]?.index ?? text.length);
  for (const [at, found] of labels.entries()) {
    const kind = (Object.keys(kinds) as Kind[]).find((one) => found.groups?.[one] !== undefined);
    let said = text.slice(found.index + found[0].length, labels[at + 1]?.index ?? text.length);
    if (kind === 'name' && name === null) {
      name = nameIn(said);
      said = said.slice(name?.length ?? 0);
    } else if (kind === 'phone' && phone === null) {
      const taken = takePhone(said, text);
      phone = taken.phone;
      said = taken.rest;
    } else if (kind === 'postcode') said = said.replace(/^\d{6}(?!\d)/, '');
    rest += `\n${said}`;
  }
  if (phone !== null) return { name, phone, text: rest };
  const taken = takePhone(rest);
  return { name, phone: taken.phone, text: taken.rest };
}

const separators = /[\s,，;；、|/]+/;
/** Seven digits and more, however they are grouped, are somebody's number. */
const numbers = /[+(]?\d(?:[\s().·–-]{0,2}\d){6,}/g;
const named =
  '小区|小區|社区|社區|花园|花園|家园|家園|公寓|大厦|大廈|大楼|大樓|广场|廣場|中心|市场|市場|商场|商場|学校|學校|中学|中學|小学|小學|大学|大學|学院|學院|医院|醫院|酒店|车站|車站|新村|工业园|科技园|产业园|开发区|胡同|大道|公路';
/** 刘金城, 张晓路: a person may be called so; a street is, where it is longer or a number follows. */
const ending = '[路街道巷弄里村镇鎮乡鄉城园園苑庄莊坊厦廈院区區]';
const doors = '\\d+[A-Za-z]?(?:号|號|弄|巷|栋|棟|幢|座|楼|樓|组|組|队|隊|单元|單元)';
const surely = new RegExp(`^.*(?:${named}|${doors}|${ending}(?=\\d))`, 'u');
const perhaps = new RegExp(`^.*${ending}`, 'u');
const titled = /先生|女士|小姐|老师|老師|太太/;
const shortestStreet = 5;

/** The text without anything that could be called. */
export const withoutNumbers = (text: string) => text.replace(numbers, ' ');

/**
 * Of all that is neither name, number nor region the pieces that say a road or a house: they alone are asked of a map.
 * A word in which nothing says that it is a place may be a person whom nothing labels.
 */
export function roadsIn(detail: string, recipientName: string | null): string {
  const unnamed = recipientName ? detail.replaceAll(recipientName, ' ') : detail;
  const pieces = withoutNumbers(unnamed).split(separators);
  return pieces
    .flatMap((piece, at) => {
      if (titled.test(piece)) return [];
      const sure = surely.exec(piece)?.[0];
      if (sure !== undefined) return [sure];
      const street = perhaps.exec(piece)?.[0] ?? '';
      const isNumbered = /^\d+[A-Za-z]?[号號]/.test(pieces[at + 1] ?? '');
      return street.length >= shortestStreet || (street !== '' && isNumbered) ? [street] : [];
    })
    .join('');
}
