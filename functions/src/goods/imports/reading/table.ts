/**
 * A file that HQ chose, read into rows of what they surely mean. Pure: the page reads in the browser with it, and so can
 * whatever else takes a file. Cells that can be read in more than one way are named, and their rows are not taken.
 */
import { cleanLine } from '@jindian/shared/clean-text';
import {
  type CellKind,
  importColumnOf,
  importColumnWords,
  neededColumns,
  productColumns,
} from '@jindian/shared/import-columns';
import type { BadRow, ImportFault, ImportRow } from '@jindian/shared/import-report';
import { type ImportKind, maxImportRows } from '@jindian/shared/import-table';
import { columnLetters } from '../../../platform/files/cell-names.ts';
import { type Cell, isBlank, readCell } from './cells.ts';
import {
  type FileFault,
  headingLines,
  type Line,
  type Sheet,
  type Source,
  Unreadable,
  unreadable,
} from './sheet.ts';
import { decoded, delimitedSheet, jsonSheet } from './text-file.ts';
import { xlsxSheet } from './xlsx.ts';

const maxFileBytes = 60_000_000;

export type ReadColumn = { at: number; letters: string; heading: string };
export type ReadTable = {
  source: Source;
  /** The number of the line of headings. */
  headingRow: number;
  /** What each column was read as. */
  columns: (ReadColumn & { name: string; kind: CellKind })[];
  ignored: ReadColumn[];
  /** Rows that can be brought in, under the contract's names, as they were understood. */
  rows: ImportRow[];
  /** Rows that cannot, with the cell that is to blame. */
  bad: BadRow[];
};
export type { FileFault } from './sheet.ts';

export function readTable(kind: ImportKind, name: string, bytes: Uint8Array): ReadTable | FileFault {
  try {
    if (bytes.length > maxFileBytes) throw unreadable('tooBig', { megabytes: maxFileBytes / 1_000_000 });
    return tableOf(kind, sheetOf(kind, name, bytes));
  } catch (error) {
    if (error instanceof Unreadable) return error.told;
    throw error;
  }
}

function sheetOf(kind: ImportKind, name: string, bytes: Uint8Array): Sheet {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) {
    return xlsxSheet(bytes, (sheet) => headingOf(kind, sheet)?.missing.length === 0);
  }
  // The container of .xls, and of a workbook with a password.
  if (first === 0xd0 && second === 0xcf) throw unreadable('oldExcel');
  const { text, encoding } = decoded(bytes);
  if (/\.json$/i.test(name) || /^\s*\[/.test(text)) return jsonSheet(text, encoding);
  return delimitedSheet(text, encoding, (heading) => kindOf(importColumnOf(kind, cleanLine(heading))));
}

