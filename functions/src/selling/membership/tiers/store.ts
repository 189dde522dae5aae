import { type TierFigures, tierReasons } from '@jindian/shared/contract/selling/tiers';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { memberPartition } from '../../../people/members/items.ts';
import { type DueItems, dueAttributes, dueStamp } from '../../../platform/due-items.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import { noStanding, type Standing } from './rules.ts';

export const periodKind = 'tiers.period';
const latestChanges = 20;
const figures = () => ({ spendFen: number(), orders: number(), points: number() });

export type StoredChange = {
  memberId: string;
  atMs: number;
  version: number;
  fromId?: string | undefined;
  toId?: string | undefined;
  reason: (typeof tierReasons)[number];
  figures: TierFigures;
  note?: string | undefined;
};

/** Tiers as they lie in the table: read with their version, and written only over that one. */
export function createTierStore(deps: { table: JindianTable; dueItems: Pick<DueItems, 'waits'> }) {
  const { table } = deps;
  const standings = new Entity({
    name: 'MemberTier',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      version: number(),
      tierId: string().optional(),
      sinceMs: number().optional(),
      untilMs: number().optional(),
      months: list(map({ month: string(), ...figures() })),
      /** It waits for the end of its period. */
      ...dueAttributes(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: memberPartition(memberId), sk: 'TIER' }),
  });
  const changes = new Entity({
    name: 'TierChange',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      atMs: number().key(),
      version: number().key(),
      fromId: string().optional(),
      toId: string().optional(),
      reason: string().enum(...tierReasons),
      figures: map(figures()),
      note: string().optional(),
    }),
    computeKey: ({ memberId, atMs, version }: { memberId: string; atMs: number; version: number }) => ({
      pk: memberPartition(memberId),
      sk: `TIER_CHANGE#${dueStamp(atMs)}#${version}`,
    }),
  });
  /** What of an order was counted, so that it counts once and comes off with its goods. */
  const counted = new Entity({
    name: 'OrderCounted',
    table,
    timestamps: false,
    schema: item({ orderId: string().key(), month: string(), ...figures() }),
    computeKey: ({ orderId }: { orderId: string }) => ({ pk: `ORDER_COUNTED#${orderId}`, sk: 'COUNTED' }),
  });

  async function read(memberId: string): Promise<{ standing: Standing; version: number }> {
    const { Item } = await standings
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    if (!Item) return { standing: noStanding, version: 0 };
    const { tierId = null, sinceMs = null, untilMs = null, months, version } = Item;
    return { standing: { tierId, sinceMs, untilMs, months }, version };
  }

  const isAt = (version: number) =>
    version === 0
      ? ({ attr: 'memberId', exists: false } as const)
      : ({ attr: 'version', eq: version } as const);

  function putWrite(
    memberId: string,
    { tierId, sinceMs, untilMs, months }: Standing,
    version: number,
  ): Write {
    const put = standings.build(PutTransaction).item({
      memberId,
      version: version + 1,
      ...(tierId === null ? {} : { tierId }),
      ...(sinceMs === null ? {} : { sinceMs }),
      ...(untilMs === null ? {} : { untilMs }),
      months: months.map((one) => ({ ...one })),
      ...deps.dueItems.waits(memberId, untilMs === null ? null : { kind: periodKind, atMs: untilMs }),
    });
    return write('tier', put.options({ condition: isAt(version) }));
  }

  function dropWrite(memberId: string, version: number): Write {
    const drop = standings.build(DeleteTransaction).key({ memberId });
    return write('tier before', drop.options({ condition: isAt(version) }));
  }

  const changeWrite = (change: StoredChange): Write =>
    write('tier change', changes.build(PutTransaction).item(change));

  async function changesOf(memberId: string) {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: 'TIER_CHANGE#' } })
      .entities(changes)
      .options({ limit: latestChanges, reverse: true })
      .send();
    return Items ?? [];
  }

  async function countedOf(orderId: string) {
    const { Item } = await counted
      .build(GetItemCommand)
      .key({ orderId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  function countWrite(
    orderId: string,
    month: string,
    before: Awaited<ReturnType<typeof countedOf>>,
    now: TierFigures,
  ): Write {
    const put = counted.build(PutTransaction).item({ orderId, month, ...now });
    return write(
      'counted',
      put.options({
        condition: before
          ? {
              and: [
                { attr: 'spendFen', eq: before.spendFen },
                { attr: 'orders', eq: before.orders },
                { attr: 'points', eq: before.points },
              ],
            }
          : { attr: 'orderId', exists: false },
      }),
    );
  }

  return { read, putWrite, dropWrite, changeWrite, changesOf, countedOf, countWrite };
}
