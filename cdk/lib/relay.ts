import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { followedItems } from '../../functions/src/platform/deployed-names.ts';
import { accept } from './accept.ts';

/**
 * The table's stream to the relay: what was announced only, and the few kinds of changes that are told by themselves, so that it does not run for every write. It only sends
 * messages, so nothing in a record can make it fail for good: it is tried for as long as the stream keeps the records.
 */
export class Relay extends Construct {
  constructor(scope: Construct, id: string, props: { table: ITable; handler: LambdaFunction }) {
    super(scope, id);
    const { table, handler } = props;
    handler.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: -1,
        maxRecordAge: Duration.days(1),
        // Queues keep no order, so nothing is lost by reading a shard of the stream several times at once.
        parallelizationFactor: 4,
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('OUTBOX#') } } },
          }),
          // Announced on an item that changed; whether by this change, the relay sees by what was there before.
          FilterCriteria.filter({ dynamodb: { NewImage: { _ev: { S: FilterRule.exists() } } } }),
          // What is told by the change itself, and that it is gone.
          FilterCriteria.filter({ dynamodb: { NewImage: { _et: { S: FilterRule.or(...followedItems) } } } }),
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('REMOVE'),
            dynamodb: { OldImage: { _et: { S: FilterRule.or(...followedItems) } } },
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
