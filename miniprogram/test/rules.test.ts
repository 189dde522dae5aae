/** The pure rules behind the pages, without any platform. */

import { messageKinds, messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import {
  type FulfilmentState,
  type FulfilmentView,
  fulfilmentStates,
  methods,
  orderRequestSchema,
  orderStates,
} from '@jindian/shared/contract/serving/order';
import { readScannedText } from '@jindian/shared/qr-text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiProblem, problemMessage } from '../src/api/problem.ts';
import { en } from '../src/i18n/en.ts';
import { zh } from '../src/i18n/zh.ts';
import { formOf, readForm, withRead } from '../src/lib/address-form.ts';
import { base64OfAscii } from '../src/lib/base64.ts';
import {
  addedToCart,
  type BranchCart,
  type CartLine,
  cartCount,
  maxLines,
  maxQuantity,
  withoutSkus,
  withQuantity,
} from '../src/lib/cart-rules.ts';
import { entryCode } from '../src/lib/entry-code.ts';
import { makeUlid } from '../src/lib/ids.ts';
import { createIntention } from '../src/lib/intention.ts';
import {
  countdown,
  hasPickupCode,
  methodOf,
  orderPhase,
  parcelPhase,
  phaseOfOrder,
  progressOf,
} from '../src/lib/order-phase.ts';
import { panned, toPixels, toPoint, zoomed } from '../src/platform/h5/map-view.ts';

test('messages are asked for by threes at most, and each kind by some tap', () => {
  const asked = Object.values(messagesAsked);
  for (const kinds of asked) expect(kinds.length).toBeLessThanOrEqual(3);
  expect(new Set(asked.flat())).toEqual(new Set(messageKinds));
});

const branch = { locationId: 'B00001', name: { zh: '店', en: 'Branch' } };
const line = (skuId: string, quantity = 1): CartLine => ({
  skuId,
  productId: 'P001',
  title: { zh: '鞋', en: 'Shoe' },
  skuName: { zh: '白', en: 'White' },
  imagePath: '/assets/products/P001.svg',
  priceFen: 100,
  quantity,
  pickupable: true,
  deliverable: true,
});

describe('an intention', () => {
  test('keeps its key while nobody knows the outcome, and gets a new one for another wish', () => {
    let made = 0;
    const intention = createIntention(() => `key-${++made}`);
    expect(intention.keyFor({ a: 1 })).toBe('key-1');
    expect(intention.keyFor({ a: 1 })).toBe('key-1');
    expect(intention.keyFor({ a: 2 })).toBe('key-2');
    intention.settle();
    expect(intention.keyFor({ a: 2 })).toBe('key-3');
  });

  test('has keys of the form the API takes', () => {
    expect(createIntention().keyFor('x')).toMatch(/^[0-9A-Za-z_-]{8,64}$/);
  });
});

test('ids are ULIDs that sort by time', () => {
  const early = makeUlid(1_000_000_000_000);
  const late = makeUlid(1_000_000_000_001);
  expect(early).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(early < late).toBe(true);
});

test('base64 is that of the standard', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      expect(base64OfAscii(text)).toBe(Buffer.from(text, 'latin1').toString('base64'));
    }),
  );
});

describe('the cart', () => {
  test('adds the same form to its line, up to the bound', () => {
    const once = addedToCart([], branch, line('P001-01', 60)) as BranchCart[];
    const twice = addedToCart(once, branch, line('P001-01', 60)) as BranchCart[];
    expect(twice[0]?.lines).toHaveLength(1);
    expect(cartCount(twice)).toBe(maxQuantity);
  });

  test('keeps carts of branches apart, the last used first', () => {
    const other = { ...branch, locationId: 'B00002' };
    const one = addedToCart([], branch, line('P001-01')) as BranchCart[];
    const two = addedToCart(one, other, line('P001-01')) as BranchCart[];
    expect(two.map((cart) => cart.locationId)).toEqual(['B00002', 'B00001']);
  });

  test('says when it is full instead of dropping a line', () => {
    let carts: BranchCart[] = [];
    for (let index = 0; index < maxLines; index += 1) {
      carts = addedToCart(carts, branch, line(`P001-${index}`)) as BranchCart[];
    }
    expect(addedToCart(carts, branch, line('P999-01'))).toBe('full');
    expect(addedToCart(carts, branch, line('P001-3'))).not.toBe('full');
  });

  test('loses what was ordered and nothing else', () => {
    let carts = addedToCart([], branch, line('P001-01')) as BranchCart[];
    carts = addedToCart(carts, branch, line('P001-02')) as BranchCart[];
    expect(withoutSkus(carts, 'B00001', ['P001-01'])[0]?.lines.map((one) => one.skuId)).toEqual(['P001-02']);
    expect(withoutSkus(carts, 'B00001', ['P001-01', 'P001-02'])).toEqual([]);
    expect(withQuantity(carts, 'B00009', 'P001-01', 0)).toEqual(carts);
  });
});

