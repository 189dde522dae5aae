import { z as zod } from 'zod';

/**
 * Stands in for shared/src/zod.ts in builds of the app (config/index.ts). WeChat's script engine lets `new Function` succeed
 * but returns a function that does nothing, so zod's compiled parsers would return undefined there: look once, before any
 * schema is built, and fall back to the interpreting parser. A constant that is made, and not the import passed on: so it is
 * dropped together with the schemas where nobody uses one.
 */
export const z = /*#__PURE__*/ (() => {
  if (!canCompile()) zod.config({ jitless: true });
  return zod;
})();

function canCompile(): boolean {
  try {
    return new Function('return 1')() === 1;
  } catch {
    return false;
  }
}
