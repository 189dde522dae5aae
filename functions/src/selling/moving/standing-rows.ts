/** What is there already of what a file says, and what it names that is not there. */
import type { BadRow } from '@jindian/shared/contract/goods/imports';
import type {
  MovedDealerRow,
  MovedLotRow,
  MovedMemberRow,
  OldCodeRow,
} from '@jindian/shared/contract/selling/moving';
import { type MovingKind, maxLotsOfMember } from '@jindian/shared/import-table';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { readBatch } from '../../platform/batch-read.ts';
import type { MovingDeps } from './deps.ts';
import type { MovingItems } from './items.ts';
import { dealerOpeningId, digestOf, isSameDealer, isSameLot, lotOpeningId, type MovedRow } from './rules.ts';

/** `changed`: those of the good rows that are not there yet. */
export type Judged = { good: MovedRow[]; bad: BadRow[]; changed: number };
/** Of one row: `new`, there as it says, or why it cannot be taken. */
type Verdict = 'new' | 'same' | Omit<BadRow, 'row'>;

export function createStandingRows(deps: MovingDeps & { items: MovingItems }) {
  const { table, items, ledger, knows } = deps;

  async function recordsOf(memberNumbers: readonly string[]) {
    const wanted = [...new Set(memberNumbers)];
    const found = await readBatch(
      table,
      wanted.map((memberNumber) => items.records.build(BatchGetRequest).key({ memberNumber })),
      { consistent: true },
    );
    return new Map(found.flatMap((one) => (one ? [[one.memberNumber, one] as const] : [])));
  }

  /** Which of these there are; each asked for once. */
  async function known(ids: readonly (string | undefined)[], is: (id: string) => Promise<boolean>) {
    const wanted = [...new Set(ids.flatMap((id) => (id === undefined ? [] : [id])))];
    const there = await Promise.all(wanted.map(is));
    return new Set(wanted.filter((_, index) => there[index]));
  }

  const otherwise = (value: string): Verdict => ({ code: 'moved_otherwise', params: { value } });

  async function ofMembers(rows: readonly MovedMemberRow[]): Promise<(row: MovedMemberRow) => Verdict> {
    const [records, places] = await Promise.all([
      recordsOf(rows.map(({ memberNumber }) => memberNumber)),
      known(
        rows.map(({ sellerAt }) => sellerAt),
        knows.place,
      ),
    ]);
    return (row) => {
      const { memberNumber, sellerAt, boundTo } = row;
      const there = records.get(memberNumber);
      if (there) return there.digest === digestOf(deps.secret(), row) ? 'same' : otherwise(memberNumber);
      if (sellerAt !== undefined && !places.has(sellerAt))
        return { code: 'unknown_location', params: { value: sellerAt } };
      return boundTo === memberNumber ? { code: 'own_seller', params: {} } : 'new';
    };
  }

  async function ofLots(rows: readonly MovedLotRow[]): Promise<(row: MovedLotRow) => Verdict> {
    const [records, booked] = await Promise.all([
      recordsOf(rows.map(({ memberNumber }) => memberNumber)),
      ledger.transfersById(rows.map(lotOpeningId)),
    ]);
    return (row) => {
      const transfer = booked.get(lotOpeningId(row));
      if (transfer) return isSameLot(transfer, row) ? 'same' : otherwise(`${row.memberNumber} ${row.lotId}`);
      if (records.has(row.memberNumber)) return 'new';
      return { code: 'unknown_member', params: { value: row.memberNumber } };
    };
  }

  async function ofDealers(rows: readonly MovedDealerRow[]): Promise<(row: MovedDealerRow) => Verdict> {
    const [dealers, booked] = await Promise.all([
      known(
        rows.map(({ ownerId }) => ownerId),
        knows.dealer,
      ),
      ledger.transfersById(rows.map(({ ownerId }) => dealerOpeningId(ownerId))),
    ]);
    return (row) => {
      const { ownerId, owedFen, owesFen } = row;
      const transfer = booked.get(dealerOpeningId(ownerId));
      if (transfer) return isSameDealer(transfer, row) ? 'same' : otherwise(ownerId);
      if (!dealers.has(ownerId)) return { code: 'unknown_dealer', params: { value: ownerId } };
      // Nothing is owed either way: nothing is booked.
      return owedFen === 0 && owesFen === 0 ? 'same' : 'new';
    };
  }

  async function ofCodes(rows: readonly OldCodeRow[]): Promise<(row: OldCodeRow) => Verdict> {
    const [records, places, products, there] = await Promise.all([
      recordsOf(rows.flatMap(({ memberNumber }) => memberNumber ?? [])),
      known(
        rows.map(({ locationId }) => locationId),
        knows.place,
      ),
      known(
        rows.map(({ productId }) => productId),
        knows.product,
      ),
      readBatch(
        table,
        rows.map(({ oldCode }) => items.oldCodes.build(BatchGetRequest).key({ oldCode })),
        { consistent: true },
      ),
    ]);
    const codes = new Map(there.flatMap((one) => (one ? [[one.oldCode, one] as const] : [])));
    return ({ oldCode, memberNumber, locationId, productId }) => {
      if (memberNumber !== undefined && records.get(memberNumber)?.sellerAt === undefined)
        return { code: 'unknown_member', params: { value: memberNumber } };
      if (locationId !== undefined && !places.has(locationId))
        return { code: 'unknown_location', params: { value: locationId } };
      if (productId !== undefined && !products.has(productId))
        return { code: 'unknown_product', params: { value: productId } };
      const before = codes.get(oldCode);
      const isSame =
        before !== undefined &&
        before.memberNumber === memberNumber &&
        before.locationId === locationId &&
        before.productId === productId;
      return isSame ? 'same' : 'new';
    };
  }

  async function verdictsOn(kind: MovingKind, rows: readonly MovedRow[]): Promise<(row: never) => Verdict> {
    if (kind === 'members') return ofMembers(rows as MovedMemberRow[]);
    if (kind === 'balances') return ofLots(rows as MovedLotRow[]);
    if (kind === 'dealer_balances') return ofDealers(rows as MovedDealerRow[]);
    return ofCodes(rows as OldCodeRow[]);
  }

  async function judge(kind: MovingKind, rows: readonly MovedRow[]): Promise<Judged> {
    const verdict = await verdictsOn(kind, rows);
    const judged: Judged = { good: [], bad: [], changed: 0 };
    for (const row of rows) {
      const found = verdict(row as never);
      if (typeof found === 'object') judged.bad.push({ row: row.row, ...found });
      else {
        judged.good.push(row);
        if (found === 'new') judged.changed += 1;
      }
    }
    return judged;
  }

  /** Who of these is a seller who was moved in. */
  async function sellersAmong(memberNumbers: readonly string[]): Promise<ReadonlySet<string>> {
    const records = await recordsOf(memberNumbers);
    return new Set([...records.values()].flatMap((one) => (one.sellerAt ? [one.memberNumber] : [])));
  }

  /** Who would have more lots than can be claimed at once, with those that are booked already; null: nobody. */
  async function tooManyLots(rows: readonly MovedLotRow[]): Promise<string | null> {
    const lots = new Map<string, MovedLotRow[]>();
    for (const row of rows) lots.set(row.memberNumber, [...(lots.get(row.memberNumber) ?? []), row]);
    const records = await recordsOf([...lots.keys()]);
    for (const [memberNumber, theirs] of lots) {
      const before = records.get(memberNumber)?.lots ?? 0;
      if (theirs.length + before <= maxLotsOfMember) continue;
      const booked = await ledger.transfersById(theirs.map(lotOpeningId));
      if (theirs.length - booked.size + before > maxLotsOfMember) return memberNumber;
    }
    return null;
  }

  return { judge, recordsOf, sellersAmong, tooManyLots };
}
export type StandingRows = ReturnType<typeof createStandingRows>;
