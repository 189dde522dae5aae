/**
 * The one place that zod is imported from. The mini-program's build puts its own in this one's place
 * (miniprogram/src/lib/zod.ts): WeChat's script engine does not compile.
 */
export { z } from 'zod';
