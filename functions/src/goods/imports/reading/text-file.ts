/** Text files: which encoding, which separator, which cells. */
import { withoutGuard } from '@jindian/shared/csv';
import { maxImportRows } from '@jindian/shared/import-table';
import type { Cell } from './cells.ts';
import {
  cellName,
  type Encoding,
  headingLines,
  type Line,
  maxColumns,
  type Sheet,
  unreadable,
} from './sheet.ts';

/** As many as a sheet has, the empty ones included. */
const maxLines = 1_048_576;
const separators = [',', '\t', ';', '|'];

/**
 * A mark at the beginning says it. Without one, ASCII in every other byte is UTF-16, what is valid UTF-8 is that, and
 * the rest is GB 18030, which Excel writes in China; a file that is none of them is refused, never read with holes.
 */
export function decoded(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const [first = 0, second = 0] = bytes;
  const order: [Encoding, string][] =
    first === 0xff && second === 0xfe
      ? [['UTF-16 LE', 'utf-16le']]
      : first === 0xfe && second === 0xff
        ? [['UTF-16 BE', 'utf-16be']]
        : first !== 0 && second === 0 && bytes[3] === 0
          ? [['UTF-16 LE', 'utf-16le']]
          : first === 0 && second !== 0 && bytes[2] === 0
            ? [['UTF-16 BE', 'utf-16be']]
            : [
                ['UTF-8', 'utf-8'],
                ['GB 18030', 'gb18030'],
              ];
  for (const [encoding, label] of order) {
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
    } catch {
      // The next one, or none.
    }
  }
  throw unreadable('encoding');
}

/** A cell that stood in quotes: commas in it are its own. */
class Quoted {
  constructor(readonly text: string) {}
}
type Given = string | Quoted;
const textOf = (cell: Given): string => (typeof cell === 'string' ? cell : cell.text);

export function delimitedSheet(
  whole: string,
  encoding: Encoding,
  known: (heading: string) => boolean,
): Sheet {
  const declared = /^"?sep=(.)"?\r?\n/.exec(whole);
  const text = declared ? whole.slice(declared[0].length) : whole;
  const separator = declared?.[1] ?? separatorOf(text, known);
  const records = recordsOf(text, separator);
  const width = headingWidth(records, known);
  return {
    source: { format: 'csv', encoding, separator },
    nameOf: cellName,
    lines: records.map((cells, index) => lineOf(cells, index + 1, width)),
  };
}

/** Of the line in which most cells are headings that mean something: titles above it have other widths. */
function headingWidth(records: readonly Given[][], known: (heading: string) => boolean): number {
  let [width, most] = [0, 0];
  for (const cells of records.filter((record) => record !== emptyRecord).slice(0, headingLines)) {
    const found = cells.filter((cell) => known(textOf(cell))).length;
    if (found > most || width === 0) [width, most] = [cells.length, found];
  }
  return width;
}

/** That under which most headings mean something. */
function separatorOf(text: string, known: (heading: string) => boolean): string {
  const heads = text.slice(0, 50_000).split(/\r\n|\n|\r/, 20);
  const knownBy = (separator: string) =>
    Math.max(
      ...heads.map(
        (head) => head.split(separator).filter((cell) => known(cell.replace(/^\s*"|"\s*$/g, ''))).length,
      ),
    );
  const ranked = separators.map((separator) => ({ separator, found: knownBy(separator) }));
  return ranked.reduce((best, one) => (one.found > best.found ? one : best)).separator;
}

const emptyRecord: Given[] = [''];

