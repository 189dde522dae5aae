import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { giveUp, run } from './prepare.mjs';

const usual = [
  process.env.JINDIAN_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** What Playwright fetched earlier, newest first. */
function fetchedByPlaywright() {
  const folders = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    path.join(os.homedir(), '.cache/ms-playwright'),
    path.join(os.homedir(), 'Library/Caches/ms-playwright'),
  ];
  const inside = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-win/chrome.exe',
  ];
  return folders
    .filter((folder) => folder && existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith('chromium-'))
        .sort()
        .reverse()
        .map((name) => path.join(folder, name)),
    )
    .flatMap((folder) => inside.map((file) => path.join(folder, file)));
}

function find() {
  return [...usual, ...fetchedByPlaywright()].find((file) => file && existsSync(file));
}

const hasChineseFont = () =>
  spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout?.trim() !== '';

/** A Chromium that is there, else from the system's package manager, else from Playwright; else one sentence. */
export function findOrInstallChromium() {
  const isRootOnDebian =
    process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isRootOnDebian && (!find() || !hasChineseFont())) {
    console.log('Installing Chromium and a Chinese font with apt-get…');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    run('apt-get', ['update', '-qq'], quiet);
    run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk', 'fontconfig'],
      quiet,
    );
  }
  if (!find()) {
    console.log('Fetching Chromium with Playwright…');
    run('npx', ['playwright-core', 'install', 'chromium']);
  }
  const chromium = find();
  if (!chromium)
    giveUp(
      'The browser journeys need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk) or set JINDIAN_CHROMIUM to its path.',
    );
  return chromium;
}
