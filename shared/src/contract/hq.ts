import { pointGcj02Schema } from '../geo.ts';
import { words } from '../text.ts';
import { z } from '../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  ownerIdSchema,
  revisionSchema,
  skuIdSchema,
  ulidSchema,
} from './common.ts';
import { accountMonitorSchema } from './money/ledger.ts';
import { hqPaymentSchema, hqRefundSchema, refundableSchema } from './money/payments.ts';
import { addressSchema } from './people/member.ts';
import { hoursExceptionsSchema, weeklyHoursSchema } from './places/hours.ts';
import {
  abilitySchema,
  contactNameSchema,
  deliveryFeeSchema,
  locationKindSchema,
  locationSchema,
  locationStatusSchema,
  placePictureSchema,
  shopPhoneSchema,
} from './places/network.ts';
import { attributionSchema } from './selling/seller.ts';
import {
  broughtBackConditions,
  deliveryFailureSchema,
  orderLineSchema,
  orderSummarySchema,
  orderViewSchema,
  placeViewSchema,
  refusalReasonSchema,
} from './serving/order.ts';

/** One place that sourcing looked at, and why it was or was not chosen. */
export const trailEntrySchema = z.object({
  locationId: locationIdSchema,
  name: localizedTextSchema,
  distanceMeters: z.number().nullable(),
  chosen: z.boolean(),
  reason: z.string(),
  /** The rule of the sourcing policy that looked; absent where no policy was asked. */
  ruleId: z.string().optional(),
});

export const postingViewSchema = z.object({
  transferId: z.string(),
  kind: z.string(),
  state: z.enum(['pending', 'posted', 'voided']),
  atMs: epochMsSchema,
  debitAccount: z.string(),
  creditAccount: z.string(),
  amountFen: z.int(),
});
export type PostingView = z.infer<typeof postingViewSchema>;

/** Who receives a delivery, as HQ may know them by default: enough to talk about, too little to call or to visit. */
export const maskedAddressSchema = addressSchema
  .pick({ province: true, city: true, county: true })
  .extend({ nameMasked: z.string(), phoneMasked: z.string() });
export type MaskedAddress = z.infer<typeof maskedAddressSchema>;

/** What reading it in full shows: an act of its own, with a reason, on record. */
export const personalDataSchema = z.object({
  shopperName: z.string(),
  address: addressSchema.nullable(),
});
export type PersonalData = z.infer<typeof personalDataSchema>;

/** One time that a fulfilment changed hands, or was to: who was asked, what they said, and who was looked at next. */
export const handoverAttemptSchema = z.object({
  fulfilmentId: ulidSchema,
  atMs: epochMsSchema,
  from: z.object({ locationId: locationIdSchema, name: localizedTextSchema }),
  /** A reason of a refusal, `timeout`, or what HQ did: `assigned`, `asked_again`, `goods_called`. */
  reason: z.string(),
  /** What the branch charges beyond the order's price for these goods. */
  priceGapFen: z.int().nullable(),
  note: z.string().nullable(),
  /** Null: handed to HQ. */
  to: z.object({ locationId: locationIdSchema, name: localizedTextSchema }).nullable(),
  trail: z.array(trailEntrySchema),
});
export type HandoverAttempt = z.infer<typeof handoverAttemptSchema>;

/** The last time that a delivery failed: why, and what became of its goods where; null: they are not back. */
const failedDeliverySchema = z.object({
  reason: deliveryFailureSchema,
  atMs: epochMsSchema,
  note: z.string().nullable(),
  goods: z
    .object({
      condition: z.enum(broughtBackConditions),
      locationId: locationIdSchema,
      name: localizedTextSchema,
      atMs: epochMsSchema,
    })
    .nullable(),
});
export type FailedDeliveryView = z.infer<typeof failedDeliverySchema>;

export const hqOrderSchema = z.object({
  order: orderViewSchema.extend({ address: maskedAddressSchema.nullable() }),
  policyVersion: z.string().nullable(),
  /** Of each fulfilment: who may be asked for how long, and what the fund pool pays. */
  serving: z.array(
    z.object({
      fulfilmentId: ulidSchema,
      acceptance: z.enum(['auto', 'offer', 'grab']),
      offerUntilMs: epochMsSchema.nullable(),
      serviceFeeFen: amountFenSchema,
      /** What is held for it where it is, all owners together; less than its lines when goods are missing. */
      held: z.array(z.object({ skuId: skuIdSchema, ownerId: z.string(), quantity: z.int() })),
      failure: failedDeliverySchema.nullable(),
    }),
  ),
  attempts: z.array(handoverAttemptSchema),
  gridId: z.string().nullable(),
  trail: z.array(trailEntrySchema),
  attribution: attributionSchema.nullable(),
  payments: z.array(hqPaymentSchema),
  refunds: z.array(hqRefundSchema),
  /** What can still be refunded; empty unless the order is paid. */
  refundable: z.array(refundableSchema),
  postings: z.array(postingViewSchema),
});
export type HqOrder = z.infer<typeof hqOrderSchema>;

