import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiFunctionMs, streamFunctionMs, timersFunctionMs } from '../../functions/src/platform/budgets.ts';
import { followedItems } from '../../functions/src/platform/deployed-names.ts';
import { outboxPrefix, riding } from '../../functions/src/platform/event-batch.ts';
import { needsPerson } from '../../functions/src/platform/logger.ts';
import { lanes, queueNames } from '../../functions/src/platform/queues/lanes.ts';
import { functionNames } from '../lib/bundle.ts';
import { china, resources, type Synthesised, synthesise } from './synthesise.ts';

let stacks: Synthesised;
const of: Synthesised['of'] = (region) => stacks.of(region);
const functionsOf: Synthesised['functionsOf'] = (region) => stacks.functionsOf(region);
const mappings = () => resources(of(china).service, 'AWS::Lambda::EventSourceMapping');

beforeAll(() => {
  stacks = synthesise([china]);
});
afterAll(() => stacks.close());

describe('what runs behind the requests, and who is told', () => {
  test('budgets of functions are those that the budgets in front of them fit into', () => {
    const timeout = (name: string) => Number(functionsOf().get(name)!.Properties.Timeout) * 1_000;
    expect(timeout('api')).toBe(apiFunctionMs);
    expect(timeout('timers')).toBe(timersFunctionMs);
    expect([timeout('relay'), timeout('levels')]).toEqual([streamFunctionMs, streamFunctionMs]);
  });

  test('the stream brings what was announced and what is followed, and nothing else, for as long as it keeps them', () => {
    of(china).service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
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
          { Pattern: JSON.stringify({ dynamodb: { NewImage: { _et: { S: followedItems } } } }) },
          {
            Pattern: JSON.stringify({
              eventName: ['REMOVE'],
              dynamodb: { OldImage: { _et: { S: followedItems } } },
            }),
          },
        ],
      },
    });
  });

  test('a queue has its own dead-letter queue, and hides a message six times as long as its function may take', () => {
    const queues = resources(of(china).service, 'AWS::SQS::Queue');
    for (const name of queueNames) {
      const queue = queues.find(({ Properties }) => Properties.QueueName === `jindian-production-${name}`);
      const { timeoutSeconds } = lanes[name];
      expect(queue?.Properties.VisibilityTimeout, name).toBeGreaterThanOrEqual(6 * timeoutSeconds);
      expect(queue?.Properties.RedrivePolicy, name).toMatchObject({ maxReceiveCount: 100 });
      const [consumer] = resources(of(china).service, 'AWS::Lambda::Function').filter(
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
    const groups = resources(of(china).service, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(6);
    for (const { Properties, DeletionPolicy } of groups) {
      expect(Properties.RetentionInDays).toBeGreaterThanOrEqual(180);
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  test('its other reader is given changed stock levels only, five seconds of them at a time', () => {
    of(china).service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 5,
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
    const { service } = of(china);
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
    const alarms = resources(of(china).service, 'AWS::CloudWatch::Alarm');
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
          'figures',
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
    expect(named.get('api-slow')).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 2_500 });
    expect(named.get('concurrency')).toMatchObject({ MetricName: 'ConcurrentExecutions', Threshold: 800 });
    const throttles = JSON.stringify(named.get('table-throttles'));
    for (const word of ['ReadThrottleEvents', 'WriteThrottleEvents', 'gsi1', 'gsi2', 'gsi3', 'gsi4'])
      expect(throttles).toContain(word);
  });

  test('what a log says that a person must do is counted, in the log of every function', () => {
    const { service } = of(china);
    const filters = resources(service, 'AWS::Logs::MetricFilter');
    // Two of the programs run behind the queues, one behind each.
    expect(filters).toHaveLength(functionNames.length - 2 + queueNames.length);
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
});
