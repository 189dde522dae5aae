import { hourMs, minuteMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { type Attempt, runCommand, unlessBusy } from '../../platform/command.ts';
import type { DueHandler, DueItems } from '../../platform/due-items.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { liveSnapshot, type SnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { planToFold, planToSpread } from './hot-rules.ts';
import { createHotStore, type HotSku } from './hot-store.ts';
import {
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  ownersAt,
  type StockPlace,
} from './rules.ts';
import { piecesOf, sumOfParts } from './settle.ts';
import type { BucketsHint, InventoryStore, LevelKey, LevelPart } from './store.ts';

export type HotSkuView = HotSku & { onHand: number; reserved: number; available: number };

const hotSnapshotName = 'hot-skus';
export const drainDueKind = 'stock.hot_drain';
/** Unpaid orders give their pieces back within a quarter of an hour; paid ones are handed over in hours or days. */
const firstDrainAfterMs = 20 * minuteMs;
const drainEveryMs = hourMs;
/** As often as buyers can take pieces from under a redistribution before it leaves the rest as it is. */
const maxRounds = 12;

type Hints = ReadonlyMap<string, number>;
type Movements = readonly { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/**
 * SKUs of a flash sale. A level is one item, and one item bears some hundred buyers a second; a hot one is split into
 * buckets, each an item in a partition of its own. The level's own item says how many there are, so that nobody
 * overlooks one; a small snapshot says it beforehand, so that nobody has to wait for that.
 *
 *     marked:   level 900 ──► level 0, buckets 57 57 56 …      orders go on meanwhile
 *     unmarked: free pieces go back at once, held ones as orders end; then the buckets are taken away
 */
export function createHotSkus(deps: {
  table: JindianTable;
  clock: Clock;
  snapshots: SnapshotStore;
  idempotency: Idempotency;
  dueItems: DueItems;
  store: InventoryStore;
  recordMovements(locationId: string, movements: Movements): Write[];
}) {
  const { table, clock, snapshots, dueItems, store, recordMovements } = deps;
  const hotStore = createHotStore(table);
  const live = liveSnapshot<Hints>({
    store: snapshots,
    clock,
    name: hotSnapshotName,
    absent: () => new Map(),
    decode: (bytes) => new Map(JSON.parse(new TextDecoder().decode(bytes)) as [string, number][]),
  });

  /** How many buckets to read along; may be seconds old, which costs a second read and nothing else. */
  async function hint(): Promise<BucketsHint> {
    const hints = await live.current();
    return (locationId, skuId) => hints.get(`${locationId} ${skuId}`) ?? 0;
  }

  async function publishHints(): Promise<void> {
    const encoded = async () => {
      const hints = (await hotStore.all()).map(
        ({ locationId, skuId, buckets }) => [`${locationId} ${skuId}`, buckets] as const,
      );
      return new TextEncoder().encode(JSON.stringify(hints));
    };
    await snapshots.publish(hotSnapshotName, encoded, clock.nowMs());
    await live.refresh();
  }

  function readParts(place: StockPlace, skuId: string): Promise<LevelPart[]> {
    return store.readParts(
      ownersAt(place.ownerId).map((ownerId) => ({ locationId: place.id, skuId, ownerId })),
      { consistent: true },
    );
  }

  /**
   * Splits the levels of a SKU at a place into buckets, or into another number of them; repeatable, and a repeat goes
   * on where the first was broken off. `not_found`: the place has no level of it.
   */
  async function mark(
    place: StockPlace,
    wanted: { skuId: string; buckets: number },
    by: string,
    command: CommandClaim,
  ): Promise<Result<HotSkuView>> {
    const { skuId, buckets } = wanted;
    const hot: HotSku = {
      locationId: place.id,
      skuId,
      placeOwnerId: place.ownerId,
      buckets,
      state: 'hot',
      atMs: clock.nowMs(),
      by,
    };
    const marked = await runCommand<null, 'not_found'>(deps, {
      command,
      maxTries: maxRounds,
      replay: () => ok(null),
      async attempt() {
        const [parts, shards] = await Promise.all([
          readParts(place, skuId),
          store.movementShardsOf(place.id),
        ]);
        const own = parts.filter(({ bucket }) => bucket === 0);
        if (own.length === 0) return fail('not_found');
        return {
          writes: [
            hotStore.put(hot),
            dueItems.drop(drainDueKind, refOf(hot)),
            ...own.map((part) => store.setBuckets(part, Math.max(buckets, part.buckets))),
            ...(shards < buckets ? [store.spreadMovements(place.id, buckets)] : []),
          ],
          value: null,
          refused: { 'buckets *': 'again', shards: 'again' },
        };
      },
    });
    if (!marked.ok) return marked;
    await settle(place, skuId);
    await publishHints();
    return ok(await viewOf((await hotStore.read(place.id, skuId)) ?? hot));
  }

  /** A level is one item again as soon as no order holds pieces of its buckets. Repeatable. */
  async function unmark(
    wanted: { locationId: string; skuId: string },
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ drained: boolean }>> {
    const { locationId, skuId } = wanted;
    const unmarked = await runCommand<HotSku | null, 'not_found'>(deps, {
      command,
      replay: async () => ok(await hotStore.read(locationId, skuId)),
      async attempt() {
        const hot = await hotStore.read(locationId, skuId);
        if (!hot) return fail('not_found');
        const atMs = clock.nowMs();
        return {
          writes: [
            hotStore.put({ ...hot, state: 'draining', atMs, by }),
            dueItems.plan(drainDueKind, refOf(hot), atMs + firstDrainAfterMs),
          ],
          value: hot,
        };
      },
    });
    if (!unmarked.ok) return unmarked;
    const hot = unmarked.value;
    if (!hot) return ok({ drained: true });
    await settle({ id: hot.locationId, ownerId: hot.placeOwnerId }, hot.skuId);
    await publishHints();
    return ok({ drained: (await hotStore.read(hot.locationId, hot.skuId)) === null });
  }

  /**
   * Brings pieces to where the present state wants them. Pieces only ever move between items of one level in one
   * transaction, from where they are free at that moment: nothing can be sold twice, and nothing is lost on the way.
   */
  async function settle(place: StockPlace, skuId: string): Promise<void> {
    for (const ownerId of ownersAt(place.ownerId)) await settleLevel(place, skuId, ownerId);
    const hot = await hotStore.read(place.id, skuId);
    if (hot?.state !== 'draining') return;
    const parts = await readParts(place, skuId);
    if (parts.some(({ buckets }) => buckets > 0)) return;
    // Marked again meanwhile, it stays.
    await runCommand<null>(deps, {
      command: null,
      attempt: () => ({ writes: [hotStore.remove(hot)], value: null, refused: { hot: ok(null) } }),
    });
  }

  async function settleLevel(place: StockPlace, skuId: string, ownerId: string): Promise<void> {
    const key = { locationId: place.id, skuId, ownerId };
    for (let round = 1; round <= maxRounds; round += 1) {
      const step = await runCommand(deps, { command: null, attempt: () => settleStep(key) });
      // Buyers go on taking pieces: what is even now need not be so in a moment, and need not.
      if (!step.ok || step.value === 'settled') return;
    }
  }

  /** Pieces where they should be, or, where they are, the buckets gone. */
  async function settleStep(key: LevelKey): Promise<Attempt<'settled' | 'go_on'>> {
    const { locationId, skuId, ownerId } = key;
    const hot = await hotStore.read(locationId, skuId);
    const parts = await store.readParts([key], { consistent: true });
    const own = parts.find(({ bucket }) => bucket === 0);
    if (!hot || !own || own.buckets === 0) return ok('settled');
    const isHot = hot.state === 'hot';
    const lots = [undefined, ...new Set(parts.flatMap((part) => part.lots.map(({ lot }) => lot)))];
    const lines = lots.flatMap((lot) => {
      const pieces = piecesOf(parts, lot);
      return (isHot ? planToSpread(pieces, hot.buckets) : planToFold(pieces)).map(
        ({ bucket, delta }): LevelDelta => ({
          skuId,
          ownerId,
          ...(bucket === 0 ? {} : { bucket }),
          ...(lot === undefined ? {} : { lot }),
          onHandDelta: delta,
          reservedDelta: 0,
        }),
      );
    });
    if (lines.length > 0) {
      const cause: MovementCause = { type: 'system', id: hot.by, reason: isHot ? 'hot' : 'not hot' };
      return {
        writes: [
          ...store.changeLevels(locationId, lines),
          ...recordMovements(locationId, [{ kind: 'rebalance', cause, lines }]),
        ],
        value: isHot ? 'settled' : 'go_on',
        refused: { 'level *': 'again' },
      };
    }
    if (isHot || parts.some(({ bucket, onHand }) => bucket > 0 && onHand > 0)) return ok('settled');
    return {
      writes: [
        hotStore.stillDraining(hot),
        store.setBuckets(own, 0),
        ...Array.from({ length: own.buckets }, (_, index) => store.dropBucket(key, index + 1)),
      ],
      value: 'settled',
      refused: { hot: ok('settled'), 'buckets *': 'again', bucket: 'again' },
    };
  }

  async function viewOf(hot: HotSku): Promise<HotSkuView> {
    const place = { id: hot.locationId, ownerId: hot.placeOwnerId };
    const { onHand, reserved, available } = sumOfParts(await readParts(place, hot.skuId));
    return { ...hot, onHand, reserved, available };
  }

  async function list(): Promise<HotSkuView[]> {
    return Promise.all((await hotStore.all()).map(viewOf));
  }

  const dueHandlers: DueHandler[] = [
    {
      kind: drainDueKind,
      queue: 'heavy',
      async handle({ ref, dueAtMs }) {
        const [locationId, skuId] = ref.split(' ') as [string, string];
        const hot = await hotStore.read(locationId, skuId);
        if (hot?.state !== 'draining') return;
        await settle({ id: locationId, ownerId: hot.placeOwnerId }, skuId);
        if (await hotStore.read(locationId, skuId)) {
          // On the steps of the first one, so that what is delivered twice plans the same one.
          const steps = Math.floor((clock.nowMs() - dueAtMs) / drainEveryMs) + 1;
          const later = await runCommand<null>(deps, {
            command: null,
            attempt: () => ({
              writes: [dueItems.plan(drainDueKind, ref, dueAtMs + steps * drainEveryMs)],
              value: null,
            }),
          });
          unlessBusy(later, `draining ${ref}`);
        } else await publishHints();
      },
    },
  ];

  return { hint, mark, unmark, settle, list, dueHandlers };
}
export type HotSkus = ReturnType<typeof createHotSkus>;

function refOf({ locationId, skuId }: HotSku): string {
  return `${locationId} ${skuId}`;
}
