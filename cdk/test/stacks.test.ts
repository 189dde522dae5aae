import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configSchema, readConfig } from '../../functions/src/platform/config.ts';
import { outboxPrefix } from '../../functions/src/platform/outbox.ts';
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
      const { service } = of(region);
      service.resourceCountIs('AWS::Lambda::Url', 0);
      expect(JSON.stringify(service.toJSON())).not.toMatch(/TracingConfig|xray:|XRay|EDGE/);
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
      expect(Object.keys(Variables).toSorted()).toEqual([
        'JINDIAN_PUBLIC_BASE_URL',
        'JINDIAN_QUEUE_URL_PREFIX',
        'JINDIAN_SECRET_ID',
        'JINDIAN_STAGE',
        'JINDIAN_TABLE_NAME',
        'JINDIAN_WECHAT_APP_ID',
      ]);
    }
  });

  test('nobody may scan or change the table, and only the stream is listed without a name', () => {
    const statements = resources(of('cn-northwest-1').service, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) =>
        (Properties.PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown }[] })
          .Statement,
    );
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /\*|Scan|Table$/.test(action))).toEqual([]);
    const everywhere = statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action);
    expect(everywhere).toEqual(['dynamodb:ListStreams', 'dynamodb:ListStreams']);
  });

  const mappings = () => resources(of('cn-northwest-1').service, 'AWS::Lambda::EventSourceMapping');

  test('the stream brings new outbox items only, for as long as it keeps them', () => {
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

  test('every alarm tells somebody', () => {
    const alarms = resources(of('cn-northwest-1').service, 'AWS::CloudWatch::Alarm');
    expect(alarms.map(({ Properties }) => String(Properties.AlarmName)).toSorted()).toEqual(
      [
        'api-5xx',
        'api-errors',
        'api-throttles',
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
        'timers-missing',
      ]
        .toSorted()
        .map((name) => `jindian-production-${name}`),
    );
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toHaveLength(1);
    expect(
      alarms.find(({ Properties }) => String(Properties.AlarmName).endsWith('missing'))!.Properties,
    ).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  test('settings that cannot be right are refused by name', () => {
    expect(() => create('nowhere')).toThrow('context region');
    expect(() => create('cn-north-1', { publicBaseUrl: 'http://api.example.com/' })).toThrow('publicBaseUrl');
    expect(() => create('cn-north-1', { wechatAppId: 'x' })).toThrow('wechatAppId');
  });
});
