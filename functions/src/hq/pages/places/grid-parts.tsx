/** @jsxImportSource hono/jsx */
import type { GridPlan, PlannedGrid } from '@jindian/shared/contract/places/grids';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { AreaMap } from '../../../places/grids/areas.ts';
import { drawnGrids } from '../../../places/grids/drawn.ts';
import { type Balance, balanceOf } from '../../../places/grids/generate.ts';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import { mapOutline } from '../../../places/network/snapshot-outline.ts';
import { pickedText } from '../../forms/picked.ts';
import { Card, type Column, Empty, Facts, Row, Table } from '../../ui/parts.tsx';
import { frameAround, pathOf } from '../../ui/small-map.ts';
import type { Visit } from '../../visit.ts';

/** A plan with what a page asks of it again and again. */
export type PlanView = {
  plan: GridPlan;
  map: AreaMap;
  snapshot: NetworkSnapshot;
  /** What each grid brings. */
  loadOf: ReadonlyMap<string, number>;
  balance: Balance;
  /** Grids by city, `province/city`, by the area that gives them their name. */
  cities: ReadonlyMap<string, readonly PlannedGrid[]>;
};

export function planView(
  plan: GridPlan,
  map: AreaMap,
  snapshot: NetworkSnapshot,
  loads: readonly number[],
): PlanView {
  const indexOf = new Map(map.areas.map(({ key }, index) => [key, index]));
  const loadOf = new Map(
    plan.grids.map(({ id, areas }) => [
      id,
      areas.reduce((sum, key) => sum + (loads[indexOf.get(key) ?? -1] ?? 0), 0),
    ]),
  );
  const cities = new Map<string, PlannedGrid[]>();
  for (const grid of plan.grids) {
    const first = map.byKey.get(grid.areas[0] ?? '');
    const key = first ? `${first.province}/${first.city}` : '?';
    cities.set(key, [...(cities.get(key) ?? []), grid]);
  }
  return { plan, map, snapshot, loadOf, balance: balanceOf([...loadOf.values()]), cities };
}

function cityText(key: string): string {
  return [...new Set(key.split('/'))].join('');
}

/** The city that was asked for, else the one with the most grids. */
export function chosenGridCity({ cities }: PlanView, asked: string | undefined): string | null {
  if (asked !== undefined && cities.has(asked)) return asked;
  let best: string | null = null;
  for (const [key, grids] of cities) if (best === null || grids.length > cities.get(best)!.length) best = key;
  return best;
}

