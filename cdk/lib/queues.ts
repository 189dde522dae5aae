import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  deliveriesOf,
  lanes,
  type QueueName,
  queueNames,
} from '../../functions/src/platform/queues/lanes.ts';
import { accept } from './accept.ts';
import type { Settings } from './settings.ts';

/** A message that no delivery came to the end of (a crash, a timeout) so often is set apart. */
const maxReceiveCount = 100;

/** The addresses of the queues up to their names. */
export function queueUrlPrefix(settings: Settings): string {
  return `https://sqs.${Aws.REGION}.${Aws.URL_SUFFIX}/${Aws.ACCOUNT_ID}/jindian-${settings.stage}-`;
}

/**
 * A queue for each kind of consumer, with a queue behind it for what SQS gives up on. Consumers count tries themselves
 * and put what they give up on onto HQ's list; SQS gives up only on what kills them.
 */
export class Queues extends Construct {
  readonly queues: ReadonlyMap<QueueName, Queue>;
  readonly givenUp: ReadonlyMap<QueueName, Queue>;

  constructor(scope: Construct, id: string, props: { settings: Settings }) {
    super(scope, id);
    const { stage } = props.settings;
    const queues = new Map<QueueName, Queue>();
    const givenUp = new Map<QueueName, Queue>();
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    for (const name of queueNames) {
      const behind = new Queue(this, `${name}-given-up`, {
        ...common,
        queueName: `jindian-${stage}-${name}-given-up`,
        visibilityTimeout: Duration.minutes(6),
      });
      accept(behind, {
        'AwsSolutions-SQS3':
          'This queue is itself what failed messages are put into; a function takes them to HQ, an alarm watches it.',
      });
      givenUp.set(name, behind);
      queues.set(
        name,
        new Queue(this, name, {
          ...common,
          queueName: `jindian-${stage}-${name}`,
          // Lambda wants six times the time of the function, or a slow delivery is delivered beside itself.
          visibilityTimeout: Duration.seconds(6 * lanes[name].timeoutSeconds),
          deadLetterQueue: { queue: behind, maxReceiveCount },
        }),
      );
    }
    this.queues = queues;
    this.givenUp = givenUp;
  }

  /** May send into every queue. */
  allowSending(lambda: LambdaFunction): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [...this.queues.values()].map(({ queueArn }) => queueArn),
      }),
    );
  }

  /** The function behind one queue. */
  consume(name: QueueName, lambda: LambdaFunction): void {
    lambda.addEventSource(
      new SqsEventSource(this.queues.get(name) as Queue, {
        batchSize: deliveriesOf(name),
        reportBatchItemFailures: true,
        maxConcurrency: lanes[name].deployedConcurrency,
      }),
    );
  }

  /** The function that takes to HQ's list what SQS gave up on. */
  takeGivenUp(lambda: LambdaFunction): void {
    for (const queue of this.givenUp.values())
      lambda.addEventSource(
        new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 2 }),
      );
  }
}
