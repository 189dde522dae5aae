import { AsyncLocalStorage } from 'node:async_hooks';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Address, RoleGrant } from '@jindian/shared/contract/people/member';
import { messageKinds } from '@jindian/shared/contract/people/message-kinds';
import type { Problem } from '@jindian/shared/contract/problems/problem';
import type { FulfilmentMethod, OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { createApi } from '../../../entry/http.ts';
import { createSystem, type System } from '../../../entry/system.ts';
import { wechatPayConfigOf } from '../../../entry/wechat-pay-config.ts';
import { createProcesses, type Processes } from '../../../local/processes.ts';
import { createLocalQueues, type LocalQueues } from '../../../local/queues.ts';
import { merchantSecrets } from '../../../local/secrets.ts';
import { configSchema, type Secrets } from '../../../platform/config.ts';
import type { ApiApp } from '../../../platform/http/app.ts';
import { createLogger } from '../../../platform/logger.ts';
import { tableDefinition } from '../../../platform/table.ts';
import { embeddedTable } from '../../../platform/testing/table.ts';
import {
  keysOfProcess,
  startWechatPaySimulator,
  startWechatSimulator,
  type WechatPaySimulator,
  type WechatSimulator,
} from '../../../simulators/wechat/index.ts';
import { createWechatMiniProgram, createWechatPay } from '../../../wechat/index.ts';
import { paymentNumber } from './money-state.ts';
import { openShop, type ShopSku, skuIds, stockedPlaces } from './open-shop.ts';
import { branchId, branchIds, neighbourId, places, warehouseId } from './orders-network.ts';
import { walletOf } from './wallet.ts';

export { type MoneyState, moneyState, paymentNumber } from './money-state.ts';
export { type ShopSku, skuIds } from './open-shop.ts';
export { branchId, branchIds, neighbourId, places, warehouseId };

const tableName = 'jindian-shop';
/** 2026-05-20 10:00 in Shanghai. */
const openingMs = Date.UTC(2026, 4, 20, 2);
const notifyBaseUrl = 'http://127.0.0.1:9';
/** Service fees are paid from what is there. */
export const openingPoolFen = 100_000_000;
/** Refunds reach the shopper's wallet half a minute after they were asked for. */
const refundSettlesAfterMs = minuteMs / 2;

export const home: Address = {
  recipientName: '林女士',
  phone: '13800010001',
  province: '某省',
  city: '某市',
  county: '某县',
  detail: '某路 1 号',
  latGcj02: 29.31,
  lngGcj02: 119.31,
};

export type Answer<T = unknown> = { status: number; body: T; code: string | null };
/** Without an openid: somebody who came through a browser, and signed in by SMS. */
export type Person = { memberId: string; openid: string; roles: RoleGrant[] };
/** Where everybody calls from. */
export const callerAddress = '203.0.113.7';

/**
 * Faults and deaths leave signing in alone: what is tried here is what people do once they are signed in. One for all
 * fixtures: Node copies every storage that was ever used into every promise, so that one for each fixture made every
 * later test of the process slower.
 */
const signingIn = new AsyncLocalStorage<true>();

/** Nobody else is there to be waited for: the simulator is on this machine and answers or does not. */
const impatient = { sleep: async () => {}, random: () => 0 };

/**
 * The whole system on a small network, with nothing that happens by itself: events, timers, notifications and the
 * clock move only when told. A `restart` makes a new system on the same table, as a new process would.
 */
export async function startOrdersFixture(
  options: {
    stock?: Partial<Record<ShopSku, number>>;
    /** Each branch belongs to a dealer of its own, who is asked before he serves; all places have stock. */
    dealers?: boolean;
    /** What the other places have of each SKU. */
    elsewhere?: number;
    /** Merchants beside the brand's own, whom dealers may have. */
    mchids?: readonly string[];
    /** Which of the waiting messages is taken next, from 0 to 1; the oldest where it is not told. */
    queueOrder?: () => number;
  } = {},
) {
  const { dealers = false, elsewhere = 2, mchids = [] } = options;
  const stockedIds = stockedPlaces(dealers);
  const clock = {
    ms: openingMs,
    nowMs: () => clock.ms,
    advance: (byMs: number) => {
      clock.ms += byMs;
    },
  };
  const engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition(tableName));
  let api: ApiApp;
  let system: System;
  const pay = await startWechatPaySimulator({
    now: clock.nowMs,
    keys: keysOfProcess(mchids),
    merchants: mchids.map((mchid) => ({ mchid })),
    tickEveryMs: 0,
    refundSettlesAfterMs,
    notify: async (url, init) => api.request(url, init),
  });
  const wechatMessages = { token: 'tokenOfTheTestShop', encodingAesKey: 'keyOfTheTestShop'.padEnd(43, '0') };
  const wechat = await startWechatSimulator({
    now: clock.nowMs,
    pay,
    push: {
      ...wechatMessages,
      async post(query, body) {
        const answer = await api.request(`/v1/wechat/messages${query}`, { method: 'POST', body });
        return { status: answer.status, text: await answer.text() };
      },
    },
  });

  const secret = (name: string) => `${name}-secret-of-the-test-shop`;
  const secrets: Secrets = {
    sessionSecret: secret('session'),
    pickupSecret: secret('pickup'),
    codeSecret: secret('code'),
    gatewaySecret: secret('gateway'),
    wechatAppSecret: wechat.secret,
    wechatMessages,
    wechatPay: merchantSecrets(pay.merchant, pay.otherMerchants),
  };

  let process = { dead: false };
  let queues: LocalQueues;
  let processes: Processes;
  const faults: Engine['faults'] = {
    ...engine.faults,
    set: (decide) =>
      engine.faults.set(
        decide && ((operation, detail) => (signingIn.getStore() ? 'none' : decide(operation, detail))),
      ),
  };

  function build(): void {
    process = { dead: false };
    const mine = process;
    const table = embeddedTable(engine, tableName, () => {
      if (mine.dead && !signingIn.getStore()) throw new Error('this process is dead');
    });
    const logger = createLogger('silent');
    queues = createLocalQueues({
      table,
      clock,
      logger,
      consumer: () => system.consumer,
      deadLetters: () => system.deadLetters,
      ...(options.queueOrder ? { random: options.queueOrder } : {}),
    });
    system = createSystem({
      config: configSchema.parse({
        stage: 'local',
        tableName,
        publicBaseUrl: notifyBaseUrl,
        wechatAppId: pay.merchant.appid,
        wechatBaseUrl: wechat.baseUrl,
        weComBaseUrl: wechat.baseUrl,
        wechatPayBaseUrl: pay.baseUrl,
        messageTemplates: Object.fromEntries(
          messageKinds.map((kind) => [kind, { templateId: `local-${kind}`, fields: { thing1: 'goods' } }]),
        ),
      }),
      secrets,
      table,
      clock,
      logger,
      queues,
      wechatPay: createWechatPay(
        wechatPayConfigOf(secrets.wechatPay, { baseUrl: pay.baseUrl, appid: pay.merchant.appid }),
        { now: clock.nowMs, ...impatient },
      ),
      wechat: createWechatMiniProgram(
        { baseUrl: wechat.baseUrl, appid: wechat.appid, secret: wechat.secret },
        { now: clock.nowMs, ...impatient },
      ),
    });
    api = createApi(system, { checkResponses: true });
    processes = createProcesses({ engine, work: system.work, queues, tableName, clock, logger });
  }
  build();

  await openShop({ system: system!, engine, dealers, elsewhere, stock: options.stock ?? {} });

  const catalog = await system!.catalog.current();
  const prices = new Map(skuIds.map((skuId) => [skuId, catalog.sku(skuId)!.sku.priceFen]));

  const { payInWallet, confirmInWallet, lastNumber, decideOnPage } = walletOf(pay);

  let people = 0;
  async function enrol(roles: RoleGrant[] = []): Promise<Person> {
    people += 1;
    const openid = `openid-of-person-${people}`;
    const memberId = await system.members.enrol({ openid, nickname: `person ${people}`, roles });
    return { memberId, openid, roles };
  }
  /** Somebody who signs in by SMS in a browser, and has no account in WeChat that we know of. */
  async function enrolInBrowser(): Promise<Person> {
    people += 1;
    const phone = `139${String(people).padStart(8, '0')}`;
    const found = await system.members.memberForPhone(phone, 'zh');
    if (!found.ok) throw new Error(found.code);
    return { memberId: found.value, openid: '', roles: [] };
  }
  const at = (role: RoleGrant['role']) => [branchGrant(role, branchId)];
  const staff = {
    clerk: await enrol(at('clerk')),
    otherClerk: await enrol(at('clerk')),
    manager: await enrol(at('manager')),
    guide: await enrol(at('guide')),
    /** May act at every place: deliveries are served by whoever has the goods. */
    hq: await enrol([brandGrant('administrator')]),
  };
  const managers = new Map(
    await Promise.all(
      stockedIds.map(
        async (locationId) => [locationId, await enrol([branchGrant('manager', locationId)])] as const,
      ),
    ),
  );

  await system!.ledger.post({
    id: 'fund-pool.deposit:fixture',
    kind: 'fund-pool.deposit',
    orderId: null,
    reason: 'opening',
    atMs: clock.nowMs(),
    legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: openingPoolFen }],
  });

  // Timers have been running every minute before the first order comes.
  await system!.work.runDue();

  let keys = 0;
  function newKey(): string {
    keys += 1;
    return `fixture-key-${keys}`;
  }

  /** People stay signed in, and a session that is begun is not among the writes that are counted or fail. */
  const tokens = new Map<string, { token: Promise<string>; atMs: number }>();
  function tokenOf({ memberId }: Person): Promise<string> {
    const known = tokens.get(memberId);
    if (known && clock.ms - known.atMs < 30 * minuteMs) return known.token;
    const opened = signingIn.run(true, () => system.sessions.open(memberId));
    const token = opened.then((session) => session.token);
    tokens.set(memberId, { token, atMs: clock.ms });
    return token;
  }

  /** Calls a row of the table of endpoints; a broken-off call answers with status 500, as the platform would. */
  async function invoke<T = unknown>(
    person: Person,
    id: EndpointId,
    input: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {},
    key: string = newKey(),
    address = callerAddress,
  ): Promise<Answer<T>> {
    const row = endpoints[id];
    const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => input.params?.[name] ?? '');
    const token = await tokenOf(person);
    const query = input.query ? `?${new URLSearchParams(input.query)}` : '';
    const request = {
      method: row.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': key,
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    };
    const from = { incoming: { socket: { remoteAddress: address } } };
    const response = await api.request(path + query, request, from);
    const body = (await response.json()) as T;
    const code = response.status >= 400 ? (body as Problem).code : null;
    return { status: response.status, body, code };
  }

  function orderBody(method: FulfilmentMethod, lines: readonly (readonly [ShopSku, number])[]) {
    return {
      locationId: branchId,
      method,
      lines: lines.map(([skuId, quantity]) => ({
        skuId,
        quantity,
        seenPriceFen: prices.get(skuId) ?? 0,
      })),
      ...(method === 'delivery' ? { address: home } : {}),
    };
  }

  /** Runs events and timers until there is nothing left to do at this moment. */
  const settle = () => processes.settle();

  /** Events and timers once, as one process does them: where it fails, it stops and leaves the rest. */
  const workOn = () => processes.once();

  /**
   * The trouble is over: nothing fails any more, and the indexes have caught up: timers find by one what is due. Time
   * goes by, ten minutes a round, since no timer of an unpaid order, a late payment or a refund waits longer to look
   * again.
   */
  async function recover(rounds = 6): Promise<void> {
    engine.faults.set();
    engine.faults.setConflictMode('queue');
    await engine.faults.setIndexLag('off');
    pay.control.clearFaults();
    pay.control.notifications({ mode: 'normal' });
    for (let round = 0; round < rounds; round += 1) {
      await processes.settle();
      clock.advance(10 * minuteMs);
      await pay.control.tick();
      await processes.settle();
    }
  }

  /** A placed order, or a thrown error. */
  async function placed(
    person: Person,
    method: FulfilmentMethod,
    lines: readonly (readonly [ShopSku, number])[],
    locationId: string = branchId,
  ): Promise<OrderView> {
    const body = { ...orderBody(method, lines), locationId, ...payByOf(person) };
    const answer = await invoke<PlacedOrder>(person, 'placeOrder', { body });
    if (answer.status !== 201) throw new Error(`placing: ${answer.status} ${answer.code}`);
    return answer.body.order;
  }

  async function look(person: Person, orderId: string): Promise<OrderView> {
    return (await invoke<OrderView>(person, 'getOrder', { params: { orderId } })).body;
  }

  /** An order that is placed, paid and known to be. */
  async function paid(
    person: Person,
    method: FulfilmentMethod = 'pickup',
    lines: readonly (readonly [ShopSku, number])[] = [['P004-01', 1]],
    locationId?: string,
  ): Promise<OrderView> {
    const order = await placed(person, method, lines, locationId);
    if (!(await payInWallet(paymentNumber(order)))) throw new Error('the wallet refused');
    await pay.control.tick();
    await settle();
    return look(person, order.id);
  }

  return {
    clock,
    engine: { ...engine, faults } as Engine,
    pay: pay as WechatPaySimulator,
    wechat: wechat as WechatSimulator,
    tableName,
    staff,
    stockedIds,
    priceFen: (skuId: ShopSku): number => prices.get(skuId) ?? 0,
    /** Who answers for a place. */
    managerOf(locationId: string): Person {
      const manager = managers.get(locationId);
      if (!manager) throw new Error(`nobody answers for ${locationId}`);
      return manager;
    },
    get system() {
      return system;
    },
    get api() {
      return api;
    },
    enrol,
    enrolInBrowser,
    newKey,
    invoke,
    orderBody,
    payInWallet,
    confirmInWallet,
    lastNumber,
    decideOnPage,
    settle,
    workOn,
    /** Delivers what waits in the queues, as it is now. */
    drain: () => queues.drain(),
    eventsAreHandled: () => processes.eventsAreHandled(),
    recover,
    placed,
    paid,
    look,
    /** Nothing that this process still does reaches the table. */
    kill(): void {
      process.dead = true;
    },
    /** A new process on the same table: nothing is left of what the old one held in memory. */
    restart(): void {
      build();
    },
    async close(): Promise<void> {
      await pay.close();
      await wechat.close();
      await engine.close();
    },
  };
}
/** How somebody pays: in WeChat, or on WeChat Pay's page. */
export function payByOf({ openid }: Person): { payBy?: 'h5' } {
  return openid === '' ? { payBy: 'h5' } : {};
}
export type OrdersFixture = Awaited<ReturnType<typeof startOrdersFixture>>;
