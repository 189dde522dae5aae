/**
 * The tables of docs/api.md, made from the contract, so that the page cannot say otherwise than the code:
 *
 *     node --import tsx scripts/api-tables.ts     writes them into docs/api.md; a test fails while they are stale
 */
import path from 'node:path';
import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { problemCatalog } from '@jindian/shared/contract/problems/problem';
import { isMain, table, writeTables } from './generated-tables.ts';

export const apiPage = path.resolve(import.meta.dirname, '../docs/api.md');

function callersOf({ access }: Endpoint): string {
  if (typeof access === 'string') return access;
  return access.at === 'service' ? access.permission : `${access.permission} (${access.at})`;
}

/** Generated parts of the page by the name in their markers. */
export function apiTables(): Record<'codes' | 'endpoints', string> {
  return {
    codes: table(
      ['code', 'status', 'what a person reads', 'in English'],
      Object.entries(problemCatalog)
        .sort(([a, { status: first }], [b, { status: second }]) => first - second || (a < b ? -1 : 1))
        .map(([code, { status, zh, en }]) => [`\`${code}\``, String(status), zh, en]),
    ),
    endpoints: table(
      ['call', 'who', 'key', 'what it does'],
      Object.values(endpoints as Record<string, Endpoint>).map((row) => [
        `\`${row.method.toUpperCase()} ${row.path}\``,
        callersOf(row),
        row.idempotent ? 'yes' : '',
        row.summary,
      ]),
    ),
  };
}

if (isMain(import.meta.url)) writeTables(apiPage, apiTables());
