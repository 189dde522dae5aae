/** Whether the services outside take the keys: each is asked something harmless that only the right key may ask. */
import { randomUUID } from 'node:crypto';
import type { TencentLocation } from '../../tencent/index.ts';
import type { WechatMiniProgram, WechatPay } from '../../wechat/index.ts';
import { doubtful, type Finding, skipped, well, wrong } from './finding.ts';

const noAnswer = 'may this machine reach it, and is its address on the allow-list there?';

/** A code that WeChat never gave: with wrong keys it says that, with the right ones that the code is wrong. */
export async function wechatApp(client: Pick<WechatMiniProgram, 'codeToSession'>): Promise<Finding> {
  const what = 'WeChat: app id and secret';
  const asked = await client.codeToSession('doctor-has-no-code');
  if (asked.ok || asked.failure.code === 'invalid_code') return well(what, 'are taken');
  const { code, message } = asked.failure;
  if (code === 'misconfigured')
    return wrong(what, message, 'compare both with the console of the mini-program (开发管理 → 开发设置)');
  return doubtful(what, message, noAnswer);
}

/** An order that was never made: asked with our signature, answered with WeChat Pay's. */
export async function wechatPay(client: Pick<WechatPay, 'queryOrder'>): Promise<Finding> {
  const what = 'WeChat Pay: signatures both ways';
  const asked = await client.queryOrder(`doctor${randomUUID().replaceAll('-', '').slice(0, 20)}`);
  if (asked.ok || asked.failure.code === 'not_found') return well(what, 'are taken');
  const { code, message } = asked.failure;
  if (code === 'misconfigured')
    return wrong(
      what,
      message,
      'merchant number, serial and private key belong together (商户平台 → API 安全), and the app id to that merchant',
    );
  if (code === 'untrusted_response')
    return wrong(
      what,
      'its answer does not verify',
      'platformPublicKeyId and -Pem are those of this merchant',
    );
  return doubtful(what, message, noAnswer);
}

const somewhere = '北京市海淀区海淀西大街74号';

export async function location(client: Pick<TencentLocation, 'locate'> | null): Promise<Finding> {
  const what = 'Tencent Location: key and signature';
  if (!client) return skipped(what, 'no key: addresses are chosen on the map and in lists');
  const asked = await client.locate(somewhere);
  if (asked.ok) return well(what, 'are taken');
  const { code, detail } = asked.failure;
  return code === 'unavailable'
    ? doubtful(what, detail, noAnswer)
    : wrong(what, detail, 'the key needs WebServiceAPI with the signature (SN) switched on, and quota');
}
