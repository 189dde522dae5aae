import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { deployedSystem } from './deployed.ts';

/**
 * The Lambda function behind the table's stream: what follows from what has happened. Names the record that failed
 * first; the stream delivers again from there.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { work } = await deployedSystem();
  const failedAt = await work.handleStream(event.Records);
  await work.keepUp();
  return { batchItemFailures: failedAt === null ? [] : [{ itemIdentifier: failedAt }] };
}
