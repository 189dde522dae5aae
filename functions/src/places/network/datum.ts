import type { PointGcj02 } from '@jindian/shared/geo';
import type { Datum } from '@jindian/shared/import-table';
import gcoord from 'gcoord';

const sources = { wgs84: gcoord.WGS84, bd09: gcoord.BD09 } as const;

/** A point in the product's datum, from the one in which it was written down. */
export function toGcj02(point: { lat: number; lng: number }, datum: Datum): PointGcj02 {
  if (datum === 'gcj02') return { latGcj02: point.lat, lngGcj02: point.lng };
  const [lngGcj02, latGcj02] = gcoord.transform([point.lng, point.lat], sources[datum], gcoord.GCJ02) as [
    number,
    number,
  ];
  return { latGcj02, lngGcj02 };
}
