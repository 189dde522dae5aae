import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { themeOf } from '@jindian/shared/design/tokens';
import { compile } from 'sass';
import { expect, test } from 'vitest';
import { pictureNames, pictureUri } from '../src/components/pictures.ts';

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

test('drawings wear the colours of the brand, and no other than its and the quiet ones', () => {
  const own = themeOf('#0a5fb4');
  const quiet = ['#ede7de', '#fff', '#1d1d1f', '#d9d2c8', '#f7f5f2'];
  for (const name of pictureNames) {
    const drawing = Buffer.from(pictureUri(name, own).split('base64,')[1] ?? '', 'base64').toString();
    const worn = [...drawing.matchAll(/#[0-9a-f]{3,6}/gi)].map(([colour]) => colour.toLowerCase());
    expect(worn, name).toContain(own.brand);
    expect(worn.filter((one) => ![...quiet, own.brand, own.brandWash].includes(one))).toEqual([]);
  }
});
