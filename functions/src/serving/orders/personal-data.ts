import type { HqOrder, PersonalData } from '@jindian/shared/contract/hq';
import type { OrderView, WorkItem } from '@jindian/shared/contract/serving/order';
import { maskName, maskPhone } from '@jindian/shared/mask';
import { runCommand } from '../../platform/command.ts';
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

/** Work of a branch for whoever only looks on: they bring nothing to anybody. */
export function maskedWork(item: WorkItem): WorkItem {
  return { ...item, address: null, shopperName: item.shopperName === '' ? '' : maskName(item.shopperName) };
}

/**
 * A shopper's name, number and address in full. Reading is the act: the record of it is all that is written, and
 * without it nothing is shown.
 */
export async function readPersonalData(
  { table, store }: Pick<OrderContext, 'table' | 'store'>,
  orderId: string,
): Promise<Result<PersonalData>> {
  const record = await store.read(orderId);
  if (!record) return fail('not_found');
  const recorded = await runCommand<null, never>(
    { table },
    { command: null, attempt: () => ({ writes: [], value: null }) },
  );
  if (!recorded.ok) return recorded;
  const { shopperName, address } = record.detail;
  return ok({ shopperName, address });
}
