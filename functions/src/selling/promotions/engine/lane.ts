import { apportion } from '../../../money/payments/shares.ts';
import { groupOff, type LeftLine, lineOff } from './kinds.ts';
import type { Compiled } from './types.ts';

/** Which promotion takes how much off which line. */
export type Taken = { by: Compiled; index: number; offFen: number };

export type LaneLine = LeftLine & {
  /** What it costs at least: a fen a piece, since money that is nothing can be neither asked for nor given back. */
  floorFen: number;
  /** Of the lane's promotions, which are of it. */
  covered: ReadonlySet<Compiled>;
};

const groupKinds: readonly string[] = ['full_reduction', 'nth_piece', 'buy_get', 'bundle'];
export const isGroupKind = ({ kind }: Compiled) => groupKinds.includes(kind);
const aloneKinds: readonly string[] = ['member_price', 'time_price', 'percent', 'amount'];
export const isAloneKind = ({ kind }: Compiled) => aloneKinds.includes(kind);

type Group = { by: Compiled; parts: Map<number, number>; gainFen: number };

/**
 * The best for each line. A promotion of several lines together is taken where it is worth more than what its lines
 * would get by themselves, the one that is worth the most first; it takes them as a whole, without those that do better
 * alone where that is more in all. `candidates` come newest first, and so does what gives as much.
 */
export function bestOfLane(candidates: readonly Compiled[], lines: readonly LaneLine[]): Taken[] {
  const alone = new Map<number, Taken>();
  for (const line of lines)
    for (const by of candidates) {
      if (!isAloneKind(by) || !line.covered.has(by)) continue;
      const offFen = Math.min(lineOff(by.promotion.does, line), line.leftFen - line.floorFen);
      if (offFen > (alone.get(line.index)?.offFen ?? 0))
        alone.set(line.index, { by, index: line.index, offFen });
    }
  const taken: Taken[] = [];
  let free = lines;
  let groups = candidates.filter(isGroupKind);
  while (groups.length > 0) {
    let best: Group | null = null;
    for (const by of groups) {
      const group = bestGroup(by, free, alone);
      if (group && (best === null || group.gainFen > best.gainFen)) best = group;
    }
    if (!best) break;
    const { by, parts } = best;
    for (const [index, offFen] of parts) if (offFen > 0) taken.push({ by, index, offFen });
    free = free.filter(({ index }) => !parts.has(index));
    groups = groups.filter((one) => one !== by);
  }
  const left = free.flatMap(({ index }) => alone.get(index) ?? []);
  return [...taken, ...left];
}

function bestGroup(by: Compiled, free: readonly LaneLine[], alone: ReadonlyMap<number, Taken>): Group | null {
  let members = free.filter((line) => line.covered.has(by));
  let best: Group | null = null;
  while (members.length > 0) {
    const parts = groupParts(by, members);
    if (!parts) break;
    let gainFen = 0;
    let isNewest = true;
    for (const [index, offFen] of parts) {
      const single = alone.get(index);
      gainFen += offFen - (single?.offFen ?? 0);
      if (single && single.by.promotion.madeAtMs >= by.promotion.madeAtMs) isNewest = false;
    }
    const isWorth = gainFen > 0 || (gainFen === 0 && isNewest);
    if (isWorth && (best === null || gainFen > best.gainFen)) best = { by, parts, gainFen };
    const better = members.filter(({ index }) => (alone.get(index)?.offFen ?? 0) <= (parts.get(index) ?? 0));
    if (better.length === members.length) break;
    members = better;
  }
  return best;
}

/** What a group takes off each line that has part in it: by the largest remainder, and no line below what it costs at least. */
function groupParts(by: Compiled, members: readonly LaneLine[]): Map<number, number> | null {
  const found = groupOff(by.promotion.does, members);
  if (!found) return null;
  const taking = members.filter(({ index }) => (found.weights.get(index) ?? 0) > 0);
  const rooms = taking.map(({ leftFen, floorFen }) => leftFen - floorFen);
  const offFen = Math.min(
    found.offFen,
    rooms.reduce((sum, room) => sum + room, 0),
  );
  if (offFen <= 0) return null;
  const parts = apportion(
    offFen,
    taking.map(({ index }) => found.weights.get(index) as number),
  );
  let over = 0;
  for (const [at, room] of rooms.entries()) {
    const part = parts[at] as number;
    if (part <= room) continue;
    over += part - room;
    parts[at] = room;
  }
  for (const [at, room] of rooms.entries()) {
    if (over === 0) break;
    const more = Math.min(over, room - (parts[at] as number));
    parts[at] = (parts[at] as number) + more;
    over -= more;
  }
  return new Map(taking.map(({ index }, at) => [index, parts[at] as number]));
}
