/** Simulations as HQ starts and watches them: step by step, each an event, so that none outlasts a function. */
import {
  maxSimulatedDays,
  maxSimulatedOrders,
  type Simulation,
} from '@jindian/shared/contract/serving/sourcing';
import { dayAfter, daysBetween, hourMs } from '@jindian/shared/time';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import type { Inventory, LiveStock } from '../../goods/inventory/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { Ids } from '../../platform/ids.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { compileBook, versionName } from './book.ts';
import type { SourcingStock } from './compile.ts';
import type { PictureSources } from './pictures.ts';
import type { SourcingPolicies } from './policies.ts';
import type { PolicyBook } from './policy.ts';
import {
  changesOf,
  emptySimulation,
  type PastOrder,
  type SimulationContext,
  simulateOrder,
  summaryOf,
} from './simulation.ts';
import { createSimulationStore, questionOf, type SimulationRecord } from './simulation-store.ts';

/** Orders of one step: a second or two of work. */
const ordersPerStep = 100;
const maxChanges = 20;
/** One that takes longer was given up on by its queue: whoever asks again gets a new one. */
const givenUpAfterMs = 6 * hourMs;

/** Deliveries that were placed, for what a policy would have made of them. */
export type PastOrders = {
  /** Ids of a day's orders after that one, oldest first, at most so many. */
  idsAfter(day: string, afterOrderId: string | null, limit: number): Promise<string[]>;
  /** Those among them that were delivered or still are to be, in the order of the ids. */
  read(orderIds: readonly string[]): Promise<PastOrder[]>;
};

