import type { BulkSubject } from '@jindian/shared/contract/bulk-edits';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../http/mount.ts';
import type { CommandClaim } from '../idempotency.ts';
import type { Module } from '../module.ts';
import type { BulkEdits } from './service.ts';

export function bulkModule(bulk: BulkEdits): Module {
  return {
    name: 'platform/bulk',
    announces: { 'bulk_edit.step': 'A bulk edit is to take its next step' },
    routes: (mount) => mountBulkRoutes(mount, bulk),
    events: bulk.eventHandlers,
  };
}

const rows = {
  places: {
    make: endpoints.hqPreviewBulkPlaces,
    list: endpoints.hqListPlaceBulkEdits,
    get: endpoints.hqGetPlaceBulkEdit,
    rows: endpoints.hqListPlaceBulkRows,
    start: endpoints.hqStartPlaceBulkEdit,
    discard: endpoints.hqDiscardPlaceBulkEdit,
  },
  products: {
    make: endpoints.hqPreviewBulkProducts,
    list: endpoints.hqListProductBulkEdits,
    get: endpoints.hqGetProductBulkEdit,
    rows: endpoints.hqListProductBulkRows,
    start: endpoints.hqStartProductBulkEdit,
    discard: endpoints.hqDiscardProductBulkEdit,
  },
};

function mountBulkRoutes(mount: Mount, bulk: BulkEdits): void {
  for (const subject of Object.keys(rows) as BulkSubject[]) {
    const of = rows[subject];
    mount(of.make, ({ body, memberId: by, reach, command }) =>
      bulk.make(subject, body, { by, reach, command: command as CommandClaim }),
    );
    mount(of.list, async ({ memberId: by, reach }) => ({
      ok: true,
      value: { items: await bulk.latest(subject, { by, reach }) },
    }));
    mount(of.get, ({ params: { bulkEditId }, memberId: by, reach }) =>
      bulk.get(subject, bulkEditId, { by, reach }),
    );
    mount(of.rows, ({ params: { bulkEditId }, query, memberId: by, reach }) =>
      bulk.rows(subject, bulkEditId, query, { by, reach }),
    );
    mount(of.start, ({ params: { bulkEditId }, memberId: by, reach }) =>
      bulk.start(subject, bulkEditId, { by, reach }),
    );
    mount(of.discard, ({ params: { bulkEditId }, memberId: by, reach }) =>
      bulk.discard(subject, bulkEditId, { by, reach }),
    );
  }
}
