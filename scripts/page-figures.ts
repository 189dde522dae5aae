/**
 * Writes the tables of figures by page into docs/performance.md:
 *
 *     node --import tsx scripts/page-figures.ts [--axe] [--lighthouse]
 *
 * With --axe every page is looked at first, by the journey that also runs in `npm test`; without, axe's rows are what
 * that journey found last. With --lighthouse it is fetched by npx, for two pages; without, its rows stay as they are.
 * Lighthouse is no dependency: 111 MB.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { startLocal } from '../functions/src/local/start.ts';
import { findOrInstallChromium } from './chromium.mjs';

/** The last that runs on Node 20. */
const lighthouse = 'lighthouse@12.2.3';
const root = path.resolve(import.meta.dirname, '..');
const document = path.join(root, 'docs/performance.md');
const { values } = parseArgs({
  options: { axe: { type: 'boolean', default: false }, lighthouse: { type: 'boolean', default: false } },
});

type Axe = Record<string, { critical: number; serious: number; moderate: number; minor: number }>;

function axeTable(): string {
  const looked = JSON.parse(readFileSync(path.join(root, 'e2e/artefacts/accessibility.json'), 'utf8')) as Axe;
  const rows = Object.entries(looked).map(
    ([page, { critical, serious, moderate, minor }]) =>
      `| ${page} | ${critical} | ${serious} | ${moderate} | ${minor} |`,
  );
  return [
    '| page | critical | serious | moderate | minor |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

const lighthousePages = {
  home: '',
  product: `#/pages/goods/product/index?productId=P001&locationId=${huangpu}`,
};
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Report = {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { displayValue?: string }>;
};

async function lighthouseTable(): Promise<string> {
  const local = await startLocal({ stockAt: ({ id }) => id === huangpu, autorun: false });
  const rows: string[] = [];
  try {
    for (const [name, hash] of Object.entries(lighthousePages)) {
      const output = path.join(tmpdir(), `lighthouse-${name}.json`);
      const flags =
        '--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking';
      await runLighthouse(`${local.baseUrl}/${hash}`, output, flags);
      const { categories: scores, audits } = JSON.parse(readFileSync(output, 'utf8')) as Report;
      const cells = categories.map((one) => Math.round((scores[one]?.score ?? 0) * 100));
      const times = ['largest-contentful-paint', 'total-blocking-time'].map(
        (one) => audits[one]?.displayValue,
      );
      rows.push(`| ${[name, ...cells, ...times].join(' | ')} |`);
    }
  } finally {
    await local.close();
  }
  return [
    '| page | performance | accessibility | best practices | SEO | largest paint | blocked |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** In a process of its own: this one serves the pages meanwhile. */
async function runLighthouse(url: string, output: string, flags: string): Promise<void> {
  const args = [
    '--yes',
    lighthouse,
    url,
    '--quiet',
    '--output=json',
    `--output-path=${output}`,
    `--chrome-flags=${flags}`,
  ];
  const child = spawn('npx', args, {
    stdio: 'inherit',
    cwd: tmpdir(),
    env: { ...process.env, CHROME_PATH: findOrInstallChromium() },
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`Lighthouse ended with ${code}`);
}

function replaced(text: string, mark: string, table: string): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${begin} in docs/performance.md`);
  return `${before}${begin}\n${table}\n${end}${after}`;
}

function lookAtEveryPage(): void {
  const journey = ['vitest', 'run', '--project', 'journeys', 'e2e/accessibility.test.ts'];
  const { status } = spawnSync('npx', journey, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('not every page is as it should be: the table stays as it is');
}

if (values.axe) lookAtEveryPage();
let text = readFileSync(document, 'utf8');
text = replaced(text, 'axe by page', axeTable());
if (values.lighthouse) text = replaced(text, 'Lighthouse', await lighthouseTable());
writeFileSync(document, text);
