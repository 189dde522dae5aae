import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WechatPay } from '../../../wechat/index.ts';
import { makeCertified } from './keys.ts';
import { type PayBench, START_MS, startBench } from './testing.ts';

/** A merchant without a WeChat Pay public key: everything is verified with downloaded certificates. */

let bench: PayBench;
let pay: WechatPay;
beforeEach(async () => {
  bench = await startBench();
  pay = bench.client({ platformPublicKeys: [], downloadCertificates: true });
});
afterEach(async () => {
  await bench.close();
});

const downloads = (): number => bench.calls.filter(({ operation }) => operation === 'certificates').length;

describe('certificates only', () => {
  it('downloads once, then verifies every answer with what came', async () => {
    expect(await pay.queryOrder('CT0000000001')).toMatchObject({ ok: true, value: { state: 'not_found' } });
    expect((await pay.closeOrder('CT0000000001')).ok).toBe(false);
    expect(downloads()).toBe(1);
  });

  it('does not believe answers while the download fails or is forged, and recovers', async () => {
    for (const fault of ['500', 'unsigned', 'bad_signature'] as const) {
      bench.simulator.control.failNext('certificates', fault, 3);
      expect(await pay.queryOrder('CT0000000001')).toMatchObject({ failure: { code: 'untrusted_response' } });
      bench.simulator.control.clearFaults();
      expect(await pay.queryOrder('CT0000000001')).toMatchObject({ failure: { code: 'untrusted_response' } });
      bench.clock.ms += 60_000;
      expect((await pay.queryOrder('CT0000000001')).ok).toBe(true);
      pay = bench.client({ platformPublicKeys: [], downloadCertificates: true });
    }
  });

  it('says that a notification may be good when its certificate cannot be had just now', async () => {
    bench.simulator.control.signWith('certificate');
    await bench.paid('CT0000000002');
    await bench.simulator.control.tick();
    const received = bench.received.at(-1) ?? { headers: {}, rawBody: '' };
    bench.simulator.control.failNext('certificates', '500', 3);
    expect(await pay.parseNotification(received)).toMatchObject({ failure: { code: 'keys_unavailable' } });
    bench.clock.ms += 60_000;
    expect((await pay.parseNotification(received)).ok).toBe(true);
  });

  it('refuses certificates sealed with another APIv3 key', async () => {
    const wrong = bench.client({
      platformPublicKeys: [],
      downloadCertificates: true,
      apiV3Key: 'z'.repeat(32),
    });
    expect(await wrong.queryOrder('CT0000000001')).toMatchObject({ failure: { code: 'untrusted_response' } });
  });

  it('refuses a certificate outside its time or with another serial', async () => {
    const past = makeCertified('platform', { fromMs: START_MS - 2_000, untilMs: START_MS - 1_000 });
    const keysWith = (serial: string) => ({
      ...bench.simulator.control.keys,
      certificateSerial: serial,
      certificatePem: past.certificatePem,
      certificatePrivatePem: past.privateKeyPem,
    });
    for (const serial of [past.serial, '5ABC']) {
      const expired = await startBench({ keys: keysWith(serial) });
      try {
        const client = expired.client({ platformPublicKeys: [], downloadCertificates: true });
        expect(await client.queryOrder('CT0000000001')).toMatchObject({
          failure: { code: 'untrusted_response' },
        });
      } finally {
        await expired.close();
      }
    }
  });
});

describe('both ways at once, as while switching', () => {
  it('reads answers signed with the public key and notifications signed with either', async () => {
    const both = bench.client({ downloadCertificates: true });
    expect((await both.queryOrder('CT0000000001')).ok).toBe(true);
    expect(downloads()).toBe(0);
    for (const way of ['certificate', 'public_key'] as const) {
      bench.simulator.control.signWith(way);
      await bench.paid(`CT-${way}`);
      await bench.simulator.control.tick();
      const received = bench.received.at(-1) ?? { headers: {}, rawBody: '' };
      expect((await both.parseNotification(received)).ok).toBe(true);
    }
    expect(downloads()).toBe(1);
  });
});
