import { readCountyTopology } from '../../places/counties/counties.ts';
import type { CountyProperties } from '../../places/network/grid-index-topology.ts';
import type { KnownCounty } from '../../simulators/tencent/index.ts';

/** The counties of the map of counties with their seats, for the simulated map service. */
export function knownCounties(): KnownCounty[] {
  return readCountyTopology().objects.countiesGcj02.geometries.map((geometry) => {
    const { adcode, province, city, county, centerGcj02 } = geometry.properties as CountyProperties;
    return { adcode, province, city, county, lat: centerGcj02[1], lng: centerGcj02[0] };
  });
}
