import { z } from '../../zod.ts';
import {
  amountFenSchema,
  brandDaySchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  revisionSchema,
  slotIdSchema,
  ulidSchema,
} from '../common.ts';
import { addressSchema } from '../people/member.ts';
import { deliveryFailureSchema } from './order.ts';

/**
 * A delivery that a branch has carried by a neighbour: `open` in the task grab pool → `grabbed` by one → `picked_up` at the
 * branch → `delivered` against the shopper's code. A grabbed task that is given back or not fetched in time is `open`
 * again. `returning`: it could not be delivered, and is on its way back. `cancelled`: the branch carries it itself, or there is nothing to carry any more.
 */
export const courierTaskStates = [
  'open',
  'grabbed',
  'picked_up',
  'returning',
  'delivered',
  'cancelled',
] as const;
export const courierTaskStateSchema = z.enum(courierTaskStates);
export type CourierTaskState = z.infer<typeof courierTaskStateSchema>;

/** Digits that a shopper can read out. */
export const deliveryCodeSchema = z.string().regex(/^\d{6}$/);
/** Wrong codes before a task is blocked and the branch has to help. */
export const maxDeliveryCodeAttempts = 5;

export const courierTaskSchema = z.object({
  orderId: ulidSchema,
  fulfilmentId: ulidSchema,
  orderNumber: z.string(),
  state: courierTaskStateSchema,
  branch: z.object({
    locationId: locationIdSchema,
    name: localizedTextSchema,
    address: localizedTextSchema,
    latGcj02: z.number(),
    lngGcj02: z.number(),
  }),
  feeFen: amountFenSchema,
  goodsCount: z.int(),
  /** From the branch to the address, in a straight line. */
  distanceMeters: z.int(),
  /** From the courier to the branch, where they said where they are. */
  toBranchMeters: z.int().nullable(),
  /** Where it goes, roughly: all that is told before the task is one's own. */
  county: z.string(),
  slotId: slotIdSchema.nullable(),
  calledAtMs: epochMsSchema,
  /** Until when a grabbed task is to be fetched at the branch. */
  pickUpByMs: epochMsSchema.nullable(),
  deliveredAtMs: epochMsSchema.nullable(),
  /** Whole address with name and phone: only for the courier who has the task, until it is delivered. */
  address: addressSchema.nullable(),
  note: z.string().nullable(),
  /** Why it could not be delivered, while it is `returning`. */
  failure: deliveryFailureSchema.nullable(),
  /** Codes that may still be tried; 0: blocked, the branch has to help. */
  codeAttemptsLeft: z.int(),
});
export type CourierTask = z.infer<typeof courierTaskSchema>;

/** A task as its branch sees it. */
export const branchCourierTaskSchema = courierTaskSchema
  .omit({ branch: true, address: true, note: true, failure: true, toBranchMeters: true })
  .extend({ courierName: z.string().nullable() });
export type BranchCourierTask = z.infer<typeof branchCourierTaskSchema>;

/** What the shopper sees of a parcel that a courier carries; the code is there while the parcel is on its way. */
export const deliveryOnTheWaySchema = z.object({
  fulfilmentId: ulidSchema,
  state: courierTaskStateSchema,
  courierName: z.string().nullable(),
  code: deliveryCodeSchema.nullable(),
  blocked: z.boolean(),
});
export type DeliveryOnTheWay = z.infer<typeof deliveryOnTheWaySchema>;

export const courierMonthSchema = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/);
export const courierEarningsSchema = z.object({
  month: courierMonthSchema,
  totalFen: z.int(),
  deliveries: z.int(),
  /** What is owed in all, over all months. */
  balanceFen: z.int(),
  todayFen: z.int(),
  todayDeliveries: z.int(),
  /** Days with deliveries, newest first, in the brand's time zone. */
  days: z.array(z.object({ day: brandDaySchema, totalFen: z.int(), deliveries: z.int() })),
});
export type CourierEarnings = z.infer<typeof courierEarningsSchema>;

/** What a branch pays and asks of its couriers. */
export const courierPolicySchema = z.object({
  feeFen: z.int().min(100).max(5_000),
  pickUpWithinMinutes: z.int().min(5).max(240),
});
export type CourierPolicy = z.infer<typeof courierPolicySchema>;
export const editedCourierPolicySchema = courierPolicySchema.extend({ revision: revisionSchema });
export type EditedCourierPolicy = z.infer<typeof editedCourierPolicySchema>;
