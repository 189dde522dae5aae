import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { Imports } from './service.ts';

export function mountImportRoutes(mount: Mount, imports: Imports): void {
  mount(endpoints.hqImportPortion, ({ params, body, memberId }) =>
    imports.importPortion({ ...params, ...body }, memberId),
  );
  mount(endpoints.hqFinishImport, ({ params, body, memberId }) =>
    imports.finish({ ...params, ...body }, memberId),
  );
}
