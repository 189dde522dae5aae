import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWechatPushes } from '../../../wechat/miniprogram/push.ts';
import { pushSignature } from '../../../wechat/sealed-messages.ts';
import { pushMessage } from './pusher.ts';

const keys = { appid: 'wx0123456789abcdef', token: 'aToken', encodingAesKey: 'k'.repeat(43) };
const settled = {
  Event: 'trade_manage_order_settlement',
  transaction_id: '4200000000001',
  merchant_trade_no: 'T1',
  merchant_id: '1900000001',
};

async function sent(message: Record<string, string | number>, appid = keys.appid) {
  let posted = { query: {} as Record<string, string>, body: '' };
  await pushMessage(
    {
      ...keys,
      async post(query, body) {
        posted = { query: Object.fromEntries(new URLSearchParams(query)), body };
        return { status: 200, text: 'success' };
      },
    },
    { appid, nowMs: 1_800_000_000_000 },
    message,
  );
  return posted;
}

test('what WeChat seals is read, in JSON as in XML: shipped, received by hand or by the clock, or something else', async () => {
  const pushes = createWechatPushes(keys);
  const received = { confirm_receive_time: 1_800_000_000, confirm_receive_method: 2 };
  for (const [message, said] of [
    [settled, null],
    [{ ...settled, ...received }, 'by_hand'],
    [{ ...settled, ...received, confirm_receive_method: 1 }, 'by_time'],
    [{ ...settled, confirm_receive_time: 0 }, null],
  ] as const) {
    const { query, body } = await sent(message);
    const told = { kind: 'shipping', transactionId: '4200000000001', paymentNumber: 'T1', received: said };
    expect(pushes.read(query, body)).toMatchObject(told);
    const { Encrypt } = JSON.parse(body);
    expect(pushes.read(query, `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt></xml>`)).toMatchObject(told);
  }
  const { query, body } = await sent({ Event: 'trade_manage_remind_shipping', transaction_id: '<b>' });
  expect(pushes.read(query, body)).toEqual({ kind: 'other' });
});

test('whatever else comes is not WeChat’s: another key, another app, a byte changed, a signature of something else', async () => {
  const pushes = createWechatPushes(keys);
  const { query, body } = await sent(settled);
  expect(createWechatPushes({ ...keys, token: 'another' }).read(query, body)).toBeNull();
  expect(createWechatPushes({ ...keys, encodingAesKey: 'x'.repeat(43) }).read(query, body)).toBeNull();
  const others = await sent(settled, 'wxfedcba9876543210');
  expect(pushes.read(others.query, others.body)).toBeNull();
  const { Encrypt } = JSON.parse(body) as { Encrypt: string };
  fc.assert(
    fc.property(fc.nat(Encrypt.length - 1), fc.base64String({ minLength: 4, maxLength: 8 }), (at, part) => {
      const changed = Encrypt.slice(0, at) + part + Encrypt.slice(at + part.length);
      if (changed === Encrypt) return;
      expect(pushes.read(query, JSON.stringify({ Encrypt: changed }))).toBeNull();
      // Signed anew by somebody who has the token and not the key: nothing throws.
      const msg_signature = pushSignature(keys.token, query.timestamp ?? '', query.nonce ?? '', changed);
      expect(() =>
        pushes.read({ ...query, msg_signature }, JSON.stringify({ Encrypt: changed })),
      ).not.toThrow();
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (text, odd) => {
      expect(pushes.read(odd, text)).toBeNull();
    }),
  );
});

test('the address is ours for who knows the token', () => {
  const pushes = createWechatPushes(keys);
  const asked = { timestamp: '1', nonce: '2', echostr: 'echo' };
  expect(pushes.echo({ ...asked, signature: pushSignature(keys.token, '1', '2') })).toBe('echo');
  for (const signature of [undefined, '', pushSignature('another', '1', '2')])
    expect(pushes.echo({ ...asked, signature })).toBeNull();
});
