import {
  handoverCauses,
  handoverTargets,
  personKinds,
  sellerStandings,
  stationTrades,
} from '@jindian/shared/contract/selling/sellers';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { SellsAs } from './rules.ts';

export const noPlace = '-';
export const sellersOf = (kind: string) => `SELLERS#${kind}`;
export const sellersAt = (locationId: string) => `SELLERS_AT#${locationId}`;
/** Who asked and was not answered yet, the longest waiting first. */
export const sellersWaiting = (kind: string) => `SELLERS_WAITING#${kind}`;
export const broughtBy = (sellerId: string) => `BROUGHT_BY#${sellerId}`;
export const placeKey = (locationId: string | null) => locationId ?? noPlace;
const sortPrefix = 'TRADES_AS#';

export const rowKeyOf = (memberId: string, { kind, locationId }: SellsAs) => ({
  memberId,
  kind,
  place: placeKey(locationId),
});

/** What an index says of a row. */
export function rowKeyBehind({ pk, sk }: Record<string, unknown>) {
  const [, kind = '', place = ''] = String(sk).split('#');
  return { memberId: String(pk).slice('MEMBER#'.length), kind: kind as SellsAs['kind'], place };
}
export type RowKey = ReturnType<typeof rowKeyOf>;
export const listKeyOf = ({ memberId, place }: Pick<RowKey, 'memberId' | 'place'>) => `${memberId}#${place}`;

export function createSellerItems(table: JindianTable) {
  /**
   * As what a member sells, and where: written with each change of the role, which is what counts. It lies under the
   * member, who sees it among what is kept of them; and it goes with them.
   */
  const rows = new Entity({
    name: 'Seller',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      kind: string()
        .enum(...personKinds)
        .key(),
      /** `-`: nowhere in particular. */
      place: string().key(),
      standing: string().enum(...sellerStandings),
      standingAtMs: number(),
      /** When they were active for the first time; absent: not yet. */
      sinceMs: number().optional(),
      history: list(map({ standing: string().enum(...sellerStandings), atMs: number() })),
      /** Of a station. */
      stationName: string().optional(),
      stationAddress: string().optional(),
      stationPhone: string().optional(),
      stationTrade: string()
        .enum(...stationTrades)
        .optional(),
      /** Of a promoter: the rules that they agreed to. */
      rulesVersion: string().optional(),
      /** Whose code or share brought them: known when they first apply, and never another. */
      broughtBy: string().optional(),
      /** What headquarters wrote to whom it did not approve. */
      declinedBecause: string().optional(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
      /** While it waits for headquarters. */
      gsi3pk: string().optional(),
      gsi3sk: string().optional(),
    }),
    computeKey: ({ memberId, kind, place }: { memberId: string; kind: string; place: string }) => ({
      pk: `MEMBER#${memberId}`,
      sk: `${sortPrefix}${kind}#${place}`,
    }),
  });

  /** Customers of one who are to become another's, some at a time. */
  const handovers = new Entity({
    name: 'Handover',
    table,
    timestamps: false,
    schema: item({
      sellerId: string().key(),
      handoverId: string().key(),
      cause: string().enum(...handoverCauses),
      fromLocationId: string().optional(),
      to: string().enum(...handoverTargets),
      toId: string().optional(),
      /** Where they count from then on. */
      toLocationId: string().optional(),
      by: string().optional(),
      state: string().enum('running', 'done'),
      shard: number(),
      /** The last of this shard that was looked at. */
      after: string().optional(),
      step: number(),
      moved: number(),
      atMs: number(),
      doneAtMs: number().optional(),
    }),
    computeKey: ({ sellerId, handoverId }: { sellerId: string; handoverId: string }) => ({
      pk: `HANDOVERS#${sellerId}`,
      sk: `HANDOVER#${handoverId}`,
    }),
  });

  /** There while customers of somebody are moved by hand: two at once would divide them. */
  const opens = new Entity({
    name: 'HandoverOpen',
    table,
    timestamps: false,
    schema: item({ sellerId: string().key(), handoverId: string() }),
    computeKey: ({ sellerId }: { sellerId: string }) => ({ pk: `HANDOVERS#${sellerId}`, sk: 'OPEN' }),
  });

  return { rows, handovers, opens };
}
export type SellerItems = ReturnType<typeof createSellerItems>;
