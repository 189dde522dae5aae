import type { MapView } from '@jindian/shared/contract/goods/storefront';
import type { PointGcj02 } from '@jindian/shared/geo';
import { call, endpoints } from '../api/client.ts';

/** Rounded so that small moves ask the same question and caches on the way can answer it. */
const rounded = (degrees: number) => Math.round(degrees * 1000) / 1000;

export function loadMap(center: PointGcj02, radiusMeters: number): Promise<MapView> {
  return call(endpoints.getMap, {
    query: {
      latGcj02: rounded(center.latGcj02),
      lngGcj02: rounded(center.lngGcj02),
      radiusMeters: Math.round(radiusMeters),
    },
  });
}
