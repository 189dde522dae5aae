import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { Analysis, Cell, ColumnKind, Columns } from './tables.ts';

const types = { text: VARCHAR, whole: BIGINT, yes_no: BOOLEAN } as const;
/** As many as one of its chunks holds. */
const rowsAtOnce = 2_048;

const boundOf = (cell: Cell): DuckDBValue => (typeof cell === 'number' ? BigInt(Math.round(cell)) : cell);
const cellOf = (value: unknown): Cell => (typeof value === 'bigint' ? Number(value) : (value as Cell));
const kindsOf = (columns: Columns) => Object.entries(columns) as [string, ColumnKind][];
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const inText = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A database in memory, and a folder for the files of this one use. */
async function withDatabase<T>(
  use: (connection: DuckDBConnection, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'jindian-analysis-'));
  try {
    // Nothing is ever fetched: an extension that is not in the program is not wanted.
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: path.join(folder, 'more-than-memory'),
    });
    return await use(await instance.connect(), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** DuckDB in this process. */
export const duckDb: Analysis = {
  pack: (columns, rows) =>
    withDatabase(async (connection, folder) => {
      const kinds = kindsOf(columns);
      const declared = kinds.map(([name, kind]) => `${quoted(name)} ${types[kind]}`);
      await connection.run(`CREATE TABLE packed (${declared.join(', ')})`);
      const appender = await connection.createAppender('packed');
      let waiting: DuckDBValue[][] = kinds.map(() => []);
      const flush = () => {
        if (waiting[0]?.length === 0) return;
        const chunk = DuckDBDataChunk.create(
          kinds.map(([, kind]) => types[kind]),
          waiting[0]?.length ?? 0,
        );
        chunk.setColumns(waiting);
        appender.appendDataChunk(chunk);
        waiting = kinds.map(() => []);
      };
      for (const row of rows) {
        for (const [at, [name]] of kinds.entries()) waiting[at]?.push(boundOf(row[name] ?? null));
        if (waiting[0]?.length === rowsAtOnce) flush();
      }
      flush();
      appender.closeSync();
      const file = path.join(folder, 'packed.parquet');
      await connection.run(`COPY packed TO ${inText(file)} (FORMAT parquet, COMPRESSION zstd)`);
      connection.closeSync();
      return readFileSync(file);
    }),

  open: (tables, prepare) =>
    withDatabase(async (connection, folder) => {
      for (const [name, { columns, files }] of Object.entries(tables)) {
        const paths = files.map((bytes, at) => {
          const file = path.join(folder, `${name}-${at}.parquet`);
          writeFileSync(file, bytes);
          return inText(file);
        });
        const kinds = kindsOf(columns);
        const named = kinds.map(([column]) => quoted(column)).join(', ');
        const declared = kinds.map(([column, kind]) => `${quoted(column)} ${types[kind]}`).join(', ');
        await connection.run(
          paths.length === 0
            ? `CREATE TABLE ${quoted(name)} (${declared})`
            : `CREATE TABLE ${quoted(name)} AS SELECT ${named} FROM read_parquet([${paths.join(', ')}])`,
        );
      }
      for (const statement of prepare) await connection.run(statement);
      // From here on it reads nothing but what it holds, whatever it is asked.
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
      return {
        async ask(sql: string, values: readonly Cell[] = []) {
          const read = await connection.runAndReadAll(sql, values.map(boundOf));
          return read
            .getRowObjects()
            .map((row) =>
              Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value)])),
            );
        },
        close: () => connection.closeSync(),
      };
    }),
};
