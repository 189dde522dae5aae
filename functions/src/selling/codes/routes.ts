import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ResolvedCode } from '@jindian/shared/contract/goods/storefront';
import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Codes } from './service.ts';

export function mountCodeRoutes(mount: Mount, codes: Codes, countMiss: () => Promise<void>): void {
  async function read(code: string) {
    const found = await codes.resolve(code);
    if (!found.ok && found.code === 'code_unknown') await countMiss();
    return found;
  }
  mount(endpoints.readCode, ({ params }) => read(params.code));
  mount(endpoints.resolveCode, async ({ params }) => {
    const found = await read(params.code);
    if (!found.ok) return found;
    const before = asBefore(found.value);
    return before ? ok(before) : fail('code_unknown');
  });
  mount(endpoints.createShelfCode, ({ params, body }) => codes.shelfCode(params.locationId, body.productId));
  mount(endpoints.getSellerCode, ({ memberId }) => codes.sellerCode(memberId));
  mount(endpoints.hqListCodes, async ({ query: { limit, cursor, ...of } }) =>
    ok(await codes.list(of, { limit, cursor })),
  );
  mount(endpoints.hqGetCode, ({ params }) => codes.find(params.code));
  mount(endpoints.hqMakeCode, ({ body }) => codes.make(body));
  mount(endpoints.hqRevokeCode, ({ params, body, memberId }) =>
    codes.revoke(params.code, memberId, body.reason),
  );
  mount(endpoints.hqCompareScenes, async ({ query: { limit, cursor, ...period } }) =>
    ok(await codes.scenes.compare(period, limit, cursor)),
  );
  mount(endpoints.hqGetScene, ({ params, query }) => codes.scenes.figures(params.sceneId, query));
  mount(endpoints.hqSaveScene, ({ params, body, memberId }) =>
    codes.scenes.save(params.sceneId, body, memberId),
  );
}

/** As version 0.1 of the app knows it; null: it knows nothing like it. */
function asBefore(meaning: CodeMeaning): ResolvedCode | null {
  const { sellerId, sellerName, productId, locationId } = meaning;
  if (locationId === null) return null;
  if (sellerId !== null && sellerName !== null) return { kind: 'guide', sellerId, sellerName, locationId };
  return productId === null ? null : { kind: 'product', locationId, productId };
}
