import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWechatPay } from '../../../wechat/index.ts';
import { startWechatSimulator } from '../miniprogram/simulator.ts';
import { startWechatPaySimulator } from './simulator.ts';
import { configOf, OPENID, type PayBench, startBench } from './testing.ts';

/** Kept on disk, so that a demo goes on after a restart. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wechat-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const start = (): Promise<PayBench> => startBench({ dataFolder: folder, freshKeys: true });

describe('the pay simulator after a restart', () => {
  it('has its keys, orders, refunds and the notifications still to send', async () => {
    const before = await start();
    const prepayId = await before.order('RS0000000001');
    await before.paid('RS0000000002');
    const { merchant } = before.simulator;
    await before.close();

    const after = await start();
    try {
      expect(after.simulator.merchant).toEqual(merchant);
      expect(await after.pay.queryOrder('RS0000000002')).toMatchObject({ value: { state: 'SUCCESS' } });
      expect((await after.wallet('pay', { prepayId, payerOpenid: OPENID })).status).toBe(200);
      const refund = {
        outTradeNo: 'RS0000000002',
        outRefundNo: 'RRS2',
        refundFen: 1,
        totalFen: 1_990,
        reason: '',
      };
      expect((await after.pay.refund({ ...refund, notifyUrl: after.notifyUrl })).ok).toBe(true);
      expect(after.simulator.control.sent().map(({ outTradeNo, state }) => [outTradeNo, state])).toEqual([
        ['RS0000000002', 'waiting'],
        ['RS0000000001', 'waiting'],
      ]);
    } finally {
      await after.close();
    }
  });

  it('passes over the half line of a process that was killed while writing', async () => {
    const before = await start();
    await before.order('RS0000000003');
    await before.close();
    appendFileSync(join(folder, 'wechat-pay.jsonl'), '{"kind":"order","key":"RS00000000');
    const after = await start();
    await after.order('RS0000000004');
    await after.close();
    const last = await start();
    try {
      expect(last.simulator.control.orders().map(({ outTradeNo }) => outTradeNo)).toEqual([
        'RS0000000003',
        'RS0000000004',
      ]);
    } finally {
      await last.close();
    }
  });

  it('keeps its private keys to its owner', async () => {
    await (await start()).close();
    expect(statSync(join(folder, 'wechat-pay-keys.json')).mode & 0o077).toBe(0);
  });
});

describe('the WeChat simulator after a restart', () => {
  it('has codes, accepts and messages', async () => {
    const now = () => Date.UTC(2026, 4, 20);
    const before = await startWechatSimulator({ now, dataFolder: folder });
    const code = before.control.loginCode(OPENID);
    before.control.accept(OPENID, ['tpl']);
    await before.close();
    const after = await startWechatSimulator({ now, dataFolder: folder });
    try {
      expect(after.control.accepts(OPENID, 'tpl')).toBe(1);
      const query = `appid=${after.appid}&secret=${after.secret}&js_code=${code}&grant_type=authorization_code`;
      const session = await fetch(`${after.baseUrl}/sns/jscode2session?${query}`);
      expect(await session.json()).toMatchObject({ openid: OPENID });
    } finally {
      await after.close();
    }
  });
});

describe('the demo’s side doors', () => {
  it('let another process read the books and set faults', async () => {
    const simulator = await startWechatPaySimulator({
      now: () => Date.UTC(2026, 4, 20),
      tickEveryMs: 0,
      dataFolder: folder,
    });
    try {
      const control = async (name: string, body: object): Promise<{ status: number; body: unknown }> => {
        const response = await fetch(`${simulator.baseUrl}/simulator/control/${name}`, {
          method: 'POST',
          body: JSON.stringify(body),
        });
        return { status: response.status, body: await response.json() };
      };
      const pay = createWechatPay(configOf(simulator), {
        now: () => Date.UTC(2026, 4, 20),
        sleep: async () => {},
      });
      expect((await control('fail-next', { operation: 'queryOrder', fault: '429' })).status).toBe(200);
      expect(await pay.queryOrder('SD0000000001')).toMatchObject({ failure: { code: 'rate_limited' } });
      for (const [name, body] of [
        ['notifications', { mode: 'drop', count: 2 }],
        ['notifications', { mode: 'delay', delayMs: 5 }],
        ['notifications', { mode: 'normal' }],
        ['resend', { outTradeNo: 'SD0000000001' }],
        ['next-refunds-end', { status: 'ABNORMAL' }],
        ['sign-with', { way: 'certificate' }],
        ['tick', {}],
      ] as const) {
        expect(await control(name, body)).toMatchObject({ status: 200 });
      }
      expect((await control('notifications', { mode: 'sideways' })).status).toBe(400);
      expect((await control('pay-late', { outTradeNo: 'SD0000000001' })).status).toBe(400);
      expect((await control('no-such-thing', {})).status).toBe(404);

      const listing = await fetch(`${simulator.baseUrl}/simulator/transactions`);
      expect(listing.headers.get('access-control-allow-origin')).toBe('*');
      expect(await listing.json()).toEqual({ transactions: [] });
    } finally {
      await simulator.close();
    }
  });

  it('list payments without saying whose they are', async () => {
    const bench = await startBench();
    try {
      await bench.paid('SD0000000002');
      const listing = await (await fetch(`${bench.simulator.baseUrl}/simulator/transactions`)).text();
      expect(listing).toContain('SD0000000002');
      expect(listing).not.toContain(OPENID);
    } finally {
      await bench.close();
    }
  });
});
