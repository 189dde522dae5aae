import { csvOf } from '@jindian/shared/csv';
import { xlsxOf } from '../../../platform/files/xlsx-file.ts';
import type { CatalogContent } from '../../catalog/catalog.ts';
import { categoryTable, goodsTable } from '../present.ts';
import { readTable } from '../reading/table.ts';

/** Goods or categories written to a file, as an import reads that file. */
export function exported(
  content: CatalogContent,
  format: 'csv' | 'xlsx',
  kind: 'goods' | 'categories' = 'goods',
) {
  const rows = kind === 'goods' ? goodsTable(content) : categoryTable(content);
  const bytes = format === 'xlsx' ? xlsxOf(kind, rows) : new TextEncoder().encode(csvOf(rows));
  const table = readTable(kind, `goods.${format}`, bytes);
  if ('fault' in table) throw new Error(table.fault);
  return table;
}
