import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { permissionNames } from '@jindian/shared/contract/people/permissions';
import { expect, test } from 'vitest';

const source = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.resolve(source, '../../docs/data-model.md'), 'utf8');

/** By the folder of the module that keeps it. */
function kindsByModule(pattern: RegExp, only: (file: string) => boolean): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || !only(file)) continue;
    const [area = '', module = ''] = file.split(path.sep);
    const name = area === 'hq' ? area : `${area}/${module}`;
    for (const [, list] of readFileSync(path.join(source, file), 'utf8').matchAll(pattern)) {
      const kinds = [...(list as string).matchAll(/\w+/g)].map(([kind]) => kind);
      found.set(name, [...(found.get(name) ?? []), ...kinds].sort());
    }
  }
  return new Map([...found].filter(([, kinds]) => kinds.length > 0).sort());
}

test("every module's manifest names the items that it keeps, and no other", () => {
  const kept = kindsByModule(
    /(?:new Entity\(\{\s*name|_et): '(\w+)'/g,
    (file) => !/^(platform|local)/.test(file),
  );
  // Whoever has a hash chain of his own keeps its links and anchors.
  for (const [name] of kindsByModule(/(createHashChain)\(\{/g, (file) => !file.startsWith('platform'))) {
    kept.set(name, [...(kept.get(name) ?? []), 'ChainAnchor', 'ChainLink'].sort());
  }
  const named = kindsByModule(/items: \[([^\]]*)\]/g, (file) => file.endsWith(`${path.sep}module.ts`));
  expect([...named]).toEqual([...kept]);
});

test("every permission stands in one module's manifest: otherwise the system does not start", () => {
  const manifests = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`${path.sep}module.ts`))
    .map((file) => readFileSync(path.join(source, file), 'utf8'));
  const owned = manifests.flatMap((text) =>
    [...(/permissions: \[([^\]]*)\]/.exec(text)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name),
  );
  expect(owned.sort()).toEqual([...permissionNames].sort());
});

test('docs/data-model.md names every kind of item in the table, and no other', () => {
  const kinds = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(source, file), 'utf8').matchAll(/(?:new Entity\(\{\s*name|_et): '(\w+)'/g),
    ])
    .map(([, name]) => name as string);
  const described = [...page.matchAll(/^\| `([A-Z]\w+)`/gm)].map(([, name]) => name as string);
  expect(kinds.length).toBeGreaterThan(20);
  expect(described.sort()).toEqual(kinds.sort());
});

test('every kind is declared where it is noted with its table: what a release stores is compared as a whole', () => {
  const elsewhere = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') &&
      /import \{[^}]*\bEntity\b[^}]*\} from 'dynamodb-toolbox\/entity'/.test(
        readFileSync(path.join(source, file), 'utf8'),
      ),
  );
  expect(elsewhere).toEqual([path.join('platform', 'entity.ts')]);
});