describe('the state of an order in words', () => {
  test.each([
    ['awaiting_payment', 'held', 'pickup', 'to_pay'],
    ['paid', 'held', 'delivery', 'packing'],
    ['paid', 'offered', 'delivery', 'confirming'],
    ['paid', 'in_grab_pool', 'delivery', 'arranging'],
    ['paid', 'with_hq', 'delivery', 'arranging'],
    ['paid', 'awaiting_goods', 'delivery', 'gathering'],
    ['paid', 'awaiting_shopper', 'pickup', 'needs_answer'],
    ['paid', 'to_pack', 'pickup', 'packing'],
    ['paid', 'ready', 'pickup', 'ready_pickup'],
    ['paid', 'ready', 'delivery', 'ready_delivery'],
    ['paid', 'dispatched', 'delivery', 'on_the_way'],
    ['completed', 'fulfilled', 'pickup', 'completed'],
    ['refunding', 'cancelled', 'delivery', 'refunding'],
  ] as const)('%s and %s for %s is %s', (state, fulfilment, method, phase) => {
    expect(orderPhase(state, fulfilment, method)).toBe(phase);
  });

  test('every state of a fulfilment is one of them, and a live one has steps', () => {
    for (const state of fulfilmentStates) {
      for (const method of methods) {
        const phase = parcelPhase(state, method);
        expect(progressOf(phase) !== null, `${state} ${method}`).toBe(state !== 'cancelled');
      }
    }
  });

  test('a delivery that a warehouse may prepare is told of no branch alone', () => {
    const texts = { zh: Object.entries(zh), en: Object.entries(en) };
    // Nobody asks the shopper of a delivery where to fetch it instead.
    const states = fulfilmentStates.filter((state) => state !== 'awaiting_shopper');
    for (const phase of states.map((state) => parcelPhase(state, 'delivery'))) {
      const keys = [`phase_${phase}`, `hint_${phase}`, `hint_${phase}_delivery`];
      const said = (all: [string, string][]) =>
        all.filter(([key]) => keys.includes(key)).map(([, text]) => text);
      expect(said(texts.zh).length, phase).toBeGreaterThan(1);
      for (const text of said(texts.zh)) expect(text).not.toMatch(/门店(?!或仓库)/);
      for (const text of said(texts.en)) expect(text).not.toMatch(/branch(?! or warehouse)/i);
    }
  });

  test('a code is offered only where a branch has the goods of a pickup, paid, and not handed over', () => {
    const shown = orderStates.flatMap((order) =>
      fulfilmentStates.flatMap((state) =>
        methods.flatMap((method) => (hasPickupCode(order, state, method) ? [[order, state, method]] : [])),
      ),
    );
    expect(shown).toEqual([
      ['paid', 'to_pack', 'pickup'],
      ['paid', 'ready', 'pickup'],
    ]);
    expect(hasPickupCode('paid', undefined, 'pickup')).toBe(false);
  });

  test('an order of two parcels is as far as the one behind, and a question comes before all', () => {
    const order = (...states: FulfilmentState[]) =>
      phaseOfOrder({
        state: 'paid',
        method: 'delivery',
        fulfilments: states.map((state) => ({ state, method: 'delivery' })) as FulfilmentView[],
      });
    expect(order('dispatched', 'to_pack')).toBe('packing');
    expect(order('fulfilled', 'dispatched')).toBe('on_the_way');
    expect(order('fulfilled', 'with_hq')).toBe('arranging');
    expect(order('fulfilled', 'fulfilled')).toBe('completed');
    expect(order('ready', 'awaiting_shopper', 'offered')).toBe('needs_answer');
  });

  test('a refused pickup that became a delivery is one, whatever was ordered', () => {
    const fulfilments = [{ state: 'ready', method: 'delivery' }] as FulfilmentView[];
    expect(methodOf({ method: 'pickup', fulfilments })).toBe('delivery');
    expect(phaseOfOrder({ state: 'paid', method: 'pickup', fulfilments })).toBe('ready_delivery');
    expect(methodOf({ method: 'pickup', fulfilments: [] })).toBe('pickup');
  });

  test('steps only ever go forward, and the step it stands at is never one to come', () => {
    const way = (
      ['confirming', 'gathering', 'packing', 'ready_delivery', 'ready_pickup', 'completed'] as const
    ).map(progressOf);
    for (const [index, progress] of way.entries()) {
      const before = way[index - 1];
      expect(progress?.done).toBeGreaterThanOrEqual(before?.done ?? 0);
      expect(progress?.now).toBeGreaterThanOrEqual(before?.now ?? 0);
    }
    expect(progressOf('ready_pickup')).toEqual({ done: 3, now: 2 });
    expect(progressOf('on_the_way')).toEqual({ done: 3, now: 2 });
    expect(progressOf('refunded')).toBeNull();
  });

  test('counts down to zero and no further', () => {
    expect(countdown(10_683_000, 0)).toBe('2:58:03');
    expect(countdown(61_000, 0)).toBe('1:01');
    expect(countdown(500, 0)).toBe('0:01');
    expect(countdown(0, 5_000)).toBe('0:00');
  });
});

