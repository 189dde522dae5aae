import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { deployedSystem } from './deployed.ts';

/** The Lambda function behind the table's stream: from what has happened into the queues of who has to do with it. */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { work } = await deployedSystem();
  const failedAt = await work.handleStream(event.Records);
  return { batchItemFailures: failedAt === null ? [] : [{ itemIdentifier: failedAt }] };
}
