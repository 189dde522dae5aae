import type { LocalizedText } from '@jindian/shared/contract/common';
import { ratingStates } from '@jindian/shared/contract/serving/ratings';
import { any } from 'dynamodb-toolbox/schema/any';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { memberPartition } from '../../people/members/items.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';

export type RatedGoods = { productId: string; title: LocalizedText; skuName: LocalizedText };

export const ratingPrefix = 'RATING#';
export const ofProduct = (productId: string) => `PRODUCT_RATINGS#${productId}`;
export const ofPlace = (locationId: string) => `PLACE_RATINGS#${locationId}`;
/** What somebody still has to look at, of the whole brand. */
export const openList = 'OPEN_RATINGS';

export function ratingItems(table: JindianTable) {
  /** What a member said of a part of an order: with the member, so that it goes with them. */
  const ratings = new Entity({
    name: 'Rating',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      orderId: string().key(),
      /** A line's id, or `service`. */
      part: string().key(),
      revision: number(),
      orderNumber: string(),
      stars: number(),
      text: string(),
      /** WeChat passed the words, or there are none. */
      isTextPassed: boolean().optional(),
      pictures: list(
        map({ path: string(), traceId: string().optional(), isPassed: boolean().optional() }),
      ).optional(),
      /** Masked. */
      shownAs: string().optional(),
      locationId: string(),
      goods: any().castAs<RatedGoods>().optional(),
      state: string().enum(...ratingStates),
      /** Low, and somebody said that it is dealt with. */
      isSettled: boolean().optional(),
      replyText: string().optional(),
      replyAtMs: number().optional(),
      reason: string().optional(),
      atMs: number(),
      /** While it is shown on the page of its goods. */
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
      gsi2pk: string(),
      gsi2sk: string(),
      /** While somebody has to look at it. */
      gsi3pk: string().optional(),
      gsi3sk: string().optional(),
    }),
    computeKey: ({ memberId, orderId, part }: { memberId: string; orderId: string; part: string }) => ({
      pk: memberPartition(memberId),
      sk: `${ratingPrefix}${orderId}#${part}`,
    }),
  });

  /** Which picture WeChat was asked about: what it says comes with the id alone. For as long as it may still say something. */
  const looks = new Entity({
    name: 'PictureLook',
    table,
    timestamps: false,
    schema: item({
      traceId: string().key(),
      memberId: string(),
      orderId: string(),
      part: string(),
      expiresAtS: number(),
    }),
    computeKey: ({ traceId }: { traceId: string }) => ({ pk: `PICTURE_LOOK#${traceId}`, sk: 'LOOK' }),
  });

  /** How many gave how many stars: to a product, or to a place for its service. */
  const stars = new Entity({
    name: 'StarCount',
    table,
    timestamps: false,
    schema: item({
      of: string().key(),
      stars1: number().optional(),
      stars2: number().optional(),
      stars3: number().optional(),
      stars4: number().optional(),
      stars5: number().optional(),
    }),
    computeKey: ({ of }: { of: string }) => ({ pk: of, sk: 'STARS' }),
  });

  return { ratings, looks, stars };
}
