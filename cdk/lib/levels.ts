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
import { accept } from './accept.ts';

/**
 * The table's stream to the levels function, its second and last reader: changed stock levels only. A batch waits a
 * second to be filled, so that a flash sale writes the figures of its regions once a second and not once an order.
 * Nobody sweeps up what is given up on: HQ compares figures with levels and mends them.
 */
export class Levels extends Construct {
  constructor(scope: Construct, id: string, props: { table: ITable; handler: LambdaFunction }) {
    super(scope, id);
    const { table, handler } = props;
    handler.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 500,
        maxBatchingWindow: Duration.seconds(5),
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 40,
        maxRecordAge: Duration.hours(12),
        filters: [
          FilterCriteria.filter({
            dynamodb: {
              Keys: {
                pk: { S: FilterRule.beginsWith('LOC#') },
                sk: { S: FilterRule.beginsWith('LEVEL#') },
              },
            },
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
