import { createBooking } from './booking.ts';
import { createClaims } from './claims.ts';
import type { MovingDeps } from './deps.ts';
import { createMovedDesk } from './desk.ts';
import { createFiles } from './files.ts';
import { createHoldings } from './holdings.ts';
import { movingItems } from './items.ts';
import { createJoining } from './joining.ts';
import { createOldCodes } from './old-codes.ts';
import { createMovedSellers } from './sellers.ts';
import { createStandingRows } from './standing-rows.ts';

/**
 * A brand that comes from another system: its members with points and stored value, its sellers and whose customers are
 * whose, what it owes its dealers, and the codes that are printed (decision 0060).
 */
export function createMoving(deps: MovingDeps) {
  const items = movingItems(deps.table);
  const standing = createStandingRows({ ...deps, items });
  const files = createFiles({ ...deps, items, standing });
  const booking = createBooking({ ...deps, items, standing, files });
  const holdings = createHoldings({ ...deps, items, standing });
  const desk = createMovedDesk({ ...deps, items, standing, holdings });
  const claims = createClaims({ ...deps, items, standing, holdings, desk });
  const sellers = createMovedSellers({ ...deps, items, holdings });
  const joining = createJoining({ ...deps, items, holdings });
  const oldCodes = createOldCodes({ ...deps, items, sellers });
  return {
    keep: files.keep,
    propose: files.propose,
    sign: files.sign,
    refuseMove: files.refuse,
    listMoves: files.list,
    movedIn: files.movedIn,
    card: claims.card,
    claim: claims.claim,
    refuse: claims.refuse,
    find: desk.find,
    hqFind: desk.hqFind,
    refusedOnes: desk.refusedOnes,
    give: claims.give,
    heldBy: holdings.heldBy,
    heldByAll: holdings.heldByAll,
    joinWrites: joining.joinWrites,
    oldCode: oldCodes.resolve,
    countMiss: oldCodes.countMiss,
    missesOfLately: oldCodes.missesOfLately,
    step: booking.step,
    eventHandlers: [...booking.eventHandlers, ...sellers.eventHandlers, ...joining.eventHandlers],
  };
}
export type Moving = ReturnType<typeof createMoving>;
