import { seededFaults } from '@jindian/embedded-dynamodb';
import type { TransferState } from '@jindian/shared/contract/goods/transfer';
import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runsFactor, seed } from '../../platform/testing/depth.ts';
import { withoutLot } from '../inventory/lots.ts';
import { createOrderBook, type OrderBook } from '../inventory/testing/order-book.ts';
import { keyOf, type ModelPlace, shown } from '../inventory/testing/stock-model.ts';
import { createStockPlay } from './testing/stock-play.ts';
import {
  type Explanation,
  type ModelState,
  openingState,
  playPlaces,
  playSkus,
  playTracking,
  type StockCommand,
} from './testing/stock-play-state.ts';
import { people, startTransfersFixture, type TransfersFixture } from './testing/transfers-fixture.ts';

/**
 * Everything that happens to goods at two places, of a dealer and of HQ, one thing after the other and several at once,
 * with calls that fail and secondary indexes that are late. A model that knows places, lots and nothing of how they are
 * kept says what every answer must be, and what is there afterwards.
 */
const [atDealer, atHq] = playPlaces;
const [tracked, plain] = playSkus;
// Mostly the same goods: what never meets proves nothing.
const place = fc.constantFrom(atDealer, atDealer, atDealer, atHq);
const sku = fc.constantFrom(tracked, tracked, tracked, plain);
const lot = fc.constantFrom(0, 0, 1, 1, 2, null);
const ofHq = fc.constantFrom(false, false, false, true);
const pieces = fc.integer({ min: 1, max: 9 });
const condition = fc.constantFrom(
  ...(['sellable', 'sellable', 'sellable', 'sellable', 'display', 'quarantine'] as const),
) as fc.Arbitrary<'sellable' | 'display' | 'quarantine'>;
const minutesAgo = fc.constantFrom(0, 0, 1, 2, 5);
const goods = { place, sku, lot, pieces };
const as = <Kind extends StockCommand['do']>(kind: Kind) => fc.constant(kind);

const receiving = fc.record({ do: as('receive'), ...goods, condition, ofHq });
const changing: fc.Arbitrary<StockCommand> = fc.oneof(
  fc.record({
    do: as('turn'),
    ...goods,
    from: condition,
    to: fc.constantFrom('sellable' as const, 'display' as const, 'quarantine' as const, 'scrap' as const),
    ofHq,
  }),
  fc.record({ do: as('count'), ...goods, pieces: fc.nat(12), condition, ofHq, minutesAgo }),
  { weight: 2, arbitrary: fc.record({ do: as('till'), ...goods, minutesAgo }) },
);
const ordering: fc.Arbitrary<StockCommand> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: as('reserve'), place, sku, pieces }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('release' as const, 'hand_over' as const), which: fc.nat(9) }),
  },
);
const transferring: fc.Arbitrary<StockCommand> = fc.oneof(
  fc.record({ do: as('ask'), from: place, sku, pieces }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: as('transfer'),
      which: fc.nat(5),
      action: fc.constantFrom(
        'approve' as const,
        'approve' as const,
        'ship' as const,
        'receive' as const,
        'cancel' as const,
      ),
      few: fc.nat(9),
      reason: fc.constantFrom('damaged' as const, 'not_packed' as const),
    }),
  },
);
const spreading: fc.Arbitrary<StockCommand> = fc.oneof(
  fc.record({ do: as('mark'), place, sku, buckets: fc.integer({ min: 2, max: 6 }) }),
  fc.record({ do: fc.constantFrom('unmark' as const, 'settle' as const), place, sku }),
);
const one: fc.Arbitrary<StockCommand> = fc.oneof(
  { weight: 5, arbitrary: receiving },
  { weight: 6, arbitrary: changing },
  { weight: 6, arbitrary: ordering },
  { weight: 6, arbitrary: transferring },
  { weight: 3, arbitrary: spreading },
);
/** With several at once everybody says which lot, and one till at most rings: else nobody could tell who took what. */
const atOnce = fc
  .tuple(fc.array(one, { minLength: 2, maxLength: 3 }), place, sku)
  .map(([commands, here, these]) =>
    commands
      .map((command) => ('place' in command ? { ...command, place: here, sku: these } : command))
      .map((command) => ('lot' in command ? { ...command, lot: command.lot ?? 0 } : command))
      .filter(
        (command, at, all) =>
          command.do !== 'till' || all.findIndex(({ do: kind }) => kind === 'till') === at,
      ),
  );
const moment: fc.Arbitrary<StockCommand[]> = fc.oneof(
  { weight: 6, arbitrary: one.map((command) => [command]) },
  { weight: 3, arbitrary: atOnce },
  fc.constantFrom(1, 60 * 24).map((minutes): StockCommand[] => [{ do: 'wait', minutes }]),
);

function permutations<T>(all: readonly T[]): T[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, at) =>
    permutations(all.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  );
}

