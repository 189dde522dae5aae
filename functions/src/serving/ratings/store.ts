import type { RatingState } from '@jindian/shared/contract/serving/ratings';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { memberPartition } from '../../people/members/items.ts';
import { readBatch } from '../../platform/batch-read.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { ofPlace, ofProduct, openList, type RatedGoods, ratingItems, ratingPrefix } from './items.ts';
import { isOpen, type StarCounts } from './rules.ts';

/** Without what its lists are made of: those follow from the rest. */
export type StoredRating = {
  memberId: string;
  orderId: string;
  part: string;
  revision: number;
  orderNumber: string;
  stars: number;
  text: string;
  isTextPassed?: boolean | undefined;
  pictures?: { path: string; traceId?: string | undefined; isPassed?: boolean | undefined }[] | undefined;
  shownAs?: string | undefined;
  locationId: string;
  goods?: RatedGoods | undefined;
  state: RatingState;
  isSettled?: boolean | undefined;
  replyText?: string | undefined;
  replyAtMs?: number | undefined;
  reason?: string | undefined;
  atMs: number;
};

type RatingKey = Pick<StoredRating, 'memberId' | 'orderId' | 'part'>;
/** `before` null: it is new; `after` null: it goes. */
export type RatingChange =
  | { before: StoredRating | null; after: StoredRating }
  | { before: StoredRating; after: null };

export const ratingLabel = 'rating';

export function createRatingStore(table: JindianTable) {
  const items = ratingItems(table);

  const sortKey = ({ atMs, orderId, part }: StoredRating) =>
    `${String(atMs).padStart(15, '0')}#${orderId}#${part}`;

  const listsOf = (rating: StoredRating) => {
    const at = sortKey(rating);
    return {
      ...(rating.state === 'shown' &&
      rating.goods &&
      (rating.text !== '' || rating.replyText !== undefined || (rating.pictures ?? []).length > 0)
        ? { gsi1pk: ofProduct(rating.goods.productId), gsi1sk: at }
        : {}),
      gsi2pk: ofPlace(rating.locationId),
      gsi2sk: at,
      ...(isOpen(rating) ? { gsi3pk: openList, gsi3sk: at } : {}),
    };
  };

  const countedFor = ({ goods, locationId }: StoredRating) =>
    goods ? ofProduct(goods.productId) : ofPlace(locationId);

  const isCounted = (rating: StoredRating | null) => rating?.state === 'shown';

  function ratingWrite({ before, after }: RatingChange): Write {
    const condition = before
      ? ({ attr: 'revision', eq: before.revision } as const)
      : ({ attr: 'memberId', exists: false } as const);
    if (after)
      return write(
        ratingLabel,
        items.ratings
          .build(PutTransaction)
          .item({ ...after, revision: (before?.revision ?? 0) + 1, ...listsOf(after) })
          .options({ condition }),
      );
    const { memberId, orderId, part } = before;
    return write(
      ratingLabel,
      items.ratings.build(DeleteTransaction).key({ memberId, orderId, part }).options({ condition }),
    );
  }

  /** What becomes of ratings, and of the stars with them: those of one product, which may have several lines, in one write. */
  function changeWrites(changes: readonly RatingChange[]): Write[] {
    const sums = new Map<string, Map<keyof StarCounts, number>>();
    for (const { before, after } of changes) {
      const by = Number(isCounted(after)) - Number(isCounted(before));
      const of = countedFor((after ?? before) as StoredRating);
      const stars = `stars${(after ?? before)?.stars}` as keyof StarCounts;
      if (by === 0) continue;
      const sum = sums.get(of) ?? new Map<keyof StarCounts, number>();
      sums.set(of, sum.set(stars, (sum.get(stars) ?? 0) + by));
    }
    return [
      ...changes.map(ratingWrite),
      ...[...sums].map(([of, sum]) =>
        write(
          'stars',
          items.stars
            .build(UpdateTransaction)
            .item({ of, ...Object.fromEntries([...sum].map(([stars, by]) => [stars, $add(by)])) }),
        ),
      ),
    ];
  }

  const plain = (found: StoredRating & Record<string, unknown>): StoredRating => {
    const { gsi1pk: _a, gsi1sk: _b, gsi2pk: _c, gsi2sk: _d, gsi3pk: _e, gsi3sk: _f, ...rating } = found;
    return rating as StoredRating;
  };

  async function read(key: RatingKey): Promise<StoredRating | null> {
    const { Item } = await items.ratings.build(GetItemCommand).key(key).options({ consistent: true }).send();
    return Item ? plain(Item) : null;
  }

  /** Of a member; of one order where it is told. */
  async function ofMember(memberId: string, orderId?: string): Promise<StoredRating[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .entities(items.ratings)
      .query({
        partition: memberPartition(memberId),
        range: { beginsWith: orderId === undefined ? ratingPrefix : `${ratingPrefix}${orderId}#` },
      })
      .options({ consistent: true, ...everyPage })
      .send();
    return Items.map((one) => plain(one as StoredRating & Record<string, unknown>));
  }

  /** A list, the latest first; what moved on since the index was written is told by whoever reads. */
  async function listed(
    list: { product: string } | { place: string } | 'open',
    limit: number,
    after: string | undefined,
  ) {
    const [index, partition] =
      list === 'open'
        ? (['gsi3', openList] as const)
        : 'product' in list
          ? (['gsi1', ofProduct(list.product)] as const)
          : (['gsi2', ofPlace(list.place)] as const);
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ index, partition, ...(after === undefined ? {} : { range: { lt: after } }) })
      .options({ limit, reverse: true })
      .send();
    const keys = Items as unknown as { pk: string; sk: string; [index: string]: string }[];
    const found = await readBatch(
      table,
      keys.map(({ pk, sk }) => {
        const [, orderId = '', part = ''] = sk.split('#');
        return items.ratings
          .build(BatchGetRequest)
          .key({ memberId: pk.slice(memberPartition('').length), orderId, part });
      }),
    );
    return keys.map((key, place) => ({
      cursor: String(key[`${index}sk`]),
      rating: found[place] ? plain(found[place]) : null,
    }));
  }

  async function starsOf(of: string): Promise<StarCounts | null> {
    const { Item } = await items.stars.build(GetItemCommand).key({ of }).send();
    return Item ?? null;
  }

  const lookWrite = (look: RatingKey & { traceId: string; expiresAtS: number }): Write =>
    write('look', items.looks.build(PutTransaction).item(look));

  async function lookOf(traceId: string): Promise<RatingKey | null> {
    const { Item } = await items.looks
      .build(GetItemCommand)
      .key({ traceId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  return { lookWrite, lookOf, changeWrites, read, ofMember, listed, starsOf };
}
export type RatingStore = ReturnType<typeof createRatingStore>;