/** Rows of cells (RFC 4180), in one pass. A quote inside a cell without quotes is a quote: a foot of inches in a note. */
function recordsOf(text: string, separator: string): Given[][] {
  const records: Given[][] = [];
  let cells: Given[] = [];
  let at = 0;
  const isGap = (char: string | undefined) => (char === ' ' || char === '\t') && char !== separator;
  const endsCell = (char: string | undefined) =>
    char === undefined || char === separator || char === '\n' || char === '\r';
  const refuse = () => unreadable('unreadableAt', { cell: cellName(cells.length, records.length + 1) });
  while (at < text.length) {
    let start = at;
    while (isGap(text[start])) start += 1;
    if (text[start] === '"') {
      let content = '';
      for (;;) {
        const end = text.indexOf('"', start + 1);
        if (end < 0) throw refuse();
        content += text.slice(start + 1, end);
        at = end + 1;
        if (text[at] !== '"') break;
        content += '"';
        start = at;
      }
      while (isGap(text[at])) at += 1;
      if (!endsCell(text[at])) throw refuse();
      cells.push(new Quoted(content));
    } else {
      while (!endsCell(text[at])) at += 1;
      cells.push(text.slice(start, at).trimEnd());
    }
    if (cells.length > maxColumns + 1)
      throw unreadable('tooWide', { row: records.length + 1, max: maxColumns });
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      cells.push('');
    }
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    records.push(cells.length === 1 && cells[0] === '' ? emptyRecord : cells);
    if (records.length > maxLines) throw unreadable('tooLong', { max: maxImportRows });
    cells = [];
  }
  return records;
}

/**
 * Where a row has other cells than the headings, a thousand without quotes may have become two cells: the row is given
 * back, not read. Only cells that are certainly surplus and empty, or were left out at the end, do no harm.
 */
function lineOf(given: readonly Given[], row: number, width: number): Line {
  const cells: Cell[] = given.map((cell) => withoutGuard(textOf(cell)));
  if (given.length === width) return { row, cells };
  const surplus = cells.findIndex((cell, at) => at >= width && cell !== '');
  const at = surplus >= 0 ? surplus : brokenThousand(given);
  if (at < 0) return { row, cells };
  return { row, cells, fault: { code: 'shifted', at, value: textOf(given[at] as Given) } };
}

function brokenThousand(given: readonly Given[]): number {
  return given.findIndex((cell, at) => {
    const before = given[at - 1];
    return (
      typeof cell === 'string' &&
      typeof before === 'string' &&
      /^\d{3}(\.\d+)?(\s*元)?$/.test(cell) &&
      /^[¥￥]?\s*\d{1,3}$/.test(before)
    );
  });
}

/** A JSON list of objects. A member that is said twice would be lost in reading: such a file is refused. */
export function jsonSheet(text: string, encoding: Encoding): Sheet {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw unreadable('unreadable');
  }
  if (!Array.isArray(parsed)) throw unreadable('unreadable');
  const strings = text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g);
  let written = 0;
  for (const [, colon] of strings) if (colon !== undefined) written += 1;
  if (written !== memberCount(parsed)) throw unreadable('twice', { columns: 'JSON' });
  const headings = new Set<string>();
  for (const record of parsed) {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw unreadable('unreadable');
    for (const heading of Object.keys(record)) headings.add(heading);
    if (headings.size > maxColumns) throw unreadable('tooWide', { row: 1, max: maxColumns });
  }
  const columns = [...headings];
  return {
    source: { format: 'json', encoding },
    nameOf: (column, row) => `${columns[column] ?? ''} #${row}`,
    lines: [
      { row: 0, cells: columns },
      ...(parsed as Record<string, unknown>[]).map((record, index) => ({
        row: index + 1,
        cells: columns.map((heading) => jsonCell(Object.hasOwn(record, heading) ? record[heading] : null)),
      })),
    ],
  };
}

function jsonCell(value: unknown): Cell {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return { digits: String(value), format: '' };
  return { fault: 'unreadable', value: JSON.stringify(value) };
}

function memberCount(root: unknown): number {
  let count = 0;
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.values(value);
    if (!Array.isArray(value)) count += inner.length;
    for (const one of inner) open.push(one);
  }
  return count;
}
