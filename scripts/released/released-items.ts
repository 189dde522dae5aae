/** What the released version stored, as it is kept in this repository. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Stored } from './compare-items.ts';
import type { Item } from './stored-items.ts';

const file = path.join(import.meta.dirname, 'items.json.gz');
export type ReleasedItems = { stored: Stored; examples: Record<string, Item[]> };

/** Bytes and sets have no form of their own in JSON. */
function replaced(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const given = this[name];
  if (given instanceof Uint8Array) return { bytes: Buffer.from(given).toString('base64') };
  if (given instanceof Set) return { members: [...given].sort() };
  return value;
}
function revived(_: string, value: unknown): unknown {
  const { bytes, members } = (value ?? {}) as { bytes?: unknown; members?: unknown };
  const isAlone = typeof value === 'object' && value !== null && Object.keys(value).length === 1;
  if (isAlone && typeof bytes === 'string') return new Uint8Array(Buffer.from(bytes, 'base64'));
  return isAlone && Array.isArray(members) ? new Set(members) : value;
}

export function readReleased(): ReleasedItems {
  return JSON.parse(gunzipSync(readFileSync(file)).toString(), revived) as ReleasedItems;
}
export function keepReleased(items: ReleasedItems): void {
  writeFileSync(file, gzipSync(JSON.stringify(items, replaced), { level: 9 }));
}
