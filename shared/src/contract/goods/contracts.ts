/** What HQ and a dealer agreed on about who sells. */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { brandDaySchema, ownerIdSchema } from '../common.ts';
import { merchantIdSchema } from '../money/differences.ts';
import { priceBandSchema } from './branch-prices.ts';

/**
 * Which sale it is. `own_goods_own_customer`: the dealer's goods to a shopper whom his guide or branch brought, or
 * who stands in his shop. `own_goods_hq_customer`: his goods to anybody else. `hq_goods_own_shop`: HQ's goods in his
 * shop.
 */
export const saleCases = ['own_goods_own_customer', 'own_goods_hq_customer', 'hq_goods_own_shop'] as const;
export const saleCaseSchema = z.enum(saleCases);
export type SaleCase = z.infer<typeof saleCaseSchema>;

export const saleSellers = ['hq', 'owner'] as const;

export const saleTermsSchema = z.object({
  /** Who sells: his name is on the invoice, and the shopper pays his merchant. */
  seller: z.enum(saleSellers),
  /** Of what is paid for the line, the dealer's share; null: what the price list between owners says. */
  ownerBasisPoints: z.int().min(0).max(10_000).nullable(),
});
export type SaleTerms = z.infer<typeof saleTermsSchema>;

/** What he pays HQ whatever is sold; 0: nothing. Agreed and kept with every version; nothing is booked by it yet. */
export const contractFeesSchema = z.object({
  perMonthFen: z.int().min(0).max(100_000_000),
  /** For each order that he sells or serves. */
  perOrderFen: z.int().min(0).max(1_000_000),
});
export type ContractFees = z.infer<typeof contractFeesSchema>;

export const ownerContractSchema = z.object({
  /** As on the business licence; what a shopper reads who buys of him. */
  legalName: words().max(100),
  /** Where he is paid; null: he cannot be the seller. */
  merchant: merchantIdSchema.nullable(),
  /** How far his branches may go from the price of their area; absent: they ask that. */
  priceBand: priceBandSchema.optional(),
  /** Absent: none. */
  fees: contractFeesSchema.optional(),
  /** The last day of it; absent: until another takes its place. From the day after HQ sells, as with no contract. */
  validUntil: brandDaySchema.optional(),
  own_goods_own_customer: saleTermsSchema,
  own_goods_hq_customer: saleTermsSchema,
  hq_goods_own_shop: saleTermsSchema,
});
export type OwnerContract = z.infer<typeof ownerContractSchema>;

const hqSells: SaleTerms = { seller: 'hq', ownerBasisPoints: null };

/** Whoever has no contract: HQ sells everything, and owes him the price between owners. */
export const standardContract: OwnerContract = {
  legalName: '',
  merchant: null,
  own_goods_own_customer: hqSells,
  own_goods_hq_customer: hqSells,
  hq_goods_own_shop: hqSells,
};

/** Who sells, as the shopper is told. */
export const sellerViewSchema = z.object({
  /** `hq`, or the dealer. */
  ownerId: ownerIdSchema,
  legalName: z.string(),
});
export type SellerView = z.infer<typeof sellerViewSchema>;
