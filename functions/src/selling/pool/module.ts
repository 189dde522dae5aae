import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import type { Pool } from './service.ts';

/** What the fund pool has promised, by when it is due, and whether there is enough. */
export function poolModule(pool: Pick<Pool, 'forecast'>): Module {
  return {
    name: 'selling/pool',
    items: ['PromisedPayment', 'PoolNotice'],
    routes(mount) {
      mount(endpoints.hqGetPoolForecast, async () => ok(await pool.forecast()));
    },
  };
}
