declare module 'topojson-server' {
  import type { Topology } from 'topojson-specification';
  /** Without a quantization the arcs hold the points themselves. */
  export function topology(objects: Record<string, unknown>): Topology;
}
