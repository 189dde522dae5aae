import { type Level, type LevelDelta, partKey, pieceKey } from './rules.ts';
import type { InventoryStore } from './store.ts';

type Sum = { skuId: string; onHand: number; reserved: number };
export type AuditFinding = { skuId: string; level: Level | null; sum: { onHand: number; reserved: number } };

/** Levels, and lots in them, that differ from the sum of their movements at a place; must be empty, always. */
export async function auditPlace(
  store: Pick<InventoryStore, 'movementsAt' | 'partsAt'>,
  locationId: string,
): Promise<AuditFinding[]> {
  const items = new Map<string, Sum & { safety: number }>();
  const pieces = new Map<string, Sum>();
  for (const { lines } of await store.movementsAt(locationId)) {
    for (const line of lines) {
      const item = add(items, partKey(line), line, { safety: 0 });
      item.safety += line.safetyDelta ?? 0;
      if (line.lot !== undefined) add(pieces, pieceKey(line), line, {});
    }
  }
  const findings: AuditFinding[] = [];
  const seen = new Set<string>();
  for (const part of await store.partsAt(locationId, true)) {
    seen.add(partKey(part));
    const none = { skuId: part.skuId, onHand: 0, reserved: 0, safety: 0 };
    const { onHand, reserved, safety } = items.get(partKey(part)) ?? none;
    const lots = part.lots.every((stock) => {
      seen.add(pieceKey({ ...part, lot: stock.lot }));
      const sum = pieces.get(pieceKey({ ...part, lot: stock.lot })) ?? none;
      return stock.onHand === sum.onHand && stock.reserved === sum.reserved && holds(stock);
    });
    const inLots = part.lots.reduce((sum, lot) => sum + lot.onHand, 0);
    const agrees =
      part.onHand === onHand &&
      part.reserved === reserved &&
      part.safety === safety &&
      part.safety >= 0 &&
      holds(part) &&
      lots &&
      inLots <= part.onHand;
    if (!agrees) findings.push({ skuId: part.skuId, level: part, sum: { onHand, reserved } });
  }
  // A bucket or a lot that was emptied is taken away; what came and went in one transaction never was there.
  for (const [key, { skuId, onHand, reserved, safety = 0 }] of [...items, ...pieces] as [
    string,
    Sum & { safety?: number },
  ][]) {
    if (seen.has(key) || (onHand === 0 && reserved === 0 && safety === 0)) continue;
    findings.push({ skuId, level: null, sum: { onHand, reserved } });
  }
  return findings;
}

function add<Extra>(
  sums: Map<string, Sum & Extra>,
  key: string,
  line: LevelDelta,
  extra: Extra,
): Sum & Extra {
  const sum = sums.get(key) ?? { skuId: line.skuId, onHand: 0, reserved: 0, ...extra };
  sum.onHand += line.onHandDelta;
  sum.reserved += line.reservedDelta;
  sums.set(key, sum);
  return sum;
}

function holds({ onHand, reserved, available }: Pick<Level, 'onHand' | 'reserved' | 'available'>): boolean {
  return available === onHand - reserved && reserved >= 0 && available >= 0;
}
