/** What headquarters do to a plan. Each gives another plan, or null where it cannot be done. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { GridPlan, PlannedGrid } from '@jindian/shared/contract/places/grids';

const gridIn = (plan: GridPlan, id: string) => plan.grids.find((grid) => grid.id === id);
const withGrids = (plan: GridPlan, change: (grid: PlannedGrid) => PlannedGrid | null): GridPlan => ({
  ...plan,
  grids: plan.grids.flatMap((grid) => change(grid) ?? []),
});

/** The second becomes part of the first, which keeps its branch and its name. */
export function joined(plan: GridPlan, intoId: string, goneId: string): GridPlan | null {
  const gone = gridIn(plan, goneId);
  if (!gone || !gridIn(plan, intoId) || intoId === goneId) return null;
  return withGrids(plan, (grid) => {
    if (grid.id === goneId) return null;
    return grid.id === intoId ? { ...grid, areas: [...grid.areas, ...gone.areas] } : grid;
  });
}

/** Areas leave whatever grid they are in; one that is left with none is gone. */
export function given(plan: GridPlan, keys: readonly string[], toId: string): GridPlan | null {
  if (keys.length === 0 || !gridIn(plan, toId)) return null;
  const moving = new Set(keys);
  return withGrids(plan, (grid) => {
    const left = grid.areas.filter((key) => !moving.has(key));
    if (grid.id === toId) return { ...grid, areas: [...left, ...moving] };
    if (left.length === grid.areas.length) return grid;
    return left.length === 0 ? null : { ...grid, areas: left };
  });
}

/** Areas become a grid of their own, with a branch of its own. */
export function split(
  plan: GridPlan,
  keys: readonly string[],
  branchId: string,
  name: LocalizedText,
): GridPlan | null {
  if (keys.length === 0) return null;
  const id = nextGridId(plan);
  const made: GridPlan = { ...plan, grids: [...plan.grids, { id, name, branchId, areas: [] }] };
  return given(made, keys, id);
}

export function withBranch(plan: GridPlan, id: string, branchId: string): GridPlan | null {
  if (!gridIn(plan, id)) return null;
  return withGrids(plan, (grid) => (grid.id === id ? { ...grid, branchId } : grid));
}

function nextGridId({ grids }: Pick<GridPlan, 'grids'>): string {
  const numbers = grids.map(({ id }) => Number(/^G(\d{1,9})$/.exec(id)?.[1] ?? 0));
  return gridIdAt(Math.max(0, ...numbers));
}

/** G0001 for the first. */
export function gridIdAt(index: number): string {
  return `G${String(index + 1).padStart(4, '0')}`;
}
