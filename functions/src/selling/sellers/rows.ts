import type { LocalizedText } from '@jindian/shared/contract/common';
import type { SellerRow, SellerStanding } from '@jindian/shared/contract/selling/sellers';
import { maskPhone } from '@jindian/shared/mask';
import type { FormattedItem } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import {
  broughtBy,
  listKeyOf,
  noPlace,
  type RowKey,
  rowKeyBehind,
  rowKeyOf,
  type SellerItems,
  sellersAt,
  sellersOf,
  sellersWaiting,
} from './items.ts';
import type { SellsAs } from './rules.ts';

export type StoredSeller = FormattedItem<SellerItems['rows']>;

export const placeOfRow = ({ place }: Pick<StoredSeller, 'place'>) => (place === noPlace ? null : place);

/** As what members sell: reading, and what is written of those who ask to. */
export function createSellerRows({ table, items }: { table: JindianTable; items: SellerItems }) {
  /** Everything that somebody sells, sold or asked to sell as; consistent. */
  async function ofMember(memberId: string): Promise<StoredSeller[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: `MEMBER#${memberId}`, range: { beginsWith: 'TRADES_AS#' } })
      .entities(items.rows)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items;
  }

  async function find(memberId: string, as: SellsAs): Promise<StoredSeller | null> {
    const { Item } = await items.rows
      .build(GetItemCommand)
      .key(rowKeyOf(memberId, as))
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  async function readMany(keys: readonly RowKey[]): Promise<(StoredSeller | null)[]> {
    const found = await readBatch(
      table,
      keys.map((key) => items.rows.build(BatchGetRequest).key(key)),
    );
    return found.map((one) => one ?? null);
  }

  async function listed(
    index: 'gsi1' | 'gsi2' | 'gsi3',
    partition: string,
    limit: number,
    after: string | undefined,
  ): Promise<RowKey[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ index, partition, ...(after === undefined ? {} : { range: { gt: after } }) })
      .options({ limit })
      .send();
    return Items.map(rowKeyBehind);
  }

  const ofKind = (kind: SellsAs['kind'], limit: number, after?: string) =>
    listed(indexNames.byOwner, sellersOf(kind), limit, after);
  const atBranch = (locationId: string, limit: number, after?: string) =>
    listed(indexNames.byQueue, sellersAt(locationId), limit, after);
  /** Who waits to be approved, by when they asked. */
  async function waiting(
    kind: SellsAs['kind'],
    limit: number,
    after?: string,
  ): Promise<(RowKey & { since: string })[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byPlaceServing,
        partition: sellersWaiting(kind),
        ...(after === undefined ? {} : { range: { gt: after } }),
      })
      .options({ limit })
      .send();
    return Items.map((item) => ({ ...rowKeyBehind(item), since: String(item.gsi3sk) }));
  }
  const broughtTo = (memberId: string, limit: number, after?: string) =>
    listed(indexNames.byQueue, broughtBy(memberId), limit, after);

  type Details = Pick<
    StoredSeller,
    'stationName' | 'stationAddress' | 'stationTrade' | 'stationPhone' | 'rulesVersion' | 'broughtBy'
  >;

  /** Whoever asks to sell, as they were when it was looked at. */
  function asked(
    memberId: string,
    as: SellsAs,
    { before, details, atMs }: { before: StoredSeller | null; details: Details; atMs: number },
  ): Write {
    const key = rowKeyOf(memberId, as);
    const standing: SellerStanding = 'applied';
    const { declinedBecause: _, ...kept } = before ?? {};
    // Who mends their words while they wait keeps their turn, and has asked once.
    const isMended = before?.standing === standing;
    const sinceMs = isMended ? before.standingAtMs : atMs;
    return write(
      'seller',
      items.rows
        .build(PutTransaction)
        .item({
          ...kept,
          ...key,
          ...details,
          standing,
          standingAtMs: sinceMs,
          history: [...(before?.history ?? []), ...(isMended ? [] : [{ standing, atMs }])],
          gsi1pk: sellersOf(key.kind),
          gsi1sk: listKeyOf(key),
          gsi3pk: sellersWaiting(key.kind),
          gsi3sk: `${String(sinceMs).padStart(15, '0')}#${listKeyOf(key)}`,
          ...(as.locationId === null
            ? {}
            : { gsi2pk: sellersAt(as.locationId), gsi2sk: `${key.kind}#${memberId}` }),
          ...(details.broughtBy === undefined
            ? {}
            : { gsi2pk: broughtBy(details.broughtBy), gsi2sk: memberId }),
        })
        .options({ condition: asRead(before) }),
    );
  }

  /** What becomes of one who asked and is not taken in: by headquarters with a reason, or by themselves. */
  function ended(before: StoredSeller, atMs: number, as: { declined: string } | 'left'): Write {
    const { gsi3pk: _, gsi3sk: __, declinedBecause: ___, ...kept } = before;
    const standing: SellerStanding = as === 'left' ? 'left' : 'declined';
    return write(
      'seller',
      items.rows
        .build(PutTransaction)
        .item({
          ...kept,
          ...(as === 'left' ? {} : { declinedBecause: as.declined }),
          standing,
          standingAtMs: atMs,
          history: [...before.history, { standing, atMs }],
        })
        .options({ condition: asRead(before) }),
    );
  }

  return { ofMember, find, readMany, ofKind, atBranch, waiting, broughtTo, asked, ended };
}
export type SellerRows = ReturnType<typeof createSellerRows>;

function asRead(before: StoredSeller | null) {
  if (!before) return { attr: 'memberId' as const, exists: false as const };
  return {
    and: [
      { attr: 'standing' as const, eq: before.standing },
      { attr: 'standingAtMs' as const, eq: before.standingAtMs },
    ],
  };
}

export function rowView(
  row: Pick<StoredSeller, 'kind' | 'place' | 'standing' | 'standingAtMs'> & Partial<StoredSeller>,
  nameOf: (locationId: string) => LocalizedText | null,
  { masksPhone } = { masksPhone: true },
): SellerRow {
  const locationId = placeOfRow(row);
  const { kind, standing, standingAtMs, sinceMs = null } = row;
  const { stationName, stationAddress, stationTrade, stationPhone, declinedBecause = null } = row;
  return {
    kind,
    locationId,
    locationName: locationId === null ? null : nameOf(locationId),
    standing,
    standingAtMs,
    sinceMs,
    station:
      stationName === undefined || stationAddress === undefined
        ? null
        : {
            name: stationName,
            address: stationAddress,
            ...(stationTrade === undefined ? {} : { trade: stationTrade }),
            ...(stationPhone === undefined
              ? {}
              : { phone: masksPhone ? maskPhone(stationPhone) : stationPhone }),
          },
    declinedBecause: standing === 'declined' ? declinedBecause : null,
  };
}
