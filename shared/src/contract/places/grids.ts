/**
 * The plan of the grids as headquarters edit it: which areas make up a grid, and which branch is responsible for it. An
 * area is a county of the map, or a polygon of the brand's own.
 */
import { z } from '../../zod.ts';
import { localizedTextSchema } from '../common.ts';

/** A county by its address, `山东省/烟台市/芝罘区`, or the brand's own number of a polygon. */
export const areaKeySchema = z.string().min(1).max(130);

export const servedPartSchema = z.object({
  province: z.string().min(1).max(40),
  /** Null: all of the province. */
  city: z.string().min(1).max(40).nullable(),
});
export type ServedPart = z.infer<typeof servedPartSchema>;

export const plannedGridSchema = z.object({
  id: z.string().regex(/^[0-9A-Za-z_-]{1,32}$/),
  name: localizedTextSchema,
  branchId: z.string().min(1).max(32),
  areas: z.array(areaKeySchema).max(3_000),
});
export type PlannedGrid = z.infer<typeof plannedGridSchema>;

/** One millionth of a degree, about a decimetre. */
const microDegrees = z.int().min(-180_000_000).max(180_000_000);

/** Polygons of the brand's own, with common borders stored once, as in a topology. GCJ-02. */
export const ownAreasSchema = z
  .object({
    /** x0, y0, then the steps from point to point. */
    arcsGcj02: z.array(z.array(microDegrees).min(4).max(100_000)).max(60_000),
    areas: z
      .array(
        z.object({
          key: areaKeySchema,
          name: z.string().min(1).max(60),
          province: z.string().max(40),
          city: z.string().max(40),
          /** Polygons, each an outer ring and its holes, each ring its arcs; ~i is arc i backwards. */
          polygons: z.array(z.array(z.array(z.int()).min(1)).min(1)).min(1),
        }),
      )
      .min(1)
      .max(4_000),
  })
  // A border that is not there cannot be drawn.
  .refine(({ arcsGcj02, areas }) =>
    areas.every(({ polygons }) =>
      polygons.every((rings) =>
        rings.every((arcs) => arcs.every((arc) => (arc < 0 ? ~arc : arc) < arcsGcj02.length)),
      ),
    ),
  );
export type OwnAreas = z.infer<typeof ownAreasSchema>;

export const maxPlannedGrids = 4_000;

export const gridPlanSchema = z.object({
  /** What is to be divided: the whole map, or these parts of it. Polygons of one's own are all of what is served. */
  everywhere: z.boolean(),
  served: z.array(servedPartSchema).max(500),
  own: ownAreasSchema.nullable(),
  grids: z.array(plannedGridSchema).max(maxPlannedGrids),
});
export type GridPlan = z.infer<typeof gridPlanSchema>;

/** What is wrong with a plan, and so keeps it from being published. */
export const planFaultCodes = [
  'plan_empty',
  'grid_twice',
  'grid_empty',
  'grid_branch_unknown',
  'grid_branch_not_open',
  'area_unknown',
  'area_twice',
  'area_missing',
  'area_not_served',
  'areas_overlap',
  'areas_gap',
] as const;
export type PlanFaultCode = (typeof planFaultCodes)[number];

const replaySideSchema = z.object({
  /** The branch of the grid is open, and delivers that far. */
  served: z.int(),
  /** There is a grid, and its branch would not take the order. */
  refused: z.int(),
  /** In no grid: the nearest branch is asked. */
  withoutGrid: z.int(),
  meanMeters: z.number().nullable(),
});

/** What past deliveries would have made of a draft: only who is asked first, without stock. */
export const gridReplaySchema = z.object({
  revision: z.int(),
  /** `outdated`: the draft was changed meanwhile. */
  state: z.enum(['running', 'done', 'outdated']),
  fromDay: z.string(),
  toDay: z.string(),
  startedAtMs: z.int(),
  orders: z.int(),
  days: z.int(),
  daysTotal: z.int(),
  /** There were more orders than are replayed. */
  cut: z.boolean(),
  /** Orders that another branch would be asked first for. */
  moved: z.int(),
  before: replaySideSchema,
  after: replaySideSchema,
  moves: z.array(
    z.object({
      from: localizedTextSchema.nullable(),
      to: localizedTextSchema.nullable(),
      orders: z.int(),
    }),
  ),
});
export type GridReplay = z.infer<typeof gridReplaySchema>;
