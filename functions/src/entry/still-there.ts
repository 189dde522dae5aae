import { brandGrant } from '@jindian/shared/access';
import type { StillThere, StillThereKind } from '@jindian/shared/contract/places/closing';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Inventory } from '../goods/inventory/service.ts';
import { hqOwner } from '../goods/ownership/rules.ts';
import type { Transfers } from '../goods/transfers/service.ts';
import { ownerAccount } from '../money/ledger/rules.ts';
import type { Ledger } from '../money/ledger/service.ts';
import type { Members } from '../people/members/service.ts';
import type { Network } from '../places/network/service.ts';
import type { Slots } from '../places/slots/service.ts';
import type { Couriers } from '../serving/couriers/service.ts';
import type { Orders } from '../serving/orders/service.ts';

/** Nobody counts more of them by hand. */
const mostTransfers = 100;
const openTransfers = ['requested', 'approved', 'shipped'] as const;

/**
 * What of a place somebody still has to bring to an end or to hand on, each told by the module that owns it. Whatever holds
 * goods holds pieces of its levels, which are read as written: no order is taken where nothing lies.
 */
export function createStillThere(deps: {
  network: Pick<Network, 'current'>;
  orders: Pick<Orders, 'queries'>;
  couriers: Pick<Couriers, 'atBranch'>;
  slots: Pick<Slots, 'bookedByDay'>;
  inventory: Pick<Inventory, 'store'>;
  transfers: Pick<Transfers, 'listAt'>;
  members: Pick<Members, 'staffOf'>;
  ledger: Pick<Ledger, 'balanceOf'>;
}) {
  const { network, orders, couriers, slots, inventory, transfers, members, ledger } = deps;
  const system = { kind: 'member' as const, memberId: 'system', roles: [brandGrant('auditor')] };

  async function piecesOf({ id, ownerId }: Location): Promise<{ stock: number; consigned: number }> {
    const sum = { stock: 0, consigned: 0 };
    for (const part of await inventory.store.partsAt(id, true))
      sum[part.ownerId === ownerId ? 'stock' : 'consigned'] += part.onHand;
    return sum;
  }

  async function transfersOf(locationId: string): Promise<number> {
    const found = await Promise.all(
      openTransfers.map((state) => transfers.listAt(locationId, { state, limit: mostTransfers }, system)),
    );
    return found.reduce((count, page) => count + (page.ok ? page.value.items.length : 0), 0);
  }

  async function staffOf(locationId: string): Promise<number> {
    const people = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await members.staffOf(locationId, { cursor });
      for (const { memberId } of page.items) people.add(memberId);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return people.size;
  }

  /** While an owner has another place, their account goes on. */
  async function owedFen({ id, ownerId }: Location): Promise<number> {
    if (ownerId === hqOwner) return 0;
    const { locations } = await network.current();
    const goesOn = locations.some(
      (place) => place.ownerId === ownerId && place.id !== id && place.status !== 'closed',
    );
    return goesOn ? 0 : (await ledger.balanceOf(ownerAccount(ownerId))).postedFen;
  }

  return async (place: Location): Promise<StillThere[]> => {
    const [parts, jobs, booked, pieces, moving, staff, { grids }, owed] = await Promise.all([
      orders.queries.openPartsAt(place.id),
      couriers.atBranch(place.id),
      slots.bookedByDay(place.id),
      piecesOf(place),
      transfersOf(place.id),
      staffOf(place.id),
      network.current(),
      owedFen(place),
    ]);
    const counts: Record<StillThereKind, number> = {
      orders: parts,
      courier_jobs: jobs.length,
      slots: [...booked.values()].reduce((sum, count) => sum + count, 0),
      ...pieces,
      transfers: moving,
      staff,
      grids: grids.filter(({ branchId }) => branchId === place.id).length,
      owner_money: owed,
    };
    return (Object.entries(counts) as [StillThereKind, number][]).flatMap(([kind, count]) =>
      count === 0 ? [] : [{ kind, count }],
    );
  };
}
