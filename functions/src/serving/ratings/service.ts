import type { Reach } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Location } from '@jindian/shared/contract/places/network';
import {
  type DeskRating,
  type OrderRatings,
  type OwnRating,
  type ProductRatings,
  type RateOrder,
  type RatingAct,
  type RatingList,
  type ShownRating,
  servicePart,
} from '@jindian/shared/contract/serving/ratings';
import { maskName } from '@jindian/shared/mask';
import { reachesPlace } from '../../platform/access.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { WechatMiniProgram } from '../../wechat/index.ts';
import type { OrderRecord } from '../orders/store.ts';
import { ofPlace, ofProduct } from './items.ts';
import { isOpen, ratedUntil, ratingMachine, totalsOf } from './rules.ts';
import { createRatingStore, ratingLabel, type StoredRating } from './store.ts';

export type RatingsDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  wechat: Pick<WechatMiniProgram, 'checkText'>;
  /** An order of this member; anybody else's is not found. */
  ownOrder(memberId: string, orderId: string): Promise<Result<OrderRecord>>;
  order(orderId: string): Promise<OrderRecord | null>;
  /** Who wrote it is told to WeChat; null: somebody who came by a browser. */
  openidOf(memberId: string): Promise<string | null>;
  places(): Promise<(locationId: string) => Location | undefined>;
  ratingDays(): Promise<number>;
};

type Key = Pick<StoredRating, 'orderId' | 'part'>;

