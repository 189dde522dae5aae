/**
 * Whether this version can take over from the one that was released last, for those who call it and where it is deployed:
 *
 *     npm run migrate:check                 compares with scripts/released/; 1 when something breaks
 *     npm run migrate:check -- --accept     at a release: from now on this version is compared with
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { synthesise } from '../cdk/test/synthesise.ts';
import { createApi } from '../functions/src/entry/http.ts';
import { wiredSystem } from './event-tables.ts';
import { type ApiDocument, compareApis } from './released/compare-api.ts';
import { compareTemplates, type TemplateText } from './released/compare-templates.ts';

const kept = path.join(import.meta.dirname, 'released', 'contract.json.gz');
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

const now = await contractNow();
if (process.argv.includes('--accept')) {
  writeFileSync(kept, gzipSync(JSON.stringify(now), { level: 9 }));
  console.log(`${kept}: from now on this version is compared with.`);
} else {
  const before = JSON.parse(gunzipSync(readFileSync(kept)).toString()) as Contract;
  const problems = [
    ...compareApis(before.api, now.api),
    ...Object.entries(before.templates).flatMap(([name, template]) =>
      compareTemplates(template, now.templates[name] ?? {}).map((problem) => `${name}: ${problem}`),
    ),
  ];
  for (const problem of problems) console.log(problem);
  console.log(
    problems.length === 0 ? 'It takes over from the released version.' : `${problems.length} things break.`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
