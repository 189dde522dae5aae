import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJindianApp } from '../lib/app.ts';
import { bundleFunctions, type FunctionName } from '../lib/bundle.ts';
import { type Deployment, readTemplates, type Template } from './template.ts';

export const region = 'cn-northwest-1';

/** Bundles the functions and synthesises the stacks into a folder, as `cdk deploy` would, and reads what they say. */
export async function prepareDeployment(
  folder: string,
  context: Readonly<Record<string, string>>,
  ready?: Record<FunctionName, string>,
): Promise<Deployment> {
  const machine = process.arch === 'arm64' ? 'arm64' : 'x64';
  const bundles = ready ?? (await bundleFunctions(join(folder, 'bundles'), machine));
  const cdkJson = JSON.parse(
    readFileSync(fileURLToPath(new URL('../cdk.json', import.meta.url)), 'utf8'),
  ) as { context: Record<string, unknown> };
  const assetsFolder = join(folder, 'cdk.out');
  const { app } = createJindianApp(
    bundles,
    {
      outdir: assetsFolder,
      context: { ...cdkJson.context, region, architecture: machine, ...context },
      analyticsReporting: false,
    },
    { checks: false },
  );
  const templates = app.synth().stacks.map(({ template }) => template as Template);
  return readTemplates(templates, { region, assetsFolder });
}
