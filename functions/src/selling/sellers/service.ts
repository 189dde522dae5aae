import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { isRoleOff } from '@jindian/shared/contract/modules/off';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { createSellersDesk, type SellersDeskDeps } from './desk.ts';
import { createHandovers, type HandoverDeps } from './handovers.ts';
import { createSellerItems, noPlace } from './items.ts';
import { createJoining, type JoiningDeps } from './joining.ts';
import { createSellerRows } from './rows.ts';
import { allSelling } from './rules.ts';

export type SellersDeps = JoiningDeps &
  HandoverDeps &
  Omit<SellersDeskDeps, 'isSecondLevelOn'> & {
    off(): Promise<readonly ModuleName[]>;
  };

/** Whom an order may credit now, and who brought them. */
export type Creditable = { isActive: boolean; broughtBy: string | null };

/** Who sells (guides, stations, promoters): how they come to it, what becomes of them and of their customers. */
export function createSellers(deps: SellersDeps) {
  const items = createSellerItems(deps.table);
  const rows = createSellerRows({ table: deps.table, items });
  const joining = createJoining({ ...deps, rows });
  const handovers = createHandovers({ ...deps, items });
  const isSecondLevelOn = async () => !(await deps.off()).includes('secondLevel');
  const desk = createSellersDesk({ ...deps, rows, handovers, isSecondLevelOn });

  /** As standings are known everywhere: ten seconds old at most. */
  async function isActiveAs(memberId: string, kind: SellerKind): Promise<boolean> {
    const standing = await deps.members.standings.read(memberId, 'remembered');
    return standing !== null && allSelling(standing.roles).some((one) => one.kind === kind);
  }

  /**
   * One level up and no further: who brought the one who brought them is not even asked for. A promoter who brought
   * somebody and is no promoter now earns nothing by them.
   */
  async function bringerOf(sellerId: string): Promise<string | null> {
    const { Item } = await items.rows
      .build(GetItemCommand)
      .key({ memberId: sellerId, kind: 'promoter', place: noPlace })
      .send();
    const by = Item?.broughtBy;
    return by !== undefined && by !== sellerId && (await isActiveAs(by, 'promoter')) ? by : null;
  }

  async function creditable(seller: { sellerId: string; sellerKind: SellerKind }): Promise<Creditable> {
    const { sellerId, sellerKind } = seller;
    if (sellerKind === 'branch')
      return { isActive: (await deps.branchName(sellerId)) !== null, broughtBy: null };
    const off = await deps.off();
    const isActive = !isRoleOff(off, sellerKind) && (await isActiveAs(sellerId, sellerKind));
    const hasSecond = isActive && sellerKind === 'promoter' && !off.includes('secondLevel');
    return { isActive, broughtBy: hasSecond ? await bringerOf(sellerId) : null };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'sellers: customers of who left',
      queue: 'heavy',
      types: ['seller.left'],
      handle: ({ data: { sellerId, kind, locationId } }, { id }) =>
        handovers.left({ sellerId, kind, locationId }, id),
    }),
    hears({
      name: 'sellers: handover step',
      queue: 'heavy',
      types: ['handover.step'],
      handle: ({ data: { sellerId, handoverId, step } }) => handovers.step(sellerId, handoverId, step),
    }),
  ];

  const { move: moveCustomers, left, step } = handovers;
  return { ...joining, ...desk, moveCustomers, left, step, creditable, eventHandlers };
}
export type Sellers = ReturnType<typeof createSellers>;
