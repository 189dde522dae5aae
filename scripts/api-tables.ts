/**
 * The tables of docs/api.md, made from the contract, so that the page cannot say otherwise than the code:
 *
 *     node --import tsx scripts/api-tables.ts     writes them into docs/api.md; a test fails while they are stale
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Endpoint } from '@jindian/shared/contract/endpoint';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { problemCatalog } from '@jindian/shared/contract/errors';

export const apiPage = path.resolve(import.meta.dirname, '../docs/api.md');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

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

function markers(name: string): { begin: string; end: string } {
  return { begin: `<!-- generated: ${name} -->`, end: `<!-- end of generated: ${name} -->` };
}

/** What stands between the markers; throws when they are not there. */
export function generatedPart(page: string, name: string): string {
  const { begin, end } = markers(name);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/api.md lacks the markers of ${name}`);
  return page.slice(from + begin.length, to);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let page = readFileSync(apiPage, 'utf8');
  for (const [name, text] of Object.entries(apiTables())) {
    const { begin, end } = markers(name);
    page = page.replace(begin + generatedPart(page, name) + end, () => `${begin}\n\n${text}\n\n${end}`);
  }
  writeFileSync(apiPage, page);
  // The formatter lines up the columns.
  const formatted = spawnSync('npx', ['biome', 'format', '--write', apiPage], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(formatted.status ?? 1);
}
