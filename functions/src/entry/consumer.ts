import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deployedSqs, deployedSystem } from './deployed.ts';

/** Behind each queue: does what the messages ask for. The same program for all of them, a function for each. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const { work } = await deployedSystem();
  const { consume } = await deployedSqs();
  const answer = await consume(event.Records, () => context.getRemainingTimeInMillis());
  await work.keepUp();
  return answer;
}
