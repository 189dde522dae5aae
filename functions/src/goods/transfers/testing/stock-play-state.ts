import { brandDay, dayMs } from '@jindian/shared/time';
import type { LotKey } from '../../inventory/lots.ts';
import type { StockAllocation } from '../../inventory/rules.ts';
import {
  changed,
  emptyPlace,
  isSound,
  type ModelCondition,
  type ModelHeld,
  type ModelPlace,
  type ModelRules,
} from '../../inventory/testing/stock-model.ts';
import { dealerBranch, hqBranch, ownerOf } from './transfers-fixture.ts';

/** One is tracked by lot and expiry, the other is not. */
export const trackedSku = 'P036-01';
export const plainSku = 'P004-01';
export const playSkus = [trackedSku, plainSku] as const;
export const playPlaces = [dealerBranch, hqBranch] as const;
const blockDays = 2;
const startDay = Date.UTC(2026, 4, 20);
const dayOf = (days: number) => new Date(startDay + days * dayMs).toISOString().slice(0, 10);
/** Some run out while the play goes on. */
export const playLots: readonly LotKey[] = [`${dayOf(3)}:A`, `${dayOf(5)}:B`, `${dayOf(90)}:C`];

type Sku = (typeof playSkus)[number];
type Place = (typeof playPlaces)[number];
/** `lot`: which of the lots; null: none is named. Of what is not tracked there is none. */
type Goods = { place: Place; sku: Sku; lot: number | null; pieces: number };
export type StockCommand =
  | (Goods & { do: 'receive'; condition: ModelCondition; ofHq: boolean })
  | (Goods & { do: 'turn'; from: ModelCondition; to: ModelCondition | 'scrap'; ofHq: boolean })
  | (Goods & { do: 'count'; condition: ModelCondition; ofHq: boolean; minutesAgo: number })
  | (Goods & { do: 'till'; minutesAgo: number })
  | { do: 'reserve'; place: Place; sku: Sku; pieces: number }
  | { do: 'release' | 'hand_over'; which: number }
  | { do: 'ask'; from: Place; sku: Sku; pieces: number }
  | {
      do: 'transfer';
      which: number;
      action: 'approve' | 'ship' | 'receive' | 'cancel';
      few: number;
      reason: 'damaged' | 'not_packed';
    }
  | { do: 'mark'; place: Place; sku: Sku; buckets: number }
  | { do: 'unmark' | 'settle'; place: Place; sku: Sku }
  | { do: 'wait'; minutes: number };

export type ModelTransfer = {
  from: string;
  to: string;
  sku: string;
  pieces: number;
  state: string;
  /** Held at the giver, then on the road. */
  held: ModelHeld[];
};
export type ModelState = {
  readonly places: Readonly<Record<string, ModelPlace>>;
  readonly orders: ReadonlyMap<string, { place: string; held: ModelHeld[] }>;
  readonly transfers: ReadonlyMap<string, ModelTransfer>;
  readonly short: number;
};
/**
 * What was answered, told of a state: the state after it, or null when it could not have been answered so. `alone`: no
 * other command was under way, so that nothing but the rules decided which pieces were taken.
 */
export type Explanation = (before: ModelState, alone: boolean) => ModelState | null;

export const rules: ModelRules = {
  isTracked: (sku) => sku === trackedSku,
  isBlocked: (lot, nowMs) => {
    const day = lot.split(':')[0] as string;
    return new Date(Date.parse(brandDay(nowMs)) + blockDays * dayMs).toISOString().slice(0, 10) >= day;
  },
};
export const playTracking = async () => (skuId: string) =>
  skuId === trackedSku
    ? { kind: 'lot_and_expiry' as const, blockDays }
    : { kind: 'none' as const, blockDays: 0 };

export const openingState = (): ModelState => ({
  places: { [dealerBranch]: emptyPlace(['D0001', 'hq']), [hqBranch]: emptyPlace(['hq']) },
  orders: new Map(),
  transfers: new Map(),
  short: 0,
});

export const ownerAt = (place: string, ofHq = false) => (ofHq ? 'hq' : (ownerOf[place] ?? 'hq'));
export const placeOf = (id: string) => ({ id, ownerId: ownerAt(id) });

export function heldOf(allocations: readonly StockAllocation[]): ModelHeld[] {
  const sums = new Map<string, ModelHeld>();
  for (const { skuId: sku, ownerId: owner, lot = '', quantity } of allocations) {
    const key = `${sku} ${owner} ${lot}`;
    sums.set(key, { sku, owner, lot, quantity: quantity + (sums.get(key)?.quantity ?? 0) });
  }
  return [...sums.values()].sort((a, b) => (`${a.owner} ${a.lot}` < `${b.owner} ${b.lot}` ? -1 : 1));
}
export const same = (a: readonly ModelHeld[], b: readonly ModelHeld[]) => {
  const text = (held: readonly ModelHeld[]) =>
    held
      .map(({ sku, owner, lot, quantity }) => `${sku} ${owner} ${lot} ${quantity}`)
      .sort()
      .join();
  return text(a) === text(b);
};

export function withPlace(state: ModelState, id: string, place: ModelPlace): ModelState | null {
  return isSound(place) ? { ...state, places: { ...state.places, [id]: place } } : null;
}
/** What pieces do to their levels: sellable ones, unless told. */
export function moved(
  state: ModelState | null,
  place: string,
  held: readonly ModelHeld[],
  by: { onHand?: 1 | -1; reserved?: 1 | -1; owner?: string },
  atMs: number,
): ModelState | null {
  if (!state) return null;
  const lines = held.map(({ sku, owner, lot, quantity }) => ({
    sku,
    owner: by.owner ?? owner,
    condition: 'sellable' as const,
    lot,
    onHand: (by.onHand ?? 0) * quantity,
    reserved: (by.reserved ?? 0) * quantity,
    atMs,
  }));
  return withPlace(state, place, changed(state.places[place] as ModelPlace, lines));
}
export const withOrder = (state: ModelState | null, id: string, place: string, held: ModelHeld[]) =>
  state && { ...state, orders: new Map(state.orders).set(id, { place, held }) };
export const withTransfer = (state: ModelState | null, id: string, transfer: ModelTransfer) =>
  state && { ...state, transfers: new Map(state.transfers).set(id, transfer) };
export const nothingHappens =
  (isSo: (state: ModelState) => boolean): Explanation =>
  (state, alone) =>
    !alone || isSo(state) ? state : null;

/** What a play needs to ask for answers. */
export function createAsking() {
  let names = 0;
  const nextName = (of: string) => {
    names += 1;
    return `${of}${String(names).padStart(4, '0')}`;
  };

  /** Again with the same key until there is an answer. */
  async function stubborn<T extends { ok: boolean }>(call: () => Promise<T>): Promise<T> {
    let cause: Error | undefined;
    for (let round = 0; round < 40; round += 1) {
      const answer = await call().catch((error: Error) => {
        if (error.name === 'AssertionError' || error instanceof RangeError) throw error;
        if (/refused, and nobody/.test(error.message)) throw error;
        cause = error;
        return null;
      });
      if (answer && !('code' in answer && answer.code === 'busy')) return answer;
    }
    throw new Error('no answer', { cause });
  }
  const codeOf = (answer: { ok: boolean }) => ('code' in answer ? String(answer.code) : 'ok');
  return { nextName, stubborn, codeOf };
}
export type Asking = ReturnType<typeof createAsking>;
