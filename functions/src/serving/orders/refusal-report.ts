import type { Reach } from '@jindian/shared/access';
import type { RefusalReportRow } from '@jindian/shared/contract/hq';
import { refusalReasons } from '@jindian/shared/contract/serving/order';
import type { EventOf } from '@jindian/shared/events/catalogue';
import { brandMonth } from '@jindian/shared/time';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { reachesPlace } from '../../platform/access.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { ok, type Result } from '../../platform/result.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { OrderContext } from './context.ts';
import { nameOf, type OrderViews } from './views.ts';

/** 20,000 branches in a month are as many items: spread, so that no partition is hot and a report reads them at once. */
const reportShards = 16;
const markLifeS = 15 * 86_400;

const reasonCounters = {
  no_stock: 'noStock',
  price: 'price',
  too_far: 'tooFar',
  closed: 'closed',
  other: 'other',
} as const;

const answering = ['fulfilment.asked', 'fulfilment.accepted', 'fulfilment.refused'] as const;
type Answering = (typeof answering)[number];

type Counts = {
  offers?: number;
  accepted?: number;
  timeouts?: number;
  refusals?: number;
  givenBack?: number;
  noStock?: number;
  price?: number;
  tooFar?: number;
  closed?: number;
  other?: number;
  priceGapFen?: number;
  refusedGoodsFen?: number;
};
/** How branches answer when they are asked, by month: counted behind the outbox, each answer exactly once. */
export function createRefusalReport(
  context: Pick<OrderContext, 'table' | 'clock' | 'nonces'>,
  views: Pick<OrderViews, 'places'>,
) {
  const { table, clock, nonces } = context;
  const count = () => number().optional();
  const entity = new Entity({
    name: 'RefusalCount',
    table,
    timestamps: false,
    schema: item({
      month: string().key(),
      locationId: string().key(),
      offers: count(),
      accepted: count(),
      timeouts: count(),
      refusals: count(),
      givenBack: count(),
      noStock: count(),
      price: count(),
      tooFar: count(),
      closed: count(),
      other: count(),
      priceGapFen: count(),
      refusedGoodsFen: count(),
    }),
    computeKey: ({ month, locationId }: { month: string; locationId: string }) => ({
      pk: `REFUSALS#${month}#${shardOf(locationId, reportShards)}`,
      sk: locationId,
    }),
  });

  function add(month: string, locationId: string, counts: Counts) {
    const added = Object.fromEntries(
      Object.entries(counts)
        .filter(([, value]) => value !== 0)
        .map(([name, value]) => [name, $add(value)]),
    );
    return write('count', entity.build(UpdateTransaction).item({ month, locationId, ...added }));
  }

  /** Together with a mark of the event: told twice, counted once. */
  async function countOnce(mark: string, atMs: number, locationIds: readonly string[], counts: Counts) {
    const month = brandMonth(atMs);
    const done = await runCommand(
      { table },
      {
        command: null,
        attempt: () => ({
          writes: [
            nonces.claimWrite(`refusals#${mark}`, markLifeS),
            ...locationIds.map((locationId) => add(month, locationId, counts)),
          ],
          value: null,
          refused: { nonce: ok(null) },
        }),
      },
    );
    unlessBusy(done, `count of ${mark}`);
  }

  async function handle({ type, data }: EventOf<Answering>): Promise<void> {
    if (type === 'fulfilment.asked') {
      const { fulfilmentId, attempt, locationIds, mode, atMs } = data;
      // A grab pool is no offer to each who may look in.
      if (mode === 'offer')
        await countOnce(`asked#${fulfilmentId}#${attempt}`, atMs, locationIds, { offers: 1 });
    } else if (type === 'fulfilment.accepted') {
      const { fulfilmentId, attempt, locationId, mode, atMs } = data;
      // Who grabs was asked by the pool: they count among those asked, too, and nobody else of it does.
      const counts = mode === 'grab' ? { offers: 1, accepted: 1 } : { accepted: 1 };
      await countOnce(`accepted#${fulfilmentId}#${attempt}`, atMs, [locationId], counts);
    } else {
      const { fulfilmentId, attempt, locationIds, reason, wasTaken, goodsFen, priceGapFen, atMs } = data;
      const mark = `refused#${fulfilmentId}#${attempt}`;
      if (reason === 'timeout') {
        // Nobody grabbed: nobody in particular let it lapse.
        if (locationIds.length === 1) await countOnce(mark, atMs, locationIds, { timeouts: 1 });
        return;
      }
      const counter = reasonCounters[reason as keyof typeof reasonCounters] ?? 'other';
      // What was theirs already is given back: no answer to an offer, and not among those asked.
      const answer = wasTaken ? { givenBack: 1 } : { refusals: 1 };
      const counts = { ...answer, [counter]: 1, refusedGoodsFen: goodsFen, priceGapFen };
      await countOnce(mark, atMs, locationIds, counts);
    }
  }

  /** A month of all branches within reach that were asked; most refusals first. This month unless told. */
  async function report(
    month: string | undefined,
    reach: Reach,
  ): Promise<Result<{ month: string; rows: RefusalReportRow[] }>> {
    const of = month ?? brandMonth(clock.nowMs());
    const pages = await Promise.all(
      Array.from({ length: reportShards }, (_, shard) =>
        table
          .build(QueryCommand)
          .query({ partition: `REFUSALS#${of}#${shard}` })
          .entities(entity)
          .options(everyPage)
          .send(),
      ),
    );
    const placeOf = await views.places();
    const rows = pages.flatMap(({ Items }) =>
      (Items ?? []).flatMap((stored): RefusalReportRow[] => {
        const { locationId } = stored;
        if (!reachesPlace(reach, locationId, placeOf)) return [];
        return [
          {
            locationId,
            name: nameOf(locationId, placeOf),
            offers: stored.offers ?? 0,
            accepted: stored.accepted ?? 0,
            timeouts: stored.timeouts ?? 0,
            refusals: stored.refusals ?? 0,
            givenBack: stored.givenBack ?? 0,
            byReason: Object.fromEntries(
              refusalReasons.map((reason) => [reason, stored[reasonCounters[reason]] ?? 0]),
            ) as RefusalReportRow['byReason'],
            priceGapFen: stored.priceGapFen ?? 0,
            refusedGoodsFen: stored.refusedGoodsFen ?? 0,
          },
        ];
      }),
    );
    return ok({
      month: of,
      rows: rows.sort((a, b) => b.refusals - a.refusals || (a.locationId < b.locationId ? -1 : 1)),
    });
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'refusal report',
      queue: 'insight',
      types: answering,
      handle: (event) => handle(event),
    }),
  ];

  return { report, eventHandlers };
}
export type RefusalReport = ReturnType<typeof createRefusalReport>;
