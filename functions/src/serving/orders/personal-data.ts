import type { HqOrder, PersonalData } from '@jindian/shared/contract/hq';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { maskName, maskPhone, roughPoint } from '@jindian/shared/mask';
import { recordReading, runCommand, unlessBusy } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';

/** An order as HQ reads it: everything of the order, and of the shopper what is enough to talk about them. */
export function maskedOrder({ address, ...order }: OrderView): HqOrder['order'] {
  return {
    ...order,
    address: address && {
      province: address.province,
      city: address.city,
      county: address.county,
      nameMasked: maskName(address.recipientName),
      phoneMasked: maskPhone(address.phone),
    },
  };
}

/** How far it is from a place to the area of an address: it tells no more of the address than the area does. */
export function roughly(address: PointGcj02, place: PointGcj02 | undefined): number | null {
  if (!place) return null;
  return Math.round(distanceMeters(roughPoint(address), place) / 100) * 100;
}

/** Work of a branch for whoever only looks on: they bring nothing to anybody, and are told to within a kilometre how far it is. */
export function maskedWork(item: WorkItem): WorkItem {
  const { shopperName, distanceMeters: meters } = item;
  return {
    ...item,
    address: null,
    shopperName: shopperName === '' ? '' : maskName(shopperName),
    distanceMeters: meters === null ? null : Math.round(meters / 1_000) * 1_000,
  };
}

/** A shopper's name, number and address in full, once it is on record that they are read. */
export async function readPersonalData(
  { table, store }: Pick<OrderContext, 'table' | 'store'>,
  orderId: string,
): Promise<Result<PersonalData>> {
  const record = await store.read(orderId);
  if (!record) return fail('not_found');
  const recorded = await recordReading({ table });
  if (!recorded.ok) return recorded;
  const { shopperName, address } = record.detail;
  return ok({ shopperName, address });
}

/** The person is taken off an order that is over; what was bought, where from and for how much stays. Again is fine. */
export async function forgetShopper(
  { table, store }: Pick<OrderContext, 'table' | 'store'>,
  orderId: string,
): Promise<void> {
  unlessBusy(
    await runCommand<null, never>(
      { table },
      {
        command: null,
        async attempt() {
          const record = await store.read(orderId);
          if (!record) return ok(null);
          const { shopperName, phoneTail, address, note } = record.detail;
          if (shopperName === '' && phoneTail === undefined && address === null && note === null)
            return ok(null);
          const { phoneTail: _, ...detail } = record.detail;
          return {
            writes: [store.putDetail(record.head, { ...detail, shopperName: '', address: null, note: null })],
            value: null,
          };
        },
      },
    ),
    'forgetting a shopper',
  );
}
