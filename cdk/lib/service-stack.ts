import { Aws, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { apiFunctionMs, streamFunctionMs, timersFunctionMs } from '../../functions/src/platform/budgets.ts';
import { figurePaths, indexNames } from '../../functions/src/platform/deployed-names.ts';
import { lanes, queueNames } from '../../functions/src/platform/queues/lanes.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import type { FunctionName } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { Front } from './front.ts';
import { JindianFunction, type JindianFunctionProps } from './jindian-function.ts';
import { Levels } from './levels.ts';
import { Queues } from './queues.ts';
import { Relay } from './relay.ts';
import { type ProgramName, rightsOf, rightsOfConsumer } from './rights.ts';
import type { Settings } from './settings.ts';
import { Timers } from './timers.ts';

/** A whole core, and room for the largest picture as it is decoded. */
const memoryMbOfPictures = 1_792;

/** Two cores nearly, and room for the facts of a million members as they are counted. */
const memoryMbOfFigures = 3_008;

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
    const { secrets } = props.data;
    const table = this.tableOf(props.data, settings);
    const logGroups: LogGroup[] = [];
    const make = (
      id: string,
      props: Pick<
        JindianFunctionProps,
        'name' | 'rights' | 'description' | 'timeout' | 'memoryMb' | 'reservedConcurrency'
      > & {
        code: FunctionName;
      },
    ): LambdaFunction => {
      const { code, ...own } = props;
      const made = new JindianFunction(this, id, {
        ...own,
        settings,
        table,
        secrets,
        codeFolder: codeFolders[code],
      });
      logGroups.push(made.logGroup);
      return made.function;
    };

    const api = make('ApiFunction', {
      name: 'api',
      rights: rightsOf('api'),
      description: '接口 · Requests',
      code: 'api',
      timeout: Duration.millis(apiFunctionMs),
    });
    const figures = make('FiguresFunction', {
      name: 'figures',
      rights: rightsOf('figures'),
      description: '统计查询 · Figures that are asked for',
      code: 'figures',
      timeout: Duration.millis(apiFunctionMs),
      memoryMb: memoryMbOfFigures,
    });
    const relay = make('RelayFunction', {
      name: 'relay',
      rights: rightsOf('relay'),
      description: '事件分发 · What happened, into the queues',
      code: 'relay',
      timeout: Duration.millis(streamFunctionMs),
    });
    const deadLetters = make('DeadLettersFunction', {
      name: 'dead-letters',
      rights: rightsOf('dead-letters'),
      description: '未完成事项 · What was given up on, to HQ',
      code: 'dead-letters',
      timeout: Duration.millis(streamFunctionMs),
    });
    const levels = make('LevelsFunction', {
      name: 'levels',
      rights: rightsOf('levels'),
      description: '库存汇总 · Stock levels become figures of regions',
      code: 'levels',
      timeout: Duration.millis(streamFunctionMs),
    });
    const timers = make('TimersFunction', {
      name: 'timers',
      rights: rightsOf('timers'),
      description: '定时 · What is due',
      code: 'timers',
      timeout: Duration.millis(timersFunctionMs),
      reservedConcurrency: 1,
    });

    const queues = new Queues(this, 'Queues', { settings });
    const consumers = Object.fromEntries(
      queueNames.map((name) => {
        const consumer = make(`Consumer-${name}`, {
          name: `consumer-${name}`,
          rights: rightsOfConsumer(name),
          description: `队列 ${name} · ${lanes[name].means}`,
          ...(name === 'pictures'
            ? { code: 'pictures' as const, memoryMb: memoryMbOfPictures }
            : name === 'figures'
              ? { code: 'figures' as const, memoryMb: memoryMbOfFigures }
              : { code: 'consumer' as const }),
          timeout: Duration.seconds(lanes[name].timeoutSeconds),
        });
        queues.consume(name, consumer);
        if (rightsOfConsumer(name).sends) queues.allowSending(consumer);
        return [`consumer-${name}`, consumer];
      }),
    );
    queues.takeGivenUp(deadLetters);
    const programs = { api, figures, relay, levels, timers, 'dead-letters': deadLetters };
    for (const [name, program] of Object.entries(programs) as [ProgramName, LambdaFunction][])
      if (rightsOf(name).sends) queues.allowSending(program);

    // Whoever does what is sent knows it before anybody sends it.
    for (const producer of [api, figures, relay, timers])
      producer.node.addDependency(deadLetters, ...Object.values(consumers));

    const { httpApi, domain } = new Api(this, 'Api', {
      settings,
      handler: api,
      figures: { handler: figures, paths: figurePaths },
    });
    new Relay(this, 'Relay', { table, handler: relay });
    new Levels(this, 'Levels', { table, handler: levels });
    new Timers(this, 'Timers', { settings, handler: timers });
    new Alarms(this, 'Alarms', {
      settings,
      functions: { ...programs, ...consumers },
      streamReaders: { relay, levels },
      timers,
      queues,
      httpApi,
      table,
      logGroups,
    });

    if (settings.web) {
      const { web } = settings;
      const ownName = `${httpApi.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
      const { distribution, app } = new Front(this, 'Front', {
        settings,
        web,
        apiName: domain?.name ?? ownName,
        secret: secrets.front,
      });
      new CfnOutput(this, 'WebDnsTarget', {
        description: `${web.name} → CNAME`,
        value: distribution.attrDomainName,
      });
      new CfnOutput(this, 'AppBucket', {
        description: 'npm run publish:h5 -- --bucket',
        value: app.bucketName,
      });
    }
    if (domain)
      new CfnOutput(this, 'DnsTarget', {
        description: `${domain.name} → CNAME`,
        value: domain.regionalDomainName,
      });
    else new CfnOutput(this, 'ApiEndpoint', { value: httpApi.apiEndpoint });
    this.tellNext(settings);
  }

  /** What `cdk deploy` prints last: what comes next, in the words of who does it. */
  private tellNext({ stage, publicBaseUrl, wechatAppId, web, bootstrapUntil }: Settings): void {
    const { host } = new URL(publicBaseUrl);
    const tell = (name: string, description: string, value: string) =>
      new CfnOutput(this, name, { description, value });
    tell('Next1Headquarters', '总部 · Headquarters', `${publicBaseUrl}/hq/begin`);
    tell(
      'Next2BootstrapCode',
      '开通码 · The code of the first administrator',
      bootstrapUntil === null
        ? 'none: set bootstrapUntil (2026-12-31) and deploy again'
        : `aws secretsmanager get-secret-value --region ${Aws.REGION} --secret-id jindian/${stage}/bootstrap --query SecretString --output text`,
    );
    tell(
      'Next3WechatDomains',
      `mp.weixin.qq.com → 开发管理 (${wechatAppId})`,
      `request ${publicBaseUrl} · downloadFile ${publicBaseUrl} · web-view ${host} · 扫普通链接二维码 ${publicBaseUrl}/q/`,
    );
    tell('Next4WechatPay', 'pay.weixin.qq.com → 产品中心 → 开发配置: H5支付域名', host);
    tell(
      'Next5Doctor',
      '检查 · Looks at it from outside',
      `npm run doctor -- --url ${publicBaseUrl}${web ? '' : ' --h5 https://<the host of the app>'} --checklist`,
    );
  }

  /** A restored table belongs to no stack: it is known by its name and its stream alone. */
  private tableOf(data: DataStack, { restoredTable }: Settings): ITable {
    if (!restoredTable) return data.table as ITable;
    const { name, streamArn } = restoredTable;
    return Table.fromTableAttributes(this, 'RestoredTable', {
      tableArn: this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: name }),
      tableStreamArn: streamArn,
      globalIndexes: Object.values(indexNames),
    });
  }
}
