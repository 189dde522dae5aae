import type { RoleGrant } from '@jindian/shared/contract/member';
import type { Location } from '@jindian/shared/contract/network';
import { decodeCatalog, encodeCatalog } from '../../catalog/catalog.ts';
import type { LevelDelta } from '../../inventory/rules.ts';
import { createInventory } from '../../inventory/service.ts';
import { createLedger } from '../../ledger/service.ts';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { createNetwork } from '../../network/service.ts';
import { smallNetwork } from '../../network/snapshot-fixture.ts';
import { ownershipEventHandlers } from '../../ownership/events.ts';
import { createOwnership } from '../../ownership/service.ts';
import { createDueItems } from '../../platform/due-items.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox, type DomainEvent, dispatch, type EventHandler } from '../../platform/outbox.ts';
import type { Principal } from '../../platform/sessions.ts';
import { createSnapshotStore, liveSnapshot } from '../../platform/snapshot-store.ts';
import { openTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
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

function network() {
  const small = smallNetwork();
  const long = (id: string) => `${id.slice(0, 1)}00${id.slice(1)}`;
  return {
    ...small,
    grids: small.grids.map((grid) => ({ ...grid, branchId: long(grid.branchId) })),
    locations: small.locations.map((place): Location => {
      const id = long(place.id);
      const ownerId = ownerOf[id] ?? 'hq';
      return { ...place, id, ownerId, ownership: ownerId === 'hq' ? 'hq' : 'dealer' };
    }),
  };
}

/** Transfers, ownership, stock and books on an empty table; events run when told. */
export async function openHouse(options: { onReceive?: ReceiveHook } = {}) {
  const opened = await openTable('jindian-transfers');
  const { table, clock } = opened;
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const outbox = createOutbox({ table, clock, ids });
  const snapshots = createSnapshotStore({ table });
  const places = createNetwork({ table, clock, outbox, snapshots });
  const catalog = liveSnapshot({ store: snapshots, clock, name: 'catalog', decode: decodeCatalog });
  const inventory = createInventory({
    table,
    clock,
    ids,
    idempotency,
    snapshots,
    dueItems: createDueItems({ table }),
  });
  const ledger = createLedger({ table, clock });
  await places.load(network());
  await snapshots.publish(
    'catalog',
    encodeCatalog({ products: demoProducts, categories: demoCategories }),
    clock.nowMs(),
  );
  const ownership = createOwnership({
    table,
    clock,
    ids,
    outbox,
    snapshots,
    ledger,
    network: places,
    catalog,
  });
  const transfers = createTransfers({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    inventory,
    network: places,
    catalog,
    transferPriceFen: ownership.priceFenOf,
    onReceive: options.onReceive,
  });
  const handlers: EventHandler[] = ownershipEventHandlers(ownership, ledger);
  let keys = 0;

  const house = {
    ...opened,
    ids,
    outbox,
    snapshots,
    network: places,
    catalog,
    inventory,
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
    /** Delivers every announced event, `times` over, as the stream and the sweep may. */
    async deliver(times = 1): Promise<string[]> {
      const batches = await outbox.leftOver(clock.nowMs(), Number.POSITIVE_INFINITY);
      for (let time = 0; time < times; time += 1) {
        for (const batch of batches) await dispatch(batch, handlers);
      }
      for (const batch of batches) await outbox.settle(batch);
      return batches.flatMap(({ events }) => events.map(({ type }) => type)).sort();
    },
    async balance(account: string) {
      return (await ledger.balanceOf(account)).postedFen;
    },
  };
  return house;
}
export type House = Awaited<ReturnType<typeof openHouse>>;

function person(memberId: string, ...roles: RoleGrant[]): Principal {
  return { memberId, roles };
}
export const people = {
  dealerClerk: person('M1', { role: 'clerk', locationId: dealerBranch }),
  otherDealerManager: person('M2', { role: 'manager', locationId: otherDealerBranch }),
  hqBranchClerk: person('M3', { role: 'clerk', locationId: hqBranch }),
  hq: person('M4', { role: 'hq', locationId: null }),
  stranger: person('M5', { role: 'clerk', locationId: 'B009' }),
};
