import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { APIGatewayProxyResult } from 'hono/aws-lambda';
import { analysisHere } from '../platform/analysis/here.ts';
import { handler as answer } from './api.ts';
import { countedBy, deployedSqs } from './deployed.ts';

// The program that counts lies beside this bundle alone.
countedBy(analysisHere());

/** Answers what is asked of figures, as the API does; and, behind the queue of figures, gathers what they are counted from. */
export async function handler(
  event: APIGatewayProxyEventV2 | SQSEvent,
  context: Context,
): Promise<APIGatewayProxyResult | SQSBatchResponse> {
  if (!('Records' in event)) return answer(event, context);
  const { consume } = await deployedSqs();
  return consume(event.Records, () => context.getRemainingTimeInMillis());
}
