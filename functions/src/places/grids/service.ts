/** The grids as headquarters plan them: a document with a draft and versions, and the network that follows the one in force. */
import { type GridPlan, gridPlanSchema, type ServedPart } from '@jindian/shared/contract/places/grids';
import type { PolicyProblem } from '@jindian/shared/contract/policies';
import type { PointGcj02 } from '@jindian/shared/geo';
import { minuteMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import type { PolicyDocuments } from '../../platform/policy-document/documents.ts';
import type { Result } from '../../platform/result.ts';
import type { Network } from '../network/service.ts';
import { type NetworkSnapshot, nearOutlineMeters } from '../network/snapshot.ts';
import { networkOf } from './apply.ts';
import { type AreaMap, areasOf, isServed } from './areas.ts';
import { checkPlan, mayAnswer, type PlanFault } from './check.ts';
import { gridIdAt } from './edit.ts';
import { generateGrids } from './generate.ts';
import { loadsByOrders } from './loads.ts';
import { emptyPlan, gridNames, planOfNetwork } from './plan.ts';

const gridsName = 'grids';
const maxProblems = 20;
/** Orders of the last weeks change little within minutes. */
const pointsHeldMs = 10 * minuteMs;

export type GridsRequest = {
  everywhere: boolean;
  served: ServedPart[];
  wantedGrids: number | null;
  /** The brand's own figure of each county; null: by orders, with the estimate where there are few. */
  figures: ReadonlyMap<string, number> | null;
};

export function createGrids(deps: {
  policies: PolicyDocuments;
  network: Pick<Network, 'current' | 'rebuild'>;
  clock: Clock;
  /** Where the orders of the last weeks went: some of them, where there are many. */
  recentPoints(): Promise<readonly PointGcj02[]>;
  /** Whether a draft was tried on past orders, where there are any. */
  mayPublish?(revision: number): Promise<Result<null>>;
}) {
  const { policies, network, clock } = deps;

  const document = policies.document<GridPlan, number>({
    name: gridsName,
    schema: gridPlanSchema,
    permissions: { see: 'grids.read', edit: 'grids.edit', publish: 'grids.publish' },
    standard: emptyPlan,
    compile: (_, number) => number,
    ...(deps.mayPublish ? { mayPublish: deps.mayPublish } : {}),
    async validate(plan) {
      const faults = await faultsOf(plan);
      return faults
        .slice(0, maxProblems)
        .map(({ code, about }): PolicyProblem => ({ path: about, code, params: { about } }));
    },
  });

  async function faultsOf(plan: GridPlan): Promise<PlanFault[]> {
    const snapshot = await network.current();
    return checkPlan(plan, areasOf(plan, snapshot.shapes), snapshot.location);
  }

  let held: { atMs: number; points: readonly PointGcj02[] } | null = null;
  async function points(): Promise<readonly PointGcj02[]> {
    const atMs = clock.nowMs();
    if (!held || atMs - held.atMs > pointsHeldMs) held = { atMs, points: await deps.recentPoints() };
    return held.points;
  }

  /** What each area brings: orders of the last weeks, and an estimate where there are few. */
  async function loadsOf(map: AreaMap): Promise<number[]> {
    return loadsByOrders(map, await points());
  }

  /** Null where no branch that is or will be open lies in what is to be divided. */
  async function generate(request: GridsRequest, own: GridPlan['own'] = null): Promise<GridPlan | null> {
    const snapshot = await network.current();
    const { everywhere, served, figures } = request;
    const empty: GridPlan = { everywhere, served, own, grids: [] };
    const map = areasOf(empty, snapshot.shapes);
    const chosen = map.areas.flatMap((area, index) => (isServed(empty, area) ? [index] : []));
    const position = new Map(chosen.map((area, index) => [area, index]));
    const loads = figures
      ? map.areas.map(({ key }) => figures.get(key) ?? 0)
      : loadsByOrders(map, await points());
    const neighbours = map.neighboursOf();
    const made = generateGrids({
      areas: chosen.map((area) => map.areas[area]!),
      loads: chosen.map((area) => loads[area]!),
      neighboursOf: chosen.map((area) => neighbours[area]!.flatMap((next) => position.get(next) ?? [])),
      branches: plannedBranches(snapshot).flatMap(({ id, point }) => {
        const areaIndex = position.get(map.near(point, nearOutlineMeters));
        return areaIndex === undefined ? [] : [{ id, point, areaIndex }];
      }),
      wantedGrids: request.wantedGrids,
    });
    if (made.length === 0) return null;
    const grids = made.map(({ areaIndexes, branchId }) => ({
      branchId,
      areas: areaIndexes.map((area) => map.areas[chosen[area]!]!.key),
    }));
    const names = await gridNames(map, grids);
    return {
      ...empty,
      grids: grids.map((grid, index) => ({ id: gridIdAt(index), name: names[index]!, ...grid })),
    };
  }

  /** What a draft begins with, and what a page shows: the plan in force, else the network as it was loaded. */
  async function inForce(): Promise<GridPlan> {
    const { number, content } = await document.inForce();
    return number === 0 ? planOfNetwork(await network.current()) : content;
  }

  /** The network follows the plan in force, whichever that is by now. */
  async function publishInForce(): Promise<void> {
    await network.rebuild(async (before) => {
      const { number, content } = await document.inForce();
      return number === 0 ? before : networkOf(content, before, `grids-${number}`);
    });
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'places: grids',
      queue: 'publishing',
      types: ['policy.published'],
      handle: async ({ data }) => {
        if (data.name === gridsName) await publishInForce();
      },
    }),
  ];

  return { document, faultsOf, loadsOf, generate, inForce, publishInForce, eventHandlers };
}
export type Grids = ReturnType<typeof createGrids>;

/** A brand plans before it opens: where a grid's branch is not open yet, sourcing goes on to the next. */
function plannedBranches({ locations }: NetworkSnapshot): { id: string; point: PointGcj02 }[] {
  return locations
    .filter(({ kind, status }) => kind === 'branch' && mayAnswer(status))
    .map(({ id, latGcj02, lngGcj02 }) => ({ id, point: { latGcj02, lngGcj02 } }));
}