export const hqOrderSummarySchema = orderSummarySchema.extend({
  servingLocationId: locationIdSchema,
  servingName: localizedTextSchema,
  /** Of all its parts. */
  servingLocationIds: z.array(locationIdSchema),
  /** Of a delivery: roughly where it goes; of a pickup: the place. */
  latGcj02: z.number(),
  lngGcj02: z.number(),
  sellerName: z.string().nullable(),
  /** Who is credited, and what that promised; null: nobody. */
  sellerId: z.string().nullable(),
  commissionFen: amountFenSchema,
  /** Who gets it, as much of the name as tells two callers apart. */
  customerMasked: z.string(),
  /** What has gone back of it so far. */
  refundedFen: amountFenSchema,
  lines: z.array(orderLineSchema.pick({ skuId: true, title: true, skuName: true, quantity: true })),
});
export type HqOrderSummary = z.infer<typeof hqOrderSummarySchema>;

export const fundPoolSchema = z.object({
  balanceFen: z.int(),
  pendingOutFen: z.int(),
  availableFen: z.int(),
  monitors: z.array(accountMonitorSchema),
  items: z.array(postingViewSchema),
  nextCursor: z.string().nullable(),
});
export type FundPool = z.infer<typeof fundPoolSchema>;

const placeNameSchema = z.object({ zh: words().min(1).max(60), en: words().min(1).max(80) });
const placeAddressSchema = z.object({ zh: words().min(1).max(120), en: words().min(1).max(160) });
/** What HQ may say of a place. Where it lies decides its county and its grid; an area of its own counts off the map. */
export const placeFields = {
  name: placeNameSchema,
  address: placeAddressSchema,
  ...pointGcj02Schema.shape,
  opensAtMinute: z.int().min(0).max(1439),
  closesAtMinute: z.int().min(0).max(1440),
  weeklyHours: weeklyHoursSchema.nullable().optional(),
  exceptions: hoursExceptionsSchema.optional(),
  serviceRadiusMeters: z.int().min(100).max(500_000).nullable(),
  trades: locationSchema.shape.trades,
  abilities: z.array(abilitySchema).max(2),
  maxOrdersPerDay: z.int().min(0).max(1_000_000).nullable(),
  phone: shopPhoneSchema.nullable(),
  contactName: contactNameSchema.nullable().optional(),
  contactPhone: shopPhoneSchema.nullable().optional(),
  imagePath: placePictureSchema.nullable().optional(),
  deliveryFee: deliveryFeeSchema.nullable().optional(),
};
export const locationChangeSchema = z.object({ ...placeFields, status: locationStatusSchema }).partial();
/** A place to be: whose it is and what kind of place it is stays. */
export const newLocationSchema = z.object({
  ...placeFields,
  id: locationIdSchema,
  kind: locationKindSchema,
  ownerId: ownerIdSchema,
  province: words().max(40),
  city: words().max(40),
  county: words().max(40),
});
/** A location as it is edited. */
export const editedLocationSchema = locationSchema.extend({
  /** Masked, as the name is, for whoever may not change the place. */
  contactPhone: z.string().max(20).nullable().optional(),
  revision: revisionSchema,
});
export type EditedLocation = z.infer<typeof editedLocationSchema>;

/**
 * HQ's own queues: what nobody serves, pickups whose shopper is asked, deliveries that their shopper says did not come,
 * and those that failed and of which the branch has not said for long what became of the goods.
 */
export const hqQueues = ['with_hq', 'awaiting_shopper', 'disputed', 'delivery_failed'] as const;
export const hqQueueSchema = z.enum(hqQueues);
export type HqQueue = z.infer<typeof hqQueueSchema>;

export const hqQueueItemSchema = z.object({
  orderId: ulidSchema,
  orderNumber: z.string(),
  fulfilmentId: ulidSchema,
  createdAtMs: epochMsSchema,
  sinceMs: epochMsSchema,
  /** Where it was last. */
  place: placeViewSchema,
  lines: z.array(orderLineSchema),
  goodsFen: amountFenSchema,
  refusals: z.int(),
  lastReason: z.string().nullable(),
  failure: failedDeliverySchema.nullable(),
  area: z.string().nullable(),
  /** Of an offer: until when it can be answered. */
  offerUntilMs: epochMsSchema.nullable().optional(),
});
export type HqQueueItem = z.infer<typeof hqQueueItemSchema>;

/** A branch that could serve a fulfilment, for HQ to choose from by hand. */
export const servingCandidateSchema = placeViewSchema.extend({
  kind: z.enum(['branch', 'branch_warehouse', 'central_warehouse']),
  distanceMeters: z.int(),
  /** How many of the pieces wanted are there. */
  available: z.array(z.object({ skuId: skuIdSchema, available: z.int() })),
  hasAll: z.boolean(),
  refusedBefore: z.boolean(),
});
export type ServingCandidate = z.infer<typeof servingCandidateSchema>;

export const refusalReportRowSchema = z.object({
  locationId: locationIdSchema,
  name: localizedTextSchema,
  /** How often it was asked to accept (offers); of these it accepted, refused, or let time out: never more together. */
  offers: z.int(),
  accepted: z.int(),
  timeouts: z.int(),
  refusals: z.int(),
  /** What it had taken, or serves without being asked, and gave back. */
  givenBack: z.int(),
  /** Of what was refused and what was given back. */
  byReason: z.record(refusalReasonSchema, z.int()),
  /** Sum over refusals for price of what the branch charges beyond the order's price. */
  priceGapFen: z.int(),
  /** Value of the goods of refused fulfilments. */
  refusedGoodsFen: z.int(),
});
export type RefusalReportRow = z.infer<typeof refusalReportRowSchema>;

export const monthSchema = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/);
