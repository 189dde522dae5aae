import type { Context, Hono } from 'hono';
import type { WechatPaySimulator } from '../simulators/wechat/index.ts';

/** Where a browser of the demo finds WeChat Pay's page. */
export const h5PayPath = '/local/wechat-pay/h5';
/** Where those who are paid find what waits for them. */
export const transfersPath = '/local/wechat-pay/transfers';

/** The pages of the simulator's wallet, which listens on this machine only. */
export function mountWalletPages(app: Hono, pay: Pick<WechatPaySimulator, 'baseUrl'>): void {
  app.on(['GET', 'POST'], h5PayPath, (c) => walletPage(c, `${pay.baseUrl}/simulator/h5`));
  app.on(['GET', 'POST'], transfersPath, (c) => walletPage(c, `${pay.baseUrl}/simulator/transfers`));
}

async function walletPage(c: Context, address: string): Promise<Response> {
  const referer = c.req.header('referer');
  const answer = await fetch(`${address}${new URL(c.req.url).search}`, {
    method: c.req.method,
    headers: referer ? { referer } : {},
    redirect: 'manual',
    ...(c.req.method === 'POST' ? { body: await c.req.text() } : {}),
  });
  const headers = new Headers();
  for (const name of ['content-type', 'location']) {
    const value = answer.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, headers });
}
