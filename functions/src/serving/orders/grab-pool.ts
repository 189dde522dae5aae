import { isInService, type Location } from '@jindian/shared/contract/places/network';
import type { GrabPoolItem, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { distanceMeters } from '@jindian/shared/geo';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { levelLabel } from '../../goods/inventory/store.ts';
import { writeBatch } from '../../platform/batch-read.ts';
import { type Attempt, runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { createArrivals } from './arrivals.ts';
import { createBooking } from './booking.ts';
import { createChanges } from './changes.ts';
import type { OrderContext } from './context.ts';
import { servedAt } from './day-lists.ts';
import type { Found } from './fulfil.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent } from './history.ts';
import { createLoad } from './load.ts';
import { isRefunded } from './pieces.ts';
import { moveHeldWrites } from './stock-moves.ts';
import type { OrderRecord } from './store.ts';
import { linesOf, type OrderViews } from './views.ts';

/** What a branch sees of the grab pool at once. */
const maxShown = 50;
const maxTries = 3;

/**
 * The grab pool: fulfilments that several branches may take. Which branch may see which is an item each, written and
 * removed behind the outbox; what is still free is asked of the fulfilment itself, so a list is never wrong about that.
 */
export function createGrabPool(context: OrderContext, views: OrderViews) {
  const { table, clock, store, network, inventory, sourcing, outbox } = context;
  const changes = createChanges(store);
  const arrivals = createArrivals(context);
  const booking = createBooking(context.slots);
  const load = createLoad(context);
  const entries = new Entity({
    name: 'GrabPoolEntry',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      fulfilmentId: string().key(),
      orderId: string(),
      expiresAtS: number(),
    }),
    computeKey: ({ locationId, fulfilmentId }: { locationId: string; fulfilmentId: string }) => ({
      pk: `GRAB_POOL#${locationId}`,
      sk: fulfilmentId,
    }),
  });

  /** Free, and for this branch to take. */
  function isFree(fulfilment: FulfilmentRecord, locationId: string): boolean {
    return (
      fulfilment.state === 'in_grab_pool' &&
      fulfilment.acceptance.mode === 'grab' &&
      fulfilment.acceptance.eligibleIds.includes(locationId)
    );
  }

  /** What the branch may grab now, that which ends first before the others. */
  async function list(locationId: string): Promise<Result<{ items: GrabPoolItem[] }>> {
    const branch = await network.location(locationId);
    if (!branch) return fail('not_found');
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `GRAB_POOL#${locationId}` })
      .entities(entries)
      .options({ limit: maxShown, reverse: true })
      .send();
    const nowMs = clock.nowMs();
    const read = await store.readMany(Items ?? []);
    const orders = new Map(read.map((order) => [order.head.orderId, order] as const));
    const fulfilments = (await store.fulfilments.readMany(Items ?? [], read)).filter(
      (fulfilment) => isFree(fulfilment, locationId) && (fulfilment.offerUntilMs ?? 0) > nowMs,
    );
    const items = await Promise.all(
      fulfilments.flatMap((fulfilment) => {
        const order = orders.get(fulfilment.orderId);
        return order?.detail.address ? [itemOf(order, fulfilment)] : [];
      }),
    );
    return ok({ items: items.sort((a, b) => a.offerUntilMs - b.offerUntilMs) });

    async function itemOf(
      { head, detail }: Pick<OrderRecord, 'head' | 'detail'>,
      fulfilment: FulfilmentRecord,
    ): Promise<GrabPoolItem> {
      const address = detail.address!;
      const lines = linesOf(detail, fulfilment.lines);
      return {
        orderId: head.orderId,
        fulfilmentId: fulfilment.fulfilmentId,
        createdAtMs: head.createdAtMs,
        offerUntilMs: fulfilment.offerUntilMs ?? 0,
        distanceMeters: Math.round(distanceMeters(address, branch!)),
        area: `${address.city}${address.county}`,
        lines,
        goodsFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
        serviceFeeFen: await sourcing.serviceFee(branch!, address, fulfilment.asked.length),
        slotId: fulfilment.slotId ?? null,
      };
    }
  }

  /**
   * Takes it, if nobody was quicker: the goods are held at the branch that grabs and given back where they were held
   * so far, in one transaction, on condition that it is still free. A repeat by the winner is answered with what it won.
   */
  async function grab(locationId: string, orderId: string, fulfilmentId: string): Promise<Result<WorkItem>> {
    const branch = await network.location(locationId);
    if (!branch) return fail('not_found');
    const done = await runCommand<Found>(
      { table },
      { command: null, maxTries, attempt: (tries) => grabWrites(branch, orderId, fulfilmentId, tries) },
    );
    return done.ok ? ok(await views.workItem(done.value.record, done.value.fulfilment)) : done;
  }

  async function grabWrites(
    branch: Location,
    orderId: string,
    fulfilmentId: string,
    tries: number,
  ): Promise<Attempt<Found>> {
    const locationId = branch.id;
    const record = await store.read(orderId);
    const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
    if (!record?.detail.address || !fulfilment) return fail('not_found');
    const { acceptance } = fulfilment;
    if (acceptance.mode !== 'grab' || !acceptance.eligibleIds.includes(locationId)) {
      // Once it was handed on, the list of those who might have grabbed it is gone with it.
      return fulfilment.asked.some((asked) => asked.locationId === locationId)
        ? fail('grabbed_by_other')
        : fail('not_found');
    }
    if (fulfilment.state !== 'in_grab_pool') {
      const won = fulfilment.locationId === locationId && fulfilment.state !== 'cancelled';
      return won ? ok({ record, fulfilment }) : fail('grabbed_by_other');
    }
    if (isRefunded(record, fulfilment)) return fail('part_refunded');
    if (!isInService(branch)) return fail('branch_unavailable');
    const allocations =
      fulfilment.locationId === locationId
        ? fulfilment.allocations
        : (
            await inventory.picture(
              [branch],
              fulfilment.lines.map(({ skuId }) => skuId),
            )
          ).allocations(locationId, fulfilment.lines);
    if (!allocations) return outOfStock(record, fulfilment);
    const held = { locationId: fulfilment.locationId, allocations: fulfilment.allocations };
    const cause = { atMs: clock.nowMs(), by: 'staff' as const };
    const slotMoves = booking.moveWrites(fulfilment, locationId);
    const givenAtMs = cause.atMs;
    const loadMoves = await load.moved(fulfilment, { ...fulfilment, locationId, givenAtMs });
    const refusals = fulfilment.asked.length;
    const meters = Math.round(distanceMeters(record.detail.address, branch));
    const grabbed = changes.fulfilment(fulfilment, 'grab', cause, {
      ...servedAt(branch, record.head),
      allocations,
      distanceMeters: meters,
      expected: await arrivals.of(fulfilment, { place: branch, distanceMeters: meters }, cause.atMs),
      serviceFeeFen: await sourcing.serviceFee(branch, record.detail.address, refusals),
      givenAtMs,
      offerUntilMs: undefined,
    });
    const { attempt } = grabbed.after;
    const writes = [
      ...moveHeldWrites(inventory, orderId, held, { locationId, allocations }),
      grabbed,
      ...slotMoves,
      ...loadMoves,
      outbox.announce(
        {
          type: 'fulfilment.accepted',
          data: { ...partEvent(fulfilment, cause), attempt, locationId, mode: 'grab' },
        },
        {
          type: 'grab_pool.closed',
          data: { ...partEvent(fulfilment, cause), locationIds: acceptance.eligibleIds },
        },
      ),
    ];
    const short = tries < maxTries ? 'again' : outOfStock(record, fulfilment);
    const levels = allocations.map(({ skuId }) => [levelLabel(locationId, skuId), short] as const);
    // Somebody was quicker, or something of its place changed: it is looked at anew.
    return {
      writes,
      value: { record, fulfilment },
      refused: { ...Object.fromEntries(levels), '*': 'again' },
    };
  }

  function outOfStock({ detail }: OrderRecord, { lines }: FulfilmentRecord) {
    const line = detail.lines.find(({ skuId }) => skuId === lines[0]?.skuId);
    return fail('out_of_stock', { sku: line?.title ?? '', skuId: line?.skuId ?? '' });
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'grab pool: shown to those who may grab',
      queue: 'orders',
      types: ['fulfilment.asked'],
      async handle({ data }) {
        if (data.mode !== 'grab') return;
        const { orderId, fulfilmentId, locationIds, offerUntilMs } = data;
        const expiresAtS = Math.ceil(offerUntilMs / 1000);
        await writeBatch(
          table,
          locationIds.map((locationId) =>
            entries.build(BatchPutRequest).item({ locationId, fulfilmentId, orderId, expiresAtS }),
          ),
        );
      },
    }),
    hears({
      name: 'grab pool: taken',
      queue: 'orders',
      types: ['grab_pool.closed'],
      async handle({ data: { fulfilmentId, locationIds } }) {
        await writeBatch(
          table,
          locationIds.map((locationId) =>
            entries.build(BatchDeleteRequest).key({ locationId, fulfilmentId }),
          ),
        );
      },
    }),
  ];

  return { list, grab, eventHandlers };
}
export type GrabPool = ReturnType<typeof createGrabPool>;
