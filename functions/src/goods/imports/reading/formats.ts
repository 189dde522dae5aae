/** What a number format of a spreadsheet says about the cell: whether what is shown is what is held. */
export type FormatMeaning = 'plain' | 'number' | 'date' | 'odd';

/** Formats that have a number instead of a code (ECMA-376, 18.8.30), those of Chinese editions included. */
export function builtInFormat(id: number): string {
  if (id === 0) return 'General';
  if (id === 49) return '@';
  const known: Record<number, string> = {
    1: '0',
    2: '0.00',
    3: '#,##0',
    4: '#,##0.00',
    9: '0%',
    10: '0.00%',
  };
  if (known[id] !== undefined) return known[id];
  if ((id >= 5 && id <= 8) || (id >= 37 && id <= 44)) return '#,##0.00';
  if (id === 11 || id === 48) return '0.00E+00';
  if (id === 12 || id === 13) return '# ?/?';
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58))
    return 'yyyy-mm-dd';
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return 'hh:mm:ss';
  return `#${id}`;
}

/** Where a sign that we share with others means our money: China, and who writes as there. */
const ourLocales = /^(?:|804|1004|450|451|478|480)$/i;

const ourLiterals = /^(?:[¥￥元圆件个\s()-]|RMB|CNY|人民币)*$/;

/** `odd` where a reader of the sheet sees something else than the number: percent, ten thousands, another currency. */
export function meaningOf(format: string): FormatMeaning {
  if (format === '' || format === '@' || format === '0' || format === 'General') return 'plain';
  let literals = '';
  let isOdd = false;
  const locales: string[] = [];
  const keep = (_: string, text: string) => {
    literals += text;
    return '';
  };
  const bare = (format.split(';')[0] as string)
    .replace(/"([^"]*)"/g, keep)
    .replace(/\\(.)/g, keep)
    .replace(/[_*]./g, '')
    .replace(/\[\$([^\]-]*)(?:-([^\]]*))?\]/g, (_, sign: string, locale = '') => {
      locales.push(locale.split(',')[0] as string);
      literals += sign;
      return '';
    })
    .replace(/\[([^\]]*)\]/g, (_, inner: string) => {
      if (!/^(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)$/i.test(inner)) isOdd = true;
      return '';
    });
  if (isOdd) return 'odd';
  if (/[yd]/i.test(bare) && /^[ymdhsapAP/.:,\-\s年月日时分秒上下午T0]+$/i.test(bare)) return 'date';
  // ¥ is the yen's sign as well.
  if (/[¥￥]/.test(bare + literals) && !locales.every((locale) => ourLocales.test(locale))) return 'odd';
  const digits = bare.replace(/[¥￥元件个\s()-]/g, '');
  const shown = /^(?:General|[#0?,]*[#0?](?:\.[#0?]+)?)$/.test(digits);
  // Zeros before the number are part of what is shown: 007 is no 7.
  const padded = /^0{2,}(?!\.)/.test(digits.replaceAll(',', '').replace(/\..*$/, ''));
  return shown && !padded && ourLiterals.test(literals) ? 'number' : 'odd';
}
