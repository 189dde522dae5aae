import { createRequire } from 'node:module';
import path from 'node:path';
import { personas } from '../../../functions/src/local/demo/people.ts';
import { startLocal } from '../../../functions/src/local/start.ts';

/**
 * The other side of a mini-program, in a process of its own: the whole local system, and before it the gateway's
 * bundle as CloudBase would run it. Spoken to over IPC, see host.ts.
 */
type Gateway = { main(event: unknown, context: unknown): Promise<unknown> };
type Asked = { n: number } & (
  | { openid: string; event: unknown }
  | { advanceMs: number }
  | { received: string }
);

const [, , gatewayFolder = ''] = process.argv;
const gateway = createRequire(import.meta.url)(path.join(gatewayFolder, 'index.js')) as Gateway;

// The story plays in two cities; filling the country's shelves would only take time.
const local = await startLocal({ stockAt: ({ city }) => city === '上海市' || city === '烟台市' });

Object.assign(process.env, {
  TENCENTCLOUD_RUNENV: 'SCF',
  TENCENTCLOUD_REGION: 'ap-shanghai',
  SCF_NAMESPACE: 'jindian-test',
  TCB_ENV: 'jindian-test',
  TCB_CONTEXT_KEYS: 'TCB_ENV,TCB_SOURCE,TCB_UUID',
  TCB_SOURCE: 'wx_client',
  WX_CONTEXT_KEYS: 'WX_APPID,WX_OPENID,WX_UNIONID',
  WX_APPID: local.wechat.appid,
  JINDIAN_API_BASE_URL: local.baseUrl,
  JINDIAN_GATEWAY_SECRET: local.secrets.gatewaySecret,
  JINDIAN_WECHAT_APP_ID: local.wechat.appid,
  JINDIAN_GATEWAY_TIMEOUT_MS: '30000',
});

const realNow = Date.now;
let aheadMs = 0;

/** Time passes for the whole machine, system and gateway alike: one that lagged behind could vouch for nobody. */
async function advance(byMs: number): Promise<void> {
  aheadMs += byMs;
  Date.now = () => realNow() + aheadMs;
  await local.processes.settle();
}

function answerOf(asked: Asked): Promise<unknown> {
  if ('advanceMs' in asked) return advance(asked.advanceMs);
  if ('received' in asked) return local.wechat.control.pushShipping(asked.received, 'by_hand');
  // The cloud says who calls by the environment; the gateway reads it before it waits for anything.
  process.env.WX_OPENID = asked.openid;
  return gateway.main(asked.event, {});
}

process.on('message', (asked: Asked) => {
  answerOf(asked).then(
    (answer) => process.send?.({ n: asked.n, answer }),
    (error: Error) => process.send?.({ n: asked.n, error: String(error.stack) }),
  );
});
process.on('disconnect', () => {
  void local.close().finally(() => process.exit(0));
});
process.send?.({
  ready: {
    baseUrl: local.baseUrl,
    payBaseUrl: local.pay.baseUrl,
    people: Object.fromEntries(personas.map(({ id, openid }) => [id, openid])),
  },
});
