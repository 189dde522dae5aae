import { branchGrant } from '@jindian/shared/access';
import type { SceneInput } from '@jindian/shared/contract/selling/scenes';
import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MovableClock, movableClock } from '../../platform/clock.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds, type Ids } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable } from '../../platform/testing/table.ts';
import { type Attribution, createAttribution } from '../attribution/service.ts';
import { countShards } from './items.ts';
import { type Codes, createCodes } from './service.ts';

let opened: Awaited<ReturnType<typeof openTable>>;
let clock: MovableClock;
let ids: Ids;
let codes: Codes;
let attribution: Attribution;
beforeAll(async () => {
  opened = await openTable();
  const { table } = opened;
  clock = movableClock({ nowMs: () => Date.UTC(2026, 10, 21, 4) });
  ids = createIds(clock);
  const memberProfile = async (memberId: string) => ({
    nickname: `${memberId}号`,
    roles: memberId === 'LI' ? [branchGrant('guide', 'B00001')] : [],
  });
  codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a code secret of some length',
    publicBaseUrl: 'https://shop.example.com',
    memberProfile,
    locationName: async () => ({ zh: '店', en: 'Shop' }),
    offers: async () => true,
    hasProduct: async () => true,
    productOfGtin: async () => null,
  });
  const idempotency = createIdempotency({ table, clock });
  const settings = fixedSettings('selling');
  const branchName = async () => null;
  attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    codes,
    settings,
    memberProfile,
    branchName,
  });
});
afterAll(() => opened.close());

const open = { campaignId: null, fromDay: null, toDay: null, revision: 0 };
const spot: SceneInput = { ...open, kind: 'scene', name: { zh: '电视广告', en: 'TV spot' }, channel: 'tv' };
const spring: SceneInput = { ...open, kind: 'campaign', name: { zh: '春季', en: 'Spring' }, channel: null };
async function saved(input: SceneInput) {
  const scene = await codes.scenes.save(ids.next(), input, 'HQ');
  if (!scene.ok) throw new Error(scene.code);
  return scene.value;
}
async function codeOf(parts: Parameters<Codes['make']>[0]): Promise<string> {
  const made = await codes.make(parts);
  if (!made.ok) throw new Error(made.code);
  return made.value.code;
}
let scans = 0;
function scan(memberId: string, code: string) {
  scans += 1;
  return attribution.recordTouch(
    memberId,
    code,
    commandClaim(memberId, 'recordTouch', `key-${scans}`, { code }),
  );
}
async function totalOf(id: string) {
  const found = await codes.scenes.figures(id, {});
  if (!found.ok) throw new Error(found.code);
  return found.value.total;
}

