import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type APIGatewayProxyResult, handle, type LambdaEvent } from 'hono/aws-lambda';
import { apiWorkMs, hqWorkMs, wechatPatience, workMsAtMost } from '../platform/budgets.ts';
import { deployedSystem } from './deployed.ts';
import { createApi } from './http.ts';

type Serve = ReturnType<typeof handle>;
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
        others: workMsAtMost(apiWorkMs, patienceTimes),
      };
      return handle(createApi(system, { workMs }));
    })
    .catch((error: unknown) => {
      serving = null;
      throw error;
    });
  const serve = await serving;
  return serve(event as unknown as LambdaEvent, context as Parameters<Serve>[1]);
}
