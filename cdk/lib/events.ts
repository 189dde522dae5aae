import { Duration } from 'aws-cdk-lib';
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './accept.ts';
import type { Settings } from './settings.ts';

/**
 * The table's stream to the events function: only new outbox items, so that the function does not run for every
 * write. A batch that fails is halved until the record that fails stands alone; that one is given up on after some
 * tries, noted in the queue, and handled later by the sweep of the timers function.
 */
export class Events extends Construct {
  readonly givenUp: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: { settings: Settings; table: Table; handler: LambdaFunction },
  ) {
    super(scope, id);
    const { settings, table, handler } = props;

    this.givenUp = new Queue(this, 'GivenUp', {
      queueName: `jindian-${settings.stage}-events-given-up`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    accept(this.givenUp, {
      'AwsSolutions-SQS3':
        'This queue is itself what failed deliveries are put into; an alarm watches its depth.',
    });

    handler.addEventSource(
      new DynamoEventSource(table as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 50,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 6,
        maxRecordAge: Duration.hours(2),
        // Order matters within an item only, and the shards of the outbox keep to that.
        parallelizationFactor: 4,
        onFailure: new SqsDlq(this.givenUp),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('OUTBOX#') } } },
          }),
        ],
      }),
    );
    if (handler.role) {
      accept(handler.role, {
        'AwsSolutions-IAM5[Resource::*]':
          'dynamodb:ListStreams, which an event source needs, knows no narrower resource.',
      });
    }
  }
}
