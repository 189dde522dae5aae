import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { createLedger } from '../../../money/ledger/service.ts';
import { contractNetwork } from '../../../places/network/snapshot-fixture.ts';
import { createDueItems } from '../../../platform/due-items.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { DomainEvent, EventHandler } from '../../../platform/outbox.ts';
import { createPolicyDocuments } from '../../../platform/policy-document/documents.ts';
import type { Principal } from '../../../platform/sessions.ts';
import { eventsOf } from '../../../platform/testing/deliver.ts';
import { transact } from '../../../platform/transact.ts';
import type { LevelDelta } from '../../inventory/rules.ts';
import { startGoodsFixture } from '../../inventory/testing/goods-fixture.ts';
import { ownershipEventHandlers } from '../../ownership/events.ts';
import { createOwners } from '../../ownership/owners.ts';
import { createOwnership } from '../../ownership/service.ts';
import { createTransfers } from '../service.ts';
import type { ReceiveHook } from '../types.ts';

/** Two dealers' branches and two places of HQ. */
export const dealerBranch = 'B001';
export const otherDealerBranch = 'B002';
export const hqBranch = 'B003';
export const hqWarehouse = 'W001';
export const ownerOf: Record<string, string> = {
  [dealerBranch]: 'D0001',
  [otherDealerBranch]: 'D0002',
};
export const goods = ['P004-01', 'P013-01', 'P036-01'] as const;
export type Goods = (typeof goods)[number];

/** Transfers, ownership, stock and books on an empty table; events run when told. */
export async function startTransfersFixture(
  options: { onReceive?: ReceiveHook; stock?: Parameters<typeof startGoodsFixture>[2] } = {},
) {
  const goodsFixture = await startGoodsFixture(
    'jindian-transfers',
    contractNetwork(({ id }) => {
      const ownerId = ownerOf[id] ?? 'hq';
      return { ownerId, ownership: ownerId === 'hq' ? 'hq' : 'dealer' };
    }),
    options.stock,
  );
  const { table, clock, ids, idempotency, outbox, snapshots, network, catalog, inventory } = goodsFixture;
  const ledger = createLedger({ table, clock });
  const anotherProcess = () =>
    createPolicyDocuments({
      table,
      clock,
      outbox,
      dueItems: createDueItems({ table }),
      idempotency,
      snapshots,
      nameOf: async (memberId) => `name of ${memberId}`,
    });
  const policies = anotherProcess();
  const ownership = createOwnership({
    policies,
    ledger,
    network,
    catalog,
    owners: createOwners({ table, clock, nameOf: async (memberId) => `name of ${memberId}` }),
  });
  const transfers = createTransfers({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    inventory,
    network,
    catalog,
    transferPriceFen: ownership.priceFenOf,
    onReceive: options.onReceive,
  });
  const handlers: EventHandler[] = [...policies.eventHandlers, ...ownershipEventHandlers(ledger)];
  const deliverEvents = eventsOf(goodsFixture, handlers);
  let keys = 0;

  const fixture = {
    ...goodsFixture,
    anotherProcess,
    ledger,
    ownership,
    transfers,
    async announce(event: DomainEvent): Promise<void> {
      await transact(table, [outbox.announce(event)]);
    },
    /** Each command of each person has a key of its own. */
    claim(input: unknown = null, key?: string) {
      keys += 1;
      return commandClaim('M1', 'test', key ?? `transfer-key-${keys}`, input);
    },
    /** Goods that are there from the beginning. */
    async put(locationId: string, skuId: Goods, quantity: number, ownerId = ownerOf[locationId] ?? 'hq') {
      const lines = [{ skuId, ownerId, onHandDelta: quantity, reservedDelta: 0 }];
      const cause = { type: 'seed' as const, id: 'opening' };
      await transact(table, inventory.combinedWrites(locationId, [{ kind: 'receive', cause, lines }]));
    },
    async move(locationId: string, delta: LevelDelta) {
      const cause = { type: 'staff' as const, id: 'M1' };
      const movement = { kind: 'adjust' as const, cause, lines: [delta] };
      return (await transact(table, inventory.combinedWrites(locationId, [movement]))).kind;
    },
    async level(locationId: string, skuId: Goods, ownerId = ownerOf[locationId] ?? 'hq') {
      const levels = await inventory.levelsAt(locationId);
      const level = levels.find((found) => found.skuId === skuId && found.ownerId === ownerId);
      return level ? [level.onHand, level.reserved] : null;
    },
    /** Delivers every announced event, `times` over, as often as queues may. */
    async deliver(times = 1): Promise<string[]> {
      const types = await deliverEvents(times);
      await ledger.payInTurn();
      return types;
    },
    async balance(account: string) {
      return (await ledger.balanceOf(account)).postedFen;
    },
  };
  return fixture;
}
export type TransfersFixture = Awaited<ReturnType<typeof startTransfersFixture>>;

function person(memberId: string, ...roles: RoleGrant[]): Principal {
  return { kind: 'member', memberId, roles };
}
export const people = {
  dealerClerk: person('M1', branchGrant('clerk', dealerBranch)),
  otherDealerManager: person('M2', branchGrant('manager', otherDealerBranch)),
  hqBranchClerk: person('M3', branchGrant('clerk', hqBranch)),
  hq: person('M4', brandGrant('administrator')),
  stranger: person('M5', branchGrant('clerk', 'B009')),
};
