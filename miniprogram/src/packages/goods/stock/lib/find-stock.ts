import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { readScannedText } from '@jindian/shared/qr-text';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';

/** What a scanned text stands for in a stock room: a barcode, or a code of ours for a product on a shelf. */
export async function wantedOf(scanned: string): Promise<string | null> {
  const text = scanned.trim();
  if (/^\d{8,14}$/.test(text)) return text;
  const read = readScannedText(text);
  if (read.kind !== 'code') return null;
  try {
    return (await call(endpoints.readCode, { params: { code: read.code } })).productId;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}

/** The SKUs at a place that are meant by a barcode, a product's id or a name. */
export async function findStock(locationId: string, text: string): Promise<StockItem[]> {
  const page = await call(endpoints.listStock, { params: { locationId }, query: { text, limit: 20 } });
  return page.items;
}
