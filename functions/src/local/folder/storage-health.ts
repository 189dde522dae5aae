import type { Engine } from '@jindian/embedded-dynamodb';
import type { PartHealth } from '../../platform/part-health.ts';

/** What `/healthz` tells of the table on this machine's disk. */
export function storageHealth(engine: Engine): PartHealth {
  const { state, detail } = engine.health();
  return { part: 'storage', state, ...(detail ? { detail } : {}) };
}
