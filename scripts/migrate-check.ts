/**
 * Whether this version can take over from the one that was released last: for those who call it, where it is deployed,
 * and of what is stored.
 *
 *     npm run migrate:check                 compares with scripts/released/; 1 when something breaks
 *     npm run migrate:check -- --accept     at a release: from now on this version is compared with
 *
 * Earlier examples stay, as far as this version reads them; `--accept --tests` runs the
 * tests of modules for what they store (a quarter of an hour; file names after it limit them).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { synthesise } from '../cdk/test/synthesise.ts';
import { createApi } from '../functions/src/entry/http.ts';
import { wiredSystem } from './event-tables.ts';
import { type ApiDocument, compareApis } from './released/compare-api.ts';
import { compareItems } from './released/compare-items.ts';
import { compareTemplates, type TemplateText } from './released/compare-templates.ts';
import { readingProblems } from './released/read-examples.ts';
import { keepReleased, readReleased } from './released/released-items.ts';
import { type Item, keptItems } from './released/stored-items.ts';
import { examplesOf, storedNow } from './released/stored-world.ts';

const contractFile = path.join(import.meta.dirname, 'released', 'contract.json.gz');
const regions = ['cn-northwest-1'] as const;
type Contract = { api: ApiDocument; templates: Record<string, TemplateText> };

async function contractNow(): Promise<Contract> {
  const api = (await (await createApi(wiredSystem()).request('/openapi.json')).json()) as ApiDocument;
  const synthesised = synthesise(regions);
  try {
    const templates: Contract['templates'] = {};
    for (const region of regions) {
      const { data, service } = synthesised.of(region);
      templates[`${region} data`] = data.toJSON();
      templates[`${region} service`] = service.toJSON();
    }
    return { api, templates };
  } finally {
    synthesised.close();
  }
}

/** What the tests of the modules store. */
function itemsOfTests(files: readonly string[]): Item[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'jindian-items-'));
  try {
    const { status } = spawnSync(
      'npx',
      ['vitest', 'run', '--project', 'unit', '--project', 'integration', ...files],
      {
        stdio: 'inherit',
        env: { ...process.env, JINDIAN_KEEP_ITEMS: folder },
      },
    );
    if (status !== 0) throw new Error('a version whose tests fail is not released');
    return keptItems(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function accept(ofTests: readonly Item[]): Promise<void> {
  const contract = await contractNow();
  const { stored, items, table, close } = await storedNow();
  await close();
  // What earlier versions stored lies in tables for as long as nothing takes it away.
  const earlier = Object.entries(readReleased().examples).flatMap(([kind, some]) =>
    some.filter((one) => readingProblems({ [kind]: [one] }, table, stored).length === 0),
  );
  const made = examplesOf([...items, ...ofTests, ...earlier].filter(({ _et }) => _et !== undefined));
  const { schemas, seen, migrations } = stored;
  // Tests have kinds of their own.
  const examples = Object.fromEntries(Object.entries(made).filter(([kind]) => schemas[kind] || seen[kind]));
  keepReleased({
    stored: { schemas, seen, migrations: migrations.map(({ id, stage }) => ({ id, stage })) },
    examples,
  });
  writeFileSync(contractFile, gzipSync(JSON.stringify(contract), { level: 9 }));
  const without = Object.keys(schemas).filter((kind) => !examples[kind]);
  console.log(`${Object.keys(examples).length} kinds of items have examples.`);
  if (without.length > 0) console.log(`None of ${without.join(', ')}: --accept --tests makes some.`);
  console.log('From now on this version is compared with.');
}

async function check(): Promise<string[]> {
  const before = JSON.parse(gunzipSync(readFileSync(contractFile)).toString()) as Contract;
  const now = await contractNow();
  const items = readReleased();
  const { stored, table, close } = await storedNow();
  await close();
  return [
    ...compareApis(before.api, now.api),
    ...Object.entries(before.templates).flatMap(([name, template]) =>
      compareTemplates(template, now.templates[name] ?? {}).map((problem) => `${name}: ${problem}`),
    ),
    ...compareItems(items.stored, stored),
    ...readingProblems(items.examples, table, stored),
  ];
}

const { values, positionals } = parseArgs({
  options: { accept: { type: 'boolean', default: false }, tests: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values.accept) await accept(values.tests ? itemsOfTests(positionals) : []);
else {
  const problems = await check();
  for (const problem of problems) console.log(problem);
  console.log(
    problems.length === 0 ? 'It takes over from the released version.' : `${problems.length} things break.`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
