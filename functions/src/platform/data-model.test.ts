import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const source = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.resolve(source, '../../docs/data-model.md'), 'utf8');

test('docs/data-model.md names every kind of item in the table, and no other', () => {
  const kinds = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(path.join(source, file), 'utf8').matchAll(/new Entity\(\{\s*name: '(\w+)'/g),
    ])
    .map(([, name]) => name as string);
  const described = [...page.matchAll(/^\| `([A-Z]\w+)`/gm)].map(([, name]) => name as string);
  expect(kinds.length).toBeGreaterThan(20);
  expect(described.sort()).toEqual(kinds.sort());
});
