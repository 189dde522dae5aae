/** A lot as a box says it; the day is null where the text does not tell it. */
export type ScannedLot = { code: string; expiresOn: string | null };

/** GS1: how long each element is that stands before a lot on boxes; others end at a separator. */
const fixedLengths: Record<string, number> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '11': 6,
  '13': 6,
  '15': 6,
  '17': 6,
};
const separator = '\u001d';
const isCode = (text: string) => /^[A-Za-z0-9._-]{1,20}$/.test(text);

/** `YYMMDD`; a day of 00 is the last of its month. */
function dayOf(digits: string | undefined): string | null {
  const [, year, month, day] = /^(\d\d)(\d\d)(\d\d)$/.exec(digits ?? '') ?? [];
  if (!year || !month || !day) return null;
  const date = day === '00' ? new Date(Date.UTC(2000 + Number(year), Number(month), 0)) : null;
  const text = date ? date.toISOString().slice(0, 10) : `20${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(text)) ? null : text;
}

function elementsOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  if (text.startsWith('(')) {
    for (const [, name, value] of text.matchAll(/\((\d{2,4})\)([^(]*)/g)) {
      if (name && value) found.set(name, value.replaceAll(separator, ''));
    }
    return found;
  }
  let rest = text.replace(/^\](C1|d2|Q3|e0)/, '');
  while (rest.length > 2) {
    const name = rest.slice(0, 2);
    const length = fixedLengths[name];
    if (length === undefined && name !== '10' && name !== '21') break;
    const value =
      length === undefined ? (rest.slice(2).split(separator)[0] ?? '') : rest.slice(2, 2 + length);
    found.set(name, value);
    rest = rest.slice(2 + value.length);
    if (rest.startsWith(separator)) rest = rest.slice(1);
  }
  return found;
}

/** What a code on a box says of the lot in it: GS1 elements, or the bare lot. Null: nothing. */
export function lotFromText(scanned: string): ScannedLot | null {
  const text = scanned.trim();
  const elements = elementsOf(text);
  const code = elements.get('10');
  if (code !== undefined && isCode(code)) return { code, expiresOn: dayOf(elements.get('17')) };
  return isCode(text) ? { code: text, expiresOn: null } : null;
}

/** Whether a lot of the books is the one on the box. */
export function isScanned(lot: { code: string; expiresOn: string | null }, scanned: ScannedLot): boolean {
  return lot.code === scanned.code && (scanned.expiresOn === null || lot.expiresOn === scanned.expiresOn);
}
