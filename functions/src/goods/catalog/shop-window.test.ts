import {
  emptyWindow,
  everywhere,
  type ShopWindow,
  shopWindowSchema,
} from '@jindian/shared/contract/goods/shop-window';
import { hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { openPolicies } from '../../platform/policy-document/testing/policy-fixture.ts';
import { catalogOf } from './catalog.ts';
import { compilePrices, noPriceContent } from './prices.ts';
import { createShopWindow, type ShopWindowService } from './shop-window.ts';

const goods = catalogOf({ products: demoProducts, categories: demoCategories });
let bench: Awaited<ReturnType<typeof openPolicies>>;
let shopWindow: ShopWindowService;
/** Pictures that are gone. */
let missing: string[];

beforeEach(async () => {
  bench = await openPolicies();
  missing = [];
  shopWindow = createShopWindow({
    policies: bench.policies,
    catalog: { current: async () => goods },
    prices: { current: async () => compilePrices(noPriceContent, 0) },
    claimPictures: async () => missing,
  });
});
afterEach(() => bench.close());

async function publish(own: Partial<ShopWindow>, atMs?: number): Promise<string | null> {
  const { revision } = await shopWindow.view();
  const done = await shopWindow.publishContent(
    { ...emptyWindow, ...own },
    { revision, by: 'hq', note: 'x', command: null, ...(atMs === undefined ? {} : { atMs }) },
  );
  return done.ok ? null : done.code;
}
const pictureOf = (letter: string) => `/pictures/${letter.repeat(32)}`;
const banner = (imagePath: string) => ({ ...everywhere, target: 'P004', imagePath, title: null });

test('what is in the window comes and ends by itself, each where it is for', async () => {
  const nowMs = bench.clock.nowMs();
  const [here, other] = ['上海', '浙江'];
  const texts = [
    ['here', [here], null, null],
    ['elsewhere', [other], null, null],
    ['both', [other, here], nowMs, nowMs + hourMs],
    ['later', [], nowMs + hourMs, null],
    ['over', [], null, nowMs],
  ] as const;
  const hotWords = texts.map(([text, provinces, fromMs, untilMs]) => ({
    text,
    provinces: [...provinces],
    fromMs,
    untilMs,
  }));
  expect(await publish({ hotWords })).toBeNull();
  const content = await shopWindow.refresh();
  const at = async (atMs: number, province = here) =>
    (await shopWindow.preview(content, province, atMs)).home.hotWords;
  expect(await at(nowMs)).toEqual(['here', 'both']);
  expect(await at(nowMs + hourMs)).toEqual(['here', 'later']);
  expect(await at(nowMs - 1)).toEqual(['here', 'over']);
  expect(await at(nowMs, other)).toEqual(['elsewhere', 'both']);
  const never = { ...hotWords[0], fromMs: nowMs, untilMs: nowMs };
  expect(shopWindowSchema.safeParse({ ...emptyWindow, hotWords: [never] }).success).toBe(false);
});

test('pictures of every version count as shown: before, in force, planned, and being edited', async () => {
  const later = bench.clock.nowMs() + hourMs;
  for (const letter of ['a', 'b']) expect(await publish({ banners: [banner(pictureOf(letter))] })).toBeNull();
  expect(await publish({ banners: [banner(pictureOf('c'))] }, later)).toBeNull();
  const { revision } = await shopWindow.view();
  const draft = { ...emptyWindow, banners: [banner(pictureOf('d'))] };
  expect(await shopWindow.saveDraft(draft, { revision, by: 'hq' })).toMatchObject({ ok: true });
  expect(new Set(await shopWindow.pictures())).toEqual(new Set(['a', 'b', 'c', 'd'].map(pictureOf)));
});

test('a picture that is gone is not published, one that comes with the app always is', async () => {
  missing = ['e'.repeat(32)];
  expect(await publish({ banners: [banner(pictureOf('e'))] })).toBe('policy_problem');
  expect(await publish({ banners: [banner('/assets/products/P001.svg')] })).toBeNull();
});
