import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createWechatPay,
  type NotificationInput,
  type WechatCall,
  type WechatPay,
  type WechatPayAccount,
  type WechatPayConfig,
} from '../../../wechat/index.ts';
import { keysOfProcess } from './keys.ts';
import { startWechatPaySimulator } from './simulator.ts';
import type { SimulatorMerchant, WechatPaySimulator, WechatPaySimulatorOptions } from './types.ts';

/** A client and a simulator that talk over real HTTP, and a merchant's web server that takes notifications. */
export interface PayBench {
  readonly simulator: WechatPaySimulator;
  readonly pay: WechatPay;
  readonly received: ReceivedNotification[];
  readonly calls: WechatCall[];
  readonly notifyUrl: string;
  readonly clock: { ms: number };
  /** The status that the merchant's server answers with; 204 unless set. */
  answerWith(status: number): void;
  client(overrides?: Partial<WechatPayConfig>): WechatPay;
  order(outTradeNo: string, amountFen?: number): Promise<string>;
  paid(outTradeNo: string, amountFen?: number): Promise<void>;
  wallet(path: 'pay' | 'cancel', body: object): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export interface ReceivedNotification extends NotificationInput {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly rawBody: string;
}

export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
export const START_MS = Date.UTC(2026, 4, 20, 2, 0, 0);

export async function startBench(
  options: Partial<WechatPaySimulatorOptions> & { readonly freshKeys?: boolean } = {},
): Promise<PayBench> {
  const { freshKeys, ...simulatorOptions } = options;
  const keys =
    freshKeys === true ? {} : { keys: keysOfProcess(options.merchants?.map(({ mchid }) => mchid)) };
  const clock = { ms: START_MS };
  const received: ReceivedNotification[] = [];
  const calls: WechatCall[] = [];
  let status = 204;
  const merchantServer = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    received.push({ headers: incoming.headers, rawBody: Buffer.concat(chunks).toString('utf8') });
    outgoing.writeHead(status).end();
  });
  await new Promise<void>((resolve) => {
    merchantServer.listen(0, '127.0.0.1', resolve);
  });
  const notifyUrl = `http://127.0.0.1:${(merchantServer.address() as AddressInfo).port}/notify`;
  const simulator = await startWechatPaySimulator({
    now: () => clock.ms,
    tickEveryMs: 0,
    ...keys,
    ...simulatorOptions,
  });

  const client = (overrides: Partial<WechatPayConfig> = {}): WechatPay =>
    createWechatPay(
      { ...configOf(simulator), timeoutMs: 3_000, ...overrides },
      { now: () => clock.ms, sleep: async () => {}, random: () => 0, observe: (call) => calls.push(call) },
    );
  const pay = client();

  async function order(outTradeNo: string, amountFen = 1_990): Promise<string> {
    const made = await pay.createJsapiOrder({
      outTradeNo,
      description: '近店 云南小粒咖啡豆 454g',
      amountFen,
      payerOpenid: OPENID,
      notifyUrl,
      expiresAtMs: START_MS + 15 * 60_000,
    });
    if (!made.ok) throw new Error(made.failure.message);
    return made.value.prepayId;
  }

  async function wallet(
    path: 'pay' | 'cancel',
    body: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${simulator.baseUrl}/simulator/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  return {
    simulator,
    pay,
    received,
    calls,
    notifyUrl,
    clock,
    answerWith: (next) => {
      status = next;
    },
    client,
    order,
    async paid(outTradeNo, amountFen) {
      const prepayId = await order(outTradeNo, amountFen);
      const confirmed = await wallet('pay', { prepayId, payerOpenid: OPENID });
      if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
    },
    wallet,
    async close() {
      await simulator.close();
      await new Promise<void>((resolve) => {
        merchantServer.close(() => resolve());
        merchantServer.closeAllConnections();
      });
    },
  };
}

export function configOf(simulator: WechatPaySimulator): WechatPayConfig {
  const { merchant, otherMerchants } = simulator;
  return {
    baseUrl: simulator.baseUrl,
    appid: merchant.appid,
    ...accountOf(merchant),
    otherAccounts: otherMerchants.map(({ subMchids, ...other }) => ({
      ...accountOf(other),
      ...(subMchids === undefined ? {} : { subMerchants: subMchids.map((subMchid) => ({ subMchid })) }),
    })),
  };
}

function accountOf(merchant: SimulatorMerchant): WechatPayAccount {
  return {
    mchid: merchant.mchid,
    merchantSerial: merchant.merchantSerial,
    merchantPrivateKeyPem: merchant.merchantPrivateKeyPem,
    apiV3Key: merchant.apiV3Key,
    platformPublicKeys: [{ id: merchant.platformSerial, publicKeyPem: merchant.platformPublicKeyPem }],
  };
}
