import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { ok } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { Transfers } from './service.ts';
import type { TransferStep } from './types.ts';

export function mountTransferRoutes(mount: Mount, transfers: Transfers): void {
  mount(endpoints.requestTransfer, ({ params, body, principal, command }) =>
    transfers.request(params.locationId, body, principal as Principal, command as CommandClaim),
  );
  mount(endpoints.listTransfers, ({ params, query, principal }) =>
    transfers.list(params.locationId, query, principal as Principal),
  );
  mount(endpoints.listInTransit, async ({ params }) =>
    ok({ items: await transfers.inTransit(params.locationId) }),
  );
  mount(endpoints.getTransfer, async ({ params, principal }) => {
    const found = await transfers.find(params.transferId, principal as Principal);
    return found.ok ? ok(await transfers.view(found.value, principal as Principal)) : found;
  });

  type Call = { params: { transferId: string }; principal: Principal | null; command: CommandClaim | null };
  const act = ({ params, principal, command }: Call, step: TransferStep) =>
    transfers.act(params.transferId, step, principal as Principal, command as CommandClaim);
  mount(endpoints.approveTransfer, (call) => act(call, { action: 'approve', ...call.body }));
  mount(endpoints.rejectTransfer, (call) => act(call, { action: 'reject', ...call.body }));
  mount(endpoints.shipTransfer, (call) => act(call, { action: 'ship', ...call.body }));
  mount(endpoints.receiveTransfer, (call) => act(call, { action: 'receive', ...call.body }));
  mount(endpoints.cancelTransfer, (call) => act(call, { action: 'cancel' }));
  mount(endpoints.hqListTransfers, async ({ query, principal }) =>
    ok(await transfers.listAll(query, principal as Principal)),
  );
}
