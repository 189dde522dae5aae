import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type APIGatewayProxyResult, handle, type LambdaEvent } from 'hono/aws-lambda';
import { apiWorkMsAtMost, wechatPatience } from '../platform/budgets.ts';
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
    .then((system) => handle(createApi(system, { workMs: apiWorkMsAtMost(system.config.patienceTimes) })))
    .catch((error: unknown) => {
      serving = null;
      throw error;
    });
  const serve = await serving;
  return serve(event as unknown as LambdaEvent, context as Parameters<Serve>[1]);
}
