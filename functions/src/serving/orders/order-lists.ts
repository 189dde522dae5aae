import { brandDay } from '@jindian/shared/time';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { indexNames } from '../../platform/deployed-names.ts';
import type { JindianTable } from '../../platform/table.ts';
import { dayShards, listOfDay, newestOf, type PartReader, partOfList, partsOfList } from './day-lists.ts';
import type { FulfilmentItems } from './fulfilment-items.ts';
import type { OrderHead } from './history.ts';
import { orderPartition } from './order-item.ts';
import { isPractice } from './practice.ts';

const everyShard = Array.from({ length: dayShards }, (_, shard) => shard);
/** The part of a number that is the order's own: before it stands the day. */
const ownNumberLength = 5;
const saidKeys = {
  number: (number: string) => `ORDER_NUMBER#${number.slice(-ownNumberLength)}`,
  phoneTail: (tail: string) => `ORDER_PHONE#${tail}`,
};
/** In which lists an order is, and what they hold: of its member, of the brand's day, and by what people say of it. */
export function createOrderLists(
  table: JindianTable,
  fulfilments: Pick<FulfilmentItems, 'orderIdsServedAway'>,
) {
  const memberKey = (memberId: string) => `MEMBER#${memberId}#ORDERS`;
  const dayKey = (part: string) => `ORDERS#${part}`;

  /** Practice is in no list of orders: neither of the brand's day nor of who placed it; its branch has one of it. */
  const practiceKey = (locationId: string) => `PRACTICE#${locationId}`;
  const memberKeys = ({ orderId, memberId }: OrderHead) =>
    isPractice(orderId) ? null : { gsi1pk: memberKey(memberId), gsi1sk: orderId };

  /** The brand's list of the day: with what never changes, since the order itself has other lists. */
  function dayKeys(head: OrderHead) {
    if (isPractice(head.orderId)) return { gsi2pk: practiceKey(head.storefrontId), gsi2sk: head.orderId };
    const list = listOfDay(brandDay(head.createdAtMs), head.dayShard);
    return { gsi2pk: dayKey(partOfList(list, head.orderId)), gsi2sk: head.orderId };
  }

  /** What people say on the phone: the order's number, and the last digits of their own. */
  function foundKeys(
    { orderId, number: told }: OrderHead,
    { address, phoneTail }: { address: { phone: string } | null; phoneTail?: string | undefined },
  ) {
    const tail = address?.phone.slice(-4) ?? phoneTail;
    return {
      gsi1pk: saidKeys.number(told),
      gsi1sk: orderId,
      ...(tail === undefined ? {} : { gsi3pk: saidKeys.phoneTail(tail), gsi3sk: orderId }),
    };
  }

  /** Ids of the orders of which somebody says this, newest first. */
  async function idsSaid(
    by: keyof typeof saidKeys,
    text: string,
    limit: number,
    before?: string,
  ): Promise<string[]> {
    const index = by === 'number' ? indexNames.byOwner : indexNames.byPlaceServing;
    const { Items } = await table
      .build(QueryCommand)
      .query({ index, partition: saidKeys[by](text), ...(before ? { range: { lt: before } } : {}) })
      .options({ reverse: true, limit })
      .send();
    return (Items ?? []).map(({ pk }) => String(pk).slice(orderPartition('').length));
  }

  async function idsOfMember(memberId: string, limit: number, before: string | undefined): Promise<string[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byOwner,
        partition: memberKey(memberId),
        ...(before ? { range: { lt: before } } : {}),
      })
      .options({ reverse: true, limit })
      .send();
    return (Items ?? []).map((stored) => String((stored as { gsi1sk: string }).gsi1sk));
  }

  async function idsOfList(list: string, limit: number, before: string | undefined): Promise<string[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byQueue,
        partition: list,
        ...(before ? { range: { lt: before } } : {}),
      })
      .options({ reverse: true, limit })
      .send();
    return (Items ?? []).map((stored) => String((stored as { gsi2sk: string }).gsi2sk));
  }
  const idsOfPart = (part: string, limit: number, before: string | undefined) =>
    idsOfList(dayKey(part), limit, before);

  /**
   * Newest first over all lists of the day, or over some: then with what is only served there. ULIDs sort by time, so
   * the pages of all parts merge.
   */
  function idsOfDay(
    day: string,
    limit: number,
    before: string | undefined,
    shards?: readonly number[],
  ): Promise<string[]> {
    const partsOf = (some: readonly number[]) => some.flatMap((shard) => partsOfList(listOfDay(day, shard)));
    const placed = partsOf(shards ?? everyShard).map(
      (part): PartReader =>
        (most, after) =>
          idsOfPart(part, most, after),
    );
    const served = partsOf(shards ?? []).map(
      (part): PartReader =>
        (most, after) =>
          fulfilments.orderIdsServedAway(part, most, after),
    );
    return newestOf([...placed, ...served], limit, before);
  }

  return {
    memberKeys,
    dayKeys,
    foundKeys,
    idsSaid,
    idsOfMember,
    idsOfDay,
    /** Practice orders of a branch, newest first. */
    idsOfPractice: (locationId: string, limit: number) =>
      idsOfList(practiceKey(locationId), limit, undefined),
  };
}