/** What shoppers say of what they bought and how they were served. */
export function createRatings(deps: RatingsDeps) {
  const { table, clock } = deps;
  const store = createRatingStore(table);

  const replyOf = ({ replyText, replyAtMs }: StoredRating) =>
    replyText === undefined ? null : { text: replyText, atMs: replyAtMs ?? 0 };

  const ownView = (rating: StoredRating): OwnRating => ({
    part: rating.part,
    stars: rating.stars,
    text: rating.text,
    state: rating.state,
    reply: replyOf(rating),
    reason: rating.state === 'hidden' ? (rating.reason ?? null) : null,
    atMs: rating.atMs,
  });

  const untilOf = async ({ head }: OrderRecord) =>
    ratedUntil(
      head.history.find(({ state }) => state === 'completed')?.atMs,
      clock.nowMs(),
      await deps.ratingDays(),
    );

  async function ofOrder(memberId: string, orderId: string): Promise<Result<OrderRatings, 'not_found'>> {
    const own = await deps.ownOrder(memberId, orderId);
    if (!own.ok) return fail('not_found');
    const found = await store.ofMember(own.value.head.memberId, orderId);
    return ok({ orderId, untilMs: await untilOf(own.value), items: found.map(ownView) });
  }

  /**
   * Whether everybody may read it at once. WeChat answers for what is shown inside of it: what it has not passed, or was not
   * asked of since it does not know who wrote it, is looked at by a person first.
   */
  async function isPassed(memberId: string, text: string): Promise<boolean> {
    if (text === '') return true;
    const openid = await deps.openidOf(memberId);
    if (openid === null) return false;
    const said = await deps.wechat.checkText({ openid, text, scene: 'comment' });
    return said.ok && said.value === 'pass';
  }

  /** Who serves the line, or the order: the first of them where there are several. */
  function servedAt({ fulfilments, head }: OrderRecord, skuId: string | null): string {
    const of = fulfilments.find(({ lines }) => lines.some((line) => line.skuId === skuId)) ?? fulfilments[0];
    return of?.locationId ?? head.storefrontId;
  }

  async function rate(
    memberId: string,
    orderId: string,
    { ratings, isAnonymous }: RateOrder,
    command: CommandClaim,
  ): Promise<Result<OrderRatings>> {
    const done = await runCommand<null, 'not_found' | 'rating_not_open' | 'rated_before'>(deps, {
      command,
      // What WeChat has read is not sent there again for a repeat.
      lookFirst: true,
      replay: () => ok(null),
      async attempt() {
        const own = await deps.ownOrder(memberId, orderId);
        if (!own.ok) return fail('not_found');
        const { head, detail } = own.value;
        if ((await untilOf(own.value)) === null) return fail('rating_not_open');
        const passed = new Map<string, boolean>();
        for (const { part, text } of ratings) passed.set(part, await isPassed(memberId, text));
        const shownAs = isAnonymous || detail.shopperName === '' ? undefined : maskName(detail.shopperName);
        const made: StoredRating[] = [];
        for (const { part, stars, text } of ratings) {
          const line = detail.lines.find(({ id }) => id === part);
          if (part !== servicePart && !line) return fail('not_found');
          made.push({
            memberId: head.memberId,
            orderId,
            part,
            revision: 0,
            orderNumber: head.number,
            stars,
            text,
            ...(shownAs === undefined ? {} : { shownAs }),
            locationId: servedAt(own.value, line?.skuId ?? null),
            ...(line
              ? { goods: { productId: line.productId, title: line.title, skuName: line.skuName } }
              : {}),
            state: passed.get(part) ? 'shown' : 'waiting',
            atMs: clock.nowMs(),
          });
        }
        return {
          writes: made.flatMap((one) => store.changeWrites(null, one)),
          value: null,
          refused: { [ratingLabel]: fail('rated_before') },
        };
      },
    });
    return done.ok ? ofOrder(memberId, orderId) : done;
  }

  async function remove(memberId: string, { orderId, part }: Key): Promise<Result<OrderRatings>> {
    const own = await deps.ownOrder(memberId, orderId);
    if (!own.ok) return fail('not_found');
    const key = { memberId: own.value.head.memberId, orderId, part };
    const done = await runCommand<null, 'not_found'>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(key);
        if (!before) return fail('not_found');
        return {
          writes: store.changeWrites(before, null),
          value: null,
          refused: { [ratingLabel]: 'again' },
        };
      },
    });
    return done.ok ? ofOrder(memberId, orderId) : done;
  }

  async function ofProductPage(
    productId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<ProductRatings> {
    const [counts, page] = await Promise.all([
      store.starsOf(ofProduct(productId)),
      filledPage({
        limit,
        cursor,
        read: (count, after) => store.listed({ product: productId }, count, after),
        cursorOf: ({ cursor: at }) => at,
        look: async (found) =>
          found.map(({ rating }): ShownRating | null =>
            rating?.state === 'shown' && rating.goods?.productId === productId
              ? {
                  stars: rating.stars,
                  text: rating.text,
                  shownAs: rating.shownAs ?? null,
                  skuName: rating.goods.skuName,
                  reply: replyOf(rating),
                  atMs: rating.atMs,
                }
              : null,
          ),
      }),
    ]);
    return { totals: totalsOf(counts), ...page };
  }

  async function deskView(rating: StoredRating): Promise<DeskRating> {
    const place = (await deps.places())(rating.locationId);
    const unnamed: LocalizedText = { zh: rating.locationId, en: rating.locationId };
    return {
      ...ownView(rating),
      orderId: rating.orderId,
      orderNumber: rating.orderNumber,
      locationId: rating.locationId,
      locationName: place?.name ?? unnamed,
      goods: rating.goods ?? null,
      shownAs: rating.shownAs ?? null,
      isOpen: isOpen(rating),
    };
  }

  /** `open` of the whole brand, within the reach of whoever asks; else of one place. */
  async function list(
    wanted: {
      list: RatingList;
      locationId: string | null;
      limit: number;
      cursor?: string | undefined;
      maxLookedAt?: number;
    },
    reach: Reach,
  ) {
    const { locationId, limit, cursor } = wanted;
    const placeOf = await deps.places();
    if (locationId !== null && (!placeOf(locationId) || !reachesPlace(reach, locationId, placeOf)))
      return fail('not_found');
    if (locationId === null && wanted.list === 'all') return fail('rating_place_needed');
    const page = await filledPage({
      limit,
      cursor,
      maxLookedAt: wanted.maxLookedAt,
      ...(reach.whole && wanted.list === 'open' && locationId === null ? {} : { atOnce: 50 }),
      read: (count, after) =>
        store.listed(locationId === null ? 'open' : { place: locationId }, count, after),
      cursorOf: ({ cursor: at }) => at,
      look: (found) =>
        Promise.all(
          found.map(async ({ rating }) => {
            if (!rating || (wanted.list === 'open' && !isOpen(rating))) return null;
            return reachesPlace(reach, rating.locationId, placeOf) ? deskView(rating) : null;
          }),
        ),
    });
    return ok(page);
  }

  /** A rating as the desk changes it; of what is out of its reach nothing is said. */
  async function change(
    { orderId, part }: Key,
    sees: (rating: StoredRating) => boolean | Promise<boolean>,
    next: (before: StoredRating) => StoredRating | null,
  ): Promise<Result<DeskRating, 'not_found' | 'transition_refused' | 'busy'>> {
    const order = await deps.order(orderId);
    if (!order) return fail('not_found');
    const done = await runCommand<StoredRating, 'not_found' | 'transition_refused'>(deps, {
      command: null,
      async attempt() {
        const before = await store.read({ memberId: order.head.memberId, orderId, part });
        if (!before || !(await sees(before))) return fail('not_found');
        const after = next(before);
        if (after === null) return fail('transition_refused', { state: before.state });
        if (after === before) return ok(before);
        auditDetails({
          targets: [
            { kind: 'order', id: orderId },
            { kind: 'part', id: part },
            { kind: 'location', id: before.locationId },
          ],
          before: { state: before.state, reply: before.replyText ?? null },
        });
        return {
          writes: store.changeWrites(before, after),
          value: after,
          refused: { [ratingLabel]: 'again' },
        };
      },
    });
    return done.ok ? ok(await deskView(done.value)) : done;
  }

  const within = (reach: Reach) => async (rating: StoredRating) =>
    reachesPlace(reach, rating.locationId, await deps.places());
  const at =
    (locationId: string) =>
    (rating: StoredRating): boolean =>
      rating.locationId === locationId;
  const answered = (text: string) => (before: StoredRating) =>
    before.replyText === text ? before : { ...before, replyText: text, replyAtMs: clock.nowMs() };
  const settled = (before: StoredRating) => (before.isSettled ? before : { ...before, isSettled: true });

  return {
    ofOrder,
    rate,
    remove,
    ofProductPage,
    list,
    starsOfPlace: async (locationId: string) => totalsOf(await store.starsOf(ofPlace(locationId))),
    answerWithin: (reach: Reach, key: Key, text: string) => change(key, within(reach), answered(text)),
    answerAt: (locationId: string, key: Key, text: string) => change(key, at(locationId), answered(text)),
    settleAt: (locationId: string, key: Key) => change(key, at(locationId), settled),
    decide: (key: Key, { act, reason }: { act: RatingAct; reason?: string | undefined }) =>
      change(
        key,
        () => true,
        (before) => {
          if (act === 'settle') return settled(before);
          const state = nextState(ratingMachine, before.state, act);
          if (state === null) {
            const isThere = before.state === (act === 'show' ? 'shown' : 'hidden');
            return isThere ? before : null;
          }
          return { ...before, state, ...(act === 'hide' ? { reason } : { reason: undefined }) };
        },
      ),
    /** What they said goes with them, and out of the stars. Again is fine. */
    async forget(memberId: string) {
      for (const { orderId, part } of await store.ofMember(memberId)) {
        unlessBusy(
          await runCommand<null, never>(deps, {
            command: null,
            async attempt() {
              const before = await store.read({ memberId, orderId, part });
              if (!before) return ok(null);
              return {
                writes: store.changeWrites(before, null),
                value: null,
                refused: { [ratingLabel]: 'again' },
              };
            },
          }),
          'forgetting a rating',
        );
      }
    },
  };
}
export type Ratings = ReturnType<typeof createRatings>;
