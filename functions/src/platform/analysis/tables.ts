/** What a column of a table of figures holds: texts, whole numbers, yes or no; any of them may be missing. */
export type ColumnKind = 'text' | 'whole' | 'yes_no';
export type Columns = Readonly<Record<string, ColumnKind>>;
export type Cell = string | number | boolean | null;
export type TableRow<Of extends Columns = Columns> = {
  [Name in keyof Of]: (Of[Name] extends 'text' ? string : Of[Name] extends 'whole' ? number : boolean) | null;
};

/** A table that is read: the Parquet files that it lies in, all of them alike. */
export type PackedTable = { columns: Columns; files: readonly Uint8Array[] };

/** Tables that are open to be asked. */
export type OpenTables = {
  /** `values` stand for `$1`, `$2`, …: nothing that somebody said is ever part of a statement. */
  ask(sql: string, values?: readonly Cell[]): Promise<Record<string, Cell>[]>;
  close(): void;
};

/**
 * What counts figures over many rows, and packs them. It is a program of the machine's own, so it lives only where figures are
 * counted, and there it is loaded by the first who asks.
 */
export type Analysis = {
  /** Rows as a Parquet file. */
  pack(columns: Columns, rows: Iterable<Readonly<Record<string, Cell>>>): Promise<Uint8Array>;
  /** Reads files as tables, and makes others of them by these statements, in turn; the files are needed no more. */
  open(tables: Readonly<Record<string, PackedTable>>, prepare: readonly string[]): Promise<OpenTables>;
};

async function nobody(): Promise<never> {
  throw new Error('nothing is counted here');
}
/** For those that count nothing. */
export const noAnalysis: Analysis = { pack: nobody, open: nobody };
