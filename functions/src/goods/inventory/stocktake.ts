import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write } from '../../platform/transact.ts';
import { createFigurePlans, type PlacedFigure } from './figure-plans.ts';
import { type FigurePlan, type FigureRefusal, maxFigureAgeMs } from './figures.ts';
import { type Lot, type LotKey, lotKeyOf, suits, type Tracking } from './lots.ts';
import {
  groupBy,
  isPieces,
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  type OtherCondition,
  ownersAt,
  partKey,
  pieceKey,
  type StockCondition,
  type StockPlace,
} from './rules.ts';
import { piecesOf, planToSettle, sumOfParts } from './settle.ts';
import type { InventoryStore, LevelPart } from './store.ts';
import type { StockDifference, TillStore } from './till-store.ts';

export type CountLine = {
  skuId: string;
  ownerId: string;
  /** Sellable unless it says something else. */
  condition?: StockCondition | undefined;
  lot?: Lot | undefined;
  counted: number;
  /** When it was counted: what came and went later is applied again on top. */
  asOfMs: number;
};
/**
 * `set`: what was counted is now so, as of its time. `unchanged`: it was so already. `below_reserved`: orders hold more
 * pieces than would be left. `stale`: a later figure is there. `future`, `too_old`: the time cannot be right.
 * `lot_required`: the SKU is counted by lot; what has no lot can only become less.
 */
export type CountOutcome = 'set' | 'unchanged' | 'below_reserved' | FigureRefusal | 'lot_required';
export type CountedLine = Pick<CountLine, 'skuId' | 'ownerId' | 'condition' | 'lot'> & {
  outcome: CountOutcome;
  onHand: number;
  reserved: number;
  /** What is there less what the books said. */
  difference: number;
};

