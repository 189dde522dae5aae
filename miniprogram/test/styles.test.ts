import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from 'sass';
import { expect, test } from 'vitest';

const sources = path.resolve(import.meta.dirname, '../src');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(path.join(sources, file), 'utf8');

/** Classes that the framework's own elements have. */
const isTaros = (name: string) => /^(taro|weui)/.test(name);

test('every class that is given a look is one that something has', () => {
  const code = files
    .filter((file) => /\.(tsx?|html)$/.test(file))
    .map(read)
    .join('\n');
  const isSaid = (name: string) =>
    new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code) ||
    // Put together: `part--${kind}`, `part__${name}`.
    [...name.matchAll(/--|__/g)].some(({ index, 0: joint }) =>
      code.includes(`${name.slice(0, index)}${joint}\${`),
    );
  const unknown = files
    .filter((file) => file.endsWith('.scss'))
    .flatMap((file) => {
      const { css } = compile(path.join(sources, file));
      const names = new Set([...css.matchAll(/\.([a-zA-Z_][\w-]*)/g)].map(([, name = '']) => name));
      return [...names].filter((name) => !isTaros(name) && !isSaid(name)).map((name) => `${file}: ${name}`);
    });
  expect(unknown).toEqual([]);
});
