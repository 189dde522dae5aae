/**
 * Workbooks (ECMA-376). What a cell holds is taken as it was stored, with the format under which people saw it; merged
 * areas, hidden rows, errors and formulas without a result are told apart, and nothing outside the file is looked at.
 */
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { cellName } from '../../../platform/files/cell-names.ts';
import type { Cell } from './cells.ts';
import { builtInFormat } from './formats.ts';
import { type Line, maxColumns, type Sheet, unreadable } from './sheet.ts';
import { maxPartMegabytes, openZip, type Zip } from './zip.ts';

const maxDepth = 64;
/** Of one part: two hundred thousand rows of nine cells with their texts are seven million. */
const maxElements = 12_000_000;
const maxSheets = 50;
const maxColumn = 16_384;
const maxRow = 1_048_576;
const maxCells = 6_000_000;
/** Places for cells, the empty ones between them included. */
const maxSlots = 20_000_000;

type Attributes = Readonly<Record<string, string>>;
type Handlers = {
  open(name: string, attributes: Attributes, depth: number): void;
  close?(name: string): void;
  text?(text: string): void;
};

/** One part, element by element. A document type is refused: it can name other files, and grow without end. */
function walk(part: Uint8Array, { open, close, text }: Handlers): void {
  const parser = new SaxesParser({ position: false });
  let depth = 0;
  let elements = 0;
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('doctype', () => {
    throw unreadable('unreadable');
  });
  parser.on('error', () => {
    throw unreadable('unreadable');
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    elements += 1;
    if (elements > maxElements) throw unreadable('tooBig', { megabytes: maxPartMegabytes });
    if (depth > maxDepth) throw unreadable('unreadable');
    open(local(tag.name), tag.attributes as Record<string, string & SaxesAttributePlain>, depth);
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    close?.(local(tag.name));
  });
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  const decoder = new TextDecoder(encodingOf(part), { fatal: true });
  for (let from = 0; from < part.length; from += 65_536) {
    let piece: string;
    try {
      piece = decoder.decode(part.subarray(from, from + 65_536), { stream: true });
    } catch {
      throw unreadable('encoding');
    }
    parser.write(piece);
  }
  parser.close();
}

const encodingOf = ([first, second]: Uint8Array) =>
  first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';

type Book = { sheets: { name: string; part: string; hidden: boolean }[]; since1904: boolean };

function bookOf(zip: Zip): Book {
  const workbook = zip.part('xl/workbook.xml');
  const relations = zip.part('xl/_rels/workbook.xml.rels');
  if (!workbook || !relations) throw unreadable('unreadable');
  const targets = new Map<string, string>();
  walk(relations, {
    open(name, { Id, Target, TargetMode }) {
      if (name === 'Relationship' && Id && Target && TargetMode !== 'External')
        targets.set(Id, partName(Target));
    },
  });
  const book: Book = { sheets: [], since1904: false };
  walk(workbook, {
    open(name, attributes) {
      if (name === 'workbookPr') book.since1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1];
      const part = targets.get(id ?? '');
      if (part) {
        const state = attributes.state ?? 'visible';
        book.sheets.push({ name: attributes.name ?? '', part, hidden: state !== 'visible' });
      }
    },
  });
  if (book.sheets.length === 0 || book.sheets.length > maxSheets) throw unreadable('unreadable');
  return book;
}

/** Targets are written from the workbook's folder, or from the root. */
const partName = (target: string) =>
  target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
const isTrue = (value: string | undefined) => value === '1' || value === 'true';

/** `_x000D_` stands for a character that XML cannot hold. */
const unescaped = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function stringsOf(part: Uint8Array | null): string[] {
  const strings: string[] = [];
  if (!part) return strings;
  let text = '';
  let inText = false;
  let inReading = 0;
  walk(part, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') inReading += 1;
      else if (name === 't') inText = inReading === 0;
    },
    close(name) {
      if (name === 'si') strings.push(unescaped(text));
      else if (name === 'rPh') inReading -= 1;
      else if (name === 't') inText = false;
    },
    text(piece) {
      if (inText) text += piece;
    },
  });
  return strings;
}

