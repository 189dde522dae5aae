import type { Analysis } from './tables.ts';

/** What counts, in this process: loaded with the first that is to be counted, since it is large. */
export function analysisHere(): Analysis {
  const loaded = () => import('./duckdb.ts').then(({ duckDb }) => duckDb);
  return {
    pack: async (...asked) => (await loaded()).pack(...asked),
    open: async (...asked) => (await loaded()).open(...asked),
  };
}
