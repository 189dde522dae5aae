/** Cells by the kind of their column: what they surely mean, or why that cannot be told. Nothing is guessed. */
import { cleanLine, cleanText } from '@jindian/shared/clean-text';
import type { CellKind } from '@jindian/shared/import-columns';
import type { ImportFault } from '@jindian/shared/import-report';
import { maxTextLength } from '@jindian/shared/import-table';
import { meaningOf } from './formats.ts';

/** A number as its program stored it, with the format under which people saw it. */
export type NumberCell = { digits: string; format: string; since1904?: boolean };
export type FaultyCell = { fault: ImportFault; value: string };
export type Cell = string | NumberCell | FaultyCell;
export type CellFault = { fault: ImportFault; params: Record<string, string | number> };
export type ReadCell = { value: string | number } | CellFault;

const maxCellLength = 200;
/** Nothing to be cleaned: almost every cell of a long file. */
const plain = /^[\x21-\x7e]{1,200}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const broken = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd\ufffe\uffff]|\p{Surrogate}/u;

const isFaulty = (cell: Cell): cell is FaultyCell => typeof cell === 'object' && 'fault' in cell;
export const isBlank = (cell: Cell | undefined): boolean =>
  cell === undefined || (typeof cell === 'string' && cell.trim() === '');

function fault(code: ImportFault, value: string, more: CellFault['params'] = {}): CellFault {
  return { fault: code, params: { value: cleanLine(value).slice(0, 60), ...more } };
}

/** Full-width forms are the same characters, wider. NFKC would make 102 of 10². */
const halfWidth = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .replaceAll('￥', '¥');

/** Null: the cell says nothing. */
export function readCell(kind: CellKind, cell: Cell): ReadCell | null {
  if (isFaulty(cell)) return fault(cell.fault, cell.value);
  if (kind === 'text' && typeof cell === 'string') return textFrom(cell);
  if (typeof cell === 'string') {
    if (plain.test(cell)) return fromText(kind, cell);
    if (broken.test(cell)) return fault('control_characters', cell);
    const text = cleanLine(halfWidth(cell));
    if (text === '') return null;
    if (text.length > maxCellLength) return fault('too_long', text, { length: text.length });
    return fromText(kind, text);
  }
  return fromNumber(kind, cell);
}

function fromNumber(kind: CellKind, { digits, format, since1904 }: NumberCell): ReadCell {
  const value = Number(digits);
  const meaning = meaningOf(format);
  const odd = fault('odd_format', digits, { format: format.slice(0, 40) });
  if (digits.trim() === '' || !Number.isFinite(value)) return fault('unreadable', digits);
  if (meaning === 'odd') return odd;
  if (meaning === 'date' && kind === 'clock') return clockFromSerial(value, digits);
  if (meaning === 'date')
    return kind === 'day' || kind === 'moment' ? fromSerial(kind, value, digits, since1904 === true) : odd;
  if (kind === 'id' || kind === 'word' || kind === 'text') {
    if (meaning !== 'plain') return odd;
    // A spreadsheet keeps fifteen digits, and a power of ten has dropped some already.
    return /^\d{1,15}$/.test(digits) ? fromText(kind, digits) : fault('digits_lost', digits);
  }
  // 19.989999999999998 is 19.99 to fifteen digits, as it is shown.
  const shown = String(Number(value.toPrecision(15)));
  if (kind === 'decimal') return fromText(kind, shown);
  if (kind === 'clock') return fault('unreadable', shown);
  if (kind === 'yuan')
    return /^\d+(\.\d{1,2})?$/.test(shown) ? fromText(kind, shown) : fault('unreadable', shown);
  return /^\d+$/.test(shown) ? fromText(kind, shown) : fault('unreadable', shown);
}

/** As it was typed: names and descriptions keep their wide forms and their lines. */
function textFrom(cell: string): ReadCell | null {
  if (broken.test(cell)) return fault('control_characters', cell);
  const text = cleanText(cell).trim();
  if (text === '') return null;
  return text.length > maxTextLength ? fault('too_long', text, { length: text.length }) : { value: text };
}

function fromText(kind: CellKind, text: string): ReadCell {
  if (kind === 'word' || kind === 'text') return { value: text };
  if (kind === 'id') {
    const constant = /^="([^"]*)"$/.exec(text)?.[1] ?? text;
    return /^\d(\.\d+)?E\+?\d+$/i.test(constant) ? fault('digits_lost', text) : { value: constant };
  }
  if (kind === 'whole') return wholeFrom(text);
  if (kind === 'yuan') return yuanFrom(text);
  if (kind === 'decimal') return decimalFrom(text);
  if (kind === 'clock') return clockFrom(text);
  return kind === 'day' ? dayFrom(text) : momentFrom(text);
}

