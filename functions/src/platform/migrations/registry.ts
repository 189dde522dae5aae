import type { Migration } from './define.ts';

/**
 * Every change of a stored shape that is under way, by the order in which they came. How one is written, and when it may
 * be taken out again: CONTRIBUTING.md, "Changing what is stored".
 */
export const migrations: readonly Migration[] = [];

/** Kinds of items that nothing reads or writes any more, and why what is left of them in tables harms nobody. */
export const retired: Readonly<Record<string, string>> = {};
