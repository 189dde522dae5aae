import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { fail } from '../../platform/result.ts';
import type { Attribution } from './service.ts';

export function mountAttributionRoutes(mount: Mount, attribution: Attribution): void {
  mount(endpoints.recordTouch, async ({ body, memberId, command }) =>
    command ? attribution.recordTouch(memberId, body.code, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.hqMemberTouches, ({ params, query }) => attribution.touchesOf(params.memberId, query));
}
