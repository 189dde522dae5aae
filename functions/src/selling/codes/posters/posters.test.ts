import { branchGrant } from '@jindian/shared/access';
import { posterSizeNames, posterSizes } from '@jindian/shared/contract/selling/posters';
import { unzipSync } from 'fflate';
import QRCode from 'qrcode';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQr } from '../../../../../e2e/qr.ts';
import { type MovableClock, movableClock } from '../../../platform/clock.ts';
import { createFolderFiles } from '../../../platform/files/store.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { createCodes } from '../service.ts';
import { dpi } from './drawing.ts';
import { fitted } from './fit-text.ts';
import { filledText } from './layout.ts';
import { createPosterMaker, type MakePoster, type PosterOrder } from './maker.ts';
import { createPosters, type Posters } from './service.ts';
import { standardTemplates } from './templates.ts';

const share = {
  id: '01KBAAAAAAAAAAAAAAAAAAAAAA',
  url: 'https://shop.example.com/q/S.01KBAAAAAAAAAAAAAAAAAAAAAA',
  note: '这双很好穿，周末来店里试试',
  meaning: {
    ...{ sellerId: 'LI', sellerName: '李雷', productId: 'P1', locationId: 'B00001' },
    ...{ sceneId: null, campaignId: null, table: null },
  },
};
/** WeChat's answers: by scene. */
let miniProgramCodeOf: (scene: string) => Promise<Uint8Array | null> = async () => null;
let phoneCodeOf: (scene: string) => Promise<Uint8Array | null> = async () => null;
let draw: MakePoster;
let opened: Awaited<ReturnType<typeof openTable>>;
let clock: MovableClock;
let posters: Posters;
let codes: ReturnType<typeof createCodes>;
let files: ReturnType<typeof createFolderFiles>;
let deliver: ReturnType<typeof eventsOf>;
beforeAll(async () => {
  draw = await createPosterMaker();
  opened = await openTable();
  const { table } = opened;
  clock = movableClock({ nowMs: () => Date.UTC(2026, 10, 21, 4) });
  const ids = createIds(clock);
  files = createFolderFiles({ folder: null, nowMs: clock.nowMs });
  codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a code secret of some length',
    publicBaseUrl: 'https://shop.example.com',
    memberProfile: async (memberId) =>
      memberId === 'LI' ? { nickname: '李雷', roles: [branchGrant('guide', 'B00001')] } : null,
    locationName: async () => ({ zh: '鼓楼店', en: 'Gulou' }),
    offers: async (_, productId) => productId !== 'P-GONE',
    hasProduct: async () => true,
    productOfGtin: async () => null,
  });
  const { find, make, sellerCode, scenes } = codes;
  const picture = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer();
  posters = createPosters({
    table,
    clock,
    ids,
    outbox: createOutbox({ table, clock, ids }),
    files,
    codes: { find, make, sellerCode, scenes },
    templates: { current: async () => standardTemplates },
    miniProgramCode: async (scene) => miniProgramCodeOf(scene),
    phoneCode: async (scene) => phoneCodeOf(scene),
    shared: async (shareId) => (shareId === share.id ? share : null),
    things: {
      brand: async () => ({ name: { zh: '近店', en: 'Jindian' }, colour: '#b3261e', logo: '' }),
      product: async (id) => ({
        title: { zh: `轻羽跑鞋 ${id}`, en: `Shoe ${id}` },
        fromPrice: '¥399',
        imagePath: '/pictures/a',
      }),
      branch: async (id) => (id === 'B00001' ? { zh: '鼓楼店', en: 'Gulou' } : null),
      shelves: async (_, most) =>
        [...Array.from({ length: 12 }, (__, nth) => `P${nth}`), 'P-GONE'].slice(0, most),
      sellers: async () => [],
      picture: async () => picture,
    },
    draw,
  });
  deliver = eventsOf(opened, posters.eventHandlers);
});
afterAll(() => opened.close());

const about: PosterOrder['about'] = {
  facts: { brand: '近店', product: '轻羽缓震跑鞋', price: '¥399', branch: '鼓楼店' },
  code: '7KQ2M9XA4C3',
  url: 'https://shop.example.com/q/7KQ2M9XA4C3',
  language: 'zh',
  brandColour: '#b3261e',
  logo: null,
  picture: null,
  miniProgramCode: null,
};
const order = { template: standardTemplates.product, about, atMs: 0 };

