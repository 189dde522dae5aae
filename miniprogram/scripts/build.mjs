// Builds the mini-program for one platform: `node scripts/build.mjs h5|weapp [--force] [--test]`.
// Nothing is done when the build is younger than its sources and was made with the same settings, and two builds of one
// platform never run at once: `npm start` and `npm test` in two terminals would otherwise write over each other.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { appSources, isFresh } from '../../scripts/freshness.mjs';
import { missingFor, projectConfig, sitemap, variablesOf } from './brand-config.mjs';
import { compressFiles } from './compress.mjs';

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

const messageKinds = [
  ...['order_ready', 'order_dispatched', 'order_refunded'],
  ...[
    'pickup_refused',
    'confirm_receipt',
    'delivery_failed',
    'work_arrived',
    'return_decided',
    'return_received',
  ],
];
// Tests run what any brand would ship, which has templates for its messages.
const isForTests = process.argv.includes('--test');
const brandFile = path.resolve(folder, '../brand.config.json');
if (!isForTests && existsSync(brandFile)) {
  const { variables, problem } = variablesOf(readFileSync(brandFile, 'utf8'));
  if (problem) {
    console.error(`Nothing was built: of brand.config.json, ${problem}.`);
    process.exit(2);
  }
  for (const [name, value] of Object.entries(variables)) process.env[name] ??= value;
}
const missing = isForTests ? null : missingFor(platform, process.env);
if (missing) {
  console.error(missing);
  process.exit(2);
}
if (isForTests)
  process.env.TARO_APP_MESSAGE_TEMPLATES ??= messageKinds.map((kind) => `${kind}=local-${kind}`).join(',');

// What a build is made with is part of what it is: one for tests is not shipped.
const settingsFile = path.join(folder, 'dist', `.settings-${platform}`);
const settings = JSON.stringify(
  Object.entries(process.env)
    .filter(([name]) => name.startsWith('TARO_APP_'))
    .sort(),
);
const hasSameSettings = () => existsSync(settingsFile) && readFileSync(settingsFile, 'utf8') === settings;

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
  // Read by WeChat DevTools, which opens the root of the repository: as it lies there it is nobody's, and a brand's build
  // puts the brand's app id into it.
  if (platform === 'weapp' && !isForTests)
    writeFileSync(
      path.resolve(folder, '../project.config.json'),
      `${JSON.stringify(projectConfig(process.env), null, 2)}\n`,
    );
  if (!force && hasSameSettings() && isFresh(mark, appSources)) process.exitCode = 0;
  else {
    const built = spawnSync('npx', ['taro', 'build', '--type', platform], {
      cwd: folder,
      stdio: 'inherit',
      // Called from a test run, NODE_ENV is "test", and Taro would leave everything as large as it was written.
      env: { ...process.env, NODE_ENV: 'production', BABEL_ENV: 'production' },
      shell: process.platform === 'win32',
    });
    process.exitCode = built.status ?? 1;
    if (built.status === 0) writeFileSync(settingsFile, settings);
    if (built.status === 0 && platform === 'h5') compressFiles(path.join(folder, 'dist/h5'));
    if (built.status === 0 && platform === 'weapp')
      writeFileSync(path.join(folder, 'dist/weapp/sitemap.json'), JSON.stringify(sitemap(), null, 2));
    // As old as the sources were when the build began: an edit during the build makes it stale.
    const whole = path.resolve(folder, '..', mark);
    if (existsSync(whole)) utimesSync(whole, startedAtMs / 1000, startedAtMs / 1000);
  }
} finally {
  rmSync(lock, { recursive: true, force: true });
}