/** The number format of each style that a cell can name. */
function formatsOf(part: Uint8Array | null): string[] {
  const own = new Map<number, string>();
  const formats: string[] = [];
  if (!part) return formats;
  let inCells = false;
  walk(part, {
    open(name, { numFmtId, formatCode }) {
      if (name === 'numFmt') own.set(Number(numFmtId), formatCode ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = Number(numFmtId ?? 0);
        formats.push(own.get(id) ?? builtInFormat(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** The first visible sheet that fits; when none does, the first, for its headings to be told. The others are named. */
export function xlsxSheet(bytes: Uint8Array, fits: (sheet: Sheet) => boolean): Sheet {
  const zip = openZip(bytes);
  const { sheets, since1904 } = bookOf(zip);
  const strings = stringsOf(zip.part('xl/sharedStrings.xml'));
  const formats = formatsOf(zip.part('xl/styles.xml'));
  const visible = sheets.filter(({ hidden }) => !hidden);
  let first: Sheet | null = null;
  for (const { name, part } of visible) {
    const content = zip.part(part);
    if (!content) throw unreadable('unreadable');
    const sheet: Sheet = {
      source: {
        format: 'xlsx',
        sheet: name,
        otherSheets: sheets.map((other) => other.name).filter((other) => other !== name),
      },
      nameOf: cellName,
      lines: linesOf(content, { strings, formats, since1904 }),
    };
    if (fits(sheet)) return sheet;
    if (!first || (first.lines.length === 0 && sheet.lines.length > 0)) first = sheet;
  }
  if (!first) throw unreadable('empty');
  return first;
}

type Area = { top: number; bottom: number; left: number; right: number };
type Styles = { strings: readonly string[]; formats: readonly string[]; since1904: boolean };
type OpenCell = {
  at: number;
  type: string;
  style: number;
  value: string;
  formula: boolean;
  hasValue: boolean;
};

function linesOf(part: Uint8Array, styles: Styles): Line[] {
  const lines = new Map<number, { cells: (Cell | undefined)[]; hidden: boolean }>();
  const merged: Area[] = [];
  let row = 0;
  let column = -1;
  let cells = 0;
  let slots = 0;
  let line: (Cell | undefined)[] = [];
  let open: OpenCell | null = null;
  let taking: 'value' | 'inline' | null = null;
  let inReading = 0;
  walk(part, {
    open(name, attributes) {
      if (name === 'row') {
        const wanted = attributes.r === undefined ? row + 1 : Number(attributes.r);
        if (!Number.isInteger(wanted) || wanted <= row || wanted > maxRow) throw unreadable('unreadable');
        row = wanted;
        column = -1;
        line = [];
        lines.set(row, { cells: line, hidden: isTrue(attributes.hidden) });
      } else if (name === 'c') {
        column = columnOf(attributes.r, row, column);
        cells += 1;
        if (cells > maxCells) throw unreadable('tooBig', { megabytes: maxPartMegabytes });
        const style = Number(attributes.s ?? 0);
        open = { at: column, type: attributes.t ?? 'n', style, value: '', formula: false, hasValue: false };
      } else if (name === 'f' && open) open.formula = true;
      else if (name === 'v' && open) {
        taking = 'value';
        open.hasValue = true;
      } else if (name === 'rPh') inReading += 1;
      else if (name === 't' && open && inReading === 0) {
        taking = 'inline';
        open.hasValue = true;
      } else if (name === 'mergeCell') merged.push(areaOf(attributes.ref ?? ''));
    },
    close(name) {
      if (name === 'v' || name === 't') taking = null;
      else if (name === 'rPh') inReading -= 1;
      else if (name === 'c' && open) {
        const cell = cellOf(open, styles);
        if (cell !== undefined) {
          if (open.at >= maxColumns) throw unreadable('tooWide', { row, max: maxColumns });
          slots += open.at + 1 - line.length;
          if (slots > maxSlots) throw unreadable('tooBig', { megabytes: maxPartMegabytes });
          line[open.at] = cell;
        }
        open = null;
      }
    },
    text(piece) {
      if (taking && open) open.value += piece;
    },
  });
  coverMerged(lines, merged);
  return [...lines].map(([number, { cells: given, hidden }]) => {
    const whole = Array.from(given);
    if (!hidden) return { row: number, cells: whole };
    return { row: number, cells: whole, fault: { code: 'hidden_row', at: null, value: '' } };
  });
}

/** Where a cell says it stands; without that it follows the one before. Going backwards is no table. */
function columnOf(reference: string | undefined, row: number, before: number): number {
  if (reference === undefined) return before + 1;
  const found = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference);
  if (!found || Number(found[2]) !== row) throw unreadable('unreadable');
  const column = numberOf(found[1] as string);
  if (column <= before || column >= maxColumn) throw unreadable('unreadable');
  return column;
}

const numberOf = (letters: string) =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function areaOf(reference: string): Area {
  const found = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(reference);
  if (!found) throw unreadable('unreadable');
  const [, left = '', top = '', right = left, bottom = top] = found;
  return { left: numberOf(left), top: Number(top), right: numberOf(right), bottom: Number(bottom) };
}

/** Of a merged area only the first cell holds something; of the others nobody can tell whether they mean it too. */
function coverMerged(
  lines: ReadonlyMap<number, { cells: (Cell | undefined)[] }>,
  merged: readonly Area[],
): void {
  if (merged.length > 50_000) throw unreadable('tooBig', { megabytes: maxPartMegabytes });
  let covered = 0;
  for (const { top, bottom, left, right } of merged) {
    for (let row = top; row <= Math.min(bottom, maxRow); row += 1) {
      const line = lines.get(row);
      covered += line ? Math.min(right, maxColumns - 1) - left + 1 : 1;
      if (covered > maxCells) throw unreadable('tooBig', { megabytes: maxPartMegabytes });
      if (!line) continue;
      for (let column = left; column <= Math.min(right, maxColumns - 1); column += 1) {
        if (row !== top || column !== left) line.cells[column] = { fault: 'merged', value: '' };
      }
    }
  }
}

function cellOf({ type, style, value, formula, hasValue }: OpenCell, styles: Styles): Cell | undefined {
  if (!hasValue || (value === '' && type !== 's'))
    return formula && type !== 'str' ? { fault: 'no_result', value: '' } : undefined;
  if (type === 's') {
    const text = /^\d+$/.test(value) ? styles.strings[Number(value)] : undefined;
    if (text === undefined) throw unreadable('unreadable');
    return text;
  }
  if (type === 'inlineStr' || type === 'str') return unescaped(value);
  if (type === 'e') return { fault: 'error_value', value };
  if (type === 'b') return { fault: 'unreadable', value: value === '1' ? 'TRUE' : 'FALSE' };
  if (type === 'd') return value.replace(/T00:00:00(\.0+)?Z?$/, '');
  if (type !== 'n') throw unreadable('unreadable');
  return { digits: value.trim(), format: styles.formats[style] ?? 'General', since1904: styles.since1904 };
}