describe('the code behind an opening', () => {
  test('is read from the link of a printed QR, encoded once', () => {
    expect(entryCode({ q: encodeURIComponent('https://jindian.example/q/7KQ2M9XA') })).toBe('7KQ2M9XA');
  });

  test('is read from a scene and from our own scan button', () => {
    expect(entryCode({ scene: '7KQ2M9XA' })).toBe('7KQ2M9XA');
    expect(entryCode({ code: '7KQ2M9XA' })).toBe('7KQ2M9XA');
  });

  test('is what an address of before may stand for, which the system knows or not', () => {
    expect(entryCode({ q: encodeURIComponent('https://elsewhere.example/p?x=1') })).toBe('p-x-1');
  });

  test('is nothing for broken encodings and pickup codes', () => {
    expect(entryCode({ q: '%E0%A4%A' })).toBeNull();
    expect(entryCode({ code: 'JDP1.abc' })).toBeNull();
    expect(entryCode({})).toBeNull();
  });

  test('never fails, whatever a stranger puts into a link', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (q, scene) => {
        const code = entryCode({ q, scene });
        if (code !== null) expect(readScannedText(code)).toEqual({ kind: 'code', code });
      }),
    );
  });
});

describe('the address form', () => {
  const whole = {
    ...formOf(null),
    recipientName: '小林',
    phone: '138 0001 0001',
    detail: '人民路 1 号',
    province: '上海市',
    city: '上海市',
    county: '黄浦区',
    point: { latGcj02: 31.23, lngGcj02: 121.47 },
  };

  test('gives an address of the contract', () => {
    expect(readForm(whole)).toMatchObject({ address: { phone: '13800010001', latGcj02: 31.23 } });
  });

  test('names the fields to look at', () => {
    expect(readForm(formOf(null))).toEqual({
      wrong: new Set(['recipientName', 'phone', 'detail', 'place']),
    });
    expect(readForm({ ...whole, phone: '12345' })).toEqual({ wrong: new Set(['phone']) });
    expect(readForm({ ...whole, point: null })).toEqual({ wrong: new Set(['place']) });
  });

  test('keeps the pin of before silently for no other street that was pasted', () => {
    const pinned = { ...whole, province: '江苏省', city: '南京市', county: '玄武区', detail: '中山路1号' };
    const nothing = { service: 'off' as const, recipientName: null, phone: null, point: null, rough: false };
    const nameless = { province: null, city: null, county: null };
    const read = (part: object) => withRead(pinned, { ...nothing, ...nameless, detail: '', ...part });
    const qingdao = { province: '山东省', city: '青岛市', detail: '香港中路10号' };
    expect(read(qingdao)).toMatchObject({
      pin: 'cleared',
      form: { point: null, province: '', city: '', county: '', detail: '香港中路10号' },
    });
    expect(readForm(read(qingdao).form)).toEqual({ wrong: new Set(['place']) });
    expect(read({ city: '南京市', province: '江苏省', detail: '解放路2号' }).pin).toBe('asked');
    expect(read({ detail: '解放路2号' })).toMatchObject({ pin: 'asked', form: { detail: '解放路2号' } });
    // Name and number alone say nothing of the place.
    expect(read({ recipientName: '李雷', phone: '13800138000' })).toEqual({
      pin: 'kept',
      form: { ...pinned, recipientName: '李雷', phone: '13800138000' },
    });
    const point = { latGcj02: 36.07, lngGcj02: 120.38 };
    expect(read({ ...qingdao, county: '市南区', point, rough: true })).toMatchObject({
      pin: 'found',
      form: { point, county: '市南区', rough: true },
    });
  });
});

