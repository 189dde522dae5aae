import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import type { AuditView } from './view.ts';

/** Records are written where the acts are done (`platform/audit.ts`); here they are found again. */
export function auditModule(view: AuditView): Module {
  return {
    name: 'people/audit',
    permissions: ['audit.read'],
    routes: (mount) =>
      mount(endpoints.hqListAuditRecords, async ({ query: { limit, cursor, ...query } }) =>
        ok(await view.page(query, limit, cursor)),
      ),
  };
}
