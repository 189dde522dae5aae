import cloudbase from '@cloudbase/node-sdk';

/** Who the cloud says is calling. */
export type Caller = { openid: string; unionid?: string };

/** A shopper's WeChat, or a developer's tool that is signed in as one; not chained through another function. */
const trustedSources = ['wx_client', 'wx_devtools'];

type PlatformContext = Parameters<typeof cloudbase.getCloudbaseContext>[0];

/** Newer functions get a call's variables with the call itself, older ones in the process environment only. */
function withVariables(context: unknown): PlatformContext {
  if (context === null || typeof context !== 'object') return undefined;
  const { environment, environ } = context as Record<string, unknown>;
  return typeof environment === 'string' || typeof environ === 'string'
    ? (context as PlatformContext)
    : undefined;
}

/**
 * The caller, from the cloud's own context and from nothing that the caller sent; `null` unless the call comes from
 * our mini-program. The variables belong to the call that is starting: this must run before anything is awaited,
 * and its answer must not outlive the call.
 */
export function callerOf(context: unknown, wechatAppId: string): Caller | null {
  const variables = cloudbase.getCloudbaseContext(withVariables(context));
  const { WX_OPENID: openid, WX_APPID: appId, WX_UNIONID: unionid, TCB_SOURCE: source } = variables;
  if (!openid || appId !== wechatAppId) return null;
  if (source && !trustedSources.includes(source)) return null;
  return unionid ? { openid, unionid } : { openid };
}
