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
import { dayMs } from '@jindian/shared/time';
import type { Pictures } from '../../goods/pictures/service.ts';
import { reachesPlace } from '../../platform/access.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { MediaPush, WechatMiniProgram } from '../../wechat/index.ts';
import type { OrderRecord } from '../orders/store.ts';
import { ofPlace, ofProduct } from './items.ts';
import { isOpen, ratedUntil, ratingMachine, totalsOf } from './rules.ts';
import { createRatingStore, type RatingChange, ratingLabel, type StoredRating } from './store.ts';

export type RatingsDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  wechat: Pick<WechatMiniProgram, 'checkText' | 'checkPicture'>;
  pictures: Pick<Pictures, 'claim' | 'useWrites' | 'unuseWrites'>;
  /** Where WeChat fetches pictures from. */
  publicBaseUrl: string;
  /** An order of this member; anybody else's is not found. */
  ownOrder(memberId: string, orderId: string): Promise<Result<OrderRecord>>;
  order(orderId: string): Promise<OrderRecord | null>;
  /** Who wrote it is told to WeChat; null: somebody who came by a browser. */
  openidOf(memberId: string): Promise<string | null>;
  places(): Promise<(locationId: string) => Location | undefined>;
  ratingDays(): Promise<number>;
};

/** WeChat says within minutes what it found; an id that it never heard of again is no use. */
const looksForMs = 7 * dayMs;

type Key = Pick<StoredRating, 'orderId' | 'part'>;

/** What shoppers say of what they bought and how they were served. */
export function createRatings(deps: RatingsDeps) {
  const { table, clock } = deps;
  const store = createRatingStore(table);

  const replyOf = ({ replyText, replyAtMs }: StoredRating) =>
    replyText === undefined ? null : { text: replyText, atMs: replyAtMs ?? 0 };

  const pathsOf = ({ pictures = [] }: StoredRating) => pictures.map(({ path }) => path);
  /** What its pictures are kept for. */
  const nameOf = ({ orderId, part }: Key) => `rating ${orderId} ${part}`;
  const changeWrites = (...changes: RatingChange[]) => [
    ...store.changeWrites(changes),
    ...changes.flatMap(({ before, after }) => {
      if (before && after === null) return deps.pictures.unuseWrites(pathsOf(before), nameOf(before));
      return before === null && after ? deps.pictures.useWrites(pathsOf(after), nameOf(after)) : [];
    }),
  ];

  const ownView = (rating: StoredRating): OwnRating => ({
    part: rating.part,
    stars: rating.stars,
    text: rating.text,
    imagePaths: pathsOf(rating),
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

  /** What WeChat was asked of words and pictures, and whether everybody may see it by now: of pictures it says so later. */
  async function lookedAt(memberId: string, text: string, paths: readonly string[]) {
    const openid = paths.length === 0 ? null : await deps.openidOf(memberId);
    const [isTextPassed, pictures] = await Promise.all([
      isPassed(memberId, text),
      Promise.all(
        paths.map(async (path) => {
          if (openid === null) return { path };
          const asked = await deps.wechat.checkPicture({ openid, url: `${deps.publicBaseUrl}${path}` });
          return asked.ok ? { path, traceId: asked.value } : { path };
        }),
      ),
    ]);
    const state = isTextPassed && pictures.length === 0 ? ('shown' as const) : ratingMachine.initial;
    return { isTextPassed, ...(pictures.length === 0 ? {} : { pictures }), state };
  }

  const lookWrites = ({ memberId, orderId, part, pictures = [] }: StoredRating) =>
    pictures.flatMap(({ traceId }) =>
      traceId === undefined
        ? []
        : [
            store.lookWrite({
              memberId,
              orderId,
              part,
              traceId,
              expiresAtS: Math.ceil((clock.nowMs() + looksForMs) / 1000),
            }),
          ],
    );

  /**
   * What WeChat found of a picture: with the last one that passes it is shown, if its words passed too. Whatever does not pass
   * stays with HQ. Of what is not known yet WeChat is told to say it again: it was asked in this moment.
   */
  async function pictureLooked({ traceId, verdict }: MediaPush): Promise<Result<null>> {
    const key = await store.lookOf(traceId);
    if (!key) return fail('busy');
    if (verdict !== 'pass') return ok(null);
    return runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(key);
        if (!before?.pictures?.some((picture) => picture.traceId === traceId && !picture.isPassed))
          return ok(null);
        const pictures = before.pictures.map((picture) =>
          picture.traceId === traceId ? { ...picture, isPassed: true } : picture,
        );
        const isClean = before.isTextPassed && pictures.every((picture) => picture.isPassed);
        const shown =
          isClean && before.state === 'waiting' ? nextState(ratingMachine, 'waiting', 'show') : null;
        return {
          writes: changeWrites({
            before,
            after: { ...before, pictures, ...(shown === null ? {} : { state: shown }) },
          }),
          value: null,
          refused: { [ratingLabel]: 'again' },
        };
      },
    });
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
    // WeChat is asked once, however often the transaction is tried.
    const asked = new Map<string, ReturnType<typeof lookedAt>>();
    const lookedAtOnce = (part: string, text: string, paths: readonly string[]) => {
      const looking = asked.get(part) ?? lookedAt(memberId, text, paths);
      asked.set(part, looking);
      return looking;
    };
    const done = await runCommand<null, 'not_found' | 'rating_not_open' | 'rated_before' | 'picture_unknown'>(
      deps,
      {
        command,
        // What WeChat has read is not sent there again for a repeat.
        lookFirst: true,
        replay: () => ok(null),
        async attempt() {
          const own = await deps.ownOrder(memberId, orderId);
          if (!own.ok) return fail('not_found');
          const { head, detail } = own.value;
          if ((await untilOf(own.value)) === null) return fail('rating_not_open');
          const isThere = ({ part }: { part: string }) =>
            part === servicePart || detail.lines.some(({ id }) => id === part);
          if (!ratings.every(isThere)) return fail('not_found');
          const [unknown] = await deps.pictures.claim(ratings.flatMap(({ imagePaths }) => imagePaths));
          if (unknown !== undefined) return fail('picture_unknown', { id: unknown });
          const shownAs = isAnonymous || detail.shopperName === '' ? undefined : maskName(detail.shopperName);
          const made: StoredRating[] = [];
          for (const { part, stars, text, imagePaths } of ratings) {
            const line = detail.lines.find(({ id }) => id === part);
            made.push({
              memberId: head.memberId,
              orderId,
              part,
              revision: 0,
              orderNumber: head.number,
              stars,
              text,
              ...(await lookedAtOnce(part, text, imagePaths)),
              ...(shownAs === undefined ? {} : { shownAs }),
              locationId: servedAt(own.value, line?.skuId ?? null),
              ...(line
                ? { goods: { productId: line.productId, title: line.title, skuName: line.skuName } }
                : {}),
              atMs: clock.nowMs(),
            });
          }
          return {
            writes: [
              ...changeWrites(...made.map((after) => ({ before: null, after }))),
              ...made.flatMap(lookWrites),
            ],
            value: null,
            refused: { [ratingLabel]: fail('rated_before') },
          };
        },
      },
    );
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
          writes: changeWrites({ before, after: null }),
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
                  imagePaths: pathsOf(rating),
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
          writes: changeWrites({ before, after }),
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
    pictureLooked,
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
                writes: changeWrites({ before, after: null }),
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
