import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withSearch } from '../src/lib/search-history.ts';

test('the history of searches has each once, the latest first, and not too many', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('鞋', '牛肉', 'px', 'xie', '奶粉', '桃', '梨', '橙', '瓜', '茶')),
      (typed) => {
        const history = typed.reduce<string[]>(withSearch, []);
        expect(new Set(history).size).toBe(history.length);
        expect(history.length).toBeLessThanOrEqual(8);
        expect(history).toEqual([...new Set([...typed].reverse())].slice(0, 8));
      },
    ),
  );
});