type Movements = readonly { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/** As often as levels can change under a command before it gives up. */
const maxRounds = 6;
/** Each is a level in one transaction of a hundred writes. */
const maxCountLines = 50;
/** As many as have room beside those; what is left over is settled by the next count. */
const maxSettled = 30;
/** Lots of one level that are forgotten with one write: it may say only so much. Others go with the next. */
const maxEmptied = 20;

const isOf =
  (key: { locationId?: string; skuId: string; ownerId: string; condition?: string }) => (part: LevelPart) =>
    part.skuId === key.skuId &&
    part.ownerId === key.ownerId &&
    part.condition === key.condition &&
    (key.locationId === undefined || part.locationId === key.locationId);

// Taken apart, and not deleted from: an object with a member deleted is a slow one, and an import makes two of each row.
const withoutSafety = ({ safetyDelta: _, ...line }: LevelDelta): LevelDelta => line;
const withoutFigure = ({ counted: _, ...line }: LevelDelta): LevelDelta => line;

/** Setting levels to what people know to be so: a count, a safety stock. */
export function createLevelSetting(deps: {
  table: JindianTable;
  clock: Clock;
  store: InventoryStore;
  idempotency: Idempotency;
  tracking(): Promise<(skuId: string) => Tracking>;
  settings: SettingsReader<'goods'>;
  tills: Pick<TillStore, 'listDifferences' | 'saveDifference'>;
  ids: { next(): string };
  recordMovements(locationId: string, movements: Movements): Write[];
}) {
  const { table, clock, store, recordMovements } = deps;
  const { planFigures } = createFigurePlans(deps);

  /** The writes of some changes of one place: each item on its own conditions, one movement for all. */
  function settleWrites(
    locationId: string,
    cause: MovementCause,
    changes: readonly { deltas: readonly LevelDelta[] }[],
    parts: readonly LevelPart[] = [],
  ): Write[] {
    const deltas = changes.flatMap((change) => change.deltas);
    const pieces = deltas
      .filter(({ onHandDelta, counted }) => onHandDelta !== 0 || counted !== undefined)
      .map((line) => (line.safetyDelta === undefined ? line : withoutSafety(line)));
    const safety = deltas
      .filter(({ safetyDelta }) => safetyDelta !== undefined)
      .map((line) => ({ ...withoutFigure(line), onHandDelta: 0 }));
    const forgotten = clock.nowMs() - maxFigureAgeMs;
    const withLots = groupBy(
      parts.filter((part) => part.locationId === locationId && part.lots.length > 0),
      partKey,
    );
    const emptied = (delta: LevelDelta): LotKey[] =>
      (withLots.get(partKey(delta)) ?? [])
        .flatMap(({ lots }) => lots)
        // As long as a figure of it could still come, it is known when the last one was.
        .filter(({ onHand, reserved, asOfMs = 0 }) => onHand === 0 && reserved === 0 && asOfMs < forgotten)
        .slice(0, maxEmptied)
        .map(({ lot }) => lot);
    return [
      ...store.changeLevels(locationId, deltas, {
        label: ({ skuId, ownerId }) => `level ${locationId} ${skuId} ${ownerId}`,
        emptied,
      }),
      ...recordMovements(locationId, [
        { kind: 'adjust', cause, lines: pieces },
        { kind: 'safety', cause, lines: safety },
      ]),
    ];
  }

  /**
   * A count: each line that still holds sets its level, the others say why not. Repeatable: by its key it is answered
   * from the record, and a figure that is there already changes nothing.
   */
  async function count(
    place: StockPlace,
    lines: readonly CountLine[],
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ lines: CountedLine[] }>> {
    const owners = ownersAt(place.ownerId);
    if (lines.length > maxCountLines) return fail('invalid_request', { detail: 'lines' });
    if (lines.some(({ ownerId }) => !owners.includes(ownerId)))
      return fail('invalid_request', { detail: 'ownerId' });
    if (lines.some(({ counted }) => !isPieces(counted, 0)))
      return fail('invalid_request', { detail: 'lines: counted' });
    const figures = lines.map((line) => figureOf(place.id, line));
    if (new Set(figures.map(pieceKey)).size < lines.length)
      return fail('invalid_request', { detail: 'lines: counted twice' });
    const cause: MovementCause = { type: 'staff', id: by, reason: 'stocktake' };
    const tracking = await deps.tracking();
    const settled = new Map<CountLine, CountedLine>();
    return runCommand(deps, {
      command,
      maxTries: maxRounds + lines.length,
      replay: (kept) => ok({ lines: kept.lines as CountedLine[] }),
      async attempt() {
        const { plans, parts } = await planFigures(figures);
        const changes: { line: CountLine; deltas: LevelDelta[] }[] = [];
        const answers = lines.map((line, index): CountedLine => {
          const before = settled.get(line);
          if (before) return before;
          const pieces = sumOfParts(
            piecesOf(parts.filter(isOf(figures[index] as PlacedFigure)), line.lot && lotKeyOf(line.lot)),
          );
          const { answer, deltas } = judge(line, plans[index] as FigurePlan, pieces, tracking(line.skuId));
          if (deltas) changes.push({ line, deltas });
          return answer;
        });
        // The many items of a hot level need a transaction of their own; said twice, a figure changes nothing.
        const apart = changes.find(({ deltas }) => deltas.length > 1);
        if (apart) {
          const outcome = await transact(table, settleWrites(place.id, cause, [apart], parts));
          if (outcome.kind === 'busy') return fail('busy');
          if (outcome.kind === 'done')
            settled.set(apart.line, answers[lines.indexOf(apart.line)] as CountedLine);
          return 'again';
        }
        const missing = await missingWrites(place.id, lines, answers, by);
        return {
          writes: [...settleWrites(place.id, cause, changes, parts), ...missing],
          value: { lines: answers },
          kept: { lines: answers },
          refused: { 'level *': 'again', difference: 'again' },
        };
      },
    });
  }

  /**
   * Orders hold pieces that are not there: HQ hears of it, once for each level, with what was counted last. A later count
   * that finds enough settles what was told.
   */
  async function missingWrites(
    locationId: string,
    lines: readonly CountLine[],
    answers: readonly CountedLine[],
    by: string,
  ): Promise<Write[]> {
    const open = await deps.tills.listDifferences('open', { locationId, limit: 100 });
    const settled: Write[] = [];
    const settle = (found: readonly StockDifference[]) => {
      for (const one of found)
        settled.push(
          deps.tills.saveDifference(
            { ...one, state: 'settled', settledBy: by, settledAtMs: clock.nowMs() },
            'open',
          ),
        );
    };
    const missing = lines.flatMap((line, index) => {
      const { outcome, reserved } = answers[index] as CountedLine;
      // Orders hold none of what cannot be sold.
      if (otherCondition(line.condition).condition) return [];
      const { skuId, ownerId, counted, asOfMs: occurredAtMs } = line;
      const lot = line.lot && lotKeyOf(line.lot);
      const told = open.filter(
        (one) => one.kind === 'count' && one.skuId === skuId && one.ownerId === ownerId && one.lot === lot,
      );
      if (outcome === 'set' || outcome === 'unchanged')
        settle(told.filter((one) => one.occurredAtMs <= occurredAtMs));
      if (outcome !== 'below_reserved') return [];
      // Two counts at once may have told it twice: one of them stays.
      const [before, ...more] = told;
      const difference: StockDifference = {
        id: before?.id ?? deps.ids.next(),
        kind: 'count',
        state: 'open',
        locationId,
        skuId,
        ownerId,
        ...(lot === undefined ? {} : { lot }),
        quantity: Math.max(1, reserved - counted),
        reference: '',
        occurredAtMs,
        atMs: clock.nowMs(),
      };
      settle(more);
      return [deps.tills.saveDifference(difference, before ? 'open' : null)];
    });
    return [...missing, ...settled.slice(0, maxSettled)];
  }

  function figureOf(locationId: string, line: CountLine): PlacedFigure {
    const { skuId, ownerId, condition, lot, counted, asOfMs } = line;
    return {
      locationId,
      skuId,
      ownerId,
      ...otherCondition(condition),
      ...(lot ? { lot: lotKeyOf(lot) } : {}),
      counted,
      asOfMs,
    };
  }

  function judge(
    line: CountLine,
    plan: FigurePlan,
    { onHand, reserved }: { onHand: number; reserved: number },
    tracking: Tracking,
  ): { answer: CountedLine; deltas?: LevelDelta[] } {
    const { skuId, ownerId, condition, lot } = line;
    const answer = (outcome: CountOutcome, now = onHand, difference = 0): CountedLine => ({
      skuId,
      ownerId,
      ...(condition ? { condition } : {}),
      ...(lot ? { lot } : {}),
      outcome,
      onHand: now,
      reserved,
      difference,
    });
    const growsWithoutLot = !lot && plan.kind === 'change' && plan.difference > 0;
    if (lot ? !suits(tracking, lot) && onHand === 0 : tracking.kind !== 'none' && growsWithoutLot)
      return { answer: answer('lot_required') };
    switch (plan.kind) {
      case 'change':
        return {
          answer: answer(plan.difference === 0 ? 'unchanged' : 'set', plan.onHand, plan.difference),
          deltas: plan.deltas,
        };
      case 'same':
        return { answer: answer('unchanged') };
      case 'below_reserved':
        return { answer: answer('below_reserved', onHand, plan.difference) };
      default:
        return { answer: answer(plan.kind) };
    }
  }

  /** How many pieces stay for the place's own customers. Says nothing about what is there. */
  async function setSafety(
    place: StockPlace,
    change: {
      reason?: string | undefined;
      /** Each with what was seen when it was changed. */
      lines: readonly { skuId: string; ownerId: string; safety: number; seenSafety: number }[];
    },
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ lines: { skuId: string; ownerId: string; safety: number }[] }>> {
    const owners = ownersAt(place.ownerId);
    const { lines } = change;
    if (lines.some(({ ownerId }) => !owners.includes(ownerId)))
      return fail('invalid_request', { detail: 'ownerId' });
    if (lines.some(({ safety }) => !isPieces(safety, 0)))
      return fail('invalid_request', { detail: 'lines: safety' });
    if (new Set(lines.map(({ skuId, ownerId }) => `${skuId} ${ownerId}`)).size < lines.length)
      return fail('invalid_request', { detail: 'lines: said twice' });
    const cause: MovementCause = {
      type: 'staff',
      id: by,
      ...(change.reason ? { reason: change.reason } : {}),
    };
    const value = { lines: lines.map(({ skuId, ownerId, safety }) => ({ skuId, ownerId, safety })) };
    return runCommand(deps, {
      command,
      maxTries: maxRounds,
      replay: () => ok(value),
      async attempt() {
        const parts = await store.readParts(
          lines.map(({ skuId, ownerId }) => ({ locationId: place.id, skuId, ownerId })),
          { consistent: true },
        );
        const changes: { deltas: LevelDelta[] }[] = [];
        for (const { safety, seenSafety, ...key } of lines) {
          const own = parts.filter(isOf(key));
          const plan = planToSettle(key, own, { safety });
          if (plan.kind !== 'change') continue;
          if (sumOfParts(own).safety !== seenSafety) return fail('stale_revision', key);
          changes.push({ deltas: plan.deltas });
        }
        return { writes: settleWrites(place.id, cause, changes), value, refused: { 'level *': 'again' } };
      },
    });
  }

  return { count, setSafety, settleWrites, planFigures };
}
export type LevelSetting = ReturnType<typeof createLevelSetting>;

/** Nothing where it is the ordinary one. */
export function otherCondition(condition: StockCondition | undefined): { condition?: OtherCondition } {
  return condition === undefined || condition === 'sellable' ? {} : { condition };
}
