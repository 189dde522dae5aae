import { z } from '@jindian/shared/zod';
import { gatewayMs } from '../platform/budgets.ts';
import type { GatewayConfig } from './forward.ts';

const schema = z.object({
  apiBaseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  gatewaySecret: z.string().min(16),
  wechatAppId: z.string().min(1),
  timeoutMs: z.coerce.number().int().min(100).max(60_000).default(gatewayMs),
});

/** Throws with the names of what is missing or wrong, and without their values. */
export function readGatewayConfig(environment: Record<string, string | undefined>): GatewayConfig {
  const parsed = schema.safeParse({
    apiBaseUrl: environment.JINDIAN_API_BASE_URL,
    gatewaySecret: environment.JINDIAN_GATEWAY_SECRET,
    wechatAppId: environment.JINDIAN_WECHAT_APP_ID,
    timeoutMs: environment.JINDIAN_GATEWAY_TIMEOUT_MS,
  });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`Configuration of the gateway is not complete: ${wrong}`);
}