export function createSimulations(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  network: Pick<Network, 'current'>;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  inventory: Pick<Inventory, 'picture'>;
  policies: Pick<SourcingPolicies, 'forSimulation'>;
  pastOrders: PastOrders;
  sharing?: PictureSources['sharing'];
  nameOf(memberId: string): Promise<string>;
}) {
  const { table, clock, ids, outbox, network, catalog, inventory, policies, pastOrders } = deps;
  const store = createSimulationStore(table);

  const nextStep = ({ id, step }: SimulationRecord) =>
    outbox.announce({ type: 'sourcing_simulation.step', data: { simulationId: id, step } });

  /**
   * Starts one, behind the request. Whoever asks for the same while it is under way gets that one: two policies on the
   * same days and today's stock come out alike.
   */
  async function start(
    period: { fromDay: string; toDay: string },
    draftRevision: number,
    by: string,
  ): Promise<Result<Simulation>> {
    const contents = await policies.forSimulation(draftRevision);
    if (!contents.ok) return contents;
    const { inForce, draft } = contents.value;
    const span = daysBetween(period.fromDay, period.toDay);
    if (!(span >= 1 && span <= maxSimulatedDays))
      return fail('invalid_request', { detail: 'fromDay, toDay' });
    const record: SimulationRecord = {
      id: ids.next(),
      step: 0,
      state: 'running',
      ...period,
      draftRevision,
      startedAtMs: clock.nowMs(),
      startedBy: by,
      day: period.fromDay,
      afterOrderId: null,
      cut: false,
      versions: { inForce: versionName(inForce.number), draft: `draft-${draftRevision}` },
      books: { inForce: inForce.content, draft },
      result: emptySimulation(),
    };
    const question = questionOf(record);
    const started = await runCommand<SimulationRecord>(deps, {
      command: null,
      async attempt() {
        const lastId = await store.lastOf(question);
        const last = lastId === null ? null : await store.read(lastId);
        if (last?.state === 'running' && record.startedAtMs - last.startedAtMs < givenUpAfterMs)
          return ok(last);
        return {
          writes: [store.saveAsked(question, record, lastId), store.save(record), nextStep(record)],
          value: record,
          refused: { asked: 'again' },
        };
      },
    });
    return answerWith(started, viewOf);
  }

  /** Decides the next orders and says that there is more; a step that was done already is left alone. */
  async function doStep(id: string, step: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.read(id);
        if (before?.state !== 'running' || before.step !== step) return ok(null);
        const next = { ...(await advanced(before)), step: step + 1 };
        return {
          writes: [store.save(next), ...(next.state === 'running' ? [nextStep(next)] : [])],
          value: null,
          refused: { simulation: ok(null) },
        };
      },
    });
    unlessBusy(done, `step ${step} of simulation ${id}`);
  }

  async function advanced(record: SimulationRecord): Promise<SimulationRecord> {
    const room = maxSimulatedOrders - record.result.orders;
    const orderIds = await pastOrders.idsAfter(
      record.day,
      record.afterOrderId,
      Math.min(ordersPerStep, room + 1),
    );
    if (orderIds.length > room) return { ...record, state: 'done', cut: true };
    const orders = await pastOrders.read(orderIds);
    const context = await contextOf(record);
    for (const order of orders) await simulateOrder(record.result, order, context);
    const last = orderIds.at(-1);
    if (last !== undefined && orderIds.length === ordersPerStep) return { ...record, afterOrderId: last };
    const tomorrow = dayAfter(record.day, 1);
    return tomorrow > record.toDay
      ? { ...record, state: 'done', afterOrderId: null }
      : { ...record, day: tomorrow, afterOrderId: null };
  }

  async function contextOf({ books, versions }: SimulationRecord): Promise<SimulationContext> {
    const [snapshot, goods, sharing] = await Promise.all([
      network.current(),
      catalog.current(),
      deps.sharing?.current(),
    ]);
    const pictures = new Map<string, LiveStock>();
    return {
      snapshot,
      goods,
      books: {
        inForce: compileBook(books.inForce, versions.inForce),
        draft: compileBook(books.draft, versions.draft),
      },
      costs: { inForce: books.inForce.standard.deliveryCosts, draft: books.draft.standard.deliveryCosts },
      ...(sharing
        ? { sharesStock: (id, skuId) => sharing.shares(snapshot.location(id)?.ownerId ?? '', skuId) }
        : {}),
      /** The same place and SKU are asked for by many orders: read once in a step. */
      async readStock(placeIds, skuIds): Promise<SourcingStock> {
        const missing = placeIds.flatMap((id) => {
          const place = skuIds.every((skuId) => pictures.has(`${id} ${skuId}`))
            ? undefined
            : snapshot.location(id);
          return place ? [place] : [];
        });
        if (missing.length > 0) {
          const picture = await inventory.picture(missing, [...new Set(skuIds)]);
          for (const { id } of missing) for (const skuId of skuIds) pictures.set(`${id} ${skuId}`, picture);
        }
        return {
          availableAt: (id, skuId) => pictures.get(`${id} ${skuId}`)?.availableAt(id, skuId) ?? 0,
          safetyAt: (id, skuId) => pictures.get(`${id} ${skuId}`)?.safetyAt(id, skuId) ?? 0,
        };
      },
    };
  }

  async function viewOf(record: SimulationRecord): Promise<Simulation> {
    const { id, state, fromDay, toDay, draftRevision, startedAtMs, startedBy, cut, result, books } = record;
    const snapshot = await network.current();
    const daysTotal = daysBetween(fromDay, toDay);
    const hasCosts = hasCostTable(books.inForce) || hasCostTable(books.draft);
    return {
      id,
      state,
      fromDay,
      toDay,
      draftRevision,
      startedAtMs,
      startedBy: await deps.nameOf(startedBy),
      orders: result.orders,
      days: state === 'done' ? daysTotal : daysBetween(fromDay, record.day) - 1,
      daysTotal,
      cut,
      inForce: summaryOf(result, 'inForce', hasCosts),
      draft: summaryOf(result, 'draft', hasCosts),
      changedOrders: result.changed,
      changes: changesOf(result, maxChanges).map(({ locationId, ...rest }) => ({
        locationId,
        name: snapshot.location(locationId)?.name ?? { zh: locationId, en: locationId },
        ...rest,
      })),
    };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'sourcing: simulation',
      queue: 'heavy',
      types: ['sourcing_simulation.step'],
      handle: ({ data: { simulationId, step } }) => doStep(simulationId, step),
    }),
  ];

  return {
    start,
    async view(id: string): Promise<Result<Simulation>> {
      const record = await store.read(id);
      return record ? ok(await viewOf(record)) : fail('not_found');
    },
    doStep,
    eventHandlers,
  };
}
export type Simulations = ReturnType<typeof createSimulations>;

function hasCostTable({ standard }: PolicyBook): boolean {
  return standard.deliveryCosts !== null;
}
