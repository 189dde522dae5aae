/**
 * The one place that zod is imported from. WeChat's script engine lets `new Function` succeed but returns a
 * function that does nothing, so zod's compiled parsers would return undefined there: look once, before any
 * schema is built, and fall back to the interpreting parser.
 */
import { z } from 'zod';

function canCompile(): boolean {
  try {
    return new Function('return 1')() === 1;
  } catch {
    return false;
  }
}

if (!canCompile()) z.config({ jitless: true });

export { z };
