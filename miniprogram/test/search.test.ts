import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withLatest } from '../src/lib/latest.ts';
import { typedFen } from '../src/lib/typed-price.ts';

test('the history of searches has each once, the latest first, and not too many', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('鞋', '牛肉', 'px', 'xie', '奶粉', '桃', '梨', '橙', '瓜', '茶')),
      (typed) => {
        const history = typed.reduce<string[]>((before, text) => withLatest(before, text, 8), []);
        expect(new Set(history).size).toBe(history.length);
        expect(history.length).toBeLessThanOrEqual(8);
        expect(history).toEqual([...new Set([...typed].reverse())].slice(0, 8));
      },
    ),
  );
});

test.each([
  ['', null],
  [' 199 ', 19_900],
  ['１９９．９', 19_990],
  ['¥0.29', 29],
  ['12 元', 1_200],
  ['-5', 'bad'],
  ['1e3', 'bad'],
  ['1,2', 'bad'],
])('a price typed as "%s"', (text, fen) => {
  expect(typedFen(text)).toBe(fen);
});
