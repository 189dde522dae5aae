import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFunctionMs, streamFunctionMs, timersFunctionMs } from '../../functions/src/platform/budgets.ts';
import {
  configSchema,
  readConfig,
  secretParts,
  secretVariables,
} from '../../functions/src/platform/config.ts';
import { outboxPrefix, riding } from '../../functions/src/platform/event-batch.ts';
import { needsPerson } from '../../functions/src/platform/logger.ts';
import { lanes, queueNames } from '../../functions/src/platform/queues/lanes.ts';
import { tableDefinition, tableKeys } from '../../functions/src/platform/table.ts';
import { createJindianApp } from '../lib/app.ts';
import { functionNames } from '../lib/bundle.ts';

const regions = ['cn-northwest-1', 'ap-southeast-1'];
const cdkJson = JSON.parse(readFileSync(fileURLToPath(new URL('../cdk.json', import.meta.url)), 'utf8'));

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };
type Report = { pluginReports?: { pluginName?: string; violations?: { ruleName?: string }[] }[] };

describe('stacks', () => {
  let work: string;
  const codeFolders = {} as Record<(typeof functionNames)[number], string>;
  const synthesised = new Map<string, { data: Template; service: Template; report: Report }>();

  function create(region: string, context: Record<string, unknown> = {}) {
    const outdir = join(work, `${region}-${Object.keys(context).join('-')}`);
    const made = createJindianApp(codeFolders, {
      outdir,
      context: { ...cdkJson.context, region, ...context },
      analyticsReporting: false,
    });
    return { ...made, outdir };
  }

  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'jindian-cdk-'));
    for (const name of functionNames) {
      codeFolders[name] = join(work, name);
      mkdirSync(codeFolders[name]);
      writeFileSync(join(codeFolders[name], 'index.mjs'), `export const handler = '${name}';`);
    }
    for (const region of regions) {
      const { app, data, service, outdir } = create(region);
      app.synth();
      synthesised.set(region, {
        data: Template.fromStack(data),
        service: Template.fromStack(service),
        report: JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')),
      });
    }
  });
  afterAll(() => rmSync(work, { recursive: true }));

  function of(region: string) {
    const found = synthesised.get(region);
    if (!found) throw new Error(region);
    return found;
  }

  function resources(template: Template, type: string): Resource[] {
    return Object.values(template.findResources(type)) as Resource[];
  }

  describe.each(regions)('in %s', (region) => {
    test('no partition and no region of another place is written into a template', () => {
      const { data, service } = of(region);
      const text = JSON.stringify([data.toJSON(), service.toJSON()]);
      expect(text).not.toMatch(/arn:aws(-cn)?:/);
      expect(text).not.toContain('amazonaws.com.cn');
      // What is left of the suffix are names of service principals, which are the same everywhere.
      const hosts = new Set(text.match(/[\w.-]+\.amazonaws\.com/g));
      expect([...hosts].toSorted()).toEqual(
        ['apigateway', 'cloudwatch', 'events', 'lambda'].map((name) => `${name}.amazonaws.com`),
      );
    });

    test('what China does not have is not used', () => {
      const { data, service } = of(region);
      const templates = [data.toJSON(), service.toJSON()];
      const types = templates.flatMap(({ Resources }) =>
        Object.values(Resources as Record<string, Resource>).map(({ Type }) => Type),
      );
      // Each is there in Beijing and Ningxia. Whoever adds one looks that up first.
      expect([...new Set(types)].toSorted()).toEqual([
        'AWS::ApiGatewayV2::Api',
        'AWS::ApiGatewayV2::Integration',
        'AWS::ApiGatewayV2::Route',
        'AWS::ApiGatewayV2::Stage',
        'AWS::CloudWatch::Alarm',
        'AWS::DynamoDB::Table',
        'AWS::Events::Rule',
        'AWS::IAM::Policy',
        'AWS::IAM::Role',
        'AWS::KMS::Key',
        'AWS::Lambda::EventInvokeConfig',
        'AWS::Lambda::EventSourceMapping',
        'AWS::Lambda::Function',
        'AWS::Lambda::Permission',
        'AWS::Logs::LogGroup',
        'AWS::Logs::MetricFilter',
        'AWS::SNS::Topic',
        'AWS::SNS::TopicPolicy',
        'AWS::SQS::Queue',
        'AWS::SQS::QueuePolicy',
        'AWS::SecretsManager::Secret',
      ]);
      const text = JSON.stringify(templates);
      // Tracing, mail and text messages, pages at the edge, signing in and redriving by AWS.
      expect(text).not.toMatch(/TracingConfig|xray:|XRay|EDGE|"ses:|AWS::SES|"sms"|Cognito|MessageMoveTask/);
      // Loops are not detected there: the code counts hops. Nothing switches it on or off.
      expect(text).not.toContain('RecursiveLoop');
    });

    test('cdk-nag has nothing left to say', () => {
      expect(of(region).report.pluginReports).toEqual([]);
    });
  });

  test('cdk-nag would say something', () => {
    const { app, service, outdir } = create('cn-northwest-1', { stage: 'nagged' });
    new Queue(service, 'Bare');
    expect(() => app.synth()).toThrow();
    expect(readFileSync(join(outdir, 'validation-report.json'), 'utf8')).toContain('AwsSolutions-SQS4');
  });

  test('the table is the one that the code is written and tested for', () => {
    const [table] = resources(of('cn-northwest-1').data, 'AWS::DynamoDB::Table');
    const { TableName, StreamSpecification, AttributeDefinitions, ...expected } =
      tableDefinition('jindian-production');
    const properties = table!.Properties as typeof expected & {
      AttributeDefinitions: { AttributeName: string }[];
    };
    expect(properties).toMatchObject({ TableName, ...expected });
    const byName = (a: { AttributeName: string }, b: { AttributeName: string }) =>
      a.AttributeName.localeCompare(b.AttributeName);
    expect(properties.AttributeDefinitions.toSorted(byName)).toEqual(AttributeDefinitions.toSorted(byName));
    expect(table!.Properties).toMatchObject({
      StreamSpecification: { StreamViewType: StreamSpecification.StreamViewType },
      TimeToLiveSpecification: { AttributeName: tableKeys.expiry, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(table!.DeletionPolicy).toBe('Retain');
  });

  test('the functions get what they read, and no secret in a variable', () => {
    const functions = resources(of('cn-northwest-1').service, 'AWS::Lambda::Function');
    // The consumer is one program and a function behind each queue.
    expect(functions).toHaveLength(functionNames.length - 1 + queueNames.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const resolved = Object.fromEntries(
        Object.entries(Variables).map(([name, value]) => [
          name,
          typeof value === 'string'
            ? value
            : name.endsWith('PREFIX')
              ? 'https://sqs.example.com/'
              : 'from-data',
        ]),
      );
      expect(readConfig(resolved)).toEqual(
        configSchema.parse({
          tableName: 'from-data',
          queueUrlPrefix: 'https://sqs.example.com/',
          publicBaseUrl: 'https://api.example.com',
          wechatAppId: 'wx0000000000000000',
        }),
      );
      expect(
        Object.keys(Variables)
          .filter((name) => !name.endsWith('_SECRET_ID'))
          .toSorted(),
      ).toEqual([
        'JINDIAN_PUBLIC_BASE_URL',
        'JINDIAN_QUEUE_URL_PREFIX',
        'JINDIAN_STAGE',
        'JINDIAN_TABLE_NAME',
        'JINDIAN_WECHAT_APP_ID',
      ]);
    }
  });

  type Statement = { Action: string | string[]; Resource: unknown; Condition?: unknown };
  /** Of each function by its name: its properties, the statements of its role, and its logical id. */
  function functionsOf(region = 'cn-northwest-1') {
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
  const actionsOf = (statements: Statement[], service: string) =>
    statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith(`${service}:`));

  test('nobody may scan or change the table, and only the stream is listed without a name', () => {
    const statements = [...functionsOf().values()].flatMap((one) => one.statements);
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /\*|Scan|Table$/.test(action))).toEqual([]);
    const everywhere = statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action);
    expect(everywhere).toEqual(['dynamodb:ListStreams', 'dynamodb:ListStreams']);
  });

  test('each function reads the secrets that it needs and no other', () => {
    const secrets = of('cn-northwest-1').data.findResources('AWS::SecretsManager::Secret');
    const partOf = Object.entries(secrets).map(([logicalId, { Properties }]) => ({
      logicalId,
      part: String(Properties.Name).replace('jindian/production/', ''),
    }));
    expect(partOf.map(({ part }) => part).toSorted()).toEqual(Object.keys(secretParts).toSorted());
    const given = Object.fromEntries(
      [...functionsOf()].map(([name, { Properties, statements }]) => {
        const readable = JSON.stringify(
          statements.filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager:')),
        );
        const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
        const parts = partOf.filter(({ logicalId }) => readable.includes(logicalId)).map(({ part }) => part);
        // What it may read it is told the name of, and nothing else.
        expect(
          Object.keys(Variables)
            .filter((variable) => variable.endsWith('_SECRET_ID'))
            .toSorted(),
        ).toEqual(parts.map((part) => secretVariables[part as keyof typeof secretVariables]).toSorted());
        return [name, parts.toSorted().join(' ')];
      }),
    );
    expect(given).toEqual({
      api: 'signing wechat wechat-pay',
      relay: '',
      levels: '',
      timers: '',
      'dead-letters': '',
      'consumer-books': '',
      'consumer-orders': 'wechat wechat-pay',
      'consumer-payments': 'wechat-pay',
      'consumer-shipping': 'wechat',
      'consumer-messages': 'wechat',
      'consumer-couriers': '',
      'consumer-publishing': '',
      'consumer-insight': '',
      'consumer-heavy': 'wechat-pay',
      'consumer-timers': '',
      'consumer-unknown': '',
    });
  });

  test('each function does with the table and the queues what it needs and no more', () => {
    const functions = functionsOf();
    const of = (name: string) => functions.get(name)!.statements;
    const items = (name: string) =>
      actionsOf(of(name), 'dynamodb')
        .filter((action) => /Item|Query/.test(action))
        .toSorted();
    expect(items('relay')).toEqual([]);
    for (const name of ['dead-letters', 'consumer-unknown']) {
      expect(items(name)).toEqual(['dynamodb:PutItem']);
      expect(JSON.stringify(of(name))).toContain('"dynamodb:LeadingKeys":["DEADLETTERS"]');
    }
    expect(items('levels')).not.toContain('dynamodb:DeleteItem');
    expect(JSON.stringify(of('levels'))).toContain('"dynamodb:LeadingKeys":["SNAPSHOT#*","AVAILABLE#*"]');
    const senders = [...functions.keys()].filter((name) =>
      actionsOf(of(name), 'sqs').includes('sqs:SendMessage'),
    );
    expect(senders.toSorted()).toEqual(['api', 'consumer-timers', 'consumer-unknown', 'relay', 'timers']);
  });

  test('whoever does what is sent is deployed before whoever sends it', () => {
    const functions = functionsOf();
    const doers = [...functions].filter(([name]) => /^consumer-|^dead-letters$/.test(name));
    expect(doers).toHaveLength(queueNames.length + 1);
    for (const sender of ['api', 'relay', 'timers'])
      for (const [name, { logicalId }] of doers)
        expect(functions.get(sender)!.dependsOn, `${sender} after ${name}`).toContain(logicalId);
    for (const [, { dependsOn }] of doers)
      for (const sender of ['api', 'relay', 'timers'])
        expect(dependsOn).not.toContain(functions.get(sender)!.logicalId);
  });

  test('no function reads source maps while it runs', () => {
    for (const [, { Properties }] of functionsOf())
      expect(JSON.stringify(Properties.Environment)).not.toMatch(/NODE_OPTIONS|source-map/);
  });

  test('budgets of functions are those that the budgets in front of them fit into', () => {
    const timeout = (name: string) => Number(functionsOf().get(name)!.Properties.Timeout) * 1_000;
    expect(timeout('api')).toBe(apiFunctionMs);
    expect(timeout('timers')).toBe(timersFunctionMs);
    expect([timeout('relay'), timeout('levels')]).toEqual([streamFunctionMs, streamFunctionMs]);
  });

  const mappings = () => resources(of('cn-northwest-1').service, 'AWS::Lambda::EventSourceMapping');

  test('the stream brings what was announced only, for as long as it keeps them', () => {
    of('cn-northwest-1').service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT'],
              dynamodb: { Keys: { pk: { S: [{ prefix: outboxPrefix }] } } },
            }),
          },
          { Pattern: JSON.stringify({ dynamodb: { NewImage: { [riding]: { S: [{ exists: true }] } } } }) },
        ],
      },
    });
  });

  test('a queue has its own dead-letter queue, and hides a message six times as long as its function may take', () => {
    const queues = resources(of('cn-northwest-1').service, 'AWS::SQS::Queue');
    for (const name of queueNames) {
      const queue = queues.find(({ Properties }) => Properties.QueueName === `jindian-production-${name}`);
      const { timeoutSeconds } = lanes[name];
      expect(queue?.Properties.VisibilityTimeout, name).toBeGreaterThanOrEqual(6 * timeoutSeconds);
      expect(queue?.Properties.RedrivePolicy, name).toMatchObject({ maxReceiveCount: 100 });
      const [consumer] = resources(of('cn-northwest-1').service, 'AWS::Lambda::Function').filter(
        ({ Properties }) => Properties.FunctionName === `jindian-production-consumer-${name}`,
      );
      expect(consumer?.Properties.Timeout, name).toBe(timeoutSeconds);
    }
    expect(queues).toHaveLength(2 * queueNames.length);
    const sqs = mappings().filter(({ Properties }) => Properties.ScalingConfig);
    expect(sqs).toHaveLength(2 * queueNames.length);
    for (const { Properties } of sqs)
      expect(Properties).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) },
      });
  });

  test('no mapping has what AWS in China refuses', () => {
    for (const { Properties } of mappings())
      for (const name of ['Tags', 'MetricsConfig', 'ProvisionedPollerConfig'])
        expect(Properties).not.toHaveProperty(name);
  });

  test('logs are kept for half a year, also when the stack is gone', () => {
    const groups = resources(of('cn-northwest-1').service, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(6);
    for (const { Properties, DeletionPolicy } of groups) {
      expect(Properties.RetentionInDays).toBeGreaterThanOrEqual(180);
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  test('its other reader is given changed stock levels only, a second of them at a time', () => {
    of('cn-northwest-1').service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              dynamodb: { Keys: { pk: { S: [{ prefix: 'LOC#' }] }, sk: { S: [{ prefix: 'LEVEL#' }] } } },
            }),
          },
        ],
      },
    });
    // A stream bears two readers.
    expect(mappings().filter(({ Properties }) => Properties.StartingPosition)).toHaveLength(2);
  });

  test('the timers run every minute, and the API is throttled and logged', () => {
    const { service } = of('cn-northwest-1');
    service.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
    });
    service.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
    service.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'jindian-production-timers',
      ReservedConcurrentExecutions: 1,
    });
    const [stage] = resources(service, 'AWS::ApiGatewayV2::Stage');
    expect(stage!.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 3_000, ThrottlingBurstLimit: 6_000 },
    });
    const { Format } = stage!.Properties.AccessLogSettings as { Format: string };
    expect(Format).not.toMatch(/sourceIp|query|header|authorizer|userAgent/i);
  });

  test('every alarm tells somebody, and of what lasts only when it does', () => {
    const alarms = resources(of('cn-northwest-1').service, 'AWS::CloudWatch::Alarm');
    const named = new Map(
      alarms.map(({ Properties }) => [
        String(Properties.AlarmName).replace('jindian-production-', ''),
        Properties,
      ]),
    );
    expect([...named.keys()].toSorted()).toEqual(
      [
        'api-5xx',
        'api-errors',
        'api-throttles',
        'api-slow',
        ...[
          'relay',
          'levels',
          'timers',
          'dead-letters',
          ...queueNames.map((name) => `consumer-${name}`),
        ].flatMap((name) => [`${name}-errors`, `${name}-throttles`]),
        ...queueNames.flatMap((name) => [`${name}-waits`, `${name}-given-up`]),
        'relay-late',
        'levels-late',
        'table-throttles',
        'concurrency',
        'needs-a-person',
        'timers-missing',
      ].toSorted(),
    );
    for (const [name, Properties] of named) {
      expect(Properties.AlarmActions, name).toHaveLength(1);
      expect([name, Properties.DatapointsToAlarm, Properties.EvaluationPeriods]).toEqual([
        name,
        name === 'needs-a-person' ? 1 : 3,
        5,
      ]);
    }
    expect(named.get('timers-missing')).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
    });
    expect(named.get('api-slow')).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 3_000 });
    expect(named.get('concurrency')).toMatchObject({ MetricName: 'ConcurrentExecutions', Threshold: 800 });
    const throttles = JSON.stringify(named.get('table-throttles'));
    for (const word of ['ReadThrottleEvents', 'WriteThrottleEvents', 'gsi1', 'gsi2', 'gsi3', 'gsi4'])
      expect(throttles).toContain(word);
  });

  test('what a log says that a person must do is counted, in the log of every function', () => {
    const { service } = of('cn-northwest-1');
    const filters = resources(service, 'AWS::Logs::MetricFilter');
    expect(filters).toHaveLength(functionNames.length - 1 + queueNames.length);
    expect(new Set(filters.map(({ Properties }) => JSON.stringify(Properties.LogGroupName))).size).toBe(
      filters.length,
    );
    const [field] = Object.keys(needsPerson);
    for (const { Properties } of filters)
      expect(Properties).toMatchObject({
        FilterPattern: `{ $.${field} IS TRUE }`,
        MetricTransformations: [
          { MetricNamespace: 'Jindian/production', MetricName: 'NeedsPerson', MetricValue: '1' },
        ],
      });
  });

  test('settings that cannot be right are refused by name', () => {
    expect(() => create('nowhere')).toThrow('context region');
    expect(() => create('cn-north-1', { publicBaseUrl: 'http://api.example.com/' })).toThrow('publicBaseUrl');
    expect(() => create('cn-north-1', { wechatAppId: 'x' })).toThrow('wechatAppId');
  });
});
