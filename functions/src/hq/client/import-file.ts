/** A file that was read, cut into portions and told apart from others. */
import type { ImportRow } from '@jindian/shared/import-report';
import {
  charactersPerPortion,
  type ImportKind,
  placesPerPortion,
  rowsPerPortion,
  unlocatedPerPortion,
} from '@jindian/shared/import-table';

/**
 * Rows of one place travel together: they fit into fewer transactions. Rows of one SKU at one place are never divided,
 * so that the server, which judges a portion by itself, sees all that is said of it. The same file gives the same portions.
 */
export function portionsOf(rows: readonly ImportRow[]): ImportRow[][] {
  // Of a product's rows only one says what all of them have in common.
  const keyOf = ({ values }: ImportRow) =>
    values.productId === undefined
      ? `${values.locationId ?? ''} ${values.skuId ?? ''}`
      : String(values.productId);
  const sorted = [...rows].sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one < other ? -1 : one > other ? 1 : a.row - b.row;
  });
  const portions: ImportRow[][] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = endOf(sorted, start);
    const next = sorted[end];
    if (next) {
      while (end > start && keyOf(sorted[end - 1] as ImportRow) === keyOf(next)) end -= 1;
      // More rows than a portion takes, of one SKU at one place: lots, which the reader has told apart.
      if (end === start) end = endOfKey(sorted, start, keyOf);
    }
    portions.push(sorted.slice(start, end));
    start = end;
  }
  return portions;
}

/** Places say more than levels do, and one without a point asks the map service for it. */
export function placePortionsOf(rows: readonly ImportRow[]): ImportRow[][] {
  const isLocated = ({ values }: ImportRow) =>
    (values.latitude ?? '') !== '' && (values.longitude ?? '') !== '';
  const cut = (some: readonly ImportRow[], size: number) =>
    Array.from({ length: Math.ceil(some.length / size) }, (_, portion) =>
      some.slice(portion * size, (portion + 1) * size),
    );
  return [
    ...cut(rows.filter(isLocated), placesPerPortion),
    ...cut(
      rows.filter((row) => !isLocated(row)),
      unlocatedPerPortion,
    ),
  ];
}

function endOfKey(rows: readonly ImportRow[], start: number, keyOf: (row: ImportRow) => string): number {
  const key = keyOf(rows[start] as ImportRow);
  const most = Math.min(start + rowsPerPortion, rows.length);
  let end = start;
  while (end < most && keyOf(rows[end] as ImportRow) === key) end += 1;
  return end;
}

/** As many rows as a request carries: those of goods and categories have texts. */
function endOf(rows: readonly ImportRow[], start: number): number {
  const most = Math.min(start + rowsPerPortion, rows.length);
  let characters = 0;
  for (let end = start; end < most; end += 1) {
    const { values } = rows[end] as ImportRow;
    if (values.titleZh === undefined && values.productId === undefined) continue;
    characters += JSON.stringify(rows[end]).length;
    if (characters > charactersPerPortion && end > start) return end;
  }
  return most;
}

/** Tells files apart, so that a broken-off import of this one can go on. FNV-1a, twice, with the length. */
export function fingerprint(kind: ImportKind, bytes: Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0xc2b2ae35];
  for (let index = 0; index < bytes.length; index += 1) {
    const code = bytes[index] as number;
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b);
  }
  return `${kind}-${bytes.length}-${(one >>> 0).toString(16)}${(other >>> 0).toString(16)}`;
}
