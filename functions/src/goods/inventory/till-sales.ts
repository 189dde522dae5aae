import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { type Attempt, runCommand, type Step } from '../../platform/command.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { maxTransactionWrites, type Write } from '../../platform/transact.ts';
import { ordersHolding } from './holders.ts';
import { type Lot, lotKeyOf } from './lots.ts';
import {
  groupBy,
  isPieces,
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  ownersAt,
  type PieceKey,
  type StockAllocation,
  type StockPlace,
} from './rules.ts';
import type { InventoryStore, LevelPart } from './store.ts';
import { lastFigure, pinned, placeIn, takeLost, takeUpTo } from './till-pieces.ts';
import type { StockDifference, TillLineOutcome, TillStore } from './till-store.ts';
import { withoutPieces } from './without-pieces.ts';

export type TillLine = { skuId: string; quantity: number; lot?: Lot | undefined };
export type TillSale = { reference: string; occurredAtMs: number; lines: readonly TillLine[] };

/**
 * Who gives up pieces that are not there any more: which orders lose which of them, and what they write in the same
 * transaction (labels `fulfilment`). Pieces for which nobody is found stay reserved.
 */
export type LoseHook = (
  place: StockPlace,
  lost: readonly StockAllocation[],
  orderIds: readonly string[],
) => Promise<{
  losers: { orderId: string; allocation: StockAllocation }[];
  writes: Write[];
  /** Others would give up pieces, too, in the next transaction. */
  more?: boolean;
}>;

