import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { deployedSystem } from './deployed.ts';

/**
 * The second Lambda function behind the table's stream: changed stock levels become figures of regions. Its batches
 * wait five seconds to be filled, which the events must not: a region is written once for all that changed in it.
 */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { work } = await deployedSystem();
  const failedAt = await work.handleLevels(event.Records);
  return { batchItemFailures: failedAt === null ? [] : [{ itemIdentifier: failedAt }] };
}
