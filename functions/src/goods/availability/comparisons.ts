import { type At, type Reach, wholeReach } from '@jindian/shared/access';
import type { AvailabilityCheck } from '@jindian/shared/contract/goods/availability';
import { hourMs } from '@jindian/shared/time';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Inventory } from '../inventory/service.ts';
import { createProvinceCheck, emptyCheck } from './check.ts';
import type { AvailabilityStore, CheckRun } from './store.ts';

/** A comparison that did not end by then lies with HQ, and another may begin. */
const givenUpAfterMs = 6 * hourMs;
/** A grant for the province holds there; one for a city of it, or for some branches, does not. */
const wholeProvince = (province: string): At => ({ kind: 'place', locationId: '', province });

/** Compares the figures of a province with its levels, step by step behind the request, and mends what differs. */
export function createComparisons(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  /** Compared in one step of a comparison. */
  regionsAtOnce?: number;
  idempotency: Idempotency;
  network: Network;
  inventory: Inventory;
  catalog: LiveSnapshot<Catalog>;
  store: AvailabilityStore;
}) {
  const { clock, ids, outbox, network, inventory, catalog, store, regionsAtOnce = 25 } = deps;

  async function checkOf(check: AvailabilityCheck) {
    const [snapshot, goods] = await Promise.all([network.current(), catalog.current()]);
    return createProvinceCheck(
      { store, inventory, skuIds: goods.products.flatMap(({ skus }) => skus.map(({ id }) => id)) },
      snapshot.locations.filter((place) => place.province === check.province),
      check,
    );
  }

  /** All places of a province, compared and mended at once. */
  async function check(province: string): Promise<AvailabilityCheck> {
    const found = emptyCheck(province, clock.nowMs());
    const regions = await checkOf(found);
    for (const region of await regions.plan()) await regions.compare(region);
    await store.saveCheck(found);
    return found;
  }

  /** Provinces with places, within reach as a whole: what is compared there concerns all of it. */
  async function provinces(reach: Reach = wholeReach): Promise<string[]> {
    const all = new Set((await network.current()).locations.map(({ province }) => province));
    return [...all].filter((province) => reach.whole || reach.at(wholeProvince(province))).sort();
  }

  /** What the last comparisons found, of the provinces within reach. */
  async function checks(reach: Reach = wholeReach): Promise<AvailabilityCheck[]> {
    const found = await store.readChecks();
    return found.filter(({ province }) => reach.whole || reach.at(wholeProvince(province)));
  }

  const nextStep = ({ checkId, province, step }: CheckRun) =>
    outbox.announce({ type: 'availability.check_wanted', data: { checkId, province, step } });

  /** The writes that begin a comparison; none while one is under way, so that impatience makes no second. */
  async function beginWrites(province: string): Promise<Write[]> {
    const before = await store.readRun(province);
    const nowMs = clock.nowMs();
    if (before?.state === 'running' && nowMs - before.startedAtMs < givenUpAfterMs) return [];
    const run: CheckRun = {
      checkId: ids.next(),
      province,
      state: 'running',
      step: 0,
      startedAtMs: nowMs,
      plan: null,
      compared: 0,
      check: emptyCheck(province, nowMs),
    };
    return [store.saveRun(run, before), nextStep(run)];
  }

  /**
   * Asks for one province, or all, to be compared; each is done for itself, behind the request. Whoever asks while it is
   * under way gets that one.
   */
  async function askForCheck(
    province: string | undefined,
    command: CommandClaim,
    reach: Reach = wholeReach,
  ): Promise<Result<{ provinces: number }>> {
    return runCommand<{ provinces: number }>(deps, {
      command,
      async attempt() {
        const all = await provinces(reach);
        const wanted = province === undefined ? all : all.filter((name) => name === province);
        if (wanted.length === 0) return fail('not_found');
        const value = { provinces: wanted.length };
        const writes = await Promise.all(wanted.map(beginWrites));
        return { writes: writes.flat(), kept: value, value, refused: { run: 'again' } };
      },
      replay: (kept) => ok(kept as { provinces: number }),
    });
  }

  /** Compares some regions more and says that there is more to do; a step that was done already is left alone. */
  async function doStep(province: string, checkId: string, step: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.readRun(province);
        if (before?.checkId !== checkId || before.step !== step || before.state !== 'running')
          return ok(null);
        const found = structuredClone(before.check);
        const regions = await checkOf(found);
        const plan = before.plan ?? (await regions.plan());
        const compared = Math.min(plan.length, before.compared + regionsAtOnce);
        for (const region of plan.slice(before.compared, compared)) await regions.compare(region);
        const state = compared === plan.length ? ('done' as const) : ('running' as const);
        if (state === 'done') await store.saveCheck(found);
        const next: CheckRun = { ...before, state, step: step + 1, plan, compared, check: found };
        return {
          writes: [store.saveRun(next, before), ...(state === 'running' ? [nextStep(next)] : [])],
          value: null,
          refused: { run: 'again' },
        };
      },
    });
    if (!done.ok) throw new Error(`the comparison of ${province} did not go on: ${done.code}`);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'availability: compare a province',
      queue: 'heavy',
      types: ['availability.check_wanted'],
      handle: ({ data: { province, checkId, step } }) => doStep(province, checkId, step),
    }),
  ];

  return { check, askForCheck, checks, provinces, eventHandlers };
}