type Movements = { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/** SKUs in one transaction: each is some items of levels, and may have several orders lose pieces. */
const linesPerPart = 5;
const maxTillLines = 50;
const maxTillPieces = 9_999;
/** Levels that change under it are no reason to refuse what has happened. */
const maxRounds = 12;

/**
 * A sale at a till has happened: the goods have left, whatever the books say. It is never refused for want of stock.
 * The level becomes what is there, none at least; what was sold and was not in the books is a difference to settle;
 * and an online order whose piece it was is sourced again.
 *
 *     free pieces ──► pieces that orders hold (they lose them) ──► a recorded difference
 *
 * Told late, after a figure of a later time, it is in that figure already and changes nothing.
 */
export function createTillSales(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  store: InventoryStore;
  tills: TillStore;
  combinedWrites(locationId: string, movements: Movements): Write[];
  onReservationLost?: LoseHook | undefined;
}) {
  const { clock, ids, store, tills, combinedWrites } = deps;

  /** Repeatable by the till's reference, whenever it is told again, and in whatever order sales are told. */
  async function record(
    place: StockPlace,
    sale: TillSale,
    by: string,
  ): Promise<Result<{ lines: TillLineOutcome[] }>> {
    if (sale.lines.length === 0 || sale.lines.length > maxTillLines)
      return fail('invalid_request', { detail: 'lines' });
    if (sale.lines.some(({ quantity }) => !isPieces(quantity) || quantity > maxTillPieces))
      return fail('invalid_request', { detail: 'lines: quantity' });
    const lines = [
      ...groupBy(sale.lines, ({ skuId, lot }) => `${skuId} ${lot ? lotKeyOf(lot) : ''}`).values(),
    ].map(
      (same): TillLine => ({
        ...(same[0] as TillLine),
        quantity: same.reduce((sum, { quantity }) => sum + quantity, 0),
      }),
    );
    const inputHash = createHash('sha256')
      .update(
        JSON.stringify([
          sale.occurredAtMs,
          lines.map(({ skuId, quantity, lot }) => [skuId, quantity, lot && lotKeyOf(lot)]),
        ]),
      )
      .digest('base64url');
    const outcomes: TillLineOutcome[] = [];
    for (let start = 0; start < lines.length; start += linesPerPart) {
      const part = `${sale.reference}#${String(start / linesPerPart).padStart(2, '0')}`;
      const of = { ...sale, lines: lines.slice(start, start + linesPerPart) };
      const done = await recordLines(place, of, { part, inputHash, by });
      if (!done.ok) return done;
      outcomes.push(...done.value);
    }
    return ok({ lines: outcomes });
  }

  /** In as many transactions as it takes: very many orders may hold what was sold. */
  async function recordLines(
    place: StockPlace,
    sale: TillSale,
    { part, ...as }: { part: string; inputHash: string; by: string },
  ): Promise<Result<TillLineOutcome[]>> {
    const sums = sale.lines.map(({ skuId }): TillLineOutcome => ({ skuId, quantity: 0, short: 0, lost: 0 }));
    for (let round = 0; ; round += 1) {
      const left = sale.lines.flatMap((line, index) => {
        const quantity = line.quantity - (sums[index] as TillLineOutcome).quantity;
        return quantity > 0 ? [{ index, line: { ...line, quantity } }] : [];
      });
      if (left.length === 0) return ok(sums);
      const of = { ...sale, lines: left.map(({ line }) => line) };
      const name = round === 0 ? part : `${part}+${String(round).padStart(4, '0')}`;
      const done = await runCommand<TillLineOutcome[]>(deps, {
        command: null,
        maxTries: maxRounds,
        attempt: () => recordPart(place, of, { part: name, ...as }),
      });
      if (!done.ok) return done;
      for (const [at, { index }] of left.entries()) {
        const [sum, more] = [sums[index], done.value[at]] as [TillLineOutcome, TillLineOutcome];
        sum.quantity += more.quantity;
        sum.short += more.short;
        sum.lost += more.lost;
      }
    }
  }

  async function recordPart(
    place: StockPlace,
    sale: TillSale,
    as: { part: string; inputHash: string; by: string },
  ): Promise<Attempt<TillLineOutcome[]>> {
    const before = await tills.readSale(place.id, as.part);
    if (before) return before.inputHash === as.inputHash ? ok(before.lines) : fail('idempotency_key_reused');
    let now = sale.lines.map((line, index) => ({ line, index }));
    for (;;) {
      const step = await partWrites(place, sale, now, as);
      if (step.writes.length <= maxTransactionWrites) return step;
      // Hot goods in very many buckets: what does not go at once is for the next transaction.
      const [first] = now as [(typeof now)[number]];
      const { line } = first;
      if (now.length > 1) now = now.slice(0, Math.ceil(now.length / 2));
      else if (line.quantity === 1)
        throw new Error(`one piece of ${line.skuId} is ${step.writes.length} writes`);
      else now = [{ ...first, line: { ...line, quantity: Math.ceil(line.quantity / 2) } }];
    }
  }

  /** Of some lines of the sale, or of fewer pieces; of the others nothing is sold yet. */
  async function partWrites(
    place: StockPlace,
    whole: TillSale,
    now: readonly { line: TillLine; index: number }[],
    { part, inputHash, by }: { part: string; inputHash: string; by: string },
  ): Promise<Step<TillLineOutcome[]>> {
    const sale = { ...whole, lines: now.map(({ line }) => line) };
    const nowMs = clock.nowMs();
    const occurredAtMs = Math.min(sale.occurredAtMs, nowMs);
    const cause: MovementCause = { type: 'till', id: sale.reference, by };
    const owners = ownersAt(place.ownerId);
    const parts = await store.readParts(
      sale.lines.flatMap(({ skuId }) =>
        owners.flatMap((ownerId) => [
          { locationId: place.id, skuId, ownerId },
          { locationId: place.id, skuId, ownerId, condition: 'display' as const },
        ]),
      ),
      { consistent: true },
    );
    const plans = planLines(sale.lines, parts, owners, occurredAtMs);
    const lost = plans.flatMap((plan) => plan.held);
    const { losers, writes, more = false } = await loseReserved(place, lost, parts);
    const movements: Movements = [];
    const differences: StockDifference[] = [];
    const outcomes = whole.lines.map(
      ({ skuId }): TillLineOutcome => ({ skuId, quantity: 0, short: 0, lost: 0 }),
    );
    const open = losers.map(({ allocation }) => ({ ...allocation }));
    for (const [index, plan] of plans.entries()) {
      const { skuId, quantity, lot } = sale.lines[index] as TillLine;
      const given = open.filter(
        (allocation) => allocation.skuId === skuId && (!lot || allocation.lot === lotKeyOf(lot)),
      );
      const taken = takeLost(plan.held, given);
      const lostPieces = taken.reduce((sum, { onHandDelta }) => sum - onHandDelta, 0);
      const missing = plan.short + plan.held.reduce((sum, piece) => sum + piece.quantity, 0) - lostPieces;
      // What others are still to give up is for the next transaction.
      const short = more ? 0 : missing;
      const unbooked: LevelDelta[] =
        short > 0 ? [{ ...plan.home, onHandDelta: -short, reservedDelta: 0 }] : [];
      const sold = [...plan.free, ...taken, ...unbooked, ...plan.told].map((line) => ({
        ...line,
        asOfMs: occurredAtMs,
      }));
      movements.push({ kind: 'till_sale', cause, lines: pinned(sold, parts) });
      // The pieces were there, or they could not have been sold: the books were wrong before, from the beginning.
      const found = unbooked.map((line) => ({ ...line, onHandDelta: short, asOfMs: 0 }));
      movements.push({
        kind: 'adjust',
        cause: { ...cause, reason: 'sold, and not in the books' },
        lines: found,
      });
      const known = plan.told.map((line) => ({
        ...line,
        onHandDelta: -line.onHandDelta,
        asOfMs: plan.toldAsOfMs,
      }));
      movements.push({
        kind: 'adjust',
        cause: { ...cause, reason: 'in a later figure already' },
        lines: known,
      });
      if (short > 0) {
        const { ownerId, lot: lotKey } = plan.home;
        differences.push({
          id: ids.next(),
          state: 'open',
          locationId: place.id,
          skuId,
          ownerId,
          ...(lotKey === undefined ? {} : { lot: lotKey }),
          quantity: short,
          reference: sale.reference,
          occurredAtMs,
          atMs: nowMs,
        });
      }
      outcomes[now[index]?.index ?? 0] = {
        skuId,
        quantity: more ? quantity - missing : quantity,
        short,
        lost: lostPieces,
      };
    }
    for (const [orderId, of] of groupBy(losers, (loser) => loser.orderId)) {
      movements.push({
        kind: 'release',
        cause: { type: 'order', id: orderId, reason: 'sold at a till' },
        lines: of.map(({ allocation: { quantity, ...piece } }) => ({
          ...piece,
          onHandDelta: 0,
          reservedDelta: -quantity,
        })),
      });
    }
    return {
      writes: [
        ...combinedWrites(place.id, movements),
        ...writes,
        ...differences.map((difference) => tills.saveDifference(difference, null)),
        tills.putSale({
          locationId: place.id,
          part,
          occurredAtMs,
          atMs: nowMs,
          by,
          inputHash,
          lines: outcomes,
        }),
      ],
      value: outcomes,
      refused: { 'till sale': 'again', 'level *': 'again', fulfilment: 'again', order: 'again' },
    };
  }

  /** Each takes what the others leave; those that name their lot come first, since they take no other. */
  function planLines(
    lines: readonly TillLine[],
    parts: readonly LevelPart[],
    owners: readonly string[],
    occurredAtMs: number,
  ) {
    let left = parts;
    const plans = new Map<TillLine, ReturnType<typeof planLine>>();
    for (const line of [...lines.filter(({ lot }) => lot), ...lines.filter(({ lot }) => !lot)]) {
      const plan = planLine(line, left, owners, occurredAtMs);
      plans.set(line, plan);
      for (const { onHandDelta, ...piece } of plan.free) left = withoutPieces(left, piece, -onHandDelta, 0);
      for (const { quantity, ...piece } of plan.held) left = withoutPieces(left, piece, quantity, quantity);
    }
    return lines.map((line) => plans.get(line) as ReturnType<typeof planLine>);
  }

  /** Where the pieces of a line come from; `home`: the level that a difference is written down at. */
  function planLine(
    line: TillLine,
    parts: readonly LevelPart[],
    owners: readonly string[],
    occurredAtMs: number,
  ) {
    const { skuId, quantity } = line;
    const lot = line.lot && lotKeyOf(line.lot);
    const home: PieceKey = { skuId, ownerId: owners[0] as string, ...(lot === undefined ? {} : { lot }) };
    const ofSku = parts.filter((part) => part.skuId === skuId);
    const levels = (['sellable', 'display'] as const).flatMap((condition) =>
      owners.map((ownerId) =>
        ofSku.filter((part) => part.ownerId === ownerId && (part.condition ?? 'sellable') === condition),
      ),
    );
    const toldAsOfMs = lastFigure(levels[0] ?? [], lot);
    if (occurredAtMs <= toldAsOfMs) {
      return {
        home,
        toldAsOfMs,
        free: [],
        held: [],
        short: 0,
        told: [{ ...home, onHandDelta: -quantity, reservedDelta: 0 }],
      };
    }
    let left = quantity;
    const free: LevelDelta[] = [];
    for (const level of levels) {
      for (const { bucket, lot: ofLot, quantity: taken } of takeUpTo(level, lot, left, 'available')) {
        const { ownerId, condition } = level[0] as LevelPart;
        const piece = { skuId, ownerId, ...(condition ? { condition } : {}), ...placeIn(bucket, ofLot) };
        free.push({ ...piece, onHandDelta: -taken, reservedDelta: 0 });
        left -= taken;
      }
    }
    const held: StockAllocation[] = [];
    for (const level of levels.slice(0, owners.length)) {
      for (const { bucket, lot: ofLot, quantity: taken } of takeUpTo(level, lot, left, 'reserved')) {
        held.push({
          skuId,
          ownerId: (level[0] as LevelPart).ownerId,
          ...placeIn(bucket, ofLot),
          quantity: taken,
        });
        left -= taken;
      }
    }
    return { home, toldAsOfMs, free, held, short: left, told: [] as LevelDelta[] };
  }

  async function loseReserved(
    place: StockPlace,
    lost: readonly StockAllocation[],
    parts: readonly LevelPart[],
  ) {
    if (lost.length === 0 || !deps.onReservationLost) return { losers: [], writes: [], more: false };
    const skuIds = new Set(lost.map(({ skuId }) => skuId));
    const reserved = parts
      .filter((part) => skuIds.has(part.skuId) && !part.condition)
      .reduce((sum, part) => sum + part.reserved, 0);
    const orderIds = await ordersHolding(store, place.id, lost, reserved);
    return deps.onReservationLost(place, lost, orderIds);
  }

  return { record };
}
export type TillSales = ReturnType<typeof createTillSales>;
