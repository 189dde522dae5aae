import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { stopWithLeftMs } from '../platform/budgets.ts';
import { type Lane, lanes, queueNames } from '../platform/queues/lanes.ts';
import { deployedSqs, deployedSystem } from './deployed.ts';

/** Behind each queue: does what the messages ask for. The same program for all of them, a function for each. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const { work } = await deployedSystem();
  const { consume } = await deployedSqs();
  const answer = await consume(event.Records, () => context.getRemainingTimeInMillis());
  if (isFollowedByBooks(event) && context.getRemainingTimeInMillis() > stopWithLeftMs) await work.keepUp();
  return answer;
}

/** Whether what was delivered is followed by postings; the timers look after all books once a minute. */
function isFollowedByBooks({ Records }: SQSEvent): boolean {
  const name = queueNames.find((queue) => Records[0]?.eventSourceARN?.endsWith(`-${queue}`));
  return name !== undefined && ((lanes[name] as Lane).posts ?? false);
}
