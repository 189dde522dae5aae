import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { CatalogEditing } from './editing-service.ts';

export function mountEditingRoutes(mount: Mount, editing: CatalogEditing): void {
  mount(endpoints.hqListProducts, ({ query: { cursor, limit, ...search } }) =>
    editing.list(search, { cursor, limit }),
  );
  mount(endpoints.hqGetProduct, ({ params }) => editing.product(params.productId));
  mount(endpoints.hqAddProduct, ({ body, memberId }) => editing.addProduct(body, memberId));
  mount(endpoints.hqChangeProduct, ({ params, body: { revision, ...product }, memberId }) =>
    editing.changeProduct(params.productId, product, { revision, by: memberId }),
  );
  mount(endpoints.hqSetProductStatus, ({ params, body: { status, revision }, memberId }) =>
    editing.setStatus(params.productId, status, { revision, by: memberId }),
  );
  mount(endpoints.hqPlanProduct, ({ params, body: { revision, ...plan }, memberId }) =>
    editing.planSale(params.productId, plan, { revision, by: memberId }),
  );
  mount(endpoints.hqPreviewProduct, ({ params, body }) => editing.previewProduct(params.productId, body));
  mount(endpoints.hqCopyProduct, ({ params, body, memberId }) =>
    editing.copyProduct(params.productId, body.id, memberId),
  );
  mount(endpoints.hqListCategories, async () => ok({ items: await editing.categories() }));
  mount(endpoints.hqAddCategory, ({ body, memberId }) => editing.addCategory(body, memberId));
  mount(endpoints.hqChangeCategory, ({ params, body: { revision, ...category }, memberId }) =>
    editing.changeCategory(params.categoryId, category, { revision, by: memberId }),
  );
  mount(endpoints.hqRemoveCategory, ({ params, memberId }) =>
    editing.removeCategory(params.categoryId, memberId),
  );
}
