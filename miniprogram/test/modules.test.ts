import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { modules } from '@jindian/shared/contract/modules/index';
import { type ModuleName, moduleNames } from '@jindian/shared/contract/modules/names';
import { branchStaffRoles } from '@jindian/shared/contract/people/permissions';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../src');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => [file.replaceAll('\\', '/'), readFileSync(path.join(root, file), 'utf8')] as const);

/** Whose a page is: of the module with the nearest of the packages above it. */
function moduleOf(page: string): ModuleName | null {
  const own = moduleNames
    .flatMap((name) => modules[name].packages.map((folder) => ({ name, folder })))
    .filter(({ folder }) => page.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length);
  return own[0]?.name ?? null;
}

test('who leads to a page of a module asks whether the module is in use', () => {
  const led = new Set<ModuleName>();
  for (const [file, text] of sources) {
    const pages = [...text.matchAll(/\/(packages\/[\w/-]+?\/index)\b/g)].map(([, page]) => page as string);
    for (const page of pages) {
      const name = moduleOf(page);
      // Within a module everything is of it.
      if (name === null || moduleOf(file) !== null) continue;
      led.add(name);
      expect([file, page, text.includes(`useModule('${name}')`)]).toEqual([file, page, true]);
    }
  }
  expect([...led].sort()).toEqual([
    'couriers',
    'dealers',
    'guides',
    'promoters',
    'promotions',
    'ratings',
    'stations',
    'transfers',
  ]);
});

test('who offers the roles of a place asks for the module of each', () => {
  const offering = sources.filter(([, text]) => /\bbranchStaffRoles\b/.test(text));
  expect(offering.length).toBeGreaterThan(0);
  for (const [file, text] of offering)
    for (const role of branchStaffRoles) {
      const name = moduleNames.find((one) => modules[one].roles.includes(role));
      if (name) expect([file, role, text.includes(`useModule('${name}')`)]).toEqual([file, role, true]);
    }
});
