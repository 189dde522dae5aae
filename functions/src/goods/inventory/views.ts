import type { Reach } from '@jindian/shared/access';
import { type LocalizedText, type Page, ulidSchema } from '@jindian/shared/contract/common';
import { type Product, type Sku, skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type {
  StockDifferenceView,
  StockItem,
  StockLot,
  StockMovement,
} from '@jindian/shared/contract/goods/inventory';
import type { Location } from '@jindian/shared/contract/places/network';
import { orderNumberOf } from '@jindian/shared/order-number';
import { brandDay } from '@jindian/shared/time';
import { reachesPlace } from '../../platform/access.ts';
import type { Clock } from '../../platform/clock.ts';
import { staleRevision } from '../../platform/edited.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { byExpiry, isBlocked, lotOf, type Tracking } from './lots.ts';
import { type LevelDelta, ownersAt, pieceKey, stockConditions } from './rules.ts';
import type { Inventory, StockPlace } from './service.ts';
import { piecesOf, sumOfParts } from './settle.ts';
import type { LevelPart, Movement } from './store.ts';
import type { StockDifference } from './till-store.ts';

type Goods = { product: Product; sku: Sku };

/** Movements looked through for those of one SKU before the rest is left to the next page. */
const maxLookedThrough = 1_000;
const movementsPerLook = 100;

/** What staff see of the stock of a place: levels with names, movements with people. */
export function createStockViews(deps: {
  inventory: Pick<Inventory, 'store' | 'tracking' | 'differences'>;
  location(locationId: string): Promise<Location | null>;
  clock: Clock;
  catalog: { current(): Promise<Catalog> };
  memberName(memberId: string): Promise<string | null>;
}) {
  const { catalog, memberName } = deps;
  const { store } = deps.inventory;

  /** Found by a code that means it and nothing else: also what the place never had, so that it can be counted. */
  function isMeant({ product, sku }: Goods, text: string): boolean {
    const code = text.normalize('NFKC').trim();
    return sku.barcodes.includes(code) || [sku.id, product.id].includes(code.toUpperCase());
  }

  async function list(
    place: StockPlace,
    query: {
      text?: string | undefined;
      all?: boolean | undefined;
      limit: number;
      cursor?: string | undefined;
    },
  ): Promise<Result<Page<StockItem>>> {
    const start = query.cursor === undefined ? 0 : Number(query.cursor);
    if (!Number.isSafeInteger(start) || start < 0) return fail('invalid_request', { detail: 'cursor' });
    const [{ products, search }, parts, trackingOf] = await Promise.all([
      catalog.current(),
      store.partsAt(place.id),
      deps.inventory.tracking(),
    ]);
    const text = query.text ?? '';
    const carried = new Set(parts.map(({ skuId }) => skuId));
    const shown =
      text === ''
        ? products
            .flatMap((product) => product.skus.map((sku): Goods => ({ product, sku })))
            .filter(({ sku }) => carried.has(sku.id))
        : (
            await search.skus(text, {
              accept: (goods) => query.all === true || carried.has(goods.sku.id) || isMeant(goods, text),
            })
          ).items;
    const today = brandDay(deps.clock.nowMs());
    const owners = ownersAt(place.ownerId);
    const end = start + query.limit;
    const items = shown.slice(start, end).map(({ product, sku }): StockItem => {
      const ofSku = parts.filter(({ skuId }) => skuId === sku.id);
      return {
        skuId: sku.id,
        productId: product.id,
        title: product.title,
        skuName: sku.name,
        imagePath: skuImagePath(product, sku),
        barcode: sku.barcodes[0] ?? null,
        buckets: Math.max(0, ...ofSku.map(({ buckets }) => buckets)),
        tracking: trackingOf(sku.id).kind,
        levels: owners.flatMap((ownerId, index) =>
          stockConditions.flatMap((condition) => {
            const own = ofSku.filter(
              (part) => part.ownerId === ownerId && (part.condition ?? 'sellable') === condition,
            );
            // The place's own sellable goods are always shown; others where there are any.
            if (own.length === 0 && (index > 0 || condition !== 'sellable')) return [];
            const { onHand, reserved, available, safety } = sumOfParts(own);
            if (condition !== 'sellable' && onHand === 0) return [];
            const lots = lotsOf(own, trackingOf(sku.id), today);
            return [{ ownerId, condition, lots, onHand, reserved, available, safety }];
          }),
        ),
      };
    });
    return ok({ items, nextCursor: end < shown.length ? String(end) : null });
  }

  async function movements(
    place: StockPlace,
    query: { skuId?: string | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Page<StockMovement>> {
    const found: Movement[] = [];
    let before = query.cursor;
    let looked = 0;
    let more = true;
    while (more && found.length < query.limit && looked < maxLookedThrough) {
      const page = await store.latestMovements(place.id, { before, limit: movementsPerLook });
      looked += page.length;
      more = page.length === movementsPerLook;
      for (const movement of page) {
        if (found.length === query.limit) {
          more = true;
          break;
        }
        before = movement.id;
        // Where pieces of a hot level lie is nobody's business at the counter.
        const lines = whole(movement.lines).filter(({ skuId }) => !query.skuId || skuId === query.skuId);
        if (lines.length > 0) found.push({ ...movement, lines });
      }
    }
    const goods = await catalog.current();
    const people = new Set(found.flatMap(({ cause }) => personOf(cause) ?? []));
    const names = new Map(
      await Promise.all([...people].map(async (id) => [id, await memberName(id)] as const)),
    );
    return {
      items: found.map((movement) => movementView(movement, goods, names)),
      nextCursor: more && before !== undefined ? before : null,
    };
  }

  /** Who changed the safety stock of a SKU last: what the next one is told who had not seen it. */
  async function staleSafety(place: StockPlace, skuId: string): Promise<Result<never>> {
    const { items } = await movements(place, { skuId, limit: movementsPerLook });
    const last = items.find(({ lines }) => lines.some(({ safetyDelta }) => safetyDelta !== 0));
    const by = last?.byName ?? '-';
    return staleRevision({ by, atMs: last?.atMs ?? deps.clock.nowMs() }, async () => by);
  }

  async function difference(
    one: StockDifference,
    placeName: LocalizedText,
    nameOf = memberName,
  ): Promise<StockDifferenceView> {
    const { locationId, kind = 'till', lot, settledBy, settledAtMs, note, ...rest } = one;
    const found = (await catalog.current()).sku(one.skuId);
    const unnamed = { zh: one.skuId, en: one.skuId };
    return {
      ...rest,
      kind,
      place: { id: locationId, name: placeName },
      title: found?.product.title ?? unnamed,
      skuName: found?.sku.name ?? unnamed,
      lot: lot === undefined ? null : lotOf(lot),
      settledBy: settledBy ? ((await nameOf(settledBy)) ?? settledBy) : null,
      settledAtMs: settledAtMs ?? null,
      note: note ?? null,
    };
  }

  /** Newest first, of one place or of all within reach. */
  function differences(
    query: {
      state: StockDifference['state'];
      locationId?: string | undefined;
      limit: number;
      cursor?: string | undefined;
      /** A page may then be short and still have a next one. */
      maxLookedAt?: number | undefined;
    },
    reach: Reach,
  ): Promise<Page<StockDifferenceView>> {
    const { state, locationId, limit, cursor, maxLookedAt } = query;
    // A few people settle many: each is read once.
    const names = new Map<string, Promise<string | null>>();
    const nameOf = (id: string) => {
      const known = names.get(id) ?? memberName(id);
      names.set(id, known);
      return known;
    };
    return filledPage({
      maxLookedAt,
      limit,
      cursor,
      atOnce: reach.whole || locationId ? undefined : 100,
      read: (count, after) =>
        deps.inventory.differences.list(state, { locationId, limit: count, cursor: after }),
      cursorOf: ({ id }) => id,
      look: (found) =>
        Promise.all(
          found.map(async (one) => {
            const place = await deps.location(one.locationId);
            if (!reachesPlace(reach, one.locationId, () => place)) return null;
            return difference(one, place?.name ?? { zh: one.locationId, en: one.locationId }, nameOf);
          }),
        ),
    });
  }

  return { list, movements, staleSafety, difference, differences };
}
export type StockViews = ReturnType<typeof createStockViews>;

/** What a level has of each lot, over all its buckets; those that are empty are left out. */
function lotsOf(parts: readonly LevelPart[], tracking: Tracking, today: string): StockLot[] {
  const keys = [...new Set(parts.flatMap(({ lots }) => lots.map(({ lot }) => lot)))].sort(byExpiry);
  return keys.flatMap((lot) => {
    const { onHand, reserved, available } = sumOfParts(piecesOf(parts, lot));
    if (onHand === 0) return [];
    return [{ ...lotOf(lot), onHand, reserved, available, blocked: isBlocked(lot, tracking, today) }];
  });
}

function personOf(cause: Movement['cause']): string | undefined {
  return cause.type === 'staff' ? cause.id : cause.by;
}

type WholeLine = Pick<LevelDelta, 'skuId' | 'ownerId' | 'condition' | 'lot'> &
  Required<Pick<LevelDelta, 'onHandDelta' | 'reservedDelta' | 'safetyDelta'>>;

/** Lines of the buckets of one level as one; those that come to nothing are left out. */
function whole(lines: readonly LevelDelta[]): WholeLine[] {
  const sums = new Map<string, WholeLine>();
  for (const { skuId, ownerId, condition, lot, onHandDelta, reservedDelta, safetyDelta = 0 } of lines) {
    const piece = {
      skuId,
      ownerId,
      ...(condition ? { condition } : {}),
      ...(lot === undefined ? {} : { lot }),
    };
    const sum = sums.get(pieceKey(piece));
    sums.set(pieceKey(piece), {
      ...piece,
      onHandDelta: onHandDelta + (sum?.onHandDelta ?? 0),
      reservedDelta: reservedDelta + (sum?.reservedDelta ?? 0),
      safetyDelta: safetyDelta + (sum?.safetyDelta ?? 0),
    });
  }
  return [...sums.values()].filter(
    ({ onHandDelta, reservedDelta, safetyDelta }) =>
      onHandDelta !== 0 || reservedDelta !== 0 || safetyDelta !== 0,
  );
}

/** Its day is in its id. */
function numberOf(orderId: string): string | null {
  const { success } = ulidSchema.safeParse(orderId);
  return success ? orderNumberOf(orderId) : null;
}

function movementView(
  { id, atMs, kind, cause, lines }: Movement,
  goods: Catalog,
  names: ReadonlyMap<string, string | null>,
): StockMovement {
  const person = personOf(cause);
  return {
    id,
    atMs,
    kind,
    causeType: cause.type,
    orderNumber: cause.type === 'order' ? numberOf(cause.id) : null,
    byName: person ? (names.get(person) ?? null) : null,
    reason: cause.reason ?? null,
    lines: whole(lines).map(({ lot, condition, ...line }) => {
      const found = goods.sku(line.skuId);
      // A SKU that left the catalog keeps its history, under its number.
      const unnamed = { zh: line.skuId, en: line.skuId };
      return {
        ...line,
        condition: condition ?? 'sellable',
        lot: lot === undefined ? null : lotOf(lot),
        title: found?.product.title ?? unnamed,
        skuName: found?.sku.name ?? unnamed,
      };
    }),
  };
}
