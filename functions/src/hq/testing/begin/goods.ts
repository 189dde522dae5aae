import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pageRules } from '../../page-permissions.ts';
import type { Visitor } from './visitor.ts';

/** What the brand is called everywhere, and its first product with a picture. */
export function firstGoods(visitor: Visitor): void {
  const { ask, send } = visitor;
  test('once the brand has a name, no page of headquarters and no answer to its shoppers has another', async () => {
    const page = '/hq/settings/brand';
    expect((await ask(page)).text).toContain('近店');
    expect((await send(page, { nameZh: '阿木鞋', nameEn: 'Amu Shoes' }, { asShown: true })).to).toContain(
      'done=saved',
    );
    expect((await send(page, { note: '名称' }, { action: `${page}/publish` })).to).toContain(
      'done=published',
    );
    visitor.local.clock.advance(2_500);
    const paths = pageRules.map(({ path }) => path).filter((path) => !/[:.]|^\/sign-out/.test(path));
    expect(paths.length).toBeGreaterThan(40);
    const named: string[] = [];
    for (const path of [
      ...paths.map((one) => `/hq${one}`),
      '/hq/sign-in',
      '/hq/sign-in-phone',
      '/v1/settings',
    ]) {
      const { status, text } = await ask(path);
      expect([path, status >= 500]).toEqual([path, false]);
      if (/近店|Jindian(?!_)/.test(text)) named.push(path);
    }
    expect(named).toEqual([]);
    expect((await ask('/hq/setup')).text).toContain('还缺：公司名称、客服电话');
    expect((await ask('/hq')).text).toMatch(/<title>[^<]* · 阿木鞋 · 总部<\/title>/);
  });

  test('a product gets its picture at headquarters, and the storefront shows it in every width', async () => {
    const csrfOf = (text: string) => /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const category = { id: 'shoes', 'name.zh': '鞋', parentId: '' };
    expect((await send('/hq/categories', category)).status).toBe(303);
    const page = (await ask('/hq/products/new')).text;
    const csrf = csrfOf(page);
    expect(page).toContain('data-pictures');
    /** What the page's script does with a file. */
    async function picture(bytes: Buffer) {
      const asked = await ask('/hq/pictures', { csrf, kind: 'upload', bytes: String(bytes.length) });
      if (asked.status !== 200) return JSON.parse(asked.text);
      const { id, upload } = JSON.parse(asked.text);
      const put = (body: Buffer) =>
        fetch(`${visitor.local.baseUrl}${upload.address}`, { method: 'PUT', body: new Uint8Array(body) });
      expect((await put(Buffer.concat([bytes, bytes]))).status).toBe(403);
      expect((await put(bytes)).status).toBe(200);
      expect((await ask(`/hq/pictures/${id}/sent`, { csrf })).status).toBe(200);
      await visitor.local.processes.settle();
      return JSON.parse((await ask(`/hq/pictures/${id}`)).text);
    }
    const shoe = await sharp({ create: { width: 900, height: 900, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer();
    const { state, imagePath } = await picture(shoe);
    expect([state, imagePath]).toEqual(['ready', expect.stringMatching(/^\/pictures\/[0-9a-f]{32}$/)]);
    const svg = await picture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    expect([svg.state, svg.says]).toEqual(['refused', expect.stringMatching(/^不支持这种图片格式.*iPhone/)]);
    const inside = await ask('/hq/pictures', { csrf, kind: 'address', address: 'http://169.254.169.254/' });
    await visitor.local.processes.settle();
    const refused = JSON.parse((await ask(`/hq/pictures/${JSON.parse(inside.text).id}`)).text);
    expect(refused.refusal).toBe('picture_address_refused');
    expect(
      JSON.parse((await ask('/hq/pictures', { csrf, kind: 'upload', bytes: '99999999' })).text).code,
    ).toBe('picture_too_large');

    for (const [name, type, width] of [
      ['', 'image/jpeg', 800],
      ['-200.webp', 'image/webp', 200],
      ['-1200.webp', 'image/webp', 900],
    ] as const) {
      const answer = await fetch(`${visitor.local.baseUrl}${imagePath}${name}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect((await sharp(bytes).metadata()).width).toBe(width);
    }
    for (const name of [`/pictures/${'0'.repeat(32)}`, '/pictures/..%2fsecrets.json', '/pictures/sent'])
      expect([name, (await fetch(`${visitor.local.baseUrl}${name}`)).status]).toEqual([name, 404]);

    const product = {
      'title.zh': '板鞋',
      'subtitle.zh': '好走',
      'description.zh': '一双鞋',
      categoryId: 'shoes',
      weightGrams: '800',
      deliverable: 'yes',
      pickupable: 'yes',
      'options.0.name.zh': '颜色',
      'options.0.name.en': 'Colour',
      'options.0.values': '黑 | Black | #000000\n白 | White | #ffffff',
      price: '199',
    };
    const gone = await send('/hq/products/new', {
      ...product,
      id: 'SHOE',
      imagePaths: `/pictures/${'0'.repeat(32)}`,
    });
    expect([gone.status, gone.text.includes('不存在或已清理')]).toEqual([409, true]);
    const made = await send('/hq/products/new', {
      ...product,
      id: 'SHOE',
      imagePaths: `${imagePath} colour/white`,
    });
    expect([made.status, made.to]).toEqual([303, '/hq/products/SHOE?done=made']);
    const kept = await visitor.local.system.goodsEditing.product('SHOE');
    if (!kept.ok) throw new Error(kept.code);
    expect(kept.value.imagePaths).toEqual([imagePath]);
    expect(kept.value.options[0]?.values).toMatchObject([{ id: 'black' }, { id: 'white', imagePath }]);
    expect((await ask('/hq/products/SHOE')).text).toContain(`${imagePath} colour/white`);
    expect((await ask('/hq/products')).text).toContain(`${imagePath}-200.webp`);

    // It is told when it goes on sale, in Beijing time, on its page and in the list; and it can be called off.
    const own = '/hq/products/SHOE';
    expect((await ask(`${own}?done=made`)).text).toContain('草稿已建立');
    const late = await send(own, {
      act: 'plan',
      onSaleAtMs: '2020-01-01T09:00',
      offSaleAtMs: '',
      dealersFromMs: '',
    });
    expect([late.status, late.text.includes('时间须晚于现在')]).toEqual([400, true]);
    const planned = await send(own, {
      act: 'plan',
      onSaleAtMs: '2066-01-02T09:30',
      offSaleAtMs: '',
      dealersFromMs: '',
    });
    expect([planned.status, planned.to]).toEqual([303, `${own}?done=planned`]);
    for (const where of [own, '/hq/products'])
      expect((await ask(where)).text).toContain('2066-01-02 09:30 上架');
    expect((await send(own, { act: 'unplan' })).status).toBe(303);
    expect((await ask('/hq/products')).text).not.toContain('2066-01-02');

    // What is there at first is received on its page, with what it cost; what nobody said is not known.
    const action = `${own}/stock`;
    const at = `${own}?location=SH-001`;
    const shelf = { 'stock.0.sku': 'SHOE-01', 'stock.1.sku': 'SHOE-02' };
    expect((await ask(at)).text).toContain('未知');
    const slip = await send(at, { ...shelf, 'stock.0.pieces': 'many' }, { action });
    expect([slip.status, slip.text.includes('件数须为')]).toEqual([400, true]);
    const received = await send(
      at,
      { ...shelf, 'stock.0.pieces': '12', 'stock.0.cost': '88.50', 'stock.1.pieces': '3' },
      { action },
    );
    expect([received.status, received.to]).toEqual([303, `${own}?location=SH-001&done=received#stock`]);
    const shown = (await ask(at)).text;
    for (const text of ['¥88.50', '未知']) expect(shown).toContain(text);
    expect(await visitor.local.system.inventory.levelsAt('SH-001')).toMatchObject([
      { skuId: 'SHOE-01', onHand: 12 },
      { skuId: 'SHOE-02', onHand: 3 },
    ]);
  });
}
