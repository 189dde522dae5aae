import { execFileSync } from 'node:child_process';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../..');

/**
 * The folder of the built mini-program, built first when it is older than its sources. A build from elsewhere can be
 * named instead: JINDIAN_WEAPP.
 */
export function builtWeapp(): string {
  if (process.env.JINDIAN_WEAPP) return path.resolve(process.env.JINDIAN_WEAPP);
  execFileSync(process.execPath, [path.join(folder, 'scripts/build.mjs'), 'weapp', '--test'], {
    stdio: 'ignore',
  });
  return path.join(folder, 'dist/weapp');
}

/** A build takes half a minute, on a busy machine minutes. */
export const buildTimeoutMs = 600_000;
