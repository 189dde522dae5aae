import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { CodeInput } from '@jindian/shared/contract/selling/codes';
import { codeBodyOf } from '@jindian/shared/printed-code';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MovableClock, movableClock } from '../../platform/clock.ts';
import { createIds, opaqueCode } from '../../platform/ids.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { maxRevoked } from './made-codes.ts';
import { type Codes, createCodes } from './service.ts';

const secret = 'a code secret of some length';
const people: Record<string, { nickname: string; roles: RoleGrant[] }> = {
  LI: { nickname: '李雷', roles: [branchGrant('guide', 'B00001')] },
  HQ: { nickname: '总部小陈', roles: [brandGrant('administrator')] },
};
const gtin = '06901234567892';

let engine: Engine;
let clock: MovableClock;
let codes: Codes;
beforeAll(async () => {
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  clock = movableClock({ nowMs: () => Date.UTC(2026, 10, 21, 4) });
  codes = createCodes({
    table: embeddedTable(engine, 'jindian-test'),
    clock,
    ids: createIds(clock),
    codeSecret: () => secret,
    publicBaseUrl: 'https://shop.example.com/',
    memberProfile: async (memberId) => people[memberId] ?? null,
    locationName: async (locationId) => (locationId === 'B00001' ? { zh: '鼓楼店', en: 'Gulou' } : null),
    offers: async (locationId, productId) => locationId === 'B00001' && productId.startsWith('P0'),
    hasProduct: async (productId) => productId.startsWith('P'),
    productOfGtin: async (number) => (number === gtin ? 'P001' : null),
    oldCode: async () => null,
  });
});
afterAll(() => engine.close());

async function made(parts: CodeInput) {
  const one = await codes.make(parts);
  if (!one.ok) throw new Error(one.code);
  return one.value;
}
/** As version 0.1 stored it. */
async function storedBefore(item: Record<string, string>) {
  const attributes = Object.entries({ _et: 'Code', pk: `CODE#${item.code}`, sk: 'CODE', ...item });
  await engine.call('PutItem', {
    TableName: 'jindian-test',
    Item: Object.fromEntries(attributes.map(([name, value]) => [name, { S: value }])),
  });
}

describe('a code', () => {
  test('is the same every time, apart for every thing, and says nothing', async () => {
    const all: CodeInput[] = [
      { locationId: 'B00001', productId: 'P001' },
      { locationId: 'B00001', productId: 'P002' },
      { locationId: 'B00001' },
      { productId: 'P001' },
      { locationId: 'B00001', table: 'A-12' },
      { locationId: 'B00001', table: 'A-13' },
      { sellerId: 'LI' },
      { sellerId: 'LI', productId: 'P001' },
      { sellerId: 'LI', productId: 'P001', locationId: 'B00001' },
      { sellerId: 'LI', locationId: 'B00001' },
    ];
    const first = await Promise.all(all.map(made));
    expect(new Set(first.map(({ code }) => code)).size).toBe(all.length);
    for (const [at, { code, url }] of first.entries()) {
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{11}$/);
      expect(url).toBe(`https://shop.example.com/q/${code}`);
      expect((await made(all[at] as CodeInput)).code).toBe(code);
      expect(await codes.resolve(code)).toEqual({ ok: true, value: first[at]?.meaning });
    }
    expect(first.map(({ meaning }) => meaning.kind)).toEqual([
      ...['shelf', 'shelf', 'branch', 'product', 'table', 'table'],
      ...['seller', 'seller', 'seller', 'seller'],
    ]);
    expect(first.at(8)?.meaning).toEqual({
      kind: 'seller',
      sellerId: 'LI',
      sellerName: '李雷',
      sellerKind: 'guide',
      productId: 'P001',
      locationId: 'B00001',
      table: null,
      sceneId: null,
      campaignId: null,
    });
  });

  test('is not made of what is not there, or not sold there', async () => {
    for (const [parts, code] of [
      [{ locationId: 'B99999' }, 'not_found'],
      [{ productId: 'X1' }, 'not_found'],
      [{ sellerId: 'HQ' }, 'not_found'],
      [{ sellerId: 'NOBODY' }, 'not_found'],
      [{ locationId: 'B00001', productId: 'P999' }, 'product_not_offered'],
    ] as const)
      expect([parts, await codes.make(parts)]).toEqual([parts, { ok: false, code }]);
  });

  test("follows its seller's name and branch, and leads to whoever sells", async () => {
    people.WANG = { nickname: '小王', roles: [branchGrant('guide', 'B00001')] };
    const before = await made({ sellerId: 'WANG' });
    people.WANG = { nickname: '王芳', roles: [branchGrant('guide', 'B00002')] };
    const after = await made({ sellerId: 'WANG' });
    expect(after.code).toBe(before.code);
    expect(await codes.resolve(before.code)).toMatchObject({
      value: { sellerName: '王芳', locationId: 'B00002' },
    });
    expect((await codes.list({ sellerId: 'WANG' }, { limit: 10 })).items).toHaveLength(1);
    // No branch of that number: there is nothing to print.
    expect(await codes.sellerCode('WANG')).toEqual({ ok: false, code: 'forbidden' });
    expect(await codes.sellerCode('LI')).toMatchObject({
      value: { name: '李雷', branchName: { zh: '鼓楼店' } },
    });
    expect(await codes.sellerCode('HQ')).toEqual({ ok: false, code: 'forbidden' });
  });

  test('mistyped is nobody’s; typed in groups and small letters it is the same', async () => {
    const { code, meaning } = await made({ locationId: 'B00001', productId: 'P003' });
    const typed = `${code.slice(0, 5)}-${code.slice(5, 10)} ${code.slice(10)}`.toLowerCase();
    expect(await codes.resolve(typed)).toEqual({ ok: true, value: meaning });
    const swapped = code[0] === code[1] ? `${code.slice(0, -1)}?` : `${code[1]}${code[0]}${code.slice(2)}`;
    expect(await codes.resolve(swapped)).toEqual({ ok: false, code: 'code_unknown' });
  });

  test('is read from the goods themselves', async () => {
    for (const text of [gtin, '6901234567892', `01-${gtin}`, `01-${gtin}-10-LOT7-21-8`])
      expect(await codes.resolve(text)).toMatchObject({
        value: { kind: 'product', productId: 'P001', locationId: null },
      });
    for (const text of ['6901234567893', '01-06901234567893', '4006381333931'])
      expect(await codes.resolve(text)).toEqual({ ok: false, code: 'code_unknown' });
  });
});

