import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { maxTransactionWrites, type Write } from '../../platform/transact.ts';
import type { StockCosts } from './costs.ts';
import { type Lot, type LotKey, lotKeyOf, suits, type Tracking } from './lots.ts';
import {
  groupBy,
  isPieces,
  type Level,
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  ownersAt,
  type PartStock,
  pieceKey,
  type StockCondition,
  type StockPlace,
  sumByPiece,
  takeFromParts,
} from './rules.ts';
import { piecesOf } from './settle.ts';
import { otherCondition } from './stocktake.ts';
import { type InventoryStore, type LevelPart, levelsOfParts } from './store.ts';
import { withoutPieces } from './without-pieces.ts';

/** Very hot goods lie in many buckets; the command's record is one write more. */
const atOnce = (writes: readonly Write[]) => writes.length < maxTransactionWrites;
const tooMuchAtOnce = fail('invalid_request', { detail: 'lines: fewer of them, or fewer pieces, at once' });

/** As often as a bucket can be emptied under a command before it gives up. */
const maxMoveRounds = 4;

export type MoveLine = {
  skuId: string;
  delta: number;
  condition?: StockCondition | undefined;
  lot?: Lot | undefined;
  /** With what is received: what one piece cost. */
  unitCostFen?: number | undefined;
};
/** Goods go from one condition to another, or leave for good. */
export type ConditionChange = {
  skuId: string;
  ownerId: string;
  lot?: Lot | undefined;
  quantity: number;
  from: StockCondition;
  to: StockCondition | 'scrap' | 'supplier';
};
export type MovedLevel = Omit<Level, 'ownerId' | 'safety'> & { condition?: StockCondition };

