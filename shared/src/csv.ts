/** CSV as HQ writes it (RFC 4180), and what its own reader takes back of it. */

/**
 * What a spreadsheet would run or take apart: formulas, and tabs and line breaks at the beginning; the full-width signs
 * too. Apostrophes before it count along, so that taking one away is always the reverse of putting one there.
 */
const risky = /^'*[=+\-@\t\r\n＝＋－＠]/;
const guarded = /^'+[=+\-@\t\r\n＝＋－＠]/;
/** A number with its sign is no formula, and has to add up. */
const plainNumber = /^-?\d+(\.\d+)?$/;
/** Behind a number without quotes it would be read as the rest of it: 1,234. Money in yuan is a number itself. */
const restOfThousand = /^\d{3}(?!\.\d\d$)(\.\d+)?(\s*(元|圆|件|个|RMB|CNY))?$/i;

/** One cell: text that would be a formula gets an apostrophe before it. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = risky.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  const isApart = typeof value === 'string' && restOfThousand.test(value);
  return isApart || /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What the cell said before it was neutralised. */
export function withoutGuard(text: string): string {
  return guarded.test(text) ? text.slice(1) : text;
}

/** A whole table. Excel shows Chinese only behind a byte order mark. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
