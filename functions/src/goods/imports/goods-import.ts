import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  ImportRow,
} from '@jindian/shared/contract/goods/imports';
import { picturePathPattern } from '@jindian/shared/picture-address';
import { dayMs } from '@jindian/shared/time';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { commandClaim, type Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { Catalog, CatalogContent } from '../catalog/catalog.ts';
import { withEdits } from '../catalog/editing.ts';
import { withCategories } from './categories.ts';
import { type LaidRows, withGoods } from './goods.ts';
import { type CategoryRow, type GoodsRow, readCategoryRow, readGoodsRow } from './rows.ts';

/** As long as the records that make a repeat harmless. */
const keptMs = 3 * dayMs;
/** As often as others can publish under an import before it is given back. */
const maxRounds = 8;

export type GoodsImportDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  catalog: { refresh(): Promise<Catalog> };
  prepareCatalog(
    change: (inForce: CatalogContent) => CatalogContent,
  ): Promise<{ publication: Write; sweep(): Promise<void> }>;
  /** Has these uploaded pictures stay; answers with the ids of those that there are not. */
  claimPictures(imagePaths: readonly string[]): Promise<readonly string[]>;
};
type Kind = 'goods' | 'categories';
type Row = GoodsRow | CategoryRow;

/**
 * Goods and categories from a table. Rows are judged with their portion and kept; nothing of them is in force before the
 * import is finished: then all of it is one publication of the goods.
 */
export function createGoodsImport(deps: GoodsImportDeps) {
  const { table, clock, catalog } = deps;
  const portions = new Entity({
    name: 'GoodsImportPortion',
    table,
    timestamps: false,
    schema: item({
      importId: string().key(),
      portion: number().key(),
      rows: list(any()),
      expiresAtS: number(),
    }),
    computeKey: ({ importId, portion }: { importId: string; portion: number }) => ({
      pk: `GOODSIMPORT#${importId}`,
      sk: `PORTION#${String(portion).padStart(4, '0')}`,
    }),
  });

  async function knownPictures(rows: readonly Row[]): Promise<(path: string) => boolean> {
    // Of the product, of its details, and of values of its options: wherever one stands, it has to be there.
    const uploaded = rows.flatMap((row) =>
      Object.values(row).flatMap((cell) =>
        typeof cell === 'string' ? cell.split(/[\s|]+/).filter((path) => picturePathPattern.test(path)) : [],
      ),
    );
    const unknown = new Set(await deps.claimPictures(uploaded));
    return (path) => !unknown.has(picturePathPattern.exec(path)?.[1] ?? '');
  }

  const laid = (
    kind: Kind,
    content: CatalogContent,
    rows: readonly Row[],
    knows: (path: string) => boolean,
  ): LaidRows =>
    kind === 'goods'
      ? withGoods(content, rows as readonly GoodsRow[], knows)
      : withCategories(content, rows as readonly CategoryRow[]);

  async function importPortion(portion: {
    importId: string;
    portion: number;
    kind: Kind;
    rows: readonly ImportRow[];
  }): Promise<Result<ImportedPortion>> {
    const bad: BadRow[] = [];
    const read: Row[] = [];
    for (const given of portion.rows) {
      const found = portion.kind === 'goods' ? readGoodsRow(given) : readCategoryRow(given);
      if ('bad' in found) bad.push(found.bad);
      else read.push(found.value);
    }
    // Of a product with a row that cannot be read nothing is taken.
    const half = new Map(
      portion.rows.flatMap(({ row, values }) => {
        const fault = bad.find((one) => one.row === row);
        return fault ? [[String(values.productId ?? '').toUpperCase(), row] as const] : [];
      }),
    );
    const whole = read.filter((row) => {
      const of = 'productId' in row ? half.get(row.productId) : undefined;
      if (of !== undefined) bad.push({ row: row.row, code: 'product_refused', params: { row: of } });
      return of === undefined;
    });
    const content = await catalog.refresh();
    const judged = laid(portion.kind, content, whole, await knownPictures(whole));
    const refused = new Set(judged.bad.map(({ row }) => row));
    await portions
      .build(PutItemCommand)
      .item({
        importId: portion.importId,
        portion: portion.portion,
        rows: whole.filter(({ row }) => !refused.has(row)),
        expiresAtS: Math.ceil((clock.nowMs() + keptMs) / 1000),
      })
      .send();
    return ok({
      rows: portion.rows.length,
      changed: judged.changed,
      unchanged: judged.unchanged,
      bad: [...bad, ...judged.bad].sort((a, b) => a.row - b.row),
    });
  }

  async function rowsOf(importId: string, count: number): Promise<Result<Row[]>> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `GOODSIMPORT#${importId}` })
      .entities(portions)
      .options({ consistent: true, ...everyPage })
      .send();
    const kept = new Map((Items ?? []).map((found) => [found.portion, found.rows as Row[]]));
    const rows: Row[] = [];
    for (let portion = 0; portion < count; portion += 1) {
      const found = kept.get(portion);
      if (!found) return fail('invalid_request', { detail: `portion ${portion} is missing` });
      rows.push(...found);
    }
    return ok(rows);
  }

  /** All rows are laid on what is in force now: what was judged good and is not any more refuses the whole import. */
  async function finish(
    kind: Kind,
    importId: string,
    count: number,
    by: string,
  ): Promise<Result<FinishedImport>> {
    const command = commandClaim(`import#${importId}`, 'hqFinishImport', 'finish', { kind, count });
    let sweep: (() => Promise<void>) | null = null;
    const done = await runCommand<FinishedImport>(deps, {
      command,
      lookFirst: true,
      maxTries: maxRounds,
      async attempt() {
        const rows = await rowsOf(importId, count);
        if (!rows.ok) return rows;
        const knows = await knownPictures(rows.value);
        let outcome: LaidRows | null = null;
        const prepared = await deps.prepareCatalog((content) => {
          outcome = laid(kind, content, rows.value, knows);
          if (outcome.bad.length > 0 || outcome.touched.length === 0) return content;
          const of = kind === 'goods' ? 'products' : 'categories';
          return withEdits(outcome.content, of, outcome.touched, { by, atMs: clock.nowMs() });
        });
        const { bad, touched } = outcome as unknown as LaidRows;
        const [first] = bad;
        if (first) return fail('goods_moved_on', { row: first.row });
        sweep = prepared.sweep;
        const value: FinishedImport = { national: 0, regional: 0, goods: touched.length };
        return {
          writes: touched.length > 0 ? [prepared.publication] : [],
          kept: value,
          value,
          refused: { 'snapshot pointer': 'again' },
        };
      },
      replay: (kept) => ok(kept as FinishedImport),
    });
    if (done.ok) await Promise.all([catalog.refresh(), (sweep as null | (() => Promise<void>))?.()]);
    return done;
  }

  return { importPortion, finish };
}
