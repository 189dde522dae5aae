/** What is wrong with a plan: every area of what is served lies in exactly one grid, and each grid has a branch that is open or will be. */
import type { GridPlan, PlanFaultCode } from '@jindian/shared/contract/places/grids';
import type { Location, LocationStatus } from '@jindian/shared/contract/places/network';
import { type AreaMap, isServed } from './areas.ts';
import { ownAreaFaults } from './own-areas-check.ts';

export type PlanFault = {
  code: PlanFaultCode;
  /** The area or the grid that it is about, as a person knows it. */
  about: string;
  gridId: string | null;
};

const maxFaults = 500;

/** A branch that is responsible for a grid: one that is open, or on its way to it. */
export const mayAnswer = (status: LocationStatus) => status !== 'suspended' && status !== 'closed';

export function checkPlan(
  plan: GridPlan,
  map: AreaMap,
  location: (id: string) => Location | undefined,
): PlanFault[] {
  const faults: PlanFault[] = [];
  const report = (code: PlanFaultCode, about: string, gridId: string | null = null) => {
    if (faults.length < maxFaults) faults.push({ code, about, gridId });
  };
  if (plan.grids.length === 0) report('plan_empty', '');
  const gridOf = new Map<string, string>();
  const ids = new Set<string>();
  for (const { id, name, branchId, areas } of plan.grids) {
    if (ids.has(id)) report('grid_twice', id, id);
    ids.add(id);
    if (areas.length === 0) report('grid_empty', name.zh, id);
    const branch = location(branchId);
    if (branch?.kind !== 'branch') report('grid_branch_unknown', `${name.zh} ${branchId}`, id);
    else if (!mayAnswer(branch.status)) report('grid_branch_not_open', `${name.zh} ${branchId}`, id);
    for (const key of areas) {
      const area = map.byKey.get(key);
      if (!area) report('area_unknown', key, id);
      else if (!isServed(plan, area)) report('area_not_served', key, id);
      if (gridOf.has(key)) report('area_twice', key, id);
      gridOf.set(key, id);
    }
  }
  if (plan.grids.length > 0)
    for (const area of map.areas)
      if (isServed(plan, area) && !gridOf.has(area.key)) report('area_missing', area.key);
  if (plan.own) for (const { code, about } of ownAreaFaults(plan.own)) report(code, about);
  return faults;
}
