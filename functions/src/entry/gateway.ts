import { callerOf } from '../gateway/caller.ts';
import { readGatewayConfig } from '../gateway/config.ts';
import { forward, type GatewayAnswer, problemAnswer } from '../gateway/forward.ts';
import { requestOf } from '../gateway/request.ts';

/**
 * The CloudBase function `gateway`: the only way from the mini-program to the API. It knows the caller's openid
 * from the cloud, vouches for it with a signed assertion that is good for one request, and passes the request on.
 */
export async function main(event: unknown, context: unknown): Promise<GatewayAnswer> {
  const language = (event as { headers?: Record<string, unknown> } | null)?.headers?.['accept-language'];
  try {
    const config = readGatewayConfig(process.env);
    const caller = callerOf(context, config.wechatAppId);
    if (!caller) return problemAnswer({ code: 'unauthenticated' }, language);
    const checked = requestOf(event);
    if ('refused' in checked) return problemAnswer(checked.refused, language);
    return await forward(config, caller, checked.request);
  } catch (error) {
    // The message is ours (configuration) or the SDK's; neither holds who called or what they sent.
    console.error(JSON.stringify({ level: 'error', msg: (error as Error).message }));
    return problemAnswer({ code: 'internal' }, language);
  }
}
