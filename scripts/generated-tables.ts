/** Tables in pages of documentation that are made from the code, between markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function markers(name: string): { begin: string; end: string } {
  return { begin: `<!-- generated: ${name} -->`, end: `<!-- end of generated: ${name} -->` };
}

/** What stands between the markers; throws when they are not there. */
export function generatedPart(page: string, name: string): string {
  const { begin, end } = markers(name);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page lacks the markers of ${name}`);
  return page.slice(from + begin.length, to);
}

/** A table without the formatter's alignment: what its cells say. */
export function cellsOf(markdown: string): string[] {
  return markdown
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').replace(/-{3,}/g, '---').trim());
}

/** Writes the tables into the page, by the names in its markers. */
export function writeTables(file: string, tables: Readonly<Record<string, string>>): void {
  let page = readFileSync(file, 'utf8');
  for (const [name, text] of Object.entries(tables)) {
    const { begin, end } = markers(name);
    page = page.replace(begin + generatedPart(page, name) + end, () => `${begin}\n\n${text}\n\n${end}`);
  }
  writeFileSync(file, page);
}

export function isMain(url: string): boolean {
  return process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href;
}