/** A table whose columns nobody here names, as texts; null: no table, or one too large. */
export function rowsOfTable(bytes: Uint8Array): string[][] | null {
  try {
    if (bytes.length > maxFileBytes) return null;
    const [first, second] = bytes;
    if (first === 0xd0 && second === 0xcf) return null;
    const isBook = first === 0x50 && second === 0x4b;
    const text = isBook ? null : decoded(bytes);
    const { lines } = text
      ? delimitedSheet(text.text, text.encoding, () => null)
      : xlsxSheet(bytes, (sheet) => sheet.lines.length > 0);
    return lines.map(({ cells }) => cells.map(textOfCell));
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function textOfCell(cell: Cell | undefined): string {
  if (cell === undefined || typeof cell === 'string') return cell ?? '';
  return 'digits' in cell ? cell.digits : cell.value;
}

const kindOf = (name: string | null): CellKind | null =>
  name === null ? null : (importColumnWords[name]?.kind ?? 'word');

type Heading = {
  kind: ImportKind;
  index: number;
  columns: ReadTable['columns'];
  ignored: ReadColumn[];
  missing: string[];
};

/** The first line that names all we need; without one the first line at all, to say what it lacks. */
function headingOf(kind: ImportKind, { lines }: Sheet): Heading | null {
  let first: Heading | null = null;
  let looked = 0;
  for (const [index, line] of lines.entries()) {
    if (line.cells.every(isBlank)) continue;
    const heading = namesOf(kind, line, index);
    if (heading.missing.length === 0) return heading;
    if (!first || heading.columns.length > first.columns.length) first = heading;
    looked += 1;
    if (looked === headingLines) break;
  }
  return first;
}

function namesOf(kind: ImportKind, line: Line, index: number): Heading {
  const columns: ReadTable['columns'] = [];
  const ignored: ReadColumn[] = [];
  for (const [at, cell] of line.cells.entries()) {
    if (isBlank(cell)) continue;
    const heading = typeof cell === 'string' ? cleanLine(cell) : '';
    const column = { at, letters: columnLetters(at), heading };
    const name = importColumnOf(kind, heading);
    if (name) columns.push({ ...column, name, kind: kindOf(name) ?? 'word' });
    else ignored.push(column);
  }
  const missing = neededColumns[kind]
    .filter((oneOf) => !columns.some(({ name }) => oneOf.includes(name)))
    .map((oneOf) => oneOf.join(' / '));
  return { kind, index, columns, ignored, missing };
}

function tableOf(kind: ImportKind, sheet: Sheet): ReadTable {
  const heading = headingOf(kind, sheet);
  if (!heading) throw unreadable('empty');
  const { columns, ignored, missing } = heading;
  if (missing.length > 0) throw unreadable('columns', { columns: missing.join('、') });
  const twice = columns.filter(({ name }) => columns.filter((other) => other.name === name).length > 1);
  if (twice.length > 0)
    throw unreadable('twice', {
      columns: twice.map(({ letters, heading: text }) => `${letters} ${text}`).join('、'),
    });
  const lines = sheet.lines.slice(heading.index + 1).filter(({ cells }) => !cells.every(isBlank));
  if (lines.length === 0) throw unreadable('empty');
  if (lines.length > maxImportRows) throw unreadable('tooLong', { max: maxImportRows });
  const rows: ImportRow[] = [];
  const bad: BadRow[] = [];
  for (const line of lines) {
    const found = rowOf(line, heading, sheet);
    if ('code' in found) bad.push(found);
    else rows.push(found);
  }
  if (kind === 'goods') sayOnce(rows);
  const repeated = saidTwice(kind, rows);
  bad.push(...repeated.values());
  return {
    source: sheet.source,
    headingRow: (sheet.lines[heading.index] as Line).row,
    columns,
    ignored,
    rows: rows.filter(({ row }) => !repeated.has(row)),
    bad: bad.sort((a, b) => a.row - b.row),
  };
}

function rowOf(line: Line, heading: Heading, sheet: Sheet): ImportRow | BadRow {
  const { row, fault } = line;
  const told = (code: ImportFault, at: number, params: BadRow['params']): BadRow => ({
    row,
    code,
    params: { cell: sheet.nameOf(at, row), ...params },
  });
  if (fault) {
    const value = cleanLine(fault.value).slice(0, 60);
    return fault.at === null
      ? { row, code: fault.code, params: { value } }
      : told(fault.code, fault.at, { value });
  }
  const values: ImportRow['values'] = {};
  for (const { at, name, kind } of heading.columns) {
    const cell = line.cells[at];
    if (cell === undefined) continue;
    const found = readCell(kind, cell);
    if (found === null) continue;
    if ('fault' in found) return told(found.fault, at, { column: name, ...found.params });
    values[name] = found.value;
  }
  const { kind: table, columns } = heading;
  for (const oneOf of neededColumns[table]) {
    const needed = columns.filter(({ name }) => oneOf.includes(name));
    const [column] = needed;
    if (column && needed.every(({ name }) => values[name] === undefined))
      return told('missing', column.at, { column: column.name });
  }
  return { row, values };
}

/** What each row of a product repeats need not be sent again and again; what differs stays, to be refused. */
function sayOnce(rows: readonly ImportRow[]): void {
  const said = new Map<string, string | number>();
  for (const { values } of rows)
    for (const column of productColumns) {
      const value = values[column];
      if (value === undefined) continue;
      const key = `${values.productId} ${column}`;
      if (said.get(key) === value) delete values[column];
      else if (!said.has(key)) said.set(key, value);
    }
}

/** What a row is about: rows of one key that differ contradict each other, and none of them is taken. */
const keyColumns: Record<ImportKind, readonly string[]> = {
  levels: ['locationId', 'skuId', 'ownerId', 'condition', 'lot', 'expiresOn'],
  prices: ['skuId', 'region', 'city'],
  places: ['locationId'],
  goods: ['skuId'],
  categories: ['categoryId'],
  members: ['memberNumber'],
  balances: ['memberNumber', 'lotId'],
  dealer_balances: ['ownerId'],
  old_codes: ['oldCode'],
};

function saidTwice(kind: ImportKind, rows: readonly ImportRow[]): Map<number, BadRow> {
  const first = new Map<string, ImportRow>();
  const twice = new Map<number, BadRow>();
  for (const given of rows) {
    const key = JSON.stringify(keyColumns[kind].map((name) => given.values[name] ?? ''));
    const before = first.get(key);
    if (!before) {
      first.set(key, given);
      continue;
    }
    twice.set(given.row, { row: given.row, code: 'said_twice', params: { row: before.row } });
    const agrees = JSON.stringify(sorted(given.values)) === JSON.stringify(sorted(before.values));
    if (!agrees && !twice.has(before.row))
      twice.set(before.row, { row: before.row, code: 'said_twice', params: { row: given.row } });
  }
  return twice;
}

const sorted = (values: ImportRow['values']) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