function GridCitySwitch({
  visit,
  view,
  action,
  chosen,
}: {
  visit: Visit;
  view: PlanView;
  action: string;
  chosen: string | null;
}) {
  if (view.cities.size < 2) return null;
  const byProvince = new Map<string, string[]>();
  for (const key of view.cities.keys()) {
    const province = key.split('/')[0] ?? key;
    byProvince.set(province, [...(byProvince.get(province) ?? []), key]);
  }
  return (
    <form method="get" action={action} class="city-switch">
      <select name="city" aria-label={visit.t('gridsCity')} data-submit-on-change>
        {[...byProvince].map(([province, keys]) => (
          <optgroup label={province}>
            {keys.map((key) => (
              <option value={key} selected={key === chosen}>
                {`${key.split('/')[1] ?? key} · ${view.cities.get(key)?.length}`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <button type="submit" class="button is-plain is-small" data-hide-with-script>
        {visit.t('show')}
      </button>
    </form>
  );
}

/** The city's grids as a list, and the neighbourhood of them as a picture. */
export function CityGrids({
  visit,
  view,
  city,
  hrefOf,
  action,
}: {
  visit: Visit;
  view: PlanView;
  city: string;
  /** Where a grid is looked at; nowhere where it cannot be changed. */
  hrefOf?: (grid: PlannedGrid) => string;
  action: string;
}) {
  const { t, language } = visit;
  const grids = view.cities.get(city) ?? [];
  const columns: Column[] = [
    { label: t('gridsColumnGrid'), kind: 'main' },
    { label: t('gridsColumnBranch') },
    { label: t('gridsColumnAreas'), kind: 'number' },
    { label: t('gridsColumnLoad'), kind: 'number' },
  ];
  return (
    <Card
      id="city-grids"
      title={t('gridsOfCity', { city: cityText(city) })}
      tools={<GridCitySwitch visit={visit} view={view} action={action} chosen={city} />}
      flush
    >
      <GridMap
        visit={visit}
        view={view}
        grids={grids}
        label={t('gridsMapLabel', { city: cityText(city) })}
        {...(hrefOf ? { hrefOf } : {})}
      />
      <Table caption={t('gridsOfCity', { city: cityText(city) })} columns={columns}>
        {grids.map((grid) => (
          <Row
            columns={columns}
            cells={[
              <>
                {hrefOf ? <a href={hrefOf(grid)}>{grid.name[language]}</a> : grid.name[language]}
                <span class="sub">{grid.id}</span>
              </>,
              <a href={`/hq/locations/${grid.branchId}`}>
                {view.snapshot.location(grid.branchId)?.name[language] ?? grid.branchId}
              </a>,
              String(grid.areas.length),
              loadText(visit, view, grid.id),
            ]}
          />
        ))}
      </Table>
      {grids.length === 0 ? <Empty text={t('gridsNone')} /> : null}
    </Card>
  );
}

export function loadText(visit: Visit, { loadOf, balance }: PlanView, gridId: string): string {
  if (balance.mean === 0) return '–';
  return visit.t('gridsLoad', { times: ((loadOf.get(gridId) ?? 0) / balance.mean).toFixed(2) });
}

/** Degrees around the middle: a map of a city, never of the country. */
const widestDegrees = 1.2;
const mapPoints = 6_000;
const kilometersPerDegree = 111;

export function GridMap({
  visit,
  view,
  grids,
  label,
  hrefOf,
  pick = false,
}: {
  visit: Visit;
  view: PlanView;
  grids: readonly PlannedGrid[];
  label: string;
  hrefOf?: (grid: PlannedGrid) => string;
  /** Whether their areas are drawn one by one, to be chosen where there is a script (`client/grid-areas.ts`). */
  pick?: boolean;
}) {
  const { map, plan, snapshot } = view;
  const { language } = visit;
  const centers = grids.flatMap(({ areas }) =>
    areas.flatMap((key): PointGcj02[] => {
      const area = map.byKey.get(key);
      if (!area) return [];
      // As if it were a square: the frame need not be exact.
      const half = Math.sqrt(area.areaSquareKilometers) / 2 / kilometersPerDegree;
      return [-half, half].map((by) => ({
        lngGcj02: area.center[0] + by * 1.2,
        latGcj02: area.center[1] + by,
      }));
    }),
  );
  const branches = grids.flatMap(({ branchId }) => snapshot.location(branchId) ?? []);
  const [middle] = [...branches, ...centers];
  if (!middle) return null;
  const near = [...branches, ...centers].filter(
    (point) =>
      Math.abs(point.latGcj02 - middle.latGcj02) < widestDegrees &&
      Math.abs(point.lngGcj02 - middle.lngGcj02) < widestDegrees,
  );
  const frame = frameAround(near, { width: 720, height: 320 });
  const own = new Set(grids.map(({ id }) => id));
  const byId = new Map(plan.grids.map((grid) => [grid.id, grid]));
  const beside = neighbourGrids(view, grids);
  const drawn = drawnGrids(plan, new Set([...own, ...beside]), map);
  const inFrame = { bboxGcj02: frame.bboxGcj02, maxPoints: mapPoints };
  const areas = pick ? mapOutline(drawnAreas(view, grids), inFrame) : [];
  return (
    <figure class="trail-map">
      <svg
        viewBox={`0 0 ${frame.width} ${frame.height}`}
        role="img"
        aria-label={label}
        {...(pick ? { 'data-grid-areas': 'yes' } : {})}
      >
        {mapOutline(drawn, inFrame).map((outline) => {
          const grid = byId.get(outline.gridId);
          const path = (
            <path
              class={own.has(outline.gridId) ? 'grid is-own' : 'grid'}
              d={outline.polygons
                .flat()
                .map((ring) => pathOf(frame, ring))
                .join('')}
            >
              <title>{outline.name[language]}</title>
            </path>
          );
          return grid && hrefOf ? (
            <a
              href={hrefOf(grid)}
              aria-label={outline.name[language]}
              {...(own.has(grid.id) ? {} : { 'data-grid': pickedText(outline.name[language], grid.id) })}
            >
              {path}
            </a>
          ) : (
            path
          );
        })}
        {areas.map(({ gridId: key, name, polygons }) => (
          <path
            class="grid area"
            data-area={key}
            d={polygons
              .flat()
              .map((ring) => pathOf(frame, ring))
              .join('')}
          >
            <title>{name[language]}</title>
          </path>
        ))}
        {branches.map((branch) => {
          const [x, y] = frame.at(branch);
          return (
            <circle class="spot is-chosen" cx={x} cy={y} r={6}>
              <title>{branch.name[language]}</title>
            </circle>
          );
        })}
      </svg>
    </figure>
  );
}

/** What a first plan puts into one grid is the whole country: nobody picks counties of that by hand. */
const maxDrawnAreas = 200;

/** Each area of the grids as if it were one. */
function drawnAreas({ plan, map }: PlanView, grids: readonly PlannedGrid[]): NetworkSnapshot {
  const each = grids.flatMap(({ areas, branchId }) =>
    areas.map((key): PlannedGrid => {
      const area = map.byKey.get(key);
      const name = area ? `${area.city}${area.name}` : key;
      return { id: key, name: { zh: name, en: name }, branchId, areas: [key] };
    }),
  );
  const known = each.length > maxDrawnAreas ? [] : each;
  return drawnGrids({ ...plan, grids: known }, new Set(known.map(({ id }) => id)), map);
}

/** Grids that share a border with these. */
export function neighbourGrids({ plan, map }: PlanView, grids: readonly PlannedGrid[]): string[] {
  const gridOf = new Map(plan.grids.flatMap(({ id, areas }) => areas.map((key) => [key, id] as const)));
  const indexOf = new Map(map.areas.map(({ key }, index) => [key, index]));
  const neighbours = map.neighboursOf();
  const own = new Set(grids.map(({ id }) => id));
  const found = new Set<string>();
  for (const key of grids.flatMap(({ areas }) => areas))
    for (const next of neighbours[indexOf.get(key) ?? -1] ?? []) {
      const id = gridOf.get(map.areas[next]!.key);
      if (id !== undefined && !own.has(id)) found.add(id);
    }
  return [...found].sort();
}

export function BalanceCard({ visit, balance }: { visit: Visit; balance: Balance }) {
  const { t } = visit;
  const times = (load: number) => (balance.mean === 0 ? '–' : (load / balance.mean).toFixed(2));
  return (
    <Card id="balance" title={t('gridsBalance')} lead={t('gridsBalanceLead')}>
      <Facts
        rows={[
          [t('gridsTitle'), String(balance.grids)],
          [t('gridsSpread'), balance.spread.toFixed(2)],
          [t('gridsLeast'), t('gridsLoad', { times: times(balance.least) })],
          [t('gridsMost'), t('gridsLoad', { times: times(balance.most) })],
        ]}
      />
    </Card>
  );
}