const grouped = /^\d{1,3}(,\d{3})+$/;
/** Separators between digits that are neither a plain point nor commas between thousands. */
const separated = /^\d+([.,' ]\d+)+$/;

function wholeFrom(text: string): ReadCell {
  const bare = text.replace(/\s*[件个]$/, '');
  if (/^\d+$/.test(bare) || grouped.test(bare)) return wholeNumber(bare.replaceAll(',', ''), text);
  // Programs write pieces as 24.0 or 24.00; with three digits behind it the point may stand between thousands.
  if (/^\d+\.0{1,2}$/.test(bare)) return wholeNumber(bare.replace(/\..*$/, ''), text);
  if (/^\d+(\.\d+)?E[+-]?\d+$/i.test(bare)) return fault('digits_lost', text);
  const isFraction = /^\d+\.\d{1,2}$/.test(bare);
  return fault(separated.test(bare) && !isFraction ? 'ambiguous' : 'unreadable', text);
}

function wholeNumber(digits: string, text: string): ReadCell {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? { value } : fault('unreadable', text);
}

/** `121.473701`: with a point and nothing else. */
function decimalFrom(text: string): ReadCell {
  if (/^-?\d{1,4}(\.\d{1,17})?$/.test(text)) return { value: text };
  if (/^-?\d+(\.\d+)?E[+-]?\d+$/i.test(text)) return fault('digits_lost', text);
  return fault(separated.test(text) ? 'ambiguous' : 'unreadable', text);
}

/** `9:00`, `21:30`, `24:00`. */
function clockFrom(text: string): ReadCell {
  const found = /^(\d{1,2})[:：]([0-5]\d)(?::00)?$/.exec(text);
  const [hour, minute] = [Number(found?.[1]), found?.[2] ?? ''];
  const isTime = found && (hour < 24 || (hour === 24 && minute === '00'));
  return isTime ? { value: `${String(hour).padStart(2, '0')}:${minute}` } : fault('unreadable', text);
}

/** A part of a day. */
function clockFromSerial(value: number, digits: string): ReadCell {
  const minutes = value * 1440;
  const whole = Math.round(minutes);
  if (value < 0 || value > 1 || Math.abs(minutes - whole) > 1e-6) return fault('unreadable', digits);
  return clockFrom(`${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`);
}

/** `398`, `¥1,299.50`, `396 元`: canonical with two decimals. */
function yuanFrom(text: string): ReadCell {
  const bare = text
    .replace(/^(?:¥|RMB|CNY|人民币)\s*/i, '')
    .replace(/\s*(?:元|圆|RMB|CNY)$/i, '')
    .trim();
  const found = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(bare);
  if (found) {
    const whole = Number((found[1] as string).replaceAll(',', ''));
    if (whole > 10_000_000) return fault('unreadable', text);
    return { value: `${whole}.${(found[2] ?? '').padEnd(2, '0')}` };
  }
  if (/^\d+(\.\d+)?E[+-]?\d+$/i.test(bare)) return fault('digits_lost', text);
  return fault(separated.test(bare) ? 'ambiguous' : 'unreadable', text);
}

const dayPattern =
  '(\\d{4})(?:-(\\d{1,2})-(\\d{1,2})|/(\\d{1,2})/(\\d{1,2})|\\.(\\d{1,2})\\.(\\d{1,2})|年(\\d{1,2})月(\\d{1,2})日|(\\d{2})(\\d{2}))';
const wholeDay = new RegExp(`^${dayPattern}$`);
const dayAndTime = new RegExp(`^${dayPattern}[ T](\\d{1,2}):(\\d{2})(?::(\\d{2}))?$`);

/** Year first is one day only; 11/12/2026 is two. */
function dayFrom(text: string): ReadCell {
  const found = wholeDay.exec(text);
  if (found) return realDay(found) ?? fault('unreadable', text);
  return fault(/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text) ? 'ambiguous' : 'unreadable', text);
}

function realDay(found: RegExpExecArray): { value: string } | null {
  const [year, month, day] = found.slice(1, 12).filter((part) => part !== undefined) as [
    string,
    string,
    string,
  ];
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? { value: text } : null;
}

function momentFrom(text: string): ReadCell {
  const found = dayAndTime.exec(text);
  const day = found && realDay(found);
  if (!found || !day)
    return fault(/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4} /.test(text) ? 'ambiguous' : 'unreadable', text);
  const [hour, minute, second] = found.slice(12) as [string, string, string | undefined];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return fault('unreadable', text);
  return {
    value: `${day.value} ${hour.padStart(2, '0')}:${minute}${second === undefined ? '' : `:${second}`}`,
  };
}

/** Days since 1899-12-30, or since 1904; before March 1900 Excel counts a day that never was. */
function fromSerial(kind: 'day' | 'moment', serial: number, digits: string, since1904: boolean): ReadCell {
  const days = since1904 ? serial + 1462 : serial;
  if (days < 61 || days > 2_958_465) return fault('unreadable', digits);
  const iso = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000).toISOString();
  const day = iso.slice(0, 10);
  if (kind === 'moment') return { value: `${day} ${iso.slice(11, 19)}` };
  return iso.slice(11, 19) === '00:00:00'
    ? { value: day }
    : fault('odd_format', iso.slice(0, 16), { format: 'h:mm' });
}
