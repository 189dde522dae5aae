import { z } from '../../zod.ts';
import {
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  pageOf,
  productIdSchema,
  ulidSchema,
} from '../common.ts';
import { productCardSchema } from '../goods/storefront.ts';
import { commissionPartSchema, commissionWhySchema } from './commission-parts.ts';

/** A guide's own QR: print `url`; WeChat opens the mini-program, any other scanner the H5 page. */
export const sellerCodeSchema = z.object({
  code: z.string(),
  url: z.string(),
  name: z.string(),
  /** null: a promoter belongs to no branch. */
  branchName: localizedTextSchema.nullable(),
});
export type SellerCode = z.infer<typeof sellerCodeSchema>;

export const shelfCodeSchema = z.object({ code: z.string(), url: z.string() });
export type ShelfCode = z.infer<typeof shelfCodeSchema>;

/** What a branch has in stock, by what one earns of a piece: the most first. */
export const goodsToSellSchema = pageOf(productCardSchema.extend({ earnFen: z.int() }));
export type GoodsToSell = z.infer<typeof goodsToSellSchema>;

export const soldProductSchema = z.object({
  productId: productIdSchema,
  name: localizedTextSchema,
  imagePath: z.string(),
  quantity: z.int(),
});

export const commissionEntryStates = ['pending', 'posted', 'voided'] as const;
export const earningSchema = z.object({
  id: z.string(),
  orderId: ulidSchema,
  orderNumber: z.string(),
  atMs: epochMsSchema,
  state: z.enum(commissionEntryStates),
  /** Signed: a clawback is negative. */
  amountFen: z.int(),
  baseFen: z.int(),
  /** Why: one for each category bought, and for each part that one is paid for; absent: as the seller. */
  rules: z.array(
    z.object({
      categoryId: z.string(),
      part: commissionPartSchema.optional(),
      baseFen: z.int(),
      /** 0 where it is paid by the piece. */
      basisPoints: z.int(),
      amountFen: z.int(),
    }),
  ),
  /** The rules that decided, line by line, as they were frozen; of a refund, those that it is taken back by. */
  why: z.array(commissionWhySchema).optional(),
  /** When a pending amount becomes available at the earliest; null while the order is not completed. */
  availableAtMs: epochMsSchema.nullable(),
  /** What was bought. */
  products: z.array(soldProductSchema).optional(),
  /** The beginning of the customer's name; null: they did not agree that their guide reads it. */
  customerName: z.string().nullable().optional(),
});
export type Earning = z.infer<typeof earningSchema>;

export const earningsSchema = z.object({
  pendingFen: z.int(),
  availableFen: z.int(),
  customers: z.int(),
  items: z.array(earningSchema),
  nextCursor: z.string().nullable(),
});
export type Earnings = z.infer<typeof earningsSchema>;

/** What customers brought in a time, less what their refunds took back; what came to nothing is left out. */
const brought = { amountFen: z.int(), orders: z.int() };

export const monthSchema = z.string().regex(/^20[0-9]{2}-(?:0[1-9]|1[0-2])$/);
export const sellerCockpitSchema = z.object({
  today: z.object(brought),
  month: z.object({ month: monthSchema, ...brought }),
  /** The last thirty days, today being the last of them; a day that brought nothing is 0. */
  days: z.array(z.object({ day: z.string(), ...brought })),
  availableFen: z.int(),
  pendingFen: z.int(),
  /** What becomes available on which day (`2026-12-14`), the next first. */
  coming: z.array(z.object({ day: z.string(), ...brought })),
  /** What waits for orders to be completed, and has no day yet. */
  waitingFen: z.int(),
  /** false: there was too much to read, and today and the month are at least that. */
  isWhole: z.boolean(),
});
export type SellerCockpit = z.infer<typeof sellerCockpitSchema>;

export const sellerCustomerSchema = z.object({
  /** Tells one customer from another, and says nothing else. */
  id: z.string(),
  name: z.string().nullable(),
  lastAtMs: epochMsSchema,
  /** Of those that were looked through. */
  orders: z.int(),
  product: soldProductSchema.nullable(),
});
export type SellerCustomer = z.infer<typeof sellerCustomerSchema>;
export const sellerCustomersSchema = z.object({
  items: z.array(sellerCustomerSchema),
  nextCursor: z.string().nullable(),
});

/** Customers of the seller's who have not bought through them for so long. */
export const notSeenDays = 90;
/**
 * What of a customer's order waits for somebody: it did not come though it is on its way, could not be delivered, lies with
 * headquarters since no branch has it, waits for the customer to choose, is later than was promised; money is on its
 * way back, or could not be given back.
 */
export const customerMatters = [
  'not_arrived',
  'delivery_failed',
  'no_place',
  'to_choose',
  'late',
  'refunding',
  'refund_failed',
] as const;
export type CustomerMatter = (typeof customerMatters)[number];

export const sellerTasksSchema = z.object({
  /** Orders that something is open about, what has been so for longest first. */
  afterSales: z.array(
    z.object({
      orderId: ulidSchema,
      orderNumber: z.string(),
      customer: z.object({ id: z.string(), name: z.string().nullable() }),
      product: soldProductSchema.nullable(),
      matter: z.enum(customerMatters),
      sinceMs: epochMsSchema,
    }),
  ),
  /** Who bought longest ago is first. */
  notSeen: z.array(sellerCustomerSchema),
  /** false: there was too much to read, and there may be more of them. */
  isWhole: z.boolean(),
});
export type SellerTasks = z.infer<typeof sellerTasksSchema>;

/** What the guides of a branch sold this month; of colleagues nothing else, and nobody's commission. */
export const sellerRankingSchema = z.object({
  month: monthSchema,
  /** null: headquarters show none, or one works at no branch. */
  ranked: z
    .array(
      z.object({
        /** Those with the same figures share a place. */
        place: z.int(),
        /** Tells one from another, and says nothing else. */
        id: z.string(),
        name: z.string(),
        orders: z.int(),
        salesFen: z.int(),
        isMe: z.boolean(),
      }),
    )
    .nullable(),
});
export type SellerRanking = z.infer<typeof sellerRankingSchema>;

/** The privacy text of this day is the first that says what a guide reads of a customer. */
export const guideReadsNameSince = '2026-11-30';

export const attributionSchema = z.object({
  sellerId: z.string(),
  sellerName: z.string(),
  locationId: locationIdSchema.nullable(),
  boundAtMs: epochMsSchema,
  rule: z.string(),
});
export type Attribution = z.infer<typeof attributionSchema>;
