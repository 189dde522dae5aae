import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deployedSqs } from './deployed.ts';

/** Behind the queues of what SQS gave up on: onto HQ's list, where a person decides. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return (await deployedSqs()).keepGivenUp(event.Records);
}
