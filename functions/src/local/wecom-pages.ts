import type { Hono } from 'hono';
import QRCode from 'qrcode';
import type { System } from '../entry/system.ts';
import type { Clock } from '../platform/clock.ts';
import { problemResponse } from '../platform/http/problem.ts';
import { escaped, page } from '../simulators/wechat/pay/wallet-page.ts';
import type { WeComSimulator } from '../simulators/wechat/wecom/simulator.ts';
import type { Persona } from './demo/people.ts';
import type { Processes } from './processes.ts';

const addPath = '/local/wecom';
/** Where a browser of the demo finds the QR by which somebody is added. */
export const contactWayPath = (configId: string) => `${addPath}/ways/${configId}.svg`;

/**
 * WeCom on the phone of whoever scans a guide's QR there: they add the guide, and the simulator tells the system of it, sealed
 * and signed, as WeCom would.
 */
export function mountWeComPages(
  app: Hono,
  deps: {
    api: { fetch(request: Request): Response | Promise<Response> };
    system: System;
    wecom: WeComSimulator;
    processes: Pick<Processes, 'settle'>;
    clock: Pick<Clock, 'nowMs'>;
    personas: readonly Persona[];
  },
): void {
  const { api, system, wecom, processes, clock, personas } = deps;
  const shoppers = personas.filter(({ role }) => role === 'shopper');
  const wayOf = (configId: string | undefined) =>
    wecom.control.ways().find((one) => one.configId === configId);

  app.get(`${addPath}/ways/:file`, async (c) => {
    const way = wayOf(c.req.param('file').replace(/\.svg$/, ''));
    if (!way) return problemResponse(c, 'not_found');
    const link = `${system.config.publicBaseUrl.replace(/\/$/, '')}${addPath}?way=${way.configId}`;
    const svg = await QRCode.toString(link, { type: 'svg', errorCorrectionLevel: 'M' });
    return c.body(svg, 200, { 'content-type': 'image/svg+xml' });
  });

  app.get(addPath, (c) => {
    if (c.req.query('way') === undefined) {
      const ways = wecom.control.ways();
      const links = ways.map(
        ({ configId, userId }) =>
          `<li><a href="${addPath}?way=${configId}"><span>${escaped(userId)}</span><span>添加 · Add</span></a></li>`,
      );
      const list = links.length > 0 ? `<ul>${links.join('')}</ul>` : none;
      return html(page(200, '企业微信上的导购', 'Guides on WeCom', `${list}${note}`));
    }
    const way = wayOf(c.req.query('way'));
    if (!way) return html(page(404, '没有这个码', 'No such code'));
    const buttons = shoppers
      .map(({ id, name }) => `<button name="persona" value="${escaped(id)}">${escaped(name.zh)}</button>`)
      .join('');
    return html(
      page(
        200,
        `添加 ${way.userId}`,
        'Add on WeCom',
        `<p>谁来扫码添加？<br>Who scans it?</p><form method="post" action="${addPath}"><input type="hidden" name="way" value="${way.configId}">${buttons}</form>${note}`,
      ),
    );
  });

  app.post(addPath, async (c) => {
    const typed = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
    const way = wayOf(String(typed.way ?? ''));
    const persona = shoppers.find(({ id }) => id === typed.persona);
    if (!way || !persona) return html(page(404, '没有这个码', 'No such code'));
    const { id, openid, nickname, phone, name } = persona;
    // WeChat knows them by the same unionid in all apps of the company.
    const unionid = `union-${id}`;
    const { memberId } = await system.members.memberForWechat({ openid, nickname, phone, unionid });
    const { query, body } = wecom.control.scan(way.configId, { externalUserId: `wm-${id}`, unionid });
    const told = new Request(`http://127.0.0.1/v1/wecom/messages${query}`, { method: 'POST', body });
    const answer = await api.fetch(told);
    await processes.settle();
    const binding = await system.attribution.bindingOf(memberId, clock.nowMs());
    const said = !answer.ok
      ? `没有送达（${answer.status}） · Not taken`
      : binding
        ? `${name.zh} 现在是 ${binding.sellerName} 的顾客<br>Now a customer of ${binding.sellerName}`
        : `${name.zh} 还不是谁的顾客：企业微信是否已启用？<br>Nobody’s customer yet: is WeCom switched on?`;
    return html(page(200, '已添加', 'Added', `<p>${said}</p>${note}`));
  });
}

const none = '<p>还没有人生成企业微信码<br>Nobody has a code yet</p>';
const note = `<p class="hint">本地模拟的企业微信<br>A simulated WeCom</p>`;
const html = ({ status = 200, headers = {}, body }: ReturnType<typeof page>) =>
  new Response(typeof body === 'string' ? body : null, { status, headers });
