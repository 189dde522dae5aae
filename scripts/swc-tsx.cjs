// dependency-cruiser parses with swc, but tells it that every file is TypeScript without JSX. Loaded before it
// (`node --require`), this lets swc try JSX first. Drop it when dependency-cruiser reads TypeScript 7 by itself.
const swc = require('@swc/core');

const { parseSync, parseFileSync } = swc;
const withJsxFirst = (parse) => (source, options) => {
  try {
    return parse(source, { ...options, tsx: true });
  } catch {
    return parse(source, options);
  }
};
swc.parseSync = withJsxFirst(parseSync);
swc.parseFileSync = withJsxFirst(parseFileSync);
