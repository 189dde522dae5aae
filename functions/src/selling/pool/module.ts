import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import type { PoolCharges } from './charges.ts';
import type { Pool } from './service.ts';

/** What the fund pool has promised, by when it is due, whether there is enough, and what fills it by rule. */
export function poolModule(pool: Pick<Pool, 'forecast'>, charges: PoolCharges): Module {
  return {
    name: 'selling/pool',
    items: ['PromisedPayment', 'PoolNotice', 'PoolCharge'],
    events: charges.eventHandlers,
    routes(mount) {
      mount(endpoints.hqGetPoolForecast, async () => ok(await pool.forecast()));
    },
  };
}
