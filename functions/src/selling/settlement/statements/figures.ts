/**
 * A statement's figures. Pure. An account's lines are numbered without a gap, and a statement is made of those behind one
 * number and up to another: so a line belongs to one statement, and two that follow each other leave nothing out.
 */
import type { Figures, StatementLine, StatementOutcome } from '@jindian/shared/contract/selling/settlement';
import type { AccountLine } from '../../../money/ledger/reads.ts';

export const sentKind = 'payout.sent';
export const returnedKind = 'payout.returned';
/** Fees of a statement, which go to the account that pays. */
export const feesKind = 'courier.settled';

type Line = Pick<AccountLine, 'number' | 'transferId' | 'atMs' | 'bookedAtMs' | 'amountFen'>;

/** Moved by a statement: nothing that was earned, and nothing that is earned again. */
const isMoved = (line: Pick<Line, 'transferId'>) => isOf(sentKind, line) || isOf(feesKind, line);

const isOf = (kind: string, { transferId }: Pick<Line, 'transferId'>) => transferId.startsWith(`${kind}:`);

/**
 * The first lines, up to where the closing time is passed: what is told late and stands behind such a line is in the next
 * statement. What leaves with a payout says nothing of what was earned, whenever it is.
 */
export function linesUntil<L extends Line>(lines: readonly L[], closesAtMs: number): L[] {
  const end = lines.findIndex(
    (line) => line.amountFen !== 0 && !isMoved(line) && line.bookedAtMs >= closesAtMs,
  );
  return end < 0 ? [...lines] : lines.slice(0, end);
}

export function kindOfLine(line: Pick<Line, 'transferId' | 'amountFen'>): StatementLine['kind'] | null {
  // A payout is what its own statement came to, and stands in no other.
  if (line.amountFen === 0 || isMoved(line)) return null;
  if (isOf(returnedKind, line)) return 'returned';
  return line.amountFen > 0 ? 'earned' : 'taken_back';
}

/** Before it is decided what is paid. `openingFen`: what the statement before left. */
export function sumsOf(
  openingFen: number,
  lines: readonly Line[],
): Pick<Figures, 'openingFen' | 'earnedFen' | 'takenBackFen' | 'returnedFen' | 'dueFen' | 'setOffFen'> {
  const sum = (kind: StatementLine['kind']) =>
    lines.reduce((total, line) => total + (kindOfLine(line) === kind ? line.amountFen : 0), 0);
  const earnedFen = sum('earned');
  const returnedFen = sum('returned');
  const takenBackFen = 0 - sum('taken_back');
  const came = earnedFen + returnedFen + Math.max(0, openingFen);
  const owed = takenBackFen + Math.max(0, 0 - openingFen);
  return {
    openingFen,
    earnedFen,
    takenBackFen,
    returnedFen,
    dueFen: openingFen + earnedFen + returnedFen - takenBackFen,
    setOffFen: Math.min(came, owed),
  };
}

export function outcomeOf(
  dueFen: number,
  { leastPayoutFen, onHold }: { leastPayoutFen: number; onHold: boolean },
): StatementOutcome {
  if (dueFen < 0) return 'owes';
  if (dueFen < leastPayoutFen) return 'below';
  return onHold ? 'on_hold' : 'pay';
}

/** Why these figures hang together; a test asks it of every statement. */
export function figuresAddUp(of: Figures): boolean {
  return (
    of.openingFen + of.earnedFen + of.returnedFen - of.takenBackFen === of.dueFen &&
    of.grossFen + of.closingFen === of.dueFen &&
    of.withheldFen + of.netFen === of.grossFen &&
    of.grossFen >= 0 &&
    of.withheldFen >= 0 &&
    of.netFen >= 0
  );
}
