import { may, wholeBrand } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ImportKind } from '@jindian/shared/import-table';
import type { Mount } from '../../platform/http/mount.ts';
import { fail } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Imports } from './service.ts';

/** A table of goods or prices is a publication for the whole brand, whoever may bring in levels of some places. */
export function mayImport(principal: Principal, kind: ImportKind): boolean {
  const needed = {
    prices: 'prices.publish',
    places: 'locations.manage',
    goods: 'catalog.manage',
    categories: 'catalog.manage',
    members: 'moving.make',
    balances: 'moving.make',
    dealer_balances: 'moving.make',
    old_codes: 'moving.make',
  } as const;
  return kind === 'levels' || may(principal, needed[kind], wholeBrand);
}

export function mountImportRoutes(mount: Mount, imports: Imports): void {
  mount(endpoints.hqImportPortion, async ({ params, body, principal, memberId, reach }) =>
    mayImport(principal as Principal, body.kind)
      ? imports.importPortion({ ...params, ...body }, memberId, reach)
      : fail('forbidden'),
  );
  mount(endpoints.hqFinishImport, async ({ params, body, principal, memberId }) =>
    mayImport(principal as Principal, body.kind)
      ? imports.finish({ ...params, ...body }, memberId)
      : fail('forbidden'),
  );
}