type Movements = readonly { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/** What people do with goods by hand: receive, put right, show, set aside, throw away. */
export function createStockMoves(deps: {
  table: JindianTable;
  store: InventoryStore;
  idempotency: Idempotency;
  costs: StockCosts;
  random: () => number;
  tracking(): Promise<(skuId: string) => Tracking>;
  combinedWrites(locationId: string, movements: Movements): Write[];
}) {
  const { store, costs, random, combinedWrites } = deps;

  /** Goods received or a level put right; repeatable by its command. `stock_below_reserved` when too little would be left. */
  async function move(
    place: StockPlace,
    change: { kind: 'receive' | 'adjust'; reason: string; lines: readonly MoveLine[] },
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ levels: MovedLevel[] }>> {
    const { ownerId } = place;
    const { kind, reason } = change;
    for (const { delta, unitCostFen } of change.lines) {
      if (!isPieces(kind === 'receive' ? delta : Math.abs(delta)))
        return fail('invalid_request', { detail: 'lines: delta' });
      if (unitCostFen !== undefined && (kind !== 'receive' || !isPieces(unitCostFen, 0)))
        return fail('invalid_request', { detail: 'lines: unitCostFen' });
    }
    const tracking = await deps.tracking();
    for (const { skuId, delta, lot } of change.lines) {
      if (lot ? !suits(tracking(skuId), lot) && delta > 0 : delta > 0 && !suits(tracking(skuId), null))
        return fail('lot_required', { sku: skuId });
    }
    const wanted = sumByPiece(
      change.lines.map(({ skuId, delta, condition, lot }) => ({
        skuId,
        ownerId,
        ...otherCondition(condition),
        ...(lot ? { lot: lotKeyOf(lot) } : {}),
        onHandDelta: delta,
        reservedDelta: 0,
      })),
    );
    if (wanted.length === 0) return fail('invalid_request', { detail: 'lines: they cancel out' });
    const cause: MovementCause = { type: 'staff', id: by, reason };
    const keys = wanted.map((line) => ({ locationId: place.id, ...line }));
    const received = change.lines.flatMap(({ skuId, delta, unitCostFen }) =>
      unitCostFen === undefined ? [] : [{ skuId, ownerId, quantity: delta, unitCostFen }],
    );
    const levels = async (): Promise<Result<{ levels: MovedLevel[] }>> => {
      const now = levelsOfParts(await store.readParts(keys, { consistent: true }));
      return ok({
        levels: now.map(({ skuId, condition, onHand, reserved, available }) => ({
          skuId,
          ...(condition ? { condition } : {}),
          onHand,
          reserved,
          available,
        })),
      });
    };
    const done = await runCommand<null, 'stock_below_reserved' | 'invalid_request'>(deps, {
      command,
      maxTries: maxMoveRounds,
      replay: () => ok(null),
      async attempt(tries) {
        const lines = await linesToMove(place, wanted);
        // Of a hot level, or of several lots, pieces may have gone from one place while there are enough in others.
        const elsewhere =
          tries < maxMoveRounds && lines.some(({ bucket, lot }) => bucket || lot !== undefined);
        const writes = [
          ...combinedWrites(place.id, [{ kind, cause, lines }]),
          ...(await costs.receiptWrites(place.id, received, cause)),
        ];
        if (!atOnce(writes)) return tooMuchAtOnce;
        return {
          writes,
          value: null,
          refused: {
            'cost *': 'again',
            'level *': elsewhere ? 'again' : fail('stock_below_reserved'),
          },
        };
      },
    });
    return done.ok ? levels() : done;
  }

  /** Pieces that go come from where they are free: from buckets, and of several lots from the first to expire. */
  async function linesToMove(place: StockPlace, wanted: readonly LevelDelta[]): Promise<LevelDelta[]> {
    const going = wanted.filter(({ onHandDelta }) => onHandDelta < 0);
    const parts = await store.readParts(
      going.map((line) => ({ locationId: place.id, ...line })),
      { consistent: true },
    );
    let left: readonly LevelPart[] = parts;
    return lotsFirst(wanted).flatMap((line): LevelDelta[] => {
      const own = left.filter(({ skuId, condition }) => skuId === line.skuId && condition === line.condition);
      if (line.onHandDelta > 0) return [line];
      const taken = takenFrom(own, line.lot, -line.onHandDelta);
      if (!taken) return [line];
      return taken.map(({ bucket, lot, quantity }) => {
        const piece = {
          ...line,
          ...(bucket === 0 ? {} : { bucket }),
          ...(lot === undefined ? {} : { lot }),
        };
        left = withoutPieces(left, piece, quantity, 0);
        return { ...piece, onHandDelta: -quantity };
      });
    });
  }

  /** Who names a lot takes no other; the rest takes what is left. */
  function lotsFirst<T extends { lot?: LotKey | undefined }>(lines: readonly T[]): T[] {
    return [...lines.filter(({ lot }) => lot !== undefined), ...lines.filter(({ lot }) => lot === undefined)];
  }

  /** Free pieces of a level, of one lot or of any, without lot first; null where there are too few. */
  function takenFrom(parts: readonly LevelPart[], lot: LotKey | undefined, wanted: number) {
    const free = (of: LotKey | undefined): PartStock[] =>
      piecesOf(parts, of).map(({ bucket, available }) => ({
        bucket,
        available,
        ...(of === undefined ? {} : { lot: of }),
      }));
    const without = lot === undefined ? takeUpTo(free(undefined), wanted) : [];
    const left = without.reduce((sum, { quantity }) => sum - quantity, wanted);
    const lots =
      lot === undefined ? [...new Set(parts.flatMap((part) => part.lots.map((one) => one.lot)))] : [lot];
    const taken = [...without, ...(left > 0 ? takeUpTo(lots.flatMap(free), left) : [])];
    return taken.reduce((sum, { quantity }) => sum + quantity, 0) < wanted ? null : taken;
  }

  function takeUpTo(parts: readonly PartStock[], wanted: number) {
    const has = parts.reduce((sum, { available }) => sum + Math.max(0, available), 0);
    const some = Math.min(wanted, has);
    return some > 0 ? takeFromParts(parts, some, random) : [];
  }

  /**
   * A change of condition is a movement: goods go on display, into quarantine, back on sale, or out. Only pieces that
   * no order holds can go. `stock_below_reserved` when there are too few of them.
   */
  async function changeCondition(
    place: StockPlace,
    change: { reason: string; lines: readonly ConditionChange[] },
    by: string,
    command: CommandClaim,
  ): Promise<Result<null>> {
    const owners = ownersAt(place.ownerId);
    const bad = change.lines.find(
      ({ ownerId, quantity, from, to }) => !owners.includes(ownerId) || !isPieces(quantity) || from === to,
    );
    if (bad) return fail('invalid_request', { detail: `lines: ${bad.skuId}` });
    const keyOf = ({ skuId, ownerId, lot, from }: ConditionChange) => ({
      skuId,
      ownerId,
      ...otherCondition(from),
      ...(lot ? { lot: lotKeyOf(lot) } : {}),
    });
    const sums = [...groupBy(change.lines, (line) => `${pieceKey(keyOf(line))} ${line.to}`).values()].map(
      (lines): ConditionChange => ({
        ...(lines[0] as ConditionChange),
        quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      }),
    );
    return runCommand<null, 'stock_below_reserved' | 'invalid_request'>(deps, {
      command,
      maxTries: maxMoveRounds,
      replay: () => ok(null),
      async attempt(tries) {
        const parts = await store.readParts(
          sums.map((line) => ({ locationId: place.id, ...keyOf(line) })),
          { consistent: true },
        );
        let there: readonly LevelPart[] = parts;
        const named = [...sums.filter(({ lot }) => lot), ...sums.filter(({ lot }) => !lot)];
        const movements = named.map((line) => {
          const { skuId, ownerId, quantity, to } = line;
          const key = keyOf(line);
          const own = there.filter(
            (part) => part.skuId === skuId && part.ownerId === ownerId && part.condition === key.condition,
          );
          const taken = takenFrom(own, key.lot, quantity);
          const left = (taken ?? [{ bucket: 0, quantity, ...key }]).map(
            ({ bucket, lot, quantity: pieces }): LevelDelta => ({
              ...key,
              ...(bucket === 0 ? {} : { bucket }),
              ...(lot === undefined ? {} : { lot }),
              onHandDelta: -pieces,
              reservedDelta: 0,
            }),
          );
          for (const { onHandDelta, ...piece } of left) there = withoutPieces(there, piece, -onHandDelta, 0);
          const arrived =
            to === 'scrap' || to === 'supplier'
              ? []
              : left.map(
                  ({ lot, onHandDelta }): LevelDelta => ({
                    skuId,
                    ownerId,
                    ...otherCondition(to),
                    ...(lot === undefined ? {} : { lot }),
                    onHandDelta: -onHandDelta,
                    reservedDelta: 0,
                  }),
                );
          const out = to === 'scrap' || to === 'supplier' ? `${to}: ` : '';
          const cause: MovementCause = { type: 'staff', id: by, reason: `${out}${change.reason}` };
          return { kind: 'condition' as const, cause, lines: sumByPiece([...left, ...arrived]) };
        });
        const writes = combinedWrites(place.id, movements);
        if (!atOnce(writes)) return tooMuchAtOnce;
        return {
          writes,
          value: null,
          refused: { 'level *': tries < maxMoveRounds ? 'again' : fail('stock_below_reserved') },
        };
      },
    });
  }

  return { move, changeCondition };
}