async function stored(fixture: TransfersFixture, place: string) {
  const stock = new Map<string, { onHand: number; reserved: number; figureMs: number }>();
  for (const part of await fixture.inventory.store.partsAt(place, true)) {
    for (const { lot, onHand, reserved } of [...part.lots, { lot: '', ...withoutLot(part) }]) {
      const { skuId, ownerId, condition: at = 'sellable' } = part;
      const key = keyOf({ sku: skuId, owner: ownerId, condition: at, lot });
      const sum = stock.get(key) ?? { onHand: 0, reserved: 0, figureMs: 0 };
      stock.set(key, { onHand: sum.onHand + onHand, reserved: sum.reserved + reserved, figureMs: 0 });
    }
  }
  return shown({ owners: [], stock, log: [] });
}
const storedAll = async (fixture: TransfersFixture) =>
  Object.fromEntries(
    await Promise.all(playPlaces.map(async (id) => [id, await stored(fixture, id)] as const)),
  );
const shownAll = ({ places }: ModelState) =>
  Object.fromEntries(playPlaces.map((id) => [id, shown(places[id] as ModelPlace)]));

/** The state after some order of these answers in which each of them is right, and what is there is what there should be. */
function explain(
  before: ModelState,
  explanations: readonly Explanation[],
  found: Record<string, unknown>,
): ModelState | null {
  const alone = explanations.length === 1;
  for (const order of permutations(explanations)) {
    let state: ModelState | null = before;
    for (const each of order) state = state && each(state, alone);
    if (state && JSON.stringify(shownAll(state)) === JSON.stringify(found)) return state;
  }
  return null;
}

async function expectLists(fixture: TransfersFixture, { transfers, short }: ModelState): Promise<void> {
  const states: TransferState[] = ['requested', 'approved', 'shipped', 'received', 'cancelled'];
  const idsOf = async (state: TransferState) => {
    const { items } = await fixture.transfers.listAll({ state, limit: 50 }, people.hq);
    return items.map(({ id }) => id).sort();
  };
  const really = (state: TransferState) =>
    [...transfers]
      .filter(([, { state: at }]) => at === state)
      .map(([id]) => id)
      .sort();
  // While an index is late a list may lack something. It never shows what is not so.
  for (const state of states) expect(really(state)).toEqual(expect.arrayContaining(await idsOf(state)));
  await fixture.engine.faults.flushIndexes();
  for (const state of states) expect(await idsOf(state)).toEqual(really(state));
  const differences = await fixture.inventory.differences.list('open', { limit: 100 });
  expect(differences.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(short);
}

test(
  'whatever happens to goods, at once or one after the other, with faults and late indexes: every answer and every level is what a model of lots and places says',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(receiving, { minLength: 3, maxLength: 6 }),
        fc.array(moment, { minLength: 10, maxLength: 30 }),
        fc.nat(),
        async (first, then, faultSeed) => {
          let book: OrderBook | undefined;
          const fixture = await startTransfersFixture({
            stock: ({ table }) => {
              book = createOrderBook(table);
              return { tracking: playTracking, onReservationLost: book.lose };
            },
          });
          try {
            await fixture.engine.faults.setIndexLag('manual');
            fixture.engine.faults.set(
              seededFaults({
                seed: faultSeed,
                operations: ['TransactWriteItems'],
                rates: { conflict: 0.04, 'lost-before': 0.03, 'lost-after': 0.03 },
              }),
            );
            const play = createStockPlay(fixture, book as OrderBook);
            let state = openingState();
            let days = 0;
            for (const commands of [...first.map((command) => [command]), ...then]) {
              fixture.clock.advance(minuteMs);
              // Counts reach back a week; a play is shorter.
              const isNight = commands.some((command) => command.do === 'wait' && command.minutes > 60);
              if (isNight) days += 1;
              if (isNight && days > 5) continue;
              const seen = state;
              const told = await Promise.all(commands.map((command) => play.perform(command, seen)));
              const found = await storedAll(fixture);
              const next = explain(state, told, found);
              if (!next) {
                const alone = told.length === 1 ? told[0]?.(state, true) : null;
                expect(found, JSON.stringify(commands)).toEqual(shownAll(alone ?? state));
                throw new Error(`no order of these explains their answers: ${JSON.stringify(commands)}`);
              }
              state = next;
              for (const id of playPlaces) expect(await fixture.inventory.audit(id)).toEqual([]);
            }
            fixture.engine.faults.set();
            for (const id of playPlaces) {
              const onRoad = [...state.transfers.values()]
                .filter(({ to, state: at }) => to === id && at === 'shipped')
                .flatMap(({ held }) => held)
                .reduce((sum, { quantity }) => sum + quantity, 0);
              const inTransit = await fixture.transfers.inTransit(id);
              expect(inTransit.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(onRoad);
            }
            await expectLists(fixture, state);
          } finally {
            await fixture.close();
          }
        },
      ),
      { numRuns: Math.ceil(12 * runsFactor), seed },
    );
  },
  240_000 * Math.max(1, runsFactor),
);
