import { marks } from '@jindian/shared/design/tokens';
import type { BranchRow, MapOrder } from '../pages/places/map-data.ts';
import type { OrderGroup } from './map-orders.ts';

/** What is on the map now. */
export type Scene = { branches: readonly BranchRow[]; groups: readonly OrderGroup[] };

/** On what the map is drawn: our own outlines of one city, or a reviewed base map. */
export type MapSurface = {
  draw(scene: Scene): void;
  zoomBy(factor: number): void;
  /** The whole city again. */
  reset(): void;
};

/** Hears which group was tapped; `null` is the ground. */
export type Picked = (group: OrderGroup | null) => void;

export const stageColours: Record<MapOrder['stage'], string> = {
  awaiting_payment: marks.unpaid,
  closing: marks.over,
  with_hq: marks.stuck,
  delivery_failed: marks.stuck,
  disputed: marks.stuck,
  awaiting_shopper: marks.shopper,
  in_grab_pool: marks.asked,
  offered: marks.asked,
  awaiting_goods: marks.goods,
  to_pack: marks.toPack,
  ready: marks.ready,
  dispatched: marks.onTheWay,
  completed: marks.done,
  cancelled: marks.over,
  refunding: marks.back,
  refunded: marks.back,
};

/** Pixels of a group's mark: twice as many orders are a step more. */
export function groupSize(count: number): number {
  return 11 + Math.min(17, 4 * Math.log2(count));
}
