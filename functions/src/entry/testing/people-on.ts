import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { Problem } from '@jindian/shared/contract/problems/problem';
import { inWechat, type OrderView, type PlacedOrder } from '@jindian/shared/contract/serving/order';
import { tourShanghaiHuangpuBranchId as here } from '../../local/demo/network/tour.ts';
import { personas } from '../../local/demo/people.ts';
import type { RunningSystem } from '../../local/start.ts';

export type Answer<T = unknown> = { status: number; body: T; code: string | null };

/** People, and calls over HTTP, on a system that runs. */
export function fixtureOf<Running extends RunningSystem>(local: Running) {
  let keys = 0;
  const newKey = () => {
    keys += 1;
    return `test-key-${keys}`;
  };

  async function call<T = unknown>(
    method: string,
    path: string,
    options: {
      token?: string | undefined;
      body?: unknown;
      key?: string;
      raw?: string;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Answer<T>> {
    const { token, body, key, raw } = options;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${local.baseUrl}${path}`, {
      method: method.toUpperCase(),
      headers: {
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        'idempotency-key': key ?? newKey(),
        ...options.headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
      redirect: 'manual',
    });
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not every answer is JSON: a page, a picture, nothing.
    }
    const code = response.status >= 400 ? ((parsed as Problem | null)?.code ?? null) : null;
    return { status: response.status, body: parsed as T, code };
  }

  /** Calls a row of the table of endpoints. */
  function invoke<T = unknown>(
    id: EndpointId,
    input: {
      params?: Record<string, string> | undefined;
      query?: Record<string, string> | undefined;
      body?: unknown;
    },
    options: { token?: string | undefined; key?: string } = {},
  ): Promise<Answer<T>> {
    const row = endpoints[id];
    const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => encodePart(input.params?.[name] ?? ''));
    const query = input.query ? `?${new URLSearchParams(input.query)}` : '';
    return call<T>(row.method, path + query, { ...options, body: input.body });
  }

  async function signIn(personaId: string): Promise<string> {
    const session = await call<{ token: string }>('post', `/local/personas/${personaId}/session`);
    return session.body.token;
  }

  /** A member that no persona plays. */
  async function enrol(
    openid: string,
    roles: RoleGrant[] = [],
  ): Promise<{ memberId: string; token: string }> {
    const memberId = await local.system.members.enrol({ openid, nickname: openid, roles });
    const { token } = await local.system.sessions.open(memberId);
    return { memberId, token };
  }

  /** A SKU that this branch can sell several of. */
  async function sellableSku(
    locationId: string,
    atLeast = 3,
  ): Promise<{ skuId: string; productId: string; priceFen: number; available: number }> {
    const catalog = await local.system.catalog.current();
    for (const level of await local.system.inventory.levelsAt(locationId)) {
      const found = catalog.sku(level.skuId);
      if (found && level.available >= atLeast && found.product.deliverable && found.product.pickupable) {
        return {
          skuId: level.skuId,
          productId: found.product.id,
          priceFen: found.sku.priceFen,
          available: level.available,
        };
      }
    }
    throw new Error(`${locationId} has nothing to sell`);
  }

  async function place(token: string, quantity = 1, key?: string): Promise<PlacedOrder> {
    const sku = await sellableSku(here);
    const placed = await invoke<PlacedOrder>(
      'placeOrder',
      {
        body: {
          locationId: here,
          method: 'pickup',
          lines: [{ skuId: sku.skuId, quantity, seenPriceFen: sku.priceFen }],
        },
      },
      { token, ...(key ? { key } : {}) },
    );
    if (placed.status !== 201) throw new Error(`placing: ${placed.status} ${placed.code}`);
    return placed.body;
  }

  /** Pays as the wallet does, and waits until the notification has had its effect. */
  async function pay(token: string, placed: PlacedOrder): Promise<OrderView> {
    await call('post', '/local/pay', {
      token,
      body: { package: inWechat(placed.payment)?.package, accept: true },
    });
    for (let look = 0; look < 100; look += 1) {
      const order = await invoke<OrderView>('getOrder', { params: { orderId: placed.order.id } }, { token });
      if (order.body.state !== 'awaiting_payment') {
        await local.processes.settle();
        return (await invoke<OrderView>('getOrder', { params: { orderId: placed.order.id } }, { token }))
          .body;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('the payment had no effect');
  }

  return { local, here, personas, call, invoke, signIn, enrol, sellableSku, place, pay };
}
export type Fixture<Running extends RunningSystem = RunningSystem> = ReturnType<typeof fixtureOf<Running>>;

/** A lone surrogate cannot be encoded as a text: it is sent as the bytes a broken client would send. */
function encodePart(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80';
  }
}
