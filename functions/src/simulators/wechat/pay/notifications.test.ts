import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BACKOFF_MS } from './notifier.ts';
import { seal, signedHeaders } from './sealing.ts';
import {
  configOf,
  OPENID,
  type PayBench,
  type ReceivedNotification,
  START_MS,
  startBench,
} from './testing.ts';

/** What arrives at the notify address, and what the client makes of it. */

let bench: PayBench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(async () => {
  await bench.close();
});

async function payAndDeliver(outTradeNo: string): Promise<ReceivedNotification> {
  await bench.paid(outTradeNo);
  await bench.simulator.control.tick();
  const received = bench.received.at(-1);
  if (received === undefined) throw new Error('nothing arrived');
  return received;
}

/** A genuine envelope around any resource. */
function genuine(
  resource: unknown,
  eventType = 'TRANSACTION.SUCCESS',
  apiV3Key?: string,
): ReceivedNotification {
  const { keys } = bench.simulator.control;
  const rawBody = JSON.stringify({
    id: 'EV-1',
    create_time: '2026-05-20T10:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      ...seal(apiV3Key ?? keys.apiV3Key, '', JSON.stringify(resource)),
    },
  });
  return { headers: signedHeaders(keys, 'public_key', bench.clock.ms, rawBody), rawBody };
}

