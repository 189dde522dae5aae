/** Replays as headquarters start and watch them: step by step, each an event, so that none outlasts a function. */
import type { GridReplay } from '@jindian/shared/contract/places/grids';
import type { LocationStatus } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { brandDay, dayAfter, dayMs, daysBetween } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Network } from '../network/service.ts';
import { branchOfPlan, emptyReplay, type ReplaySide, replayOrder } from './replay.ts';
import { createReplayStore, type ReplayRecord } from './replay-store.ts';
import type { Grids } from './service.ts';

const replayedDays = 28;
/** Statuses that only come after an opening. */
const wasOpened: ReadonlySet<LocationStatus> = new Set(['open', 'suspended', 'closed']);
/** A second or two of work. */
const ordersPerStep = 400;
const maxReplayedOrders = 20_000;
const maxMoves = 20;

/** Deliveries that were placed. */
export type PastDeliveries = {
  /** Ids of a day's orders after that one, oldest first, at most so many. */
  idsAfter(day: string, afterOrderId: string | null, limit: number): Promise<string[]>;
  points(orderIds: readonly string[]): Promise<readonly PointGcj02[]>;
  /** Whether anything at all was ordered that day. */
  isAny(day: string): Promise<boolean>;
};

export function createGridReplays(deps: {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  network: Pick<Network, 'current'>;
  document: Grids['document'];
  past: PastDeliveries;
}) {
  const { table, clock, outbox, network, document, past } = deps;
  const store = createReplayStore(table);

  const nextStep = ({ revision, step }: ReplayRecord) =>
    outbox.announce({ type: 'grid_replay.step', data: { replayId: String(revision), step } });

  /** Of a draft there is one replay: whoever asks again gets it. */
  async function start(revision: number): Promise<Result<GridReplay>> {
    const contents = await document.forSimulation(revision);
    if (!contents.ok) return contents;
    const nowMs = clock.nowMs();
    const [fromDay, toDay] = [brandDay(nowMs - (replayedDays - 1) * dayMs), brandDay(nowMs)];
    const record: ReplayRecord = {
      revision,
      step: 0,
      state: 'running',
      fromDay,
      toDay,
      startedAtMs: nowMs,
      day: fromDay,
      afterOrderId: null,
      cut: false,
      result: emptyReplay(),
    };
    const started = await runCommand<ReplayRecord>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(revision);
        if (before) return ok(before);
        return {
          writes: [store.save(record, null), nextStep(record)],
          value: record,
          refused: { replay: 'again' },
        };
      },
    });
    return answerWith(started, viewOf);
  }

  /** Replays the next orders and says that there is more; a step that was done already is left alone. */
  async function doStep(revision: number, step: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(revision);
        if (before?.state !== 'running' || before.step !== step) return ok(null);
        const next = { ...(await advanced(before)), step: step + 1 };
        return {
          writes: [store.save(next, before), ...(next.state === 'running' ? [nextStep(next)] : [])],
          value: null,
          refused: { replay: ok(null) },
        };
      },
    });
    unlessBusy(done, `step ${step} of the replay of draft ${revision}`);
  }

  async function advanced(record: ReplayRecord): Promise<ReplayRecord> {
    const contents = await document.forSimulation(record.revision);
    if (!contents.ok) return { ...record, state: 'outdated' };
    const snapshot = await network.current();
    const drafted = branchOfPlan(contents.value.draft, snapshot);
    const result = structuredClone(record.result);
    let { day, afterOrderId } = record;
    // Days with few orders are gone through together.
    for (let room = ordersPerStep; room > 0; ) {
      const ids = await past.idsAfter(day, afterOrderId, room);
      if (result.orders + ids.length > maxReplayedOrders)
        return { ...record, result, state: 'done', cut: true };
      for (const point of await past.points(ids)) replayOrder(result, point, snapshot, drafted);
      room -= ids.length;
      if (room === 0) {
        afterOrderId = ids.at(-1) ?? null;
        break;
      }
      if (day >= record.toDay) return { ...record, day, afterOrderId: null, result, state: 'done' };
      day = dayAfter(day, 1);
      afterOrderId = null;
    }
    return { ...record, day, afterOrderId, result };
  }

  /** A brand that never opened, or has sold nothing of late, has nothing to try its grids on. */
  async function isNeeded(): Promise<boolean> {
    const { locations } = await network.current();
    if (!locations.some(({ kind, status }) => kind === 'branch' && wasOpened.has(status))) return false;
    const nowMs = clock.nowMs();
    for (let ago = 0; ago < replayedDays; ago += 1)
      if (await past.isAny(brandDay(nowMs - ago * dayMs))) return true;
    return false;
  }

  async function mayPublish(revision: number): Promise<Result<null>> {
    const record = await store.read(revision);
    if (record?.state === 'done') return ok(null);
    return (await isNeeded()) ? fail('replay_first') : ok(null);
  }

  async function viewOf(record: ReplayRecord): Promise<GridReplay> {
    const { revision, state, fromDay, toDay, startedAtMs, day, cut, result } = record;
    const snapshot = await network.current();
    const nameOf = (id: string) => (id === '' ? null : (snapshot.location(id)?.name ?? { zh: id, en: id }));
    const moves = Object.entries(result.moves)
      .sort(([a, more], [b, fewer]) => fewer - more || (a < b ? -1 : 1))
      .slice(0, maxMoves)
      .map(([move, orders]) => {
        const [from = '', to = ''] = move.split('>');
        return { from: nameOf(from), to: nameOf(to), orders };
      });
    return {
      revision,
      state,
      fromDay,
      toDay,
      startedAtMs,
      orders: result.orders,
      days: state === 'done' ? replayedDays : daysBetween(fromDay, day) - 1,
      daysTotal: replayedDays,
      cut,
      moved: result.moved,
      before: sideOf(result.before),
      after: sideOf(result.after),
      moves,
    };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'places: replay of grids',
      queue: 'heavy',
      types: ['grid_replay.step'],
      handle: ({ data: { replayId, step } }) => doStep(Number(replayId), step),
    }),
  ];

  return {
    start,
    isNeeded,
    mayPublish,
    /** Null where nobody has started it. */
    async of(revision: number): Promise<GridReplay | null> {
      const record = await store.read(revision);
      return record && viewOf(record);
    },
    async view(revision: number): Promise<Result<GridReplay>> {
      const record = await store.read(revision);
      return record ? ok(await viewOf(record)) : fail('not_found');
    },
    eventHandlers,
  };
}
export type GridReplays = ReturnType<typeof createGridReplays>;

function sideOf({ served, refused, withoutGrid, meters }: ReplaySide): GridReplay['before'] {
  return { served, refused, withoutGrid, meanMeters: served === 0 ? null : Math.round(meters / served) };
}
