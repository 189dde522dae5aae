import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../../..');
const code = ['bench', 'cdk', 'e2e', 'embedded-dynamodb', 'functions', 'miniprogram', 'scripts', 'shared'];
/** What is built or installed may be there or not. */
const passing = new Set(['node_modules', 'dist', 'cdk.out']);

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return passing.has(entry.name) ? [] : filesBelow(name);
    return [name];
  });
}
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...filesBelow('docs').filter((name) => name.endsWith('.md')),
  ...filesBelow('bench').filter((name) => name.endsWith('.md')),
];

test('every file that a document names by its path is there', () => {
  const files = code.flatMap(filesBelow);
  const ends = new Set(
    files.flatMap((file) => {
      const parts = file.split('/');
      return parts.map((_, from) => parts.slice(from).join('/'));
    }),
  );
  const named = documents.flatMap((document) =>
    [
      ...readFileSync(path.join(root, document), 'utf8').matchAll(/`([\w.-]+\/[\w./-]*\w\.(?:tsx?|mjs))`/g),
    ].map(([, file = '']) => [document, file] as const),
  );
  expect(named.length).toBeGreaterThan(200);
  expect(named.filter(([, file]) => !ends.has(file))).toEqual([]);
});

test('both READMEs say of the same scenarios in the same order what works', () => {
  const states = { works: 2, partly: 1, 'not yet': 0, 可用: 2, 部分可用: 1, 部分: 1, 还没有: 0 } as Record<
    string,
    number
  >;
  const told = (document: string) =>
    readFileSync(path.join(root, document), 'utf8')
      .split('\n')
      .flatMap((line) => states[line.split('|')[2]?.trim() ?? ''] ?? []);
  expect(told('README.md').length).toBeGreaterThan(25);
  expect(told('README.zh-CN.md')).toEqual(told('README.md'));
});
