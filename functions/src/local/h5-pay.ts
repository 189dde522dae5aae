import type { Context } from 'hono';
import type { WechatPaySimulator } from '../simulators/wechat/index.ts';

/** Where a browser of the demo finds WeChat Pay's page. */
export const h5PayPath = '/local/wechat-pay/h5';

/** That page as the simulator shows it, which listens on this machine only. */
export async function h5PayPage(c: Context, pay: Pick<WechatPaySimulator, 'baseUrl'>): Promise<Response> {
  const referer = c.req.header('referer');
  const answer = await fetch(`${pay.baseUrl}/simulator/h5${new URL(c.req.url).search}`, {
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
