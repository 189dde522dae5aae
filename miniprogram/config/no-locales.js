// Stands in for zod's locales, see index.ts.
