import {
  type ImportKind,
  type ImportRow,
  importColumnOf,
  maxImportRows,
  neededColumns,
  rowsPerPortion,
} from '@jindian/shared/import-table';
import { parse } from 'csv-parse/browser/esm/sync';

export type Table = {
  rows: ImportRow[];
  /** Columns of ours that were found, under the contract's names. */
  columns: string[];
  /** Headings that mean nothing to us. */
  ignored: string[];
};
export type TableFault =
  | { fault: 'empty' | 'unreadable' }
  | { fault: 'too_long'; max: number }
  | { fault: 'columns'; missing: string[] };

/** Excel in China writes GB 18030, other programs UTF-8; whatever is not valid UTF-8 is the former. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Reads a CSV with a line of headings, or a JSON list of objects. Rows keep the number that Excel shows. */
export function readTable(kind: ImportKind, name: string, text: string): Table | TableFault {
  const plain = text.replace(/^\uFEFF/, '');
  let records: Record<string, unknown>[];
  let firstRow = 2;
  try {
    if (/\.json$/i.test(name) || /^\s*\[/.test(plain)) {
      const parsed: unknown = JSON.parse(plain);
      if (!Array.isArray(parsed)) return { fault: 'unreadable' };
      records = parsed as Record<string, unknown>[];
      firstRow = 1;
    } else {
      const semicolons = !/,/.test(plain.slice(0, plain.indexOf('\n'))) && /;/.test(plain);
      records = parse(plain, {
        columns: true,
        delimiter: semicolons ? ';' : plain.slice(0, 2_000).includes('\t') ? ['\t', ','] : ',',
        skip_empty_lines: true,
        relax_column_count: true,
        trim: true,
      }) as Record<string, unknown>[];
    }
  } catch {
    return { fault: 'unreadable' };
  }
  if (records.length === 0) return { fault: 'empty' };
  if (records.length > maxImportRows) return { fault: 'too_long', max: maxImportRows };
  const names = new Map<string, string>();
  const ignored = new Set<string>();
  for (const heading of Object.keys(records[0] ?? {})) {
    const column = importColumnOf(kind, heading);
    if (column) names.set(heading, column);
    else if (heading !== '') ignored.add(heading);
  }
  const columns = [...new Set(names.values())];
  const missing = neededColumns[kind]
    .filter((oneOf) => !oneOf.some((column) => columns.includes(column)))
    .map((oneOf) => oneOf.join(' / '));
  if (missing.length > 0) return { fault: 'columns', missing };
  const rows = records.map((record, index): ImportRow => {
    const values: ImportRow['values'] = {};
    for (const [heading, column] of names) {
      const value = record?.[heading];
      if (typeof value === 'number') values[column] = value;
      else if (typeof value === 'string' && value !== '') values[column] = value.slice(0, 200);
    }
    return { row: firstRow + index, values };
  });
  return { rows, columns, ignored: [...ignored] };
}

/** Rows of one place travel together: they fit into fewer transactions. The same file gives the same portions. */
export function portionsOf(rows: readonly ImportRow[]): ImportRow[][] {
  const keyOf = ({ values }: ImportRow) => String(values.locationId ?? values.skuId ?? '');
  const sorted = [...rows].sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one < other ? -1 : one > other ? 1 : a.row - b.row;
  });
  const portions: ImportRow[][] = [];
  for (let start = 0; start < sorted.length; start += rowsPerPortion) {
    portions.push(sorted.slice(start, start + rowsPerPortion));
  }
  return portions;
}

/** Tells files apart, so that a broken-off import of this one can go on. FNV-1a, twice, with the length. */
export function fingerprint(kind: ImportKind, text: string): string {
  let [one, other] = [0x811c9dc5, 0xc2b2ae35];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  return `${kind}-${text.length}-${(one >>> 0).toString(16)}${(other >>> 0).toString(16)}`;
}

/** Excel shows Chinese only behind a byte order mark; a cell that begins like a formula must not become one. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
