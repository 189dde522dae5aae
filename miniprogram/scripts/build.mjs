// Builds the mini-program for one platform: `node scripts/build.mjs h5|weapp [--force]`.
// Nothing is done when the build is younger than its sources, and two builds of one platform never run at once:
// `npm start` and `npm test` in two terminals would otherwise write over each other.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { appSources, isFresh } from '../../scripts/freshness.mjs';

const platform = process.argv[2];
const marks = { h5: 'index.html', weapp: 'app.json' };
if (!Object.hasOwn(marks, platform)) {
  console.error('Say which platform to build: h5 or weapp.');
  process.exit(2);
}

const folder = path.resolve(import.meta.dirname, '..');
const lock = path.join(folder, 'dist', `.building-${platform}`);
const mark = path.join('miniprogram', 'dist', platform, marks[platform]);
const staleAfterMs = 10 * 60_000;
const force = process.argv.includes('--force');
const startedAtMs = Date.now();

function take() {
  mkdirSync(path.dirname(lock), { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // Left behind by a build that was killed?
    if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > staleAfterMs)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

while (!take()) await new Promise((resolve) => setTimeout(resolve, 500));
process.on('SIGINT', () => {
  rmSync(lock, { recursive: true, force: true });
  process.exit(130);
});
try {
  if (!force && isFresh(mark, appSources)) process.exitCode = 0;
  else {
    const built = spawnSync('npx', ['taro', 'build', '--type', platform], {
      cwd: folder,
      stdio: 'inherit',
      // Called from a test run, NODE_ENV is "test", and Taro would leave everything as large as it was written.
      env: { ...process.env, NODE_ENV: 'production', BABEL_ENV: 'production' },
      shell: process.platform === 'win32',
    });
    process.exitCode = built.status ?? 1;
    // As old as the sources were when the build began: an edit during the build makes it stale.
    const whole = path.resolve(folder, '..', mark);
    if (existsSync(whole)) utimesSync(whole, startedAtMs / 1000, startedAtMs / 1000);
  }
} finally {
  rmSync(lock, { recursive: true, force: true });
}
