/** Faults, and where they can stand. */
import { HASH } from './kit.ts';

export const T = HASH;
