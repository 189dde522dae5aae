import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { Commission } from './service.ts';

export function mountCommissionRoutes(mount: Mount, commission: Pick<Commission, 'earnings'>): void {
  mount(endpoints.getEarnings, ({ memberId, query }) => commission.earnings(memberId, query));
}
