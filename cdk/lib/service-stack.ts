import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { apiFunctionMs, streamFunctionMs, timersFunctionMs } from '../../functions/src/platform/budgets.ts';
import { lanes, queueNames } from '../../functions/src/platform/queues/lanes.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import type { FunctionName } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { JindianFunction } from './jindian-function.ts';
import { Levels } from './levels.ts';
import { Queues } from './queues.ts';
import { Relay } from './relay.ts';
import type { Settings } from './settings.ts';
import { Timers } from './timers.ts';

/** What runs: functions with their entry points, queues, and the alarms. Holds nothing that could not be made again. */
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
      timeout: Duration.millis(apiFunctionMs),
    }).function;
    const relay = new JindianFunction(this, 'RelayFunction', {
      ...shared,
      name: 'relay',
      description: '事件分发 · What happened, into the queues',
      codeFolder: codeFolders.relay,
      timeout: Duration.millis(streamFunctionMs),
    }).function;
    const deadLetters = new JindianFunction(this, 'DeadLettersFunction', {
      ...shared,
      name: 'dead-letters',
      description: '未完成事项 · What was given up on, to HQ',
      codeFolder: codeFolders['dead-letters'],
      timeout: Duration.millis(streamFunctionMs),
    }).function;
    const levels = new JindianFunction(this, 'LevelsFunction', {
      ...shared,
      name: 'levels',
      description: '库存汇总 · Stock levels become figures of regions',
      codeFolder: codeFolders.levels,
      timeout: Duration.millis(streamFunctionMs),
    }).function;
    const timers = new JindianFunction(this, 'TimersFunction', {
      ...shared,
      name: 'timers',
      description: '定时 · What is due',
      codeFolder: codeFolders.timers,
      timeout: Duration.millis(timersFunctionMs),
      reservedConcurrency: 1,
    }).function;

    const queues = new Queues(this, 'Queues', { settings });
    const consumers = Object.fromEntries(
      queueNames.map((name) => {
        const consumer = new JindianFunction(this, `Consumer-${name}`, {
          ...shared,
          name: `consumer-${name}`,
          description: `队列 ${name} · ${lanes[name].means}`,
          codeFolder: codeFolders.consumer,
          timeout: Duration.seconds(lanes[name].timeoutSeconds),
        }).function;
        queues.consume(name, consumer);
        return [`consumer-${name}`, consumer];
      }),
    );
    queues.takeGivenUp(deadLetters);
    for (const sender of [api, relay, timers, ...Object.values(consumers)]) queues.allowSending(sender);

    const { httpApi } = new Api(this, 'Api', { settings, handler: api });
    new Relay(this, 'Relay', { table, handler: relay });
    new Levels(this, 'Levels', { table, handler: levels });
    new Timers(this, 'Timers', { settings, handler: timers });
    new Alarms(this, 'Alarms', {
      settings,
      functions: { api, relay, levels, timers, 'dead-letters': deadLetters, ...consumers },
      streamReaders: { relay, levels },
      timers,
      queues,
      httpApi,
    });

    new CfnOutput(this, 'ApiEndpoint', { value: httpApi.apiEndpoint });
  }
}
