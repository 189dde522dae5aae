import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Orders } from './service.ts';

/** Read by whoever sees the order; left and taken off by who may act on it. */
export function mountOrderNoteRoutes(mount: Mount, { notes, fulfilment, reach: checks }: Orders): void {
  mount(endpoints.hqListOrderNotes, async ({ params, reach }) => {
    const seen = await checks.sees(reach, params.orderId);
    return seen.ok ? ok(await notes.list(params.orderId)) : seen;
  });
  mount(endpoints.hqAddOrderNote, async ({ params, body, memberId, command, reach }) => {
    const may = await checks.acts(reach, params.orderId);
    return may.ok ? notes.add(params.orderId, body, memberId, command as CommandClaim) : may;
  });
  mount(endpoints.addWorkNote, async ({ params, body, principal, memberId, command }) => {
    const found = await fulfilment.find(params.orderId, params.fulfilmentId, principal as Principal);
    return found.ok ? notes.add(params.orderId, body, memberId, command as CommandClaim) : found;
  });
  mount(endpoints.hqRemoveOrderNote, async ({ params, reach }) => {
    const may = await checks.acts(reach, params.orderId);
    return may.ok ? notes.remove(params.orderId, params.noteId) : may;
  });
}