describe('a payment notification', () => {
  it('reads as the payment it is about', async () => {
    const received = await payAndDeliver('NT0000000001');
    expect(await bench.pay.parseNotification(received)).toEqual({
      ok: true,
      value: {
        kind: 'payment',
        notificationId: bench.simulator.control.sent().at(-1)?.id,
        merchant: { mchid: bench.simulator.merchant.mchid },
        outTradeNo: 'NT0000000001',
        transactionId: bench.simulator.control.order('NT0000000001')?.transactionId,
        amountFen: 1_990,
        payerOpenid: OPENID,
        paidAtMs: START_MS,
      },
    });
  });

  it('reads the same from bytes, and from headers in any form', async () => {
    const { headers, rawBody } = await payAndDeliver('NT0000000002');
    const upperCase = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const asHeaders = new Headers(
      Object.entries(headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ) as [string, string][],
    );
    const bytes = new TextEncoder().encode(rawBody);
    for (const input of [
      { headers: upperCase, rawBody },
      { headers: asHeaders, rawBody: bytes },
    ]) {
      expect((await bench.pay.parseNotification(input)).ok).toBe(true);
    }
  });

  it('is refused when body, time, nonce or signature is altered', async () => {
    const { headers, rawBody } = await payAndDeliver('NT0000000003');
    const altered: ReceivedNotification[] = [
      { headers, rawBody: rawBody.replace('TRANSACTION', 'TRANSACTI0N') },
      { headers, rawBody: `${rawBody} ` },
      { headers: { ...headers, 'wechatpay-nonce': 'another' }, rawBody },
      {
        headers: { ...headers, 'wechatpay-timestamp': String(Number(headers['wechatpay-timestamp']) + 1) },
        rawBody,
      },
      { headers: { ...headers, 'wechatpay-signature': 'AAAA' }, rawBody },
      { headers: { ...headers, 'wechatpay-signature': '' }, rawBody },
      // WeChat Pay sends such probes itself, to see that merchants do verify.
      {
        headers: {
          ...headers,
          'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`,
        },
        rawBody,
      },
    ];
    for (const input of altered) {
      expect(await bench.pay.parseNotification(input)).toMatchObject({
        ok: false,
        failure: { code: 'invalid_signature' },
      });
    }
  });

  it('signed by a key that is not WeChat Pay’s is refused', async () => {
    const received = await payAndDeliver('NT0000000004');
    expect(
      await bench.pay.parseNotification({
        ...received,
        headers: { ...received.headers, 'wechatpay-serial': 'PUB_KEY_ID_1' },
      }),
    ).toMatchObject({ failure: { code: 'unknown_serial' } });
    const other = await startBench({ freshKeys: true });
    try {
      await other.paid('NT0000000004');
      await other.simulator.control.tick();
      const foreign = other.received.at(-1) ?? received;
      const claimed = { ...foreign.headers, 'wechatpay-serial': bench.simulator.merchant.platformSerial };
      expect(await bench.pay.parseNotification({ headers: claimed, rawBody: foreign.rawBody })).toMatchObject(
        {
          failure: { code: 'invalid_signature' },
        },
      );
    } finally {
      await other.close();
    }
  });

  it('older or newer than five minutes is stale', async () => {
    const received = await payAndDeliver('NT0000000005');
    for (const [shiftMs, ok] of [
      [300_000, true],
      [300_001, false],
      [-300_000, true],
      [-300_001, false],
    ] as const) {
      bench.clock.ms = START_MS + shiftMs;
      const read = await bench.pay.parseNotification(received);
      expect(read.ok).toBe(ok);
      if (!read.ok) expect(read.failure.code).toBe('stale');
    }
  });

  it('without its headers, or with a body that is none, is malformed', async () => {
    const { headers, rawBody } = await payAndDeliver('NT0000000006');
    for (const name of [
      'wechatpay-serial',
      'wechatpay-signature',
      'wechatpay-timestamp',
      'wechatpay-nonce',
    ]) {
      expect(
        await bench.pay.parseNotification({ headers: { ...headers, [name]: undefined }, rawBody }),
      ).toMatchObject({
        failure: { code: 'malformed' },
      });
    }
    expect(
      await bench.pay.parseNotification({ headers: { ...headers, 'wechatpay-timestamp': 'now' }, rawBody }),
    ).toMatchObject({
      failure: { code: 'malformed' },
    });
    expect(await bench.pay.parseNotification({ headers, rawBody: 'x'.repeat(65_537) })).toMatchObject({
      failure: { code: 'malformed' },
    });
    expect(
      await bench.pay.parseNotification({ headers, rawBody: new Uint8Array([0xff, 0xfe]) }),
    ).toMatchObject({
      failure: { code: 'malformed' },
    });
  });

  it('that is genuine but not as documented is malformed', async () => {
    expect(await bench.pay.parseNotification(genuine({ hello: 'world' }))).toMatchObject({
      failure: { code: 'malformed' },
    });
    expect(
      await bench.pay.parseNotification(genuine({}, 'TRANSACTION.SUCCESS', 'k'.repeat(32))),
    ).toMatchObject({
      failure: { code: 'malformed', message: 'resource does not decrypt with the APIv3 key' },
    });
    const { keys } = bench.simulator.control;
    for (const rawBody of ['', 'null', '[]', '{"id":"EV-1"}']) {
      const headers = signedHeaders(keys, 'public_key', START_MS, rawBody);
      expect(await bench.pay.parseNotification({ headers, rawBody })).toMatchObject({
        failure: { code: 'malformed' },
      });
    }
  });

  it('about another merchant, in another state, or of another kind is told apart', async () => {
    const { appid, mchid } = bench.simulator.merchant;
    const payment = {
      appid,
      mchid,
      out_trade_no: 'NT0000000007',
      transaction_id: '4200',
      trade_state: 'SUCCESS',
      success_time: '2026-05-20T10:00:00+08:00',
      payer: { openid: OPENID },
      amount: { total: 1 },
    };
    expect((await bench.pay.parseNotification(genuine(payment))).ok).toBe(true);
    expect(await bench.pay.parseNotification(genuine({ ...payment, mchid: '1' }))).toMatchObject({
      failure: { code: 'wrong_merchant' },
    });
    expect(await bench.pay.parseNotification(genuine({ ...payment, trade_state: 'PAYERROR' }))).toMatchObject(
      {
        failure: { code: 'unsupported' },
      },
    );
    expect(await bench.pay.parseNotification(genuine(payment, 'COUPON.USE'))).toMatchObject({
      failure: { code: 'unsupported' },
    });
    expect(await bench.pay.parseNotification(genuine({ mchid: '1' }, 'REFUND.SUCCESS'))).toMatchObject({
      failure: { code: 'malformed' },
    });
  });

  it('never makes the reader throw, whatever is sent', async () => {
    const { keys } = bench.simulator.control;
    const serial = fc.constantFrom(keys.publicKeyId, 'PUB_KEY_ID_0', '');
    const headers = fc.oneof(
      fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined))),
      fc.record(
        {
          'Wechatpay-Serial': serial,
          'Wechatpay-Signature': fc.oneof(fc.string(), fc.base64String()),
          'Wechatpay-Timestamp': fc.oneof(fc.string(), fc.constant(String(START_MS / 1_000))),
          'Wechatpay-Nonce': fc.string(),
        },
        { requiredKeys: [] },
      ),
    );
    const body = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(headers, body, async (anyHeaders, rawBody) => {
        expect((await bench.pay.parseNotification({ headers: anyHeaders, rawBody })).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('never makes the reader throw, even when it is signed and sealed', async () => {
    const eventType = fc.constantFrom('TRANSACTION.SUCCESS', 'REFUND.SUCCESS', 'REFUND.X', 'OTHER');
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), eventType, async (resource, type) => {
        expect((await bench.pay.parseNotification(genuine(resource, type))).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe('delivery', () => {
  const ids = async (): Promise<string[]> => {
    const read = await Promise.all(bench.received.map((input) => bench.pay.parseNotification(input)));
    return read.map((outcome) =>
      outcome.ok && 'outTradeNo' in outcome.value
        ? `${outcome.value.outTradeNo}#${outcome.value.notificationId}`
        : 'refused',
    );
  };
  const orders = async (): Promise<string[]> => (await ids()).map((id) => id.split('#')[0] ?? '');

  it('repeats after refusals, with the real intervals, one id and a new signature each time', async () => {
    bench.answerWith(500);
    await bench.paid('DL0000000001');
    await bench.simulator.control.tick();
    for (const backoffMs of BACKOFF_MS) {
      const before = bench.received.length;
      bench.clock.ms += backoffMs - 1;
      await bench.simulator.control.tick();
      expect(bench.received.length).toBe(before);
      bench.clock.ms += 1;
      await bench.simulator.control.tick();
      expect(bench.received.length).toBe(before + 1);
      expect(
        (await bench.pay.parseNotification(bench.received.at(-1) ?? { headers: {}, rawBody: '' })).ok,
      ).toBe(true);
    }
    expect(bench.simulator.control.sent().at(-1)).toMatchObject({ state: 'given_up', attempts: 16 });
    expect(BACKOFF_MS.reduce((sum, next) => sum + next)).toBe(24 * 3_600_000 + 4 * 60_000);
    const eventIds = bench.received.map(({ rawBody }) => (JSON.parse(rawBody) as { id: string }).id);
    expect(new Set(eventIds).size).toBe(1);
  });

  it('stops when it is accepted', async () => {
    bench.answerWith(503);
    await bench.paid('DL0000000002');
    await bench.simulator.control.tick();
    bench.answerWith(204);
    bench.clock.ms += 15_000;
    await bench.simulator.control.tick();
    bench.clock.ms += 86_400_000;
    await bench.simulator.control.tick();
    expect(bench.received.length).toBe(2);
    expect(bench.simulator.control.sent().at(-1)?.state).toBe('delivered');
  });

  it('can be dropped, and sent later on request', async () => {
    bench.simulator.control.notifications({ mode: 'drop', count: 1 });
    await bench.paid('DL0000000003');
    await bench.paid('DL0000000004');
    await bench.simulator.control.tick();
    expect(await orders()).toEqual(['DL0000000004']);
    expect(await bench.pay.queryOrder('DL0000000003')).toMatchObject({ value: { state: 'SUCCESS' } });
    expect(await bench.simulator.control.resend('DL0000000003')).toBe(1);
    expect(await orders()).toEqual(['DL0000000004', 'DL0000000003']);
  });

  it('can come twice', async () => {
    bench.simulator.control.notifications({ mode: 'duplicate' });
    await payAndDeliver('DL0000000005');
    const [first, second, ...rest] = await ids();
    expect(first).toMatch(/^DL0000000005#/);
    expect(second).toBe(first);
    expect(rest).toEqual([]);
  });

  it('can come late', async () => {
    bench.simulator.control.notifications({ mode: 'delay', delayMs: 60_000 });
    await bench.paid('DL0000000006');
    await bench.simulator.control.tick();
    expect(bench.received.length).toBe(0);
    bench.clock.ms += 60_000;
    await bench.simulator.control.tick();
    expect(await orders()).toEqual(['DL0000000006']);
  });

  it('can come in another order: the refund before the payment', async () => {
    bench.simulator.control.notifications({ mode: 'reorder' });
    await bench.paid('DL0000000007');
    await bench.pay.refund({
      outTradeNo: 'DL0000000007',
      outRefundNo: 'RDL7',
      refundFen: 1_990,
      totalFen: 1_990,
      reason: '缺货',
      notifyUrl: bench.notifyUrl,
    });
    await bench.simulator.control.tick();
    const kinds = await Promise.all(bench.received.map((input) => bench.pay.parseNotification(input)));
    expect(kinds.map((read) => (read.ok ? read.value.kind : read.failure.code))).toEqual([
      'refund',
      'payment',
    ]);
  });

  it('goes by itself when nobody drives the clock', async () => {
    const lively = await startBench({ tickEveryMs: 5 });
    try {
      await lively.paid('DL0000000008');
      await expect.poll(() => lively.received.length, { timeout: 20_000 }).toBe(1);
    } finally {
      await lively.close();
    }
  });

  it('signed with a platform certificate is read by a client that downloads certificates', async () => {
    bench.simulator.control.signWith('certificate');
    const received = await payAndDeliver('DL0000000009');
    expect(received.headers['wechatpay-serial']).toBe(bench.simulator.merchant.platformCertificateSerial);
    expect(await bench.pay.parseNotification(received)).toMatchObject({
      failure: { code: 'unknown_serial' },
    });
    const both = bench.client({ downloadCertificates: true });
    expect(await both.parseNotification(received)).toMatchObject({
      ok: true,
      value: { outTradeNo: 'DL0000000009' },
    });
    const { platformPublicKeys: _unused, ...withoutPublicKey } = configOf(bench.simulator);
    expect(withoutPublicKey).not.toHaveProperty('platformPublicKeys');
    const certificatesOnly = bench.client({ platformPublicKeys: [], downloadCertificates: true });
    expect((await certificatesOnly.parseNotification(received)).ok).toBe(true);
  });
});
