import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { indexNames } from '../../functions/src/platform/deployed-names.ts';
import type { Queues } from './queues.ts';
import type { Settings } from './settings.ts';

type AlarmProps = {
  description: string;
  metric: IMetric;
  /** Alarms at this value and above (`below`: under it). */
  threshold: number;
  below?: boolean;
  /** Of five minutes, in how many; three, unless it happens once and stays. */
  minutes?: number;
  missing?: TreatMissingData;
};

const lookedAtMinutes = 5;
const breachingMinutes = 3;

/** Everything that somebody must be told of, through one topic. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    props: {
      settings: Settings;
      functions: Record<string, LambdaFunction>;
      /** Those behind the table's stream. */
      streamReaders: Record<string, LambdaFunction>;
      timers: LambdaFunction;
      queues: Queues;
      httpApi: HttpApi;
      table: ITable;
      logGroups: readonly LogGroup[];
    },
  ) {
    super(scope, id);
    const { settings, functions, streamReaders, timers, queues, httpApi, table } = props;
    const period = Duration.minutes(1);

    // CloudWatch cannot publish to a topic under the key that AWS manages for SNS: its policy cannot be changed.
    const key = new Key(this, 'Key', {
      description: `jindian-${settings.stage} alarms`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: `jindian-${settings.stage}-alarms`,
      masterKey: key,
      enforceSSL: true,
    });
    // Grants the use of the key with it.
    this.topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    if (settings.alarmEmail) this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));

    const alarm = (name: string, alarmProps: AlarmProps) => {
      const { description, metric, threshold, below = false, minutes = breachingMinutes } = alarmProps;
      new Alarm(this, name, {
        alarmName: `jindian-${settings.stage}-${name}`,
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: lookedAtMinutes,
        datapointsToAlarm: minutes,
        comparisonOperator: below
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: alarmProps.missing ?? TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(this.topic));
    };

    alarm('api-5xx', {
      description: '接口每分钟 5 次以上服务端错误 · The API answers 5 or more server errors a minute',
      metric: httpApi.metricServerError({ period, statistic: Stats.SUM }),
      threshold: 5,
    });
    for (const [name, lambda] of Object.entries(functions)) {
      alarm(`${name}-errors`, {
        description: `函数 ${name} 出错 · The function ${name} fails`,
        metric: lambda.metricErrors({ period }),
        threshold: 1,
      });
      alarm(`${name}-throttles`, {
        description: `函数 ${name} 被限流 · The function ${name} is throttled`,
        metric: lambda.metricThrottles({ period }),
        threshold: 1,
      });
    }
    for (const [name, lambda] of Object.entries(streamReaders)) {
      alarm(`${name}-late`, {
        description: `${name} 落后超过 1 分钟 · ${name} reads changes more than a minute late`,
        metric: lambda.metric('IteratorAge', { period, statistic: Stats.MAXIMUM }),
        threshold: 60_000,
      });
    }
    for (const [name, queue] of queues.queues) {
      alarm(`${name}-waits`, {
        description: `队列 ${name} 积压超过 10 分钟 · A message waits for more than ten minutes in ${name}`,
        metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
        threshold: 600,
      });
    }
    for (const [name, queue] of queues.givenUp) {
      alarm(`${name}-given-up`, {
        description: `队列 ${name} 有消息无法处理 · ${name} has a message that no delivery came to the end of`,
        metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
        threshold: 1,
      });
    }
    alarm('api-slow', {
      description: '接口百分之一的请求超过 2.5 秒 · One request in a hundred takes 2.5 seconds or more',
      metric: httpApi.metricLatency({ period, statistic: Stats.p(99) }),
      threshold: 2_500,
    });
    alarm('table-throttles', {
      description: '数据表被限流 · The table or one of its indexes is throttled',
      metric: throttlesOf(table, period),
      threshold: 1,
    });
    alarm('concurrency', {
      description: '并发函数数接近账户上限 · The functions of the account come near to its limit',
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'ConcurrentExecutions',
        period,
        statistic: Stats.MAXIMUM,
      }),
      threshold: Math.floor(0.8 * settings.accountConcurrency),
    });
    // A line in a log, whoever writes it: it happens once, and waits for somebody until it is put right.
    const needsPerson = { metricNamespace: `Jindian/${settings.stage}`, metricName: 'NeedsPerson' };
    props.logGroups.forEach((logGroup, index) => {
      new MetricFilter(this, `NeedsPerson${index}`, {
        logGroup,
        filterPattern: FilterPattern.booleanValue('$.needsPerson', true),
        metricValue: '1',
        ...needsPerson,
      });
    });
    alarm('needs-a-person', {
      description: '有事项需要总部处理 · Something waits for a person at HQ: /hq/work, /hq/differences',
      metric: new Metric({
        namespace: needsPerson.metricNamespace,
        metricName: needsPerson.metricName,
        period,
        statistic: Stats.SUM,
      }),
      threshold: 1,
      minutes: 1,
    });
    alarm('timers-missing', {
      description: '定时任务已 5 分钟未运行 · The timers have not run for 5 minutes',
      metric: timers.metricInvocations({ period }),
      threshold: 1,
      below: true,
      missing: TreatMissingData.BREACHING,
    });
  }
}

/** Of the table and its indexes, reading and writing, together. */
function throttlesOf(table: ITable, period: Duration): MathExpression {
  const usingMetrics: Record<string, IMetric> = {};
  for (const kind of ['ReadThrottleEvents', 'WriteThrottleEvents'])
    for (const index of [null, ...Object.values(indexNames)])
      usingMetrics[`m${Object.keys(usingMetrics).length}`] = new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: kind,
        dimensionsMap: { TableName: table.tableName, ...(index ? { GlobalSecondaryIndexName: index } : {}) },
        period,
        statistic: Stats.SUM,
      });
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, period });
}
