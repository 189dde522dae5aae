import type { GridPlan } from '@jindian/shared/contract/places/grids';
import type { PointGcj02 } from '@jindian/shared/geo';
import { brandDay, dayMs, hourMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { openPolicies, policyProcess } from '../../platform/policy-document/testing/policy-fixture.ts';
import { ok, type Result } from '../../platform/result.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { eventsOf } from '../../platform/testing/deliver.ts';
import { countiesAlone } from '../counties/counties.ts';
import { createNetwork, type NewLocation } from '../network/service.ts';
import { given, joined, split, withBranch } from './edit.ts';
import { createGridReplays, type PastDeliveries } from './replays.ts';
import { createGrids } from './service.ts';

const towns: [id: string, lat: number, lng: number][] = [
  ['YT', 37.5405, 121.3992],
  ['QD', 36.067, 120.3826],
  ['JN', 36.6512, 117.1201],
  ['WF', 36.7069, 119.1618],
  ['SH', 31.2336, 121.4707],
];
const placeOf = ([id, latGcj02, lngGcj02]: (typeof towns)[number]): NewLocation => ({
  id,
  kind: 'branch',
  ownerId: 'hq',
  name: { zh: id, en: id },
  address: { zh: '一路 1 号', en: '1 First Road' },
  latGcj02,
  lngGcj02,
  province: '',
  city: '',
  county: '',
  opensAtMinute: 540,
  closesAtMinute: 1_260,
  serviceRadiusMeters: null,
  trades: [],
  abilities: [],
  maxOrdersPerDay: null,
  phone: null,
});
const shandong = { everywhere: false, served: [{ province: '山东省', city: null }] };
const by = 'boss';

async function open() {
  const here = await openPolicies();
  /** Another process on the same table, as functions are. */
  const process = ({ policies } = policyProcess(here)) => {
    const { table, clock } = here;
    const ids = createIds(clock);
    const outbox = createOutbox({ table, clock, ids });
    const snapshots = createSnapshotStore({ table });
    const network = createNetwork({
      table,
      clock,
      outbox,
      snapshots,
      nameOf: async () => null,
      absent: countiesAlone,
    });
    const grids = createGrids({
      policies,
      network,
      clock,
      recentPoints: async () => [],
      mayPublish: (revision) => mayPublish(revision),
    });
    return { network, grids };
  };
  const mine = process(here);
  const tell = eventsOf(here, [...mine.network.eventHandlers, ...mine.grids.eventHandlers]);
  for (const town of towns) {
    await mine.network.addLocation(placeOf(town), by);
    await mine.network.changeLocation(town[0], { status: 'rehearsing' }, { revision: 1, by });
    await mine.network.changeLocation(town[0], { status: 'open' }, { revision: 2, by });
  }
  await tell();
  return { ...here, ...mine, tell, other: process() };
}

let mayPublish: (revision: number) => Promise<Result<null>> = async () => ok(null);

describe('the grids of a brand', () => {
  let fixture: Awaited<ReturnType<typeof open>>;
  let plan: GridPlan;
  beforeAll(async () => {
    fixture = await open();
  });
  afterAll(() => fixture.close());

  const seen = async () => ({ revision: (await fixture.grids.document.view()).revision, by });
  async function publish(content: GridPlan, atMs?: number) {
    const { document } = fixture.grids;
    const saved = await document.saveDraft(content, await seen());
    if (!saved.ok) throw new Error(saved.code);
    return document.publish({
      ...(await seen()),
      note: '试',
      command: null,
      ...(atMs === undefined ? {} : { atMs }),
    });
  }
  /** What a process says that follows. */
  async function branchAt(point: PointGcj02): Promise<string | undefined> {
    fixture.clock.advance(3_000);
    return (await fixture.other.network.current()).gridAt(point)?.branchId;
  }
  const yantai = { latGcj02: 37.53, lngGcj02: 121.39 };
  const shanghai = { latGcj02: 31.23, lngGcj02: 121.47 };

  test('are planned while its branches prepare; one that is closed answers for none', async () => {
    const { network, grids } = fixture;
    await network.addLocation(placeOf(['LY', 35.1041, 118.3564]), by);
    await fixture.tell();
    const here = await grids.generate({ ...shandong, wantedGrids: null, figures: null });
    expect(here?.grids.map(({ branchId }) => branchId)).toContain('LY');
    expect(await grids.faultsOf(here!)).toEqual([]);
    await network.changeLocation('LY', { status: 'closed' }, { revision: 1, by });
    await fixture.tell();
    expect((await grids.faultsOf(here!)).map(({ code }) => code)).toEqual(['grid_branch_not_open']);
  });

  test('are made of the counties that it names, and are in force within seconds of being published', async () => {
    const made = await fixture.grids.generate({ ...shandong, wantedGrids: null, figures: null });
    plan = made as GridPlan;
    expect(plan.grids.map(({ branchId }) => branchId).toSorted()).toEqual(['JN', 'QD', 'WF', 'YT']);
    expect(plan.grids.flatMap(({ areas }) => areas).every((key) => key.startsWith('山东省/'))).toBe(true);
    expect(plan.grids.find(({ branchId }) => branchId === 'YT')?.name.zh).toContain('烟台市');
    expect(await branchAt(yantai)).toBeUndefined();
    expect(await publish(plan)).toMatchObject({ ok: true, value: { number: 1 } });
    await fixture.tell();
    expect([await branchAt(yantai), await branchAt(shanghai)]).toEqual(['YT', undefined]);
    const snapshot = await fixture.other.network.current();
    expect(snapshot.location('YT')?.gridId).toBe(snapshot.gridAt(yantai)?.id);
    expect(snapshot.countyAt(shanghai)?.county).toBe('黄浦区');
  });

  test('are refused where an area is in two or in none, or a grid has no open branch, and the area is named', async () => {
    const [first, second] = plan.grids as [GridPlan['grids'][number], GridPlan['grids'][number]];
    const wrong: [GridPlan, string, string][] = [
      [{ ...plan, grids: plan.grids.slice(1) }, 'area_missing', first.areas[0]!],
      [
        {
          ...plan,
          grids: [first, { ...second, areas: [...second.areas, first.areas[0]!] }, ...plan.grids.slice(2)],
        },
        'area_twice',
        first.areas[0]!,
      ],
      [withBranch(plan, first.id, 'NOBODY')!, 'grid_branch_unknown', 'NOBODY'],
      [{ ...plan, grids: [] }, 'plan_empty', ''],
      [given(plan, ['上海市/上海市/黄浦区'], first.id)!, 'area_not_served', '黄浦区'],
      [given(plan, ['山东省/烟台市/无此县'], first.id)!, 'area_unknown', '无此县'],
    ];
    for (const [content, code, about] of wrong) {
      const refused = await publish(content);
      expect(refused).toMatchObject({ ok: false, code: 'policy_problem' });
      expect(refused.ok || String(refused.params?.detail)).toContain(code);
      expect(
        (await fixture.grids.faultsOf(content)).some(
          (fault) => fault.code === code && fault.about.includes(about),
        ),
      ).toBe(true);
    }
    await fixture.network.changeLocation('WF', { status: 'suspended' }, { revision: 3, by });
    await fixture.tell();
    expect(await publish(plan)).toMatchObject({ ok: false, code: 'policy_problem' });
    await fixture.network.changeLocation('WF', { status: 'open' }, { revision: 4, by });
    await fixture.tell();
  });

  test('are edited: a county is given, two are joined, one is divided again; an earlier version comes back', async () => {
    const gridWith = (branchId: string) => plan.grids.find((grid) => grid.branchId === branchId)!;
    const zhifu = '山东省/烟台市/芝罘区';
    const toQingdao = given(plan, [zhifu], gridWith('QD').id)!;
    await publish(toQingdao);
    await fixture.tell();
    expect(await branchAt(yantai)).toBe('QD');
    const together = joined(plan, gridWith('QD').id, gridWith('YT').id)!;
    expect(together.grids).toHaveLength(3);
    const again = split(together, gridWith('YT').areas, 'YT', { zh: '烟台', en: 'Yantai' })!;
    await publish(again);
    await fixture.tell();
    expect(await branchAt(yantai)).toBe('YT');
    await fixture.grids.document.restore(2, { ...(await seen()), note: '退回', command: null });
    await fixture.tell();
    expect(await branchAt(yantai)).toBe('QD');
  });

  test('are tried on past deliveries, step by step: who would be asked instead, how far, and who would not go', async () => {
    const days = new Map<string, [string, PointGcj02][]>();
    const nowMs = fixture.clock.nowMs();
    // 30 a day in Yantai and Qingdao by turns, and one in Shanghai, which has no grid.
    for (let ago = 0; ago < 28; ago += 1)
      days.set(
        brandDay(nowMs - ago * dayMs),
        Array.from({ length: 31 }, (_, n): [string, PointGcj02] => [
          `${99 - ago}-${String(n).padStart(3, '0')}`,
          n === 30 ? shanghai : n % 2 ? yantai : { latGcj02: 36.067, lngGcj02: 120.3826 },
        ]),
      );
    const all = new Map([...days.values()].flat());
    const past: PastDeliveries = {
      idsAfter: async (day, after, limit) =>
        (days.get(day) ?? [])
          .map(([id]) => id)
          .filter((id) => after === null || id > after)
          .slice(0, limit),
      points: async (ids) => ids.map((id) => all.get(id)!),
      isAny: async (day) => days.has(day),
    };
    const { table, clock, network, grids } = fixture;
    const outbox = createOutbox({ table, clock, ids: createIds(clock) });
    const replays = createGridReplays({ table, clock, outbox, network, document: grids.document, past });
    const tell = eventsOf(fixture, replays.eventHandlers);
    const yantaiGrid = (await grids.inForce()).grids.find(({ branchId }) => branchId === 'YT')!;
    const [weifang] = plan.grids.filter(({ branchId }) => branchId === 'WF');
    const draft = given(
      await grids.inForce(),
      ['山东省/青岛市/市南区', '山东省/烟台市/芝罘区'],
      weifang!.id,
    )!;
    expect(yantaiGrid).toBeDefined();
    await grids.document.saveDraft(draft, await seen());
    const { revision } = await seen();
    expect(await replays.start(revision + 1)).toMatchObject({ ok: false, code: 'stale_revision' });
    await network.changeLocation('WF', { serviceRadiusMeters: 100_000 }, { revision: 5, by });
    await fixture.tell();
    mayPublish = replays.mayPublish;
    const early = { revision, by, note: '没试', command: null };
    expect(await grids.document.publish(early)).toMatchObject({ ok: false, code: 'replay_first' });
    const started = await replays.start(revision);
    expect(await grids.document.publish(early)).toMatchObject({ ok: false, code: 'replay_first' });
    expect(started).toMatchObject({ ok: true, value: { state: 'running', orders: 0 } });
    for (let step = 0; step < 6; step += 1) {
      await tell();
      await fixture.tell();
    }
    // Asked again it is the same one; a step that is told twice counts once.
    await replays.start(revision);
    await tell();
    const replay = await replays.of(revision);
    expect(replay).toMatchObject({ state: 'done', orders: 28 * 31, moved: 28 * 30, cut: false });
    expect([replay?.before.withoutGrid, replay?.after.withoutGrid]).toEqual([28, 28]);
    // Weifang delivers 100 km, and Yantai lies 220 away.
    expect(replay?.after.refused).toBe(28 * 30);
    expect(replay?.moves[0]).toMatchObject({ to: { zh: 'WF' } });
    expect(await replays.mayPublish(revision)).toMatchObject({ ok: true });
    // Whatever was ordered: of a brand that has not opened it is nothing to try grids on.
    const unopened = async () => ({
      ...(await network.current()),
      locations: (await network.current()).locations.map((place) => ({
        ...place,
        status: place.kind === 'branch' ? ('rehearsing' as const) : place.status,
      })),
    });
    const before = createGridReplays({
      ...{ table, clock, outbox, document: grids.document, past },
      network: { current: unopened as never },
    });
    expect([await replays.isNeeded(), await before.isNeeded()]).toEqual([true, false]);
    expect(await before.mayPublish(revision + 1)).toMatchObject({ ok: true });
    days.clear();
    expect([await replays.isNeeded(), await replays.mayPublish(revision + 1)]).toMatchObject([
      false,
      { ok: true },
    ]);
    await grids.document.discardDraft(await seen());
    await network.changeLocation('WF', { serviceRadiusMeters: null }, { revision: 6, by });
    await fixture.tell();
  });

  test('come into force at their time, with the places as they are then', async () => {
    await publish(plan, fixture.clock.nowMs() + hourMs);
    await fixture.tell();
    expect(await branchAt(yantai)).toBe('QD');
    await fixture.network.changeLocation('YT', { phone: '0535-6234567' }, { revision: 3, by });
    await fixture.tell();
    fixture.clock.advance(2 * hourMs);
    await fixture.doWhatIsDue();
    await fixture.tell();
    expect(await branchAt(yantai)).toBe('YT');
    expect((await fixture.other.network.current()).location('YT')?.phone).toBe('0535-6234567');
  });
});
