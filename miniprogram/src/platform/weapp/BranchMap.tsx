import { Map as WechatMap } from '@tarojs/components';
import { useMemo } from 'react';
import markerPng from '../../assets/marker.png';
import markerActivePng from '../../assets/marker-active.png';
import { mapKey } from '../../config.ts';
import { brandStore } from '../../state/brand.ts';
import type { BranchMapProps } from '../types.ts';

/** WeChat names markers by number; the branches keep their order within one drawing. */
export function BranchMap({
  id = 'branch-map',
  center,
  branches,
  outlines = [],
  selectedId = null,
  onSelect,
  onMove,
  language,
}: BranchMapProps) {
  const { theme } = brandStore.use();
  const markers = useMemo(
    () =>
      branches.slice(0, 100).map((branch, index) => ({
        id: index,
        latitude: branch.latGcj02,
        longitude: branch.lngGcj02,
        iconPath: branch.id === selectedId ? markerActivePng : markerPng,
        width: branch.id === selectedId ? 34 : 26,
        height: branch.id === selectedId ? 42 : 32,
        title: branch.name[language],
      })),
    [branches, selectedId, language],
  );
  const polygons = useMemo(
    () =>
      outlines.slice(0, 40).flatMap((outline) =>
        outline.rings.slice(0, 3).map((ring) => ({
          points: ring.map(([longitude, latitude]) => ({ latitude, longitude })),
          strokeWidth: 1,
          strokeColor: `${theme.brand}88`,
          fillColor: `${theme.brand}0D`,
        })),
      ),
    [outlines, theme],
  );
  return (
    <WechatMap
      id={id}
      className="branch-map"
      latitude={center.latGcj02}
      longitude={center.lngGcj02}
      scale={13}
      {...(mapKey ? { subkey: mapKey } : {})}
      showLocation
      markers={markers as never}
      polygons={polygons as never}
      onError={() => undefined}
      onMarkerTap={(event) => {
        const branch = branches[Number((event.detail as { markerId?: number }).markerId)];
        if (branch) onSelect?.(branch.id);
      }}
      onRegionChange={(event) => {
        const detail = event.detail as unknown as {
          type?: string;
          centerLocation?: { latitude: number; longitude: number };
        };
        const middle = detail.centerLocation;
        if (event.type === 'end' && middle) {
          onMove?.({ latGcj02: middle.latitude, lngGcj02: middle.longitude }, 10_000);
        }
      }}
    />
  );
}