describe('a poster', () => {
  test.each(posterSizeNames)('in size %s has its size with the bleed, in each kind of file', async (size) => {
    const { widthMm, heightMm, bleedMm } = posterSizes[size];
    const [whole, tall] = [widthMm + 2 * bleedMm, heightMm + 2 * bleedMm];
    const svg = Buffer.from(await draw({ ...order, size, format: 'svg' })).toString();
    expect(svg).toContain(`width="${whole}mm" height="${tall}mm"`);
    // Outlines: whoever prints it needs no font.
    expect(svg).not.toContain('<text');
    const pdf = Buffer.from(await draw({ ...order, size, format: 'pdf' })).toString('latin1');
    const points = (mm: number) => (mm / 25.4) * 72;
    const box = (name: string) =>
      new RegExp(`/${name} \\[([^\\]]+)\\]`).exec(pdf)?.[1]?.split(' ').map(Number) ?? [];
    for (const [at, expected] of [0, 0, points(whole), points(tall)].entries())
      expect(box('MediaBox')[at]).toBeCloseTo(expected, 1);
    const edge = points(bleedMm);
    for (const [at, expected] of [edge, edge, points(whole) - edge, points(tall) - edge].entries())
      expect(box('TrimBox')[at]).toBeCloseTo(expected, 1);
    expect(pdf).not.toContain('/Font <<');
  });

  test.each(posterSizeNames)('in size %s its code is read by a phone off either picture', async (size) => {
    const { widthMm, heightMm, bleedMm } = posterSizes[size];
    const png = Buffer.from(await draw({ ...order, size, format: 'png' }));
    const { width, height, density } = await sharp(png).metadata();
    const pixels = (mm: number) => Math.round(((mm + 2 * bleedMm) / 25.4) * dpi);
    expect([width, height, density]).toEqual([pixels(widthMm), pixels(heightMm), dpi]);
    expect(await readQr(png)).toBe(about.url);
    const svg = Buffer.from(await draw({ ...order, size, format: 'svg' }));
    expect(await readQr(await sharp(svg, { density: 150 }).png().toBuffer())).toBe(about.url);
  });

  test('leaves out what a placeholder has nothing for, and cuts what is too long', () => {
    expect(filledText('{price} · {branch}', { brand: 'B', branch: '鼓楼店' })).toBe('鼓楼店');
    expect(filledText('{seller} 为您服务', { brand: 'B', seller: '李雷' })).toBe('李雷 为您服务');
    const setter = { widthOf: (text: string) => [...text].length };
    const room = { width: 100, lines: 2, size: 20, smallest: 10, weight: 400 as const };
    expect(fitted('五个字一行', room, setter)).toEqual({ lines: ['五个字一行'], size: 20 });
    const long = fitted('字'.repeat(60), room, setter);
    expect([long.size, long.lines.length, long.lines.at(-1)?.at(-1)]).toEqual([10, 2, '…']);
    expect(long.lines.every((line) => [...line].length <= 10)).toBe(true);
  });
});

/** Until nothing more is announced; each as often as told. */
async function settle(times = 1): Promise<void> {
  while ((await deliver(times)).length > 0);
}

async function fetched(jobId: string, step: number) {
  const found = await posters.address(jobId, step);
  if (!found.ok) throw new Error(found.code);
  const file = await files.take(new URL(found.value.address, 'http://local'));
  return file?.bytes ?? new Uint8Array();
}

