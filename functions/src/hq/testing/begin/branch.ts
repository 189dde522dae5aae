import { expect, test } from 'vitest';
import type { Visitor } from './visitor.ts';

/** The first administrator, and a branch that opens in a wave. */
export function firstBranch(visitor: Visitor): void {
  const { ask, send } = visitor;
  const place = {
    kind: 'branch',
    id: 'sh-001',
    ownerId: 'hq',
    'name.zh': '阿木鞋·人民广场店',
    'address.zh': '南京西路 325 号',
    latitude: '31.2319',
    longitude: '121.4662',
    datum: 'wgs84',
    opensAtMinute: '10:00',
    closesAtMinute: '22:00',
  };

  test('a brand begins with the code, makes a branch and opens it', async () => {
    expect((await ask('/hq')).to).toContain('/hq/sign-in');
    expect((await ask('/hq/sign-in')).to).toBe('/hq/begin');
    const person = { name: '老板', phone: '13800009999' };
    const wrong = await send('/hq/begin', { ...person, code: 'AAAA-BBBB-CCCC-DDDD' });
    // Nothing was sent for who does not have it.
    expect(visitor.local.sms.control.sent()).toEqual([]);
    expect([wrong.status, wrong.text.includes('开通码不对')]).toEqual([400, true]);
    const bad = await send('/hq/begin', { ...person, phone: '12', code: visitor.local.bootstrapCode ?? '' });
    expect([bad.status, bad.text.includes('手机号格式不对')]).toEqual([400, true]);
    expect(visitor.cookie).toBe('');
    const typed = { ...person, code: visitor.local.bootstrapCode ?? '' };
    const asked = await send('/hq/begin', typed);
    const sent = /本机演示的短信：(\d{6})/.exec(asked.text)?.[1] ?? '';
    expect([asked.status, sent.length, visitor.cookie]).toEqual([200, 6, '']);
    const other = await send('/hq/begin', { ...typed, sent: sent === '000000' ? '000001' : '000000' });
    expect([other.status, visitor.cookie]).toEqual([400, '']);
    const begun = await send('/hq/begin', { ...typed, sent });
    expect([begun.status, begun.to]).toEqual([303, '/hq/setup']);
    expect((await ask('/hq/begin')).to).toBe('/hq/sign-in');
    expect((await ask('/hq/setup')).text).toContain('还不能卖');
    expect((await ask('/hq')).text).toContain('还没有营业的门店');

    const swapped = { ...place, latitude: '121.4662', longitude: '31.2319' };
    const offMap = await send('/hq/locations/new', swapped);
    expect([offMap.status, offMap.text.includes('是 纬度 31.2319、经度 121.4662 吗？')]).toEqual([400, true]);
    const elsewhere = { ...place, 'address.zh': '浦东新区世纪大道 1 号' };
    const doubted = await send('/hq/locations/new', elsewhere);
    expect([doubted.status, doubted.text.includes('坐标却在上海市黄浦区')]).toEqual([400, true]);
    const owners = visitor.local.system.ownership.owners;
    await owners.save('D-1', { name: '鲁东商贸', contact: null, phone: null }, { revision: 0, by: 'hq' });
    for (const [ownerId, said] of [
      ['鲁东商茂', '没有叫“鲁东商茂”的加盟商'],
      // By name: what is wrong then is the point.
      ['鲁东商贸', '是 纬度 31.2319'],
      ['鲁东商贸 · D-1', '是 纬度 31.2319'],
    ] as const) {
      const { status, text } = await send('/hq/locations/new', { ...swapped, ownerId });
      expect([ownerId, status, text.includes(said)]).toEqual([ownerId, 400, true]);
    }
    const made = await send('/hq/locations/new', { ...swapped, turned: 'yes' });
    expect([made.status, made.to]).toEqual([303, '/hq/locations/SH-001']);
    // At once, and in the county that its point lies in; written down by GPS, kept in the datum of the maps.
    const shown = (await ask('/hq/locations/SH-001')).text;
    expect(shown).toContain('筹备中');
    expect(shown).toContain('黄浦区');
    expect(shown).toMatch(/121\.470\d+, 31\.22/);
    expect((await send('/hq/locations/new', { ...place, 'name.zh': '别的' })).status).toBe(409);

    const renamed = await send('/hq/locations/SH-001/details', {
      'name.zh': '阿木鞋·南京路店',
      'address.zh': '南京西路 325 号',
      latitude: '31.2300',
      longitude: '121.4707',
      datum: 'gcj02',
    });
    expect([renamed.status, renamed.to]).toEqual([303, '/hq/locations/SH-001']);
    const far = await send('/hq/locations/SH-001/details', {
      'name.zh': '阿木鞋·南京路店',
      'address.zh': '烟台',
      latitude: '37.5405',
      longitude: '121.3992',
    });
    expect([far.status, far.text.includes('不能移到另一个区县')]).toEqual([409, true]);
    const change = {
      status: 'open',
      opens: '10:00',
      closes: '22:00',
      radiusKm: '',
      cold: 'yes',
      large: 'yes',
    };
    expect((await send('/hq/locations/SH-001', { ...change, confirmed: 'yes' })).status).toBe(409);
    const rehearse = await send('/hq/locations/SH-001', {
      ...change,
      status: 'rehearsing',
      confirmed: 'yes',
    });
    expect(rehearse.status).toBe(303);
    await visitor.local.processes.settle();
    visitor.local.clock.advance(2_500);
    // Nothing is there yet that an order would need; what is missing is named, with where it is done.
    const early = await send('/hq/locations/SH-001', { ...change, confirmed: 'yes' });
    expect([early.status, early.text.includes('开业清单还有 5 项没有完成')]).toEqual([409, true]);
    const board = (await ask('/hq/rollout')).text;
    for (const missing of [
      '营业时间与门上一致',
      '有店员接受邀请',
      '已盘点入库',
      '货架码已贴好',
      '完成一次练习自提',
    ])
      expect(board).toContain(missing);
    const bulk = await send('/hq/rollout', { place: 'SH-001', act: 'open' });
    expect([bulk.status, bulk.to]).toEqual([303, '/hq/rollout?moved=0&stay=1']);
    const near = await fetch(
      `${visitor.local.baseUrl}/v1/branches/nearest?latGcj02=31.23&lngGcj02=121.47&limit=3`,
    );
    expect(await near.json()).toMatchObject({ items: [] });
    const map = (await ask('/hq/map')).text;
    expect(map).toContain('还没有营业的门店');
    const city = encodeURIComponent('上海市/上海市');
    const outlines = JSON.parse((await ask(`/hq/map/outlines.json?city=${city}`)).text);
    expect(outlines.features.length).toBeGreaterThan(10);
    expect((await ask(`/hq/map/branches.json?city=${city}`)).text).toContain('阿木鞋·南京路店');
  });

  test('branches are put into a wave, which is planned anew', async () => {
    const made = await send('/hq/rollout', { act: 'add', name: '第一批', plannedDay: '2099-12-10' });
    expect(made.status).toBe(303);
    const wave = made.to?.split('wave=')[1] ?? '';
    const put = await send('/hq/rollout', { place: 'SH-001', act: 'put', into: wave });
    expect([put.status, put.to]).toEqual([303, `/hq/rollout?wave=${wave}`]);
    const changed = await ask('/hq/rollout', {
      ...Object.fromEntries(
        [
          ...((await ask(`/hq/rollout?wave=${wave}`)).text.split('id="wave"')[1] ?? '')
            .split('</form>')[0]!
            .matchAll(/<input (?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")/g),
        ].map(([, name, value]) => [name, value]),
      ),
      name: '首批',
    });
    expect([changed.status, changed.to]).toEqual([303, `/hq/rollout?wave=${wave}`]);
    const shown = (await ask(`/hq/rollout?wave=${wave}`)).text;
    expect(shown).toContain('首批');
    expect(shown).toContain('阿木鞋·南京路店');
  });
}
