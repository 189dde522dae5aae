/** What stands in a column of pictures: an address, or the name of a file in an archive beside the table. */
import type { BadRow, ImportedPortion, ImportRow } from '@jindian/shared/import-report';
import { picturePathPattern } from '@jindian/shared/picture-address';
import type { Zip } from '../../goods/imports/reading/zip.ts';

const atOnce = 3;
/** What takes a picture away is no picture. */
const nothing = ['-', 'none', '无'];
const isThere = (word: string) =>
  picturePathPattern.test(word) || word.startsWith('/assets/') || nothing.includes(word);

/** A file of the archive, by its name or by that and the folders before it. */
export function fileIn(zip: Zip, wanted: string): Uint8Array | null {
  const plain = (name: string) => name.replace(/^\.?\//, '').toLowerCase();
  const names = zip.names.filter((name) => {
    const one = plain(name);
    return one === plain(wanted) || one.endsWith(`/${plain(wanted)}`);
  });
  // Two of one name: which of them is meant nobody knows.
  return names.length === 1 ? zip.part(names[0] as string) : null;
}

/**
 * Rows with the paths of their pictures in place of addresses and names, and why a picture is not there, by row. Each
 * is sent or fetched once, however many rows name it.
 */
export function importPictures(deps: {
  send(file: Blob): Promise<string>;
  fetch(address: string): Promise<string>;
  zip(): Zip | null;
  missing: string;
  columns: readonly string[];
}) {
  const { columns } = deps;
  const wordsIn = ({ values }: ImportRow, column: string) =>
    String(values[column] ?? '')
      .split(/\s+/)
      .filter((word) => word !== '');
  const wordsOf = (row: ImportRow) => columns.flatMap((column) => wordsIn(row, column));
  const known = new Map<string, Promise<string>>();

  function pathOf(word: string): Promise<string> {
    const there = known.get(word);
    if (there) return there;
    const made = /^https?:\/\//i.test(word) ? deps.fetch(word) : sent(word);
    known.set(word, made);
    // Another try may go better: only what is ready is remembered.
    made.catch(() => known.delete(word));
    return made;
  }

  async function sent(name: string): Promise<string> {
    const zip = deps.zip();
    const bytes = zip && fileIn(zip, name);
    if (!bytes) throw new Error(deps.missing);
    return deps.send(new Blob([new Uint8Array(bytes)]));
  }

  async function resolved(
    rows: readonly ImportRow[],
  ): Promise<{ rows: ImportRow[]; refused: Map<number, BadRow> }> {
    const wanted = [...new Set(rows.flatMap(wordsOf))].filter((word) => !isThere(word));
    const paths = new Map<string, string>();
    const faults = new Map<string, string>();
    const waiting = [...wanted];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let word = waiting.shift(); word !== undefined; word = waiting.shift())
          await pathOf(word).then(
            (path) => paths.set(word as string, path),
            (error: Error) => faults.set(word as string, error.message),
          );
      }),
    );
    const refused = new Map<number, BadRow>();
    const told = rows.map((row): ImportRow => {
      const words = wordsOf(row);
      const fault = words.find((word) => faults.has(word));
      if (fault !== undefined)
        refused.set(row.row, {
          row: row.row,
          code: 'picture_refused',
          params: { value: fault.slice(0, 60), reason: faults.get(fault) ?? '' },
        });
      if (words.length === 0) return row;
      const said = columns.filter((column) => wordsIn(row, column).length > 0);
      const told = said.map((column) => [
        column,
        wordsIn(row, column)
          .map((word) => paths.get(word) ?? word)
          .join(' '),
      ]);
      return { ...row, values: { ...row.values, ...Object.fromEntries(told) } };
    });
    return { rows: told, refused };
  }

  /** The server refuses a row whose picture is none; why it is none is known here. */
  const explained = (answer: ImportedPortion, refused: ReadonlyMap<number, BadRow>): ImportedPortion => ({
    ...answer,
    bad: answer.bad.map((one) => (one.code === 'product_refused' ? one : (refused.get(one.row) ?? one))),
  });

  return { resolved, explained };
}