describe('posters of many codes', () => {
  const labels = { size: 'shelf_label', format: 'png', language: 'zh' } as const;

  test('are made a file at a time, each once however often it is delivered, and fetched while others are made', async () => {
    const asked = await posters.ask({ choice: { kind: 'shelves', locationId: 'B00001' }, ...labels }, 'HQ');
    if (!asked.ok) throw new Error(asked.code);
    const { id, state, total, made } = asked.value;
    expect({ state, total, made }).toEqual({ state: 'working', total: 12, made: 0 });
    await settle(2);
    const done = await posters.status(id);
    expect(done).toMatchObject({
      value: {
        ...{ state: 'done', total: 12, made: 12 },
        files: [
          { step: 0, posters: 10 },
          { step: 1, posters: 2 },
        ],
      },
    });
    const names = Object.keys(unzipSync(await fetched(id, 1)));
    expect(names).toHaveLength(2);
    expect(await codes.resolve(names[0]?.slice(0, 11) ?? '')).toMatchObject({ value: { kind: 'shelf' } });
    clock.advance(11 * 60_000);
    // The address of before is over; another is given.
    expect((await fetched(id, 0)).length).toBeGreaterThan(1_000);
  });

  test('of one code are the file itself; what was revoked meanwhile is not printed', async () => {
    const made = await codes.make({ locationId: 'B00001', table: 'A1' });
    if (!made.ok) throw new Error(made.code);
    const { code } = made.value;
    const choice = { kind: 'codes' as const, codes: [code] };
    const asked = await posters.ask({ choice, size: 'a6', format: 'pdf', language: 'en' }, 'HQ');
    if (!asked.ok) throw new Error(asked.code);
    await settle();
    expect(
      Buffer.from(await fetched(asked.value.id, 0))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const again = await posters.ask({ choice, size: 'a6', format: 'pdf', language: 'en' }, 'HQ');
    if (!again.ok) throw new Error(again.code);
    await codes.revoke(code, 'HQ', '撤桌');
    await settle();
    expect(await posters.status(again.value.id)).toMatchObject({
      value: { state: 'failed', made: 0, files: [] },
    });
  });

  test("of one's own code are a picture for oneself alone", async () => {
    const asked = await posters.askOwn('LI', 'zh');
    if (!asked.ok) throw new Error(asked.code);
    expect(await posters.own(asked.value.id, 'LI')).toEqual({
      ok: true,
      value: { state: 'working', pngBase64: null },
    });
    await settle();
    const drawn = await posters.own(asked.value.id, 'LI');
    const png = Buffer.from((drawn.ok && drawn.value.pngBase64) || '', 'base64');
    expect((await sharp(png).metadata()).format).toBe('png');
    expect(await posters.own(asked.value.id, 'HAN')).toEqual({ ok: false, code: 'not_found' });
    expect(await posters.askOwn('HAN', 'zh')).toEqual({ ok: false, code: 'forbidden' });
  });

  test('of a share are for whoever has it, with what it says, and nobody else reads the picture', async () => {
    const asked = await posters.askShare('HAN', share.id, 'zh');
    if (!asked.ok) throw new Error(asked.code);
    const said = async (note: string) => {
      const svg = await draw({ ...order, about: { ...about, note }, size: 'a6', format: 'svg' });
      return Buffer.from(svg).toString().split('<path').length;
    };
    expect((await said(share.note)) - (await said(''))).toBeGreaterThan(0);
    await settle();
    const drawn = await posters.own(asked.value.id, 'HAN');
    const png = Buffer.from((drawn.ok && drawn.value.pngBase64) || '', 'base64');
    expect((await sharp(png).metadata()).format).toBe('png');
    expect(await posters.own(asked.value.id, 'LI')).toEqual({ ok: false, code: 'not_found' });
    expect(await posters.askShare('HAN', '01KBBBBBBBBBBBBBBBBBBBBBBB', 'zh')).toEqual({
      ok: false,
      code: 'not_found',
    });
  });

  test('have a mini-program code beside the link where that is asked for, and say where WeChat gives none', async () => {
    const made = await codes.make({ locationId: 'B00001', table: 'B7' });
    if (!made.ok) throw new Error(made.code);
    const { code } = made.value;
    const asked: string[] = [];
    const png = await sharp({ create: { width: 430, height: 430, channels: 4, background: '#0a0' } })
      .png()
      .toBuffer();
    const pictures = async (
      answer: Uint8Array | null,
      print: 'link' | 'both',
      size: 'a6' | 'shelf_label',
    ) => {
      miniProgramCodeOf = async (scene) => {
        asked.push(scene);
        return answer;
      };
      const choice = { kind: 'codes' as const, codes: [code] };
      const job = await posters.ask({ choice, size, format: 'svg', language: 'zh', print }, 'HQ');
      if (!job.ok) throw new Error(job.code);
      await settle();
      const status = await posters.status(job.value.id);
      const svg = Buffer.from(await fetched(job.value.id, 0)).toString();
      return [svg.split('<image').length - 1, status.ok && status.value.withoutMiniProgramCode];
    };
    expect(await pictures(png, 'link', 'a6')).toEqual([0, 0]);
    expect(await pictures(png, 'both', 'shelf_label')).toEqual([0, 0]);
    expect(asked).toEqual([]);
    expect(await pictures(png, 'both', 'a6')).toEqual([1, 0]);
    expect(asked).toEqual([code]);
    expect(await pictures(null, 'both', 'a6')).toEqual([0, 1]);
  });

  test('on phones have WeChat’s code in the place of the link’s, and the link’s where WeChat gives none', async () => {
    const own = await codes.sellerCode('LI');
    if (!own.ok) throw new Error(own.code);
    const read = async (asked: Awaited<ReturnType<Posters['askShare']>>) => {
      if (!asked.ok) throw new Error(asked.code);
      await settle();
      const drawn = await posters.own(asked.value.id, 'LI');
      return readQr(Buffer.from((drawn.ok && drawn.value.pngBase64) || '', 'base64'));
    };
    const both = async () => [
      await read(await posters.askShare('LI', share.id, 'zh')),
      await read(await posters.askOwn('LI', 'zh')),
    ];
    // Its own pattern of a mini-program code is WeChat's: here one that can be read says which scene it was made for.
    phoneCodeOf = (scene) => QRCode.toBuffer(`scene ${scene}`, { width: 430 });
    expect(await both()).toEqual([`scene S.${share.id}`, `scene ${own.value.code}`]);
    const links = [share.url, own.value.url];
    phoneCodeOf = async () => null;
    expect(await both()).toEqual(links);
    phoneCodeOf = () => Promise.reject(new Error('WeChat is busy'));
    expect(await both()).toEqual(links);
  });

  test('of nothing are refused', async () => {
    const nobody = { kind: 'sellers' as const, province: '上海市' };
    expect(await posters.ask({ choice: nobody, ...labels }, 'HQ')).toEqual({ ok: false, code: 'no_posters' });
    const nowhere = { kind: 'shelves' as const, locationId: 'B99999' };
    expect(await posters.ask({ choice: nowhere, ...labels }, 'HQ')).toEqual({ ok: false, code: 'not_found' });
  });
});
