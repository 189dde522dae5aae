import fc from 'fast-check';
import { deep, seed } from './functions/src/platform/testing/depth.ts';

fc.configureGlobal({ seed, ...(deep ? { numRuns: 400 } : {}) });
