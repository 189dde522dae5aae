import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from './headless/app.ts';
import type { OpenPage } from './headless/page.ts';
import type { Phone } from './headless/phone.ts';
import { type Bought, buy, pickupCodeOf } from './support/api.ts';
import { type Host, startHost } from './support/host.ts';
import { readQrSvg } from './support/read-qr.ts';
import { launch, type Stage, toDesk } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const huangpuBranch = 'B00467';
const productId = 'P001';

/** The clerk's side of the counter, above all when something is wrong. */
describe('the desk of a branch', () => {
  let stage: Stage;
  let host: Host;
  let shopper: Phone;

  beforeAll(async () => {
    stage = { folder: builtWeapp() };
    host = await startHost();
    shopper = host.phoneOf('shopper-lin');
  }, buildTimeoutMs);
  afterAll(() => host?.close());

  const order = (method: 'pickup' | 'delivery' = 'pickup') =>
    buy(shopper, { locationId: huangpuBranch, productId, method });

  /** Scans each text in turn on the desk of this clerk; the first opens the hand-over. */
  async function counterOf(clerk: Phone): Promise<{ app: RunningApp; counter: OpenPage }> {
    const app = await launch(stage, clerk);
    const desk = await toDesk(app);
    await desk.tap('#scan-pickup');
    return { app, counter: await app.on('packages/serving/clerk/hand-over/index') };
  }

  test('each wrong code is refused for its own reason, with what to do', async () => {
    const pickup = await order();
    const code = await pickupCodeOf(shopper, pickup);
    const texts = ['https://example.cn/q/abc123', `${code.slice(0, -1)}~`, code];
    const clerk = host.phoneOf('clerk-zhou', { scan: () => texts.shift() ?? null });
    const { app, counter } = await counterOf(clerk);
    await counter.get('#refused-not-pickup');
    await counter.says('请顾客在「订单 → 订单详情」里打开取货码');
    await counter.tap('#scan-again');
    await counter.get('#refused-pickup-code-invalid');
    await host.advance(3 * 60_000);
    await counter.tap('#scan-again');
    await counter.get('#refused-pickup-code-expired');
    await counter.says('出示自动更新的取货码');
    app.close();
  });

  test('a desk that does not come says so, and comes when it is asked for again', async () => {
    let isThere = false;
    const app = await launch(stage, host.phoneOf('clerk-zhou', { downloads: () => isThere }));
    const member = await app.switchTab('pages/people/member/index');
    await member.tap('#open-clerk');
    await member.get('#notice');
    await member.says('这一页没有打开');
    isThere = true;
    await member.tap('#open-clerk');
    await app.on('packages/serving/clerk/work/index');
    app.close();
  });

  test('a code for another branch is refused there, and stays good where it belongs', async () => {
    const pickup = await order();
    const code = await pickupCodeOf(shopper, pickup);
    const neighbour = await counterOf(host.phoneOf('clerk-xu', { scan: () => code }));
    await neighbour.counter.get('#refused-wrong-branch');
    expect(neighbour.counter.find('#confirm-hand-over')).toBeNull();
    neighbour.app.close();
    const own = await counterOf(host.phoneOf('clerk-zhou', { scan: () => code }));
    await own.counter.says(pickup.number);
    await own.counter.tap('#confirm-hand-over');
    await own.counter.get('#handed-over');
    own.app.close();
  });

  test('when the answer is lost, trying again hands over once, under the same key', async () => {
    const pickup = await order();
    const code = await pickupCodeOf(shopper, pickup);
    const clerk = host.phoneOf('clerk-zhou', { scan: () => code });
    const { callFunction } = clerk.person;
    const keys: string[] = [];
    clerk.person.callFunction = async (call) => {
      const { path, headers } = call.data as { path: string; headers: Record<string, string> };
      const answer = await callFunction(call);
      if (!path.endsWith('/hand-overs')) return answer;
      keys.push(headers['idempotency-key'] ?? '');
      // It was done; the phone never hears of it.
      if (keys.length === 1) throw new Error('the connection broke');
      return answer;
    };
    const { app, counter } = await counterOf(clerk);
    await counter.tap('#confirm-hand-over');
    await counter.get('#hand-over-failed');
    await counter.says('重试不会重复交付');
    await counter.tap('#try-again');
    await counter.get('#handed-over');
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9A-Z]{26}$/);
    expect(keys[1]).toBe(keys[0]);
    app.close();
  });

  test('an order that comes while the desk is open appears by itself, with a sound', async () => {
    const clerk = host.phoneOf('clerk-zhou');
    const app = await launch(stage, clerk);
    const desk = await toDesk(app);
    await desk.get('#queue-to-pack');
    await desk.tap('#queue-done');
    await desk.get('#work-list');
    expect(clerk.callsOf('audio.play')).toHaveLength(0);
    const fresh = await order();
    await desk.get('#new-orders');
    expect(clerk.callsOf('audio.play').length).toBeGreaterThan(0);
    expect(clerk.callsOf('vibrateLong').length).toBeGreaterThan(0);
    await desk.tap('#new-orders');
    await desk.get(`#pack-${fresh.number}`);
    await desk.gone('#new-orders');
    app.close();
  });

  test('a delivery is packed, sent out and delivered, each slip of the finger caught by a question', async () => {
    const delivery: Bought = await order('delivery');
    const answers = [false, true, true];
    const clerk = host.phoneOf('clerk-zhou', { modal: () => answers.shift() ?? false });
    const app = await launch(stage, clerk);
    const desk = await toDesk(app);
    await desk.tap(`#open-${delivery.number}`);
    await desk.says('林小姐 138 0001 0001');
    await desk.tap(`#call-${delivery.number}`);
    await desk.tap(`#copy-${delivery.number}`);
    await desk.tap(`#pack-${delivery.number}`);
    await desk.gone(`#pack-${delivery.number}`);
    expect(clerk.callsOf('makePhoneCall')).toEqual([{ phoneNumber: '13800010001' }]);
    expect(clerk.callsOf('setClipboardData')).toEqual([
      { data: '林小姐 13800010001\n上海市黄浦区南京东路 100 号 1201 室' },
    ]);

    await desk.tap('#queue-ready');
    await desk.tap(`#dispatch-${delivery.number}`);
    await desk.quiet();
    await desk.tap(`#dispatch-${delivery.number}`);
    await desk.gone(`#dispatch-${delivery.number}`);
    await desk.tap('#queue-dispatched');
    await desk.tap(`#deliver-${delivery.number}`);
    await desk.gone(`#deliver-${delivery.number}`);
    expect(clerk.callsOf('showModal')).toHaveLength(3);

    await desk.tap('#queue-done');
    await desk.get(`#work-${delivery.number}`);
    // Delivered: who lives where is nobody's business at the desk any more.
    expect(desk.text).not.toContain('13800010001');
    expect(desk.text).not.toContain('138 0001 0001');
    app.close();
  });

  test('HQ lets a computer in by scanning what it shows, and only after saying so', async () => {
    const browser = await fetch(`${host.baseUrl}/hq/sign-in`);
    const cookie = (browser.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const html = await browser.text();
    const from = html.indexOf('<svg', html.indexOf('class="sign-in-qr"'));
    const svg = html.slice(from, html.indexOf('</svg>', from));
    const shown = await readQrSvg(svg);
    expect(shown).toMatch(/^JDH1\./);
    const stateOf = async () => {
      const ticket = (shown ?? '').slice('JDH1.'.length);
      const asked = await fetch(`${host.baseUrl}/hq/sign-in/${ticket}`, {
        headers: { cookie, accept: 'application/json' },
      });
      return ((await asked.json()) as { state: string }).state;
    };

    const app = await launch(stage, host.phoneOf('hq', { scan: () => shown }));
    const member = await app.switchTab('pages/people/member/index');
    await member.tap('#scan-hq');
    const signIn = await app.on('packages/people/hq/sign-in/index');
    await signIn.says('身份：总部运营');
    expect(await stateOf()).toBe('waiting');
    expect(Object.keys(signIn.query)).toEqual([]);
    await signIn.tap('#approve-sign-in');
    await signIn.get('#sign-in-approved');
    expect(await stateOf()).toBe('signed_in');
    app.close();
  });

  test('an unknown ticket lets nobody in; a member without a branch has no desk', async () => {
    const hq = host.phoneOf('hq', { scan: () => 'JDH1.abcdefghijklmnopqrstuvwx' });
    const app = await launch(stage, hq);
    const member = await app.switchTab('pages/people/member/index');
    await member.tap('#scan-hq');
    const signIn = await app.on('packages/people/hq/sign-in/index');
    await signIn.get('#sign-in-expired');
    expect(signIn.find('#approve-sign-in')).toBeNull();
    app.close();
    const shopper = await launch(stage, host.phoneOf('shopper-lin'));
    await (await shopper.enter('/packages/serving/clerk/work/index')).get('#no-branch');
    shopper.close();
  });
});
