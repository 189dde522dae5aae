import { expect, test } from 'vitest';
import { readTable } from '../../../goods/imports/reading/table.ts';
import type { Visitor } from './visitor.ts';

/** Goods from a table. */
export function goodsTable(visitor: Visitor): void {
  const { ask } = visitor;
  test('goods come in from a table: checked row by row, in force only when somebody says so, and all at once', async () => {
    const csrf = /data-csrf="([^"]*)"/.exec((await ask('/hq/import?kind=goods')).text)?.[1] ?? '';
    const begin = async () => JSON.parse((await ask('/hq/import/new', { csrf })).text).importId as string;
    const send = async (importId: string, kind: string, rows: object[]) =>
      JSON.parse(
        (await ask('/hq/import/portion', { csrf, importId, kind, portion: '0', rows: JSON.stringify(rows) }))
          .text,
      );
    const finish = (importId: string, kind: string) =>
      ask('/hq/import/finish', { csrf, importId, kind, portions: '1' });
    const tree = await begin();
    const categories = [
      { row: 2, values: { categoryId: 'shoes.canvas', parentId: 'shoes', titleZh: '帆布鞋' } },
    ];
    expect(await send(tree, 'categories', categories)).toMatchObject({ changed: 1, bad: [] });
    expect(JSON.parse((await finish(tree, 'categories')).text)).toMatchObject({ goods: 1 });

    const shoe = await visitor.local.system.goodsEditing.product('SHOE');
    const picture = shoe.ok ? shoe.value.imagePaths[0] : '';
    const goods = [
      {
        row: 2,
        values: {
          productId: 'CANVAS',
          skuId: 'CANVAS-1',
          categoryId: 'shoes.canvas',
          titleZh: '帆布鞋（低帮）',
          descriptionZh: '第一行\n第二行',
          weightGrams: 600,
          option1: '颜色 | Colour',
          value1: '白 | White',
          priceYuan: '199.00',
          pictures: picture,
        },
      },
      {
        row: 3,
        values: { productId: 'CANVAS', skuId: 'CANVAS-2', value1: '黑 | Black', priceYuan: '199.00' },
      },
      {
        row: 4,
        values: { productId: 'OTHER', skuId: 'OTHER-1', categoryId: 'hats', titleZh: '帽', weightGrams: 1 },
      },
    ];
    const importId = await begin();
    const judged = await send(importId, 'goods', goods);
    expect(judged).toMatchObject({ rows: 3, changed: 2, bad: [{ row: 4, code: 'unknown_category' }] });
    expect((await visitor.local.system.goodsEditing.product('CANVAS')).ok).toBe(false);
    expect(JSON.parse((await finish(importId, 'goods')).text)).toMatchObject({ goods: 1 });
    const made = await visitor.local.system.goodsEditing.product('CANVAS');
    expect(
      made.ok && [
        made.value.title.zh,
        made.value.description.zh,
        made.value.skus.length,
        made.value.imagePaths,
      ],
    ).toEqual(['帆布鞋（低帮）', '第一行\n第二行', 2, [picture]]);
    // The same file again changes nothing; what was judged good and is not any more refuses all of it.
    const again = await begin();
    expect(await send(again, 'goods', goods)).toMatchObject({ changed: 0, unchanged: 2 });
    const late = await begin();
    const move = {
      row: 2,
      values: { productId: 'CANVAS', skuId: 'CANVAS-1', categoryId: 'shoes.canvas', titleZh: '新名' },
    };
    expect(await send(late, 'goods', [move])).toMatchObject({ changed: 1 });
    const revision = made.ok ? String(made.value.revision) : '';
    const page = '/hq/products/CANVAS';
    const csrfOfPage = /name="csrf" value="([^"]*)"/.exec((await ask(page)).text)?.[1] ?? '';
    expect(
      (await ask(page, { csrf: csrfOfPage, act: 'archived', revision, key: 'archive-canvas' })).status,
    ).toBe(303);
    const early = await begin();
    const sold = { row: 2, values: { productId: 'CANVAS', skuId: 'CANVAS-1', status: 'on_sale' } };
    expect((await send(early, 'goods', [sold])).bad).toMatchObject([{ code: 'status_refused' }]);
    expect(JSON.parse((await finish(late, 'goods')).text)).toMatchObject({ goods: 1 });
    // A workbook of all goods, brought in as it is, changes none of them.
    const workbook = await fetch(`${visitor.local.baseUrl}/hq/import/present.xlsx?kind=goods`, {
      headers: { cookie: visitor.cookie },
    });
    const table = readTable('goods', 'goods.xlsx', new Uint8Array(await workbook.arrayBuffer()));
    if ('fault' in table) throw new Error(table.fault);
    const same = await begin();
    expect(await send(same, 'goods', table.rows)).toMatchObject({ changed: 0, bad: [] });
    for (const kind of ['goods', 'categories'])
      expect((await ask(`/hq/import/sample.csv?kind=${kind}`)).status).toBe(303);
  });
}
