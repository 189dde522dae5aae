import type { Migration } from './define.ts';

/**
 * Every change of a stored shape that is under way, by the order in which they came. How one is written, and when it may
 * be taken out again: CONTRIBUTING.md, "Changing what is stored".
 */
export const migrations: readonly Migration[] = [
  {
    // Codes stood for two things, and stand for any seller, place, product and channel, or several of them at once.
    id: '2026-11-30-code-stands',
    kind: 'Code',
    stage: 'expand',
    from: ['kind'],
    adds: ['stands', 'sellerKind'],
    forward: ({ kind }) =>
      kind === 'guide' ? { stands: 'seller', sellerKind: 'guide' } : { stands: 'shelf' },
  },
];

/** Kinds of items that nothing reads or writes any more, and why what is left of them in tables harms nobody. */
export const retired: Readonly<Record<string, string>> = {};
