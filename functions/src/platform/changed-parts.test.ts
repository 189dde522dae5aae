import { expect, test } from 'vitest';
import { changedParts } from './changed-parts.ts';

test.each([
  [
    { a: 1, b: 2 },
    { a: 1, b: 3 },
    { before: { b: 2 }, after: { b: 3 } },
  ],
  [{ a: 1 }, { a: 1 }, null],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { before: { a: { c: 2 } }, after: { a: { c: 3 } } }],
  [{ a: 1 }, {}, { before: { a: 1 }, after: {} }],
  [{ a: null }, { a: 1 }, { before: { a: null }, after: { a: 1 } }],
  [[{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 3 }], { before: [{ id: 1 }], after: [{ id: 3 }] }],
  [[1, 2], [2, 1], { before: [1, 2], after: [2, 1] }],
  [undefined, { a: 1 }, { before: undefined, after: { a: 1 } }],
  [{ constructor: 1 }, { a: 1 }, { before: { constructor: 1 }, after: { a: 1 } }],
])('of %j and %j', (before, after, parts) => {
  expect(changedParts(before, after)).toEqual(parts);
});
