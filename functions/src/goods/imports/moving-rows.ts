/** Rows of what moves in from another system: what they say, in the words of the contract. */
import { locationIdSchema, mobilePhoneSchema, productIdSchema } from '@jindian/shared/contract/common';
import type { BadRow, ImportRow } from '@jindian/shared/contract/goods/imports';
import { ownerIdSchema } from '@jindian/shared/contract/goods/inventory';
import type {
  LotKind,
  MovedDealerRow,
  MovedLotRow,
  MovedMemberRow,
  OldCodeRow,
} from '@jindian/shared/contract/selling/moving';
import type { MovingKind } from '@jindian/shared/import-table';
import { plainOldCode } from '@jindian/shared/qr-text';
import { z } from '@jindian/shared/zod';
import { badRow, readRow, yuanAsFen } from './rows.ts';

export type MovingRow = MovedMemberRow | MovedLotRow | MovedDealerRow | OldCodeRow;
type Read = { value: MovingRow } | { bad: BadRow };

/** As the old system has them: they stand in ids of postings. */
const oldId = z.string().regex(/^[0-9A-Za-z_-]{1,40}$/);
const upper = z.string().transform((id) => id.toUpperCase());
const place = upper.pipe(locationIdSchema);
const fen = (min: number) => yuanAsFen({ min, max: 1_000_000_000 });

const memberSchema = z.object({
  memberNumber: oldId,
  cardNumber: z.string().min(1).max(64).optional(),
  memberName: z.string().min(1).max(40).optional(),
  phone: mobilePhoneSchema.optional(),
  joinedOn: z.string().optional(),
  points: z.number().pipe(z.int().min(0).max(1_000_000_000)).optional(),
  sellerAt: place.optional(),
  boundTo: oldId.optional(),
});

const lotKindWords: Readonly<Record<string, LotKind>> = {
  paid: 'paid',
  本金: 'paid',
  充值: 'paid',
  granted: 'granted',
  赠金: 'granted',
  赠送: 'granted',
};
const lotSchema = z.object({
  memberNumber: oldId,
  lotId: oldId,
  lotKind: z
    .string()
    .transform((text) => text.toLowerCase())
    .refine((text) => Object.hasOwn(lotKindWords, text))
    .transform((text) => lotKindWords[text] as LotKind),
  amountYuan: fen(1),
  lotOn: z.string(),
  expiresOn: z.string().optional(),
});

const dealerSchema = z.object({
  ownerId: ownerIdSchema.refine((id) => id !== 'hq'),
  owedYuan: fen(0).optional(),
  owesYuan: fen(0).optional(),
});

const codeSchema = z.object({
  oldCode: z.string().min(1).max(200),
  memberNumber: oldId.optional(),
  locationId: place.optional(),
  productId: upper.pipe(productIdSchema).optional(),
});

function readLot(given: ImportRow, today: string): Read {
  const found = readRow(lotSchema, given);
  if ('bad' in found) return found;
  const { amountYuan: amountFen, ...lot } = found.value;
  if (lot.expiresOn !== undefined && lot.lotKind === 'paid')
    return { bad: badRow(given.row, 'paid_never_expires') };
  if (lot.expiresOn !== undefined && lot.expiresOn < today)
    return { bad: badRow(given.row, 'over_already', { value: lot.expiresOn }) };
  if (lot.lotOn > today) return { bad: badRow(given.row, 'future') };
  return { value: { ...lot, amountFen, row: given.row } };
}

function readDealer(given: ImportRow): Read {
  const found = readRow(dealerSchema, given);
  if ('bad' in found) return found;
  const { ownerId, owedYuan: owedFen = 0, owesYuan: owesFen = 0 } = found.value;
  if (owedFen > 0 && owesFen > 0) return { bad: badRow(given.row, 'one_side_only') };
  return { value: { row: given.row, ownerId, owedFen, owesFen } };
}

function readCode(given: ImportRow): Read {
  const found = readRow(codeSchema, given);
  if ('bad' in found) return found;
  const { oldCode, memberNumber, locationId, productId } = found.value;
  const isSeller = memberNumber !== undefined;
  const isProduct = productId !== undefined && locationId !== undefined;
  if (isSeller === isProduct || (isSeller && (productId !== undefined || locationId !== undefined)))
    return { bad: badRow(given.row, 'one_target') };
  const code = plainOldCode(oldCode);
  if (code === '') return { bad: badRow(given.row, 'unreadable', { column: 'oldCode', value: oldCode }) };
  return { value: { row: given.row, oldCode: code, memberNumber, locationId, productId } };
}

function readMember(given: ImportRow): Read {
  const found = readRow(memberSchema, given);
  return 'bad' in found ? found : { value: { ...found.value, row: given.row } };
}

export function readMovingRows(
  kind: MovingKind,
  given: readonly ImportRow[],
  today: string,
): { rows: MovingRow[]; bad: BadRow[] } {
  const read = {
    members: readMember,
    balances: (row: ImportRow) => readLot(row, today),
    dealer_balances: readDealer,
    old_codes: readCode,
  }[kind];
  const found = given.map(read);
  return {
    rows: found.flatMap((one) => ('value' in one ? [one.value] : [])),
    bad: found.flatMap((one) => ('bad' in one ? [one.bad] : [])),
  };
}
