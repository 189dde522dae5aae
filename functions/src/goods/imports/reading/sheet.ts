/** A table before anybody asks what its columns mean, however it was written. */
import type { ImportFault } from '@jindian/shared/import-report';
import type { Cell } from './cells.ts';

export type Line = {
  /** The number that a spreadsheet shows beside it. */
  row: number;
  cells: readonly (Cell | undefined)[];
  /** Why none of its cells can be trusted. */
  fault?: { code: ImportFault; at: number | null; value: string };
};

/** How the file was read, to be said before anything is written. */
export type Source = {
  format: 'csv' | 'json' | 'xlsx';
  encoding?: Encoding;
  separator?: string;
  sheet?: string;
  /** Sheets of the same file that were not read. */
  otherSheets?: readonly string[];
};
export type Encoding = 'UTF-8' | 'UTF-16 LE' | 'UTF-16 BE' | 'GB 18030';

export type Sheet = { source: Source; lines: Line[]; nameOf(column: number, row: number): string };

/** Why a file as a whole is not taken: nothing of it is. */
export type FileFault = {
  fault: FileFaultCode;
  params: Record<string, string | number>;
};
export type FileFaultCode =
  | 'empty'
  | 'unreadable'
  | 'unreadableAt'
  | 'encoding'
  | 'oldExcel'
  | 'tooBig'
  | 'tooLong'
  | 'tooWide'
  | 'columns'
  | 'twice';

/** Thrown while a file is read, caught where reading begins. */
export class Unreadable extends Error {
  constructor(readonly told: FileFault) {
    super(told.fault);
  }
}
export const unreadable = (fault: FileFaultCode, params: FileFault['params'] = {}) =>
  new Unreadable({ fault, params });

export const maxColumns = 256;
/** So many lines that are not empty are looked at for headings: titles and notes may stand above. */
export const headingLines = 10;
