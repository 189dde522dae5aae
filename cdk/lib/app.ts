import { Annotations, App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { FunctionName } from './bundle.ts';
import { DataStack } from './data-stack.ts';
import { onlyFor } from './native.ts';
import { ServiceStack } from './service-stack.ts';
import { readSettings } from './settings.ts';

/** One installation of Jindian in one region, checked by cdk-nag (which takes longer than all the rest). */
export function createJindianApp(
  codeFolders: Record<FunctionName, string>,
  props: AppProps = {},
  { checks = true } = {},
) {
  const app = new App(props);
  const settings = readSettings(app.node);
  for (const folder of Object.values(codeFolders)) onlyFor(settings.architecture, folder);
  const env = {
    region: settings.region,
    ...(process.env.CDK_DEFAULT_ACCOUNT ? { account: process.env.CDK_DEFAULT_ACCOUNT } : {}),
  };
  const data = new DataStack(app, `JindianData-${settings.stage}`, { env, settings });
  const service = new ServiceStack(app, `JindianService-${settings.stage}`, {
    env,
    settings,
    data,
    codeFolders,
  });
  // In China an event source mapping takes no tags, and a deployment with one fails.
  Tags.of(app).add('jindian:stage', settings.stage, {
    excludeResourceTypes: ['AWS::Lambda::EventSourceMapping'],
  });
  if (settings.publicBaseUrl.endsWith('example.com')) {
    Annotations.of(service).addInfo(
      'publicBaseUrl and wechatAppId are examples: set your own before deploying',
    );
  }
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, data, service };
}