describe('a channel', () => {
  test('is banned by itself or by its campaign, until somebody says otherwise', async () => {
    const campaign = await saved(spring);
    const scene = await saved({ ...spot, campaignId: campaign.id });
    const { scenes } = codes;
    const change = async (input: SceneInput & { id: string }) => scenes.save(input.id, input, 'HQ');
    expect([scene.banned, await scenes.isBanned(scene.id), await scenes.isBanned('gone')]).toEqual([
      false,
      false,
      false,
    ]);
    await change({ ...campaign, banned: true });
    expect([await scenes.isBanned(scene.id), await scenes.isBanned(campaign.id)]).toEqual([true, true]);
    // Whoever changes something else says nothing of it.
    const { banned: _, ...silent } = campaign;
    await change({ ...silent, revision: 2 });
    expect(await scenes.isBanned(scene.id)).toBe(true);
    await change({ ...campaign, banned: false, revision: 3 });
    expect(await scenes.isBanned(scene.id)).toBe(false);
    await change({ ...scene, banned: true });
    expect([await scenes.isBanned(scene.id), await scenes.isBanned(campaign.id)]).toEqual([true, false]);
  });

  test('counts what its codes brought, by day and by branch, each member once', async () => {
    const scene = await saved(spot);
    const sceneId = scene.id;
    const anywhere = await codeOf({ sceneId });
    const atBranch = await codeOf({ sceneId, locationId: 'B00001' });
    const byGuide = await codeOf({ sceneId, sellerId: 'LI', locationId: 'B00001' });
    await scan('M1', anywhere);
    await scan('M1', anywhere);
    await scan('M2', atBranch);
    clock.advance(dayMs);
    await scan('M1', atBranch);
    await scan('M3', byGuide);
    const found = await codes.scenes.figures(sceneId, {});
    expect(found).toMatchObject({
      value: {
        total: { touches: 5, visitors: 3, bound: 1 },
        days: [
          { day: '2026-11-21', touches: 3, visitors: 2, bound: 0 },
          { day: '2026-11-22', touches: 2, visitors: 1, bound: 1 },
        ],
        places: [
          { locationId: 'B00001', touches: 3, visitors: 2 },
          { locationId: null, touches: 2, visitors: 1 },
        ],
      },
    });
    const lastDay = { fromDay: '2026-11-22', toDay: '2026-11-22' };
    expect(await codes.scenes.figures(sceneId, lastDay)).toMatchObject({
      value: { total: { touches: 2, visitors: 1 } },
    });
    const { items } = await codes.scenes.compare({}, 20, undefined);
    expect(items.find(({ scene: { id } }) => id === sceneId)).toMatchObject({
      touches: 5,
      visitors: 3,
      bound: 1,
    });
    expect((await codes.list({ sceneId }, { limit: 10 })).items).toHaveLength(3);
  });

  test('counts between its days, and its codes lead on before and after', async () => {
    const fromDay = '2026-11-24';
    const { id: sceneId } = await saved({ ...spot, fromDay, toDay: fromDay });
    const code = await codeOf({ sceneId, locationId: 'B00001' });
    for (const day of [23, 24, 25]) {
      clock.advance(dayMs);
      expect(await codes.resolve(code)).toMatchObject({
        value: { locationId: 'B00001', sceneId: day === 24 ? sceneId : null },
      });
      await scan(`D${day}`, code);
    }
    expect(await totalOf(sceneId)).toMatchObject({ touches: 1 });
  });

  test('is part of a campaign, which counts what each of its channels brought', async () => {
    const { id: campaignId } = await saved(spring);
    const { id: sceneId } = await saved({ ...spot, campaignId });
    expect(await codes.resolve(await codeOf({ sceneId }))).toMatchObject({ value: { sceneId, campaignId } });
    await scan('C1', await codeOf({ sceneId }));
    await scan('C2', await codeOf({ campaignId }));
    expect([await totalOf(sceneId), await totalOf(campaignId)]).toMatchObject([
      { touches: 1 },
      { touches: 2 },
    ]);
    // A channel is no campaign, and nothing becomes the other.
    expect(await codes.scenes.save(ids.next(), { ...spot, campaignId: sceneId }, 'HQ')).toMatchObject({
      code: 'not_found',
    });
    expect(await codes.scenes.save(campaignId, { ...spot, revision: 1 }, 'HQ')).toMatchObject({
      code: 'not_found',
    });
    expect(await codes.make({ sceneId: campaignId })).toMatchObject({ code: 'not_found' });
  });

  test('is read once for a comparison, also beside the campaigns that it is part of', async () => {
    const { id: campaignId } = await saved(spring);
    await saved({ ...spot, campaignId });
    await saved({ ...spot, campaignId });
    await saved(spring);
    const { meter } = opened.engine;
    meter.reset();
    const { items } = await codes.scenes.compare({}, 4, undefined);
    expect(items).toHaveLength(4);
    // The page, all of them for the campaigns, and the counts of the four.
    expect(meter.snapshot().calls).toEqual({ Query: 2 + 4 * countShards });
  });

  test('is changed by one of two who saw the same, and the other is told who was first', async () => {
    const id = ids.next();
    const both = await Promise.all(['A', 'B'].map((by) => codes.scenes.save(id, spot, by)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = both[0]?.ok ? 'A' : 'B';
    expect(both.find(({ ok }) => !ok)).toMatchObject({
      code: 'stale_revision',
      params: { name: `${winner}号` },
    });
    expect(await codes.scenes.save(id, { ...spot, revision: 1 }, 'B')).toMatchObject({
      value: { revision: 2 },
    });
  });
});

test('a crowd that scans one code of a channel is counted, and nobody is told to come back', async () => {
  opened.engine.faults.setConflictMode('reject', 5);
  const { id: sceneId } = await saved(spot);
  const code = await codeOf({ sceneId, locationId: 'B00001' });
  const crowd = Array.from({ length: 100 }, (_, nth) => `CROWD${nth}`);
  const answers = await Promise.all(crowd.map((memberId) => scan(memberId, code)));
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  expect(await totalOf(sceneId)).toMatchObject({ touches: 100, visitors: 100, bound: 0 });
  opened.engine.faults.setConflictMode('queue');
});
