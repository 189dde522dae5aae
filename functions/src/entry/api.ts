import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type APIGatewayProxyResult, handle, type LambdaEvent } from 'hono/aws-lambda';
import { apiWorkMs, downloadWorkMs, hqWorkMs, wechatPatience, workMsAtMost } from '../platform/budgets.ts';
import { deployedSystem } from './deployed.ts';
import { callerBehindFront } from './front.ts';
import { createApi } from './http.ts';

type Serve = { serve: ReturnType<typeof handle>; frontSecret: string | undefined };
let serving: Promise<Serve> | null = null;

/** The Lambda function behind API Gateway. */
export async function handler(
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyResult> {
  serving ??= deployedSystem(wechatPatience)
    .then((system) => {
      const { patienceTimes } = system.config;
      const workMs = {
        hq: workMsAtMost(hqWorkMs, patienceTimes),
        downloads: downloadWorkMs,
        others: workMsAtMost(apiWorkMs, patienceTimes),
      };
      return { serve: handle(createApi(system, { workMs })), frontSecret: system.secrets.frontSecret };
    })
    .catch((error: unknown) => {
      serving = null;
      throw error;
    });
  const { serve, frontSecret } = await serving;
  const known = callerBehindFront(event, frontSecret) as unknown as LambdaEvent;
  return serve(known, context as Parameters<Serve['serve']>[1]);
}
