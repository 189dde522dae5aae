import type { Phone } from '../headless/phone.ts';

type Answer<T> = { status: number; body: T };

/** A call as the app of this phone would make it, without tapping through the app: for what a story only begins with. */
export async function callApi<T>(
  phone: Phone,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  const keyed = method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {};
  const answer = (await phone.person.callFunction({
    name: 'gateway',
    data: { method, path, query: {}, headers: { 'accept-language': 'zh', ...keyed }, body },
  })) as Answer<string>;
  const parsed = JSON.parse(answer.body) as T;
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
  return parsed;
}

export type Bought = { orderId: string; number: string };

/** Buys a piece of the first SKU that is there, and pays. */
export async function buy(
  shopper: Phone,
  wanted: {
    locationId: string;
    productId: string;
    method: 'pickup' | 'delivery';
    /** Where a delivery goes; home in Huangpu unless told. */
    address?: typeof homeInHuangpu;
  },
): Promise<Bought> {
  const { locationId, productId, method, address = homeInHuangpu } = wanted;
  const { skus } = await callApi<{ skus: { skuId: string; priceFen: number; sellable: number }[] }>(
    shopper,
    'GET',
    `/v1/branches/${locationId}/products/${productId}`,
  );
  const sku = skus.find(({ sellable }) => sellable > 0);
  if (!sku) throw new Error(`${productId} is sold out at ${locationId}`);
  const placed = await callApi<{ order: { id: string; number: string }; payment: Record<string, string> }>(
    shopper,
    'POST',
    '/v1/orders',
    {
      locationId,
      lines: [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }],
      method,
      ...(method === 'delivery' ? { address } : {}),
    },
  );
  if ((await shopper.person.pay(placed.payment)) !== 'paid') throw new Error('the wallet did not pay');
  await callApi(shopper, 'POST', `/v1/orders/${placed.order.id}/payment/sync`);
  return { orderId: placed.order.id, number: placed.order.number };
}

export const homeInHuangpu = {
  recipientName: '林小姐',
  phone: '13800010001',
  province: '上海市',
  city: '上海市',
  county: '黄浦区',
  detail: '南京东路 100 号 1201 室',
  latGcj02: 31.2354,
  lngGcj02: 121.4787,
};

export async function pickupCodeOf(shopper: Phone, { orderId }: Bought): Promise<string> {
  return (await callApi<{ code: string }>(shopper, 'GET', `/v1/orders/${orderId}/pickup-code`)).code;
}

/** The fulfilment of an order that has one. */
export async function partOf(shopper: Phone, { orderId }: Bought) {
  type Part = { id: string; state: string; method: string; place: { locationId: string } };
  const { fulfilments } = await callApi<{ fulfilments: Part[] }>(shopper, 'GET', `/v1/orders/${orderId}`);
  return fulfilments[0] as Part;
}

/** Somebody at the branch will not serve it. */
export async function refuseAt(
  staff: Phone,
  order: Bought,
  fulfilmentId: string,
  body: { reason: string; note?: string },
): Promise<void> {
  await callApi(staff, 'POST', `/v1/orders/${order.orderId}/fulfilments/${fulfilmentId}/refusal`, body);
}
