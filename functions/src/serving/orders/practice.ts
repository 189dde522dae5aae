/**
 * Practice orders: of a branch that rehearses, by its own people. They go through the real machines, screens and codes, and are
 * nothing outside of themselves. That an order is one stands in its id, so that nothing can make it another, and whoever
 * has the id knows without reading anything.
 */

/** ULIDs begin with the time: with this one, a real order would be of the year 8900. */
const mark = '7';
export const isPractice = (idOrNumber: string) => idOrNumber.startsWith(mark);
export const practiceId = (id: string) => `${mark}${id.slice(mark.length)}`;

/** Whose money it is: nobody's. No merchant is called so. */
export const practiceMerchant = 'practice';
/** Whoever practises is no customer of whom anything is kept: each app has its own word for them. */
export const practiceShopper = { nickname: '', phoneTail: null } as const;

/** As many are looked at, and shown. */
export const latestPractice = 20;
