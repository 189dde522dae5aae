import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { createJindianApp } from '../lib/app.ts';
import { functionNames } from '../lib/bundle.ts';

const cdkJson = JSON.parse(readFileSync(fileURLToPath(new URL('../cdk.json', import.meta.url)), 'utf8'));

export type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };
type Report = { pluginReports?: { pluginName?: string; violations?: { ruleName?: string }[] }[] };
type Statement = { Action: string | string[]; Resource: unknown; Condition?: unknown };

export const china = 'cn-northwest-1';

export function resources(template: Template, type: string): Resource[] {
  return Object.values(template.findResources(type)) as Resource[];
}

export const actionsOf = (statements: Statement[], service: string) =>
  statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith(`${service}:`));

/** The stacks as they are synthesised for these regions, with code that does nothing. */
export function synthesise(regions: readonly string[]) {
  const work = mkdtempSync(join(tmpdir(), 'jindian-cdk-'));
  const codeFolders = {} as Record<(typeof functionNames)[number], string>;
  for (const name of functionNames) {
    codeFolders[name] = join(work, name);
    mkdirSync(codeFolders[name]);
    writeFileSync(join(codeFolders[name], 'index.mjs'), `export const handler = '${name}';`);
  }

  let made = 0;
  function create(region: string, context: Record<string, unknown> = {}) {
    made += 1;
    const outdir = join(work, `${region}-${made}`);
    const app = createJindianApp(codeFolders, {
      outdir,
      context: { ...cdkJson.context, region, ...context },
      analyticsReporting: false,
    });
    return { ...app, outdir };
  }

  const synthesised = new Map<string, { data: Template; service: Template; report: Report }>();
  for (const region of regions) {
    const { app, data, service, outdir } = create(region);
    app.synth();
    synthesised.set(region, {
      data: Template.fromStack(data),
      service: Template.fromStack(service),
      report: JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')),
    });
  }

  function of(region: string) {
    const found = synthesised.get(region);
    if (!found) throw new Error(region);
    return found;
  }

  /** Of each function by its name: its properties, the statements of its role, and its logical id. */
  function functionsOf(region = china) {
    const { service } = of(region);
    const policies = resources(service, 'AWS::IAM::Policy');
    return new Map(
      Object.entries(service.findResources('AWS::Lambda::Function')).map(([logicalId, resource]) => {
        const { Properties, DependsOn } = resource as Resource & { DependsOn?: string[] };
        const [roleId] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
        const statements = policies
          .filter(({ Properties: { Roles } }) => JSON.stringify(Roles).includes(`"${roleId}"`))
          .flatMap(
            ({ Properties: { PolicyDocument } }) => (PolicyDocument as { Statement: Statement[] }).Statement,
          );
        const name = String(Properties.FunctionName).replace('jindian-production-', '');
        return [name, { logicalId, Properties, statements, dependsOn: DependsOn ?? [] }];
      }),
    );
  }

  return { create, of, functionsOf, codeFolders, close: () => rmSync(work, { recursive: true }) };
}
export type Synthesised = ReturnType<typeof synthesise>;
