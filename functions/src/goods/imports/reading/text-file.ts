/** Text files: which encoding, which separator, which cells. */
import { withoutGuard } from '@jindian/shared/csv';
import type { CellKind } from '@jindian/shared/import-columns';
import { maxImportRows } from '@jindian/shared/import-table';
import { cellName } from '../../../platform/files/cell-names.ts';
import type { Cell } from './cells.ts';
import { type Encoding, headingLines, type Line, maxColumns, type Sheet, unreadable } from './sheet.ts';

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
  kindOf: (heading: string) => CellKind | null,
): Sheet {
  const declared = /^"?sep=(.)"?\r?\n/.exec(whole);
  const text = declared ? whole.slice(declared[0].length) : whole;
  const separator = declared?.[1] ?? separatorOf(text, (heading) => kindOf(heading) !== null);
  const records = recordsOf(text, separator);
  const layout = layoutOf(records, separator, kindOf);
  return {
    source: { format: 'csv', encoding, separator },
    nameOf: cellName,
    lines: records.map((cells, index) => lineOf(cells, index + 1, layout)),
  };
}

type Layout = {
  /** Of the line of headings, and where it is. */
  width: number;
  headingAt: number;
  /** Where a comma between thousands could be taken for one between cells. */
  isNumber: (at: number) => boolean;
  /** Every row says every cell, so that none has one cell too many and one left out. */
  isFull: boolean;
};

function layoutOf(
  records: readonly Given[][],
  separator: string,
  kindOf: (heading: string) => CellKind | null,
): Layout {
  const headingAt = headingLine(records, (heading) => kindOf(heading) !== null);
  const heading = records[headingAt] ?? [];
  const width = heading.length;
  const kinds = heading.map((cell) => kindOf(textOf(cell)));
  const isNumber = (at: number) => separator === ',' && (kinds[at] === 'whole' || kinds[at] === 'yuan');
  const rows = records.slice(headingAt + 1).filter((record) => record !== emptyRecord);
  const hasProof = rows.some((cells) => cells.length === width && brokenThousand(cells, isNumber) < 0);
  return { width, headingAt, isNumber, isFull: hasProof && rows.every((cells) => cells.length >= width) };
}

/** The line in which most cells are headings that mean something: titles above it have other widths. */
function headingLine(records: readonly Given[][], known: (heading: string) => boolean): number {
  let [line, most, looked] = [-1, 0, 0];
  for (const [at, cells] of records.entries()) {
    if (cells === emptyRecord) continue;
    const found = cells.filter((cell) => known(textOf(cell))).length;
    if (found > most || line < 0) [line, most] = [at, found];
    looked += 1;
    if (looked === headingLines) break;
  }
  return line;
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
 * A thousand without quotes may have become two cells: such a row is given back, not read. A row of another width shows
 * it, and in a file whose rows leave out their last cells, so may one of the right width. Only cells that are certainly
 * surplus and empty, or were left out at the end, do no harm.
 */
function lineOf(given: readonly Given[], row: number, layout: Layout): Line {
  const { width, headingAt, isNumber, isFull } = layout;
  const cells: Cell[] = given.map((cell) => withoutGuard(textOf(cell)));
  const isRow = row - 1 > headingAt;
  const surplus = cells.findIndex((cell, at) => at >= width && cell !== '');
  const at = surplus >= 0 && given.length !== width ? surplus : isRow ? brokenThousand(given, isNumber) : -1;
  // A number that begins with a nought is nothing but the rest of another.
  const isSure = given.length === width && isFull && !textOf(given[at] ?? '').startsWith('0');
  if (at < 0 || isSure) return { row, cells };
  return { row, cells, fault: { code: 'shifted', at, value: textOf(given[at] as Given) } };
}

/** The first cell that may be the rest of the number before it; -1: none. */
function brokenThousand(given: readonly Given[], isNumber: (at: number) => boolean): number {
  return given.findIndex((cell, at) => {
    const before = given[at - 1];
    return (
      isNumber(at - 1) &&
      typeof cell === 'string' &&
      typeof before === 'string' &&
      /^\d{3}(\.\d+)?(\s*(元|圆|件|个|RMB|CNY))?$/i.test(cell) &&
      /^((¥|￥|RMB|CNY|人民币)\s*)?\d{1,3}$/i.test(before)
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