describe('the browser map', () => {
  const cameras = fc.record({
    center: fc.record({
      latGcj02: fc.double({ min: 18, max: 53, noNaN: true }),
      lngGcj02: fc.double({ min: 74, max: 134, noNaN: true }),
    }),
    metersPerPixel: fc.double({ min: 1, max: 500, noNaN: true }),
  });
  const pixels = fc.double({ min: -200, max: 200, noNaN: true });

  test('finds the point under a finger again', () => {
    fc.assert(
      fc.property(cameras, pixels, pixels, (camera, x, y) => {
        const point = toPoint(camera, x, y);
        const back = toPixels(camera, point.lngGcj02, point.latGcj02);
        expect(back.x).toBeCloseTo(x, 4);
        expect(back.y).toBeCloseTo(y, 4);
      }),
    );
  });

  test('moves the ground with the finger', () => {
    fc.assert(
      fc.property(cameras, pixels, pixels, (camera, dx, dy) => {
        const { center } = camera;
        const moved = toPixels(panned(camera, dx, dy), center.lngGcj02, center.latGcj02);
        // East and west narrow towards the pole, so a long way north changes the scale a little.
        expect(Math.abs(moved.x - dx)).toBeLessThan(1 + Math.abs(dx) * 0.1);
        expect(moved.y).toBeCloseTo(dy, 4);
      }),
    );
  });

  test('keeps what is under the fingers while zooming', () => {
    fc.assert(
      fc.property(cameras, fc.double({ min: 0.5, max: 2, noNaN: true }), (camera, factor) => {
        const closer = zoomed(camera, factor);
        expect(closer.center.latGcj02).toBeCloseTo(camera.center.latGcj02, 9);
        expect(closer.center.lngGcj02).toBeCloseTo(camera.center.lngGcj02, 9);
      }),
    );
  });
});

describe('what a person reads of a problem', () => {
  test('never the words of a validator, nor the code of a problem that the app does not know', () => {
    const invalid = new ApiProblem('invalid_request', 400, { detail: 'body.lines: Too big: expected array' });
    const unknown = new ApiProblem('not_known_yet', 409);
    for (const language of ['zh', 'en'] as const) {
      expect(problemMessage(invalid, language)).not.toMatch(/lines|expected|array/);
      expect(problemMessage(unknown, language)).not.toContain('not_known_yet');
    }
  });

  test('a cart that is full by the app is an order that the contract takes', () => {
    const line = (index: number) => ({
      skuId: `P001-${String(index).padStart(4, '0')}`,
      quantity: maxQuantity,
      seenPriceFen: 100,
    });
    const order = (count: number) => ({
      locationId: 'B00001',
      method: 'pickup',
      lines: Array.from({ length: count }, (_, index) => line(index)),
    });
    expect(orderRequestSchema.safeParse(order(maxLines)).success).toBe(true);
    expect(orderRequestSchema.safeParse(order(maxLines + 1)).success).toBe(false);
  });
});
