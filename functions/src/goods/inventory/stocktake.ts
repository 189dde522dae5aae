import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { failureOf, transact, type Write } from '../../platform/transact.ts';
import {
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  ownersAt,
  type StockPlace,
} from './rules.ts';
import { type LevelTarget, planToSettle, sumOfParts } from './settle.ts';
import type { InventoryStore, LevelPart } from './store.ts';

export type CountLine = {
  skuId: string;
  ownerId: string;
  counted: number;
  /** What was on hand when it was looked at: the count holds for that level only. */
  seenOnHand: number;
};
/**
 * `set`: on hand is now what was counted. `unchanged`: it was that already. `changed_meanwhile`: pieces came or went
 * since it was looked at; to be counted again. `below_reserved`: orders hold more pieces than were counted.
 */
export type CountOutcome = 'set' | 'unchanged' | 'changed_meanwhile' | 'below_reserved';
export type CountedLine = {
  skuId: string;
  ownerId: string;
  outcome: CountOutcome;
  onHand: number;
  reserved: number;
  /** Counted less what the books said before. */
  difference: number;
};

type Movements = readonly { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/** As often as levels can change under a command before it gives up. */
const maxRounds = 6;
/** Leaves room for movement and idempotency record in a transaction of 100. */
const maxLevelWrites = 90;

function partsOf(parts: readonly LevelPart[], line: { skuId: string; ownerId: string }) {
  return parts.filter(({ skuId, ownerId }) => skuId === line.skuId && ownerId === line.ownerId);
}

/** Setting levels to what people know to be so: a count, a safety stock. */
export function createLevelSetting(deps: {
  table: JindianTable;
  store: InventoryStore;
  idempotency: Idempotency;
  recordMovements(locationId: string, movements: Movements): Write[];
}) {
  const { table, store, idempotency, recordMovements } = deps;

  /** The writes of some changes of one place: each item on its own conditions, one movement for all. */
  function settleWrites(
    locationId: string,
    cause: MovementCause,
    changes: readonly { deltas: readonly LevelDelta[] }[],
  ): Write[] {
    const deltas = changes.flatMap((change) => change.deltas);
    const pieces = deltas
      .filter(({ onHandDelta }) => onHandDelta !== 0)
      .map(({ safetyDelta: _safety, ...line }) => line);
    const safety = deltas
      .filter(({ safetyDelta }) => safetyDelta !== undefined)
      .map((line) => ({ ...line, onHandDelta: 0 }));
    return [
      ...deltas.map((delta) =>
        store.changeLevel(locationId, delta, `level ${locationId} ${delta.skuId} ${delta.ownerId}`),
      ),
      ...recordMovements(locationId, [
        { kind: 'adjust', cause, lines: pieces },
        { kind: 'safety', cause, lines: safety },
      ]),
    ];
  }

  /**
   * A count: each line that still holds sets its level, the others say why not. Repeatable: by its key it is answered
   * from the record, and without one a level that is what was counted stays so.
   */
  async function count(
    place: StockPlace,
    lines: readonly CountLine[],
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ lines: CountedLine[] }>> {
    const owners = ownersAt(place.ownerId);
    if (lines.some(({ ownerId }) => !owners.includes(ownerId)))
      return fail('invalid_request', { detail: 'ownerId' });
    if (new Set(lines.map(({ skuId, ownerId }) => `${skuId} ${ownerId}`)).size < lines.length)
      return fail('invalid_request', { detail: 'lines: counted twice' });
    const cause: MovementCause = { type: 'staff', id: by, reason: 'stocktake' };
    const settled = new Map<CountLine, CountedLine>();
    for (let round = 1; round <= maxRounds; round += 1) {
      const parts = await store.readParts(
        lines.map(({ skuId, ownerId }) => ({ locationId: place.id, skuId, ownerId })),
        { consistent: true },
      );
      const changes: { line: CountLine; deltas: LevelDelta[] }[] = [];
      const answers = lines.map((line): CountedLine => {
        const before = settled.get(line);
        if (before) return before;
        const { answer, deltas } = judge(line, partsOf(parts, line));
        if (deltas) changes.push({ line, deltas });
        return answer;
      });
      // The many items of a hot level need a transaction of their own.
      const apart = changes.find(({ deltas }) => deltas.length > 1);
      if (apart) {
        const outcome = await transact(table, settleWrites(place.id, cause, [apart]));
        if (outcome.kind === 'busy') return fail('busy');
        if (outcome.kind === 'done')
          settled.set(apart.line, answers[lines.indexOf(apart.line)] as CountedLine);
        else if ((await idempotency.find(command)) !== null) break;
        continue;
      }
      const outcome = await transact(table, [
        ...settleWrites(place.id, cause, changes.slice(0, maxLevelWrites)),
        idempotency.claim(command, { lines: answers }),
      ]);
      if (outcome.kind === 'busy') return fail('busy');
      if (outcome.kind === 'done') return ok({ lines: answers });
      if (failureOf(outcome, 'command')) break;
    }
    const before = await idempotency.find(command);
    if (before?.kind === 'other_input') return fail('idempotency_key_reused');
    return before ? ok({ lines: before.result.lines as CountedLine[] }) : fail('busy');
  }

  function judge(line: CountLine, parts: readonly LevelPart[]) {
    const { skuId, ownerId, counted, seenOnHand } = line;
    const { onHand, reserved } = sumOfParts(parts);
    const answer = (outcome: CountOutcome, now = onHand): CountedLine => ({
      skuId,
      ownerId,
      outcome,
      onHand: now,
      reserved,
      difference: counted - onHand,
    });
    const plan = planToSettle(line, parts, { onHand: counted });
    if (plan.kind === 'same') return { answer: answer('unchanged') };
    if (onHand !== seenOnHand) return { answer: answer('changed_meanwhile') };
    if (plan.kind === 'below_reserved') return { answer: answer('below_reserved') };
    return { answer: answer('set', counted), deltas: plan.deltas };
  }

  /** How many pieces stay for the place's own customers. Says nothing about what is there. */
  async function setSafety(
    place: StockPlace,
    change: {
      reason?: string | undefined;
      lines: readonly { skuId: string; ownerId: string; safety: number }[];
    },
    by: string,
    command: CommandClaim,
  ): Promise<Result<{ lines: { skuId: string; ownerId: string; safety: number }[] }>> {
    const owners = ownersAt(place.ownerId);
    const { lines } = change;
    if (lines.some(({ ownerId }) => !owners.includes(ownerId)))
      return fail('invalid_request', { detail: 'ownerId' });
    if (new Set(lines.map(({ skuId, ownerId }) => `${skuId} ${ownerId}`)).size < lines.length)
      return fail('invalid_request', { detail: 'lines: said twice' });
    const cause: MovementCause = {
      type: 'staff',
      id: by,
      ...(change.reason ? { reason: change.reason } : {}),
    };
    const answer = lines.map(({ skuId, ownerId, safety }) => ({ skuId, ownerId, safety }));
    for (let round = 1; round <= maxRounds; round += 1) {
      const parts = await store.readParts(
        lines.map(({ skuId, ownerId }) => ({ locationId: place.id, skuId, ownerId })),
        { consistent: true },
      );
      const changes = lines.flatMap((line) => {
        const target: LevelTarget = { safety: line.safety };
        const plan = planToSettle(line, partsOf(parts, line), target);
        return plan.kind === 'change' ? [{ deltas: plan.deltas }] : [];
      });
      const outcome = await transact(table, [
        ...settleWrites(place.id, cause, changes),
        idempotency.claim(command, {}),
      ]);
      if (outcome.kind === 'busy') return fail('busy');
      if (outcome.kind === 'done') return ok({ lines: answer });
      const before = await idempotency.repeated(command, outcome);
      if (before?.kind === 'other_input') return fail('idempotency_key_reused');
      if (before) return ok({ lines: answer });
    }
    return fail('busy');
  }

  return { count, setSafety, settleWrites };
}
export type LevelSetting = ReturnType<typeof createLevelSetting>;
