import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Attribution } from './service.ts';

export function mountAttributionRoutes(
  mount: Mount,
  attribution: Attribution,
  countMiss: () => Promise<void>,
): void {
  mount(endpoints.resolveCode, async ({ params }) => {
    const resolved = await attribution.resolve(params.code);
    if (resolved) return ok(resolved);
    await countMiss();
    return fail('code_unknown');
  });
  mount(endpoints.recordTouch, async ({ body, memberId, command }) =>
    command ? attribution.recordTouch(memberId, body.code, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.createShelfCode, ({ params, body }) =>
    attribution.shelfCode(params.locationId, body.productId),
  );
  mount(endpoints.getSellerCode, ({ memberId }) => attribution.sellerCode(memberId));
}
