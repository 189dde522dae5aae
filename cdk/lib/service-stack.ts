import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import type { FunctionName } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { Events } from './events.ts';
import { JindianFunction } from './jindian-function.ts';
import { Levels } from './levels.ts';
import type { Settings } from './settings.ts';
import { Timers } from './timers.ts';

/** What runs: four functions with their entry points, and the alarms. Holds nothing that could not be made again. */
export class ServiceStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & {
      settings: Settings;
      data: DataStack;
      codeFolders: Record<FunctionName, string>;
    },
  ) {
    super(scope, id, props);
    const { settings, codeFolders } = props;
    const { table, secret } = props.data;
    const shared = { settings, table, secret };

    const api = new JindianFunction(this, 'ApiFunction', {
      ...shared,
      name: 'api',
      description: '接口 · Requests',
      codeFolder: codeFolders.api,
      timeout: Duration.seconds(20),
    }).function;
    const events = new JindianFunction(this, 'EventsFunction', {
      ...shared,
      name: 'events',
      description: '事件 · What follows from what happened',
      codeFolder: codeFolders.events,
      timeout: Duration.minutes(1),
    }).function;
    const levels = new JindianFunction(this, 'LevelsFunction', {
      ...shared,
      name: 'levels',
      description: '库存汇总 · Stock levels become figures of regions',
      codeFolder: codeFolders.levels,
      timeout: Duration.minutes(1),
    }).function;
    const timers = new JindianFunction(this, 'TimersFunction', {
      ...shared,
      name: 'timers',
      description: '定时 · What is due',
      codeFolder: codeFolders.timers,
      // Under a minute, so that a run is over when the next one starts.
      timeout: Duration.seconds(55),
    }).function;

    const { httpApi } = new Api(this, 'Api', { settings, handler: api });
    const { givenUp } = new Events(this, 'Events', { settings, table, handler: events });
    new Levels(this, 'Levels', { table, handler: levels, givenUp });
    new Timers(this, 'Timers', { settings, handler: timers });
    new Alarms(this, 'Alarms', { settings, functions: { api, events, levels, timers }, httpApi, givenUp });

    new CfnOutput(this, 'ApiEndpoint', { value: httpApi.apiEndpoint });
  }
}
