import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Queues } from './queues.ts';
import type { Settings } from './settings.ts';

type AlarmProps = {
  description: string;
  metric: IMetric;
  /** Alarms at this value and above (`below`: under it). */
  threshold: number;
  below?: boolean;
  /** Minutes in a row. */
  minutes: number;
  missing?: TreatMissingData;
};

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
    },
  ) {
    super(scope, id);
    const { settings, functions, streamReaders, timers, queues, httpApi } = props;
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
      const { description, metric, threshold, below = false, minutes } = alarmProps;
      new Alarm(this, name, {
        alarmName: `jindian-${settings.stage}-${name}`,
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: minutes,
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
      minutes: 2,
    });
    for (const [name, lambda] of Object.entries(functions)) {
      alarm(`${name}-errors`, {
        description: `函数 ${name} 出错 · The function ${name} fails`,
        metric: lambda.metricErrors({ period }),
        threshold: 1,
        minutes: 2,
      });
      alarm(`${name}-throttles`, {
        description: `函数 ${name} 被限流 · The function ${name} is throttled`,
        metric: lambda.metricThrottles({ period }),
        threshold: 1,
        minutes: 2,
      });
    }
    for (const [name, lambda] of Object.entries(streamReaders)) {
      alarm(`${name}-late`, {
        description: `${name} 落后超过 1 分钟 · ${name} reads changes more than a minute late`,
        metric: lambda.metric('IteratorAge', { period, statistic: Stats.MAXIMUM }),
        threshold: 60_000,
        minutes: 3,
      });
    }
    for (const [name, queue] of queues.queues) {
      alarm(`${name}-waits`, {
        description: `队列 ${name} 积压超过 10 分钟 · A message waits for more than ten minutes in ${name}`,
        metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
        threshold: 600,
        minutes: 3,
      });
    }
    for (const [name, queue] of queues.givenUp) {
      alarm(`${name}-given-up`, {
        description: `队列 ${name} 有消息无法处理 · ${name} has a message that no delivery came to the end of`,
        metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
        threshold: 1,
        minutes: 1,
      });
    }
    alarm('timers-missing', {
      description: '定时任务已 5 分钟未运行 · The timers have not run for 5 minutes',
      metric: timers.metricInvocations({ period }),
      threshold: 1,
      below: true,
      minutes: 5,
      missing: TreatMissingData.BREACHING,
    });
  }
}