describe('a code that version 0.1 printed', () => {
  test('is read, is what is made of its parts, and can be revoked', async () => {
    const body = opaqueCode(secret, 'product:B00001:P007');
    const target = 'product:B00001:P007';
    await storedBefore({ code: body, target, kind: 'product', locationId: 'B00001', productId: 'P007' });
    expect(await codes.resolve(body)).toMatchObject({ value: { kind: 'shelf', productId: 'P007' } });
    expect(await codes.find(body)).toMatchObject({ value: { madeAtMs: null, revoked: null } });
    const again = await made({ locationId: 'B00001', productId: 'P007' });
    expect(codeBodyOf(again.code)).toBe(body);
    expect(again.madeAtMs).toBe(clock.nowMs());
    await codes.revoke(body, 'HQ', '换新');
    for (const printed of [body, again.code])
      expect(await codes.resolve(printed)).toEqual({ ok: false, code: 'code_revoked' });
  });

  test('of a guide is one, and is revoked also where nobody made it again', async () => {
    const body = opaqueCode(secret, 'guide:ZHAO');
    await storedBefore({
      code: body,
      target: 'guide:ZHAO',
      kind: 'guide',
      locationId: 'B00001',
      sellerId: 'ZHAO',
      sellerName: '赵',
    });
    expect(await codes.resolve(body)).toMatchObject({
      value: { kind: 'seller', sellerKind: 'guide', sellerId: 'ZHAO', sellerName: '赵' },
    });
    await codes.revoke(body, 'HQ', '离职');
    people.ZHAO = { nickname: '赵', roles: [branchGrant('guide', 'B00001')] };
    expect(codeBodyOf((await made({ sellerId: 'ZHAO' })).code)).not.toBe(body);
    expect(await codes.resolve(body)).toEqual({ ok: false, code: 'code_revoked' });
  });
});

describe('a revoked code', () => {
  const parts = { locationId: 'B00001', table: 'R1' };

  test('leads nowhere, says who revoked it and why, and is never given again', async () => {
    const seen = new Set<string>();
    for (let times = 0; times <= maxRevoked; times += 1) {
      const { code } = await made(parts);
      expect((await made(parts)).code).toBe(code);
      expect(seen.has(code)).toBe(false);
      seen.add(code);
      const revoked = await codes.revoke(code, 'HQ', '海报已撤');
      const said = { atMs: clock.nowMs(), by: 'HQ', byName: '总部小陈', reason: '海报已撤' };
      expect(revoked).toMatchObject({ value: { code, revoked: said } });
      clock.advance(1_000);
      // Again, by somebody else: it stays as it was.
      expect(await codes.revoke(code, 'LI', '再来')).toMatchObject({ value: { revoked: said } });
      expect(await codes.resolve(code)).toEqual({ ok: false, code: 'code_revoked' });
    }
    expect(await codes.make(parts)).toEqual({
      ok: false,
      code: 'too_many_codes',
      params: { max: maxRevoked },
    });
  });

  test('revoked while it is made again is never brought back', async () => {
    for (const nth of [1, 2, 3, 4, 5]) {
      people.QIAN = { nickname: `钱${nth}`, roles: [branchGrant('guide', 'B00001')] };
      const { code } = await made({ sellerId: 'QIAN' });
      people.QIAN = { nickname: `钱${nth}改名`, roles: [branchGrant('guide', 'B00001')] };
      const [, again] = await Promise.all([
        codes.revoke(code, 'HQ', '测试'),
        codes.make({ sellerId: 'QIAN' }),
      ]);
      expect(await codes.resolve(code)).toEqual({ ok: false, code: 'code_revoked' });
      expect(again.ok).toBe(true);
    }
  });
});

test('codes are found by whatever they name, the latest first, page by page', async () => {
  const ids = ['P021', 'P022', 'P023', 'P024', 'P025'];
  const printed: string[] = [];
  for (const productId of ids) {
    clock.advance(1_000);
    printed.unshift((await made({ productId })).code);
  }
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await codes.list({ kind: 'product' }, { limit: 2, cursor });
    pages.push(...page.items.map(({ code }) => code));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(pages.slice(0, 5)).toEqual(printed);
  expect((await codes.list({ productId: 'P023' }, { limit: 5 })).items.map(({ code }) => code)).toEqual([
    printed[2],
  ]);
  // Many at once make one code, found once.
  const at = await Promise.all(Array.from({ length: 8 }, () => made({ productId: 'P029' })));
  expect(new Set(at.map(({ code }) => code)).size).toBe(1);
  expect((await codes.list({ productId: 'P029' }, { limit: 5 })).items).toHaveLength(1);
});
