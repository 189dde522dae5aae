import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, localizedTextSchema, locationIdSchema, pageOf, ulidSchema } from '../common.ts';
import { shopPhoneSchema } from '../places/network.ts';
import { sellerKindSchema } from './seller-kinds.ts';

/** Sellers who are people; a branch that sells by itself is in the network. */
export const personKinds = ['guide', 'station', 'promoter'] as const;
export const personKindSchema = z.enum(personKinds);
export type PersonKind = z.infer<typeof personKindSchema>;

/** Only who is active is credited for what is bought. */
export const sellerStandings = ['applied', 'declined', 'active', 'suspended', 'left'] as const;
export const sellerStandingSchema = z.enum(sellerStandings);
export type SellerStanding = z.infer<typeof sellerStandingSchema>;

/** The rules that promoters agree to, as the mini-program has them; another text has another day. */
export const promoterRulesVersion = '2026-11-30';

export const stationTrades = ['grocery', 'restaurant', 'parcels', 'farm', 'salon', 'other'] as const;
export type StationTrade = (typeof stationTrades)[number];

export const stationDetailsSchema = z.object({
  name: words().min(2).max(40),
  address: words().min(2).max(120),
  /** What kind of shop it is; absent of those from before it was asked. */
  trade: z.enum(stationTrades).optional(),
  phone: shopPhoneSchema.optional(),
});
export type StationDetails = z.infer<typeof stationDetailsSchema>;

/** As what somebody sells, and where. */
export const sellerRowSchema = z.object({
  kind: personKindSchema,
  /** The branch of a guide, the home branch of a station; null: a promoter has none. */
  locationId: locationIdSchema.nullable(),
  locationName: localizedTextSchema.nullable(),
  standing: sellerStandingSchema,
  standingAtMs: epochMsSchema,
  sinceMs: epochMsSchema.nullable(),
  /** Of the phone whoever only reads of sellers sees the beginning and the end. */
  station: stationDetailsSchema.extend({ phone: z.string().optional() }).nullable(),
  /** Why headquarters did not approve, as it was written for whoever asked; null: they did not decline. */
  declinedBecause: z.string().nullable(),
});
export type SellerRow = z.infer<typeof sellerRowSchema>;

export const listedSellerSchema = sellerRowSchema.extend({ sellerId: ulidSchema, name: z.string() });
export type ListedSeller = z.infer<typeof listedSellerSchema>;
export const listedSellersSchema = pageOf(listedSellerSchema);

/** What is done about somebody who sells; which may follow which standing: `selling/sellers/machine.ts`. */
export const sellerActs = ['approve', 'decline', 'suspend', 'resume', 'end'] as const;
export type SellerAct = (typeof sellerActs)[number];
/** What is not in somebody's favour says why. */
export const actsWithReason: readonly SellerAct[] = ['decline', 'suspend', 'end'];
export const sellerActSchema = z
  .object({
    kind: personKindSchema,
    locationId: locationIdSchema.nullable(),
    act: z.enum(sellerActs),
    reason: words().max(200).default(''),
  })
  .refine(({ act, reason }) => reason.length >= 2 || (reason === '' && !actsWithReason.includes(act)), {
    path: ['reason'],
  });
export type SellerActInput = z.infer<typeof sellerActSchema>;

export const handoverCauses = ['left', 'moved', 'by_hand'] as const;
export const handoverTargets = ['seller', 'branch', 'nobody'] as const;
/** Of one that an event began, the event's. */
export const handoverIdSchema = z.string().min(26).max(40);
export const handoverSchema = z.object({
  id: handoverIdSchema,
  cause: z.enum(handoverCauses),
  /** Those whom they bound at this branch; null: all. */
  fromLocationId: locationIdSchema.nullable(),
  to: z.enum(handoverTargets),
  toId: z.string().nullable(),
  toName: z.string().nullable(),
  state: z.enum(['running', 'done']),
  moved: z.int(),
  atMs: epochMsSchema,
});
export type HandoverView = z.infer<typeof handoverSchema>;

export const moveCustomersSchema = z
  .object({
    to: z.enum(handoverTargets),
    /** Whose they become. */
    toSellerId: ulidSchema.optional(),
    reason: words().min(2).max(200),
  })
  .refine(({ to, toSellerId }) => (to === 'seller') === (toSellerId !== undefined), { path: ['toSellerId'] });
export type MoveCustomers = z.infer<typeof moveCustomersSchema>;

export const sellerPageSchema = z.object({
  sellerId: ulidSchema,
  name: z.string(),
  rows: z.array(
    sellerRowSchema.extend({
      history: z.array(z.object({ standing: sellerStandingSchema, atMs: epochMsSchema })),
      rulesVersion: z.string().nullable(),
      acts: z.array(z.enum(sellerActs)),
    }),
  ),
  /** Members they ever bound. */
  customers: z.int(),
  pendingFen: z.int(),
  availableFen: z.int(),
  broughtBy: z.object({ sellerId: ulidSchema, name: z.string() }).nullable(),
  handovers: z.array(handoverSchema),
});
export type SellerPage = z.infer<typeof sellerPageSchema>;

/** Of oneself. */
export const mySellingSchema = z.object({
  rows: z.array(sellerRowSchema),
  /** As what one sells, where of several the first counts; null: one does not. */
  kind: sellerKindSchema.nullable(),
  promoter: z.object({
    rulesVersion: z.string(),
    joining: z.enum(['at_once', 'hq_approves']),
    /** Who is brought earns something for who brought them. */
    secondLevel: z.boolean(),
  }),
});
export type MySelling = z.infer<typeof mySellingSchema>;

/** Whom a promoter brought: the beginning of a name and no id. */
export const broughtFriendSchema = z.object({
  name: z.string(),
  sinceMs: epochMsSchema.nullable(),
  standing: sellerStandingSchema,
});
export type BroughtFriend = z.infer<typeof broughtFriendSchema>;
export const broughtFriendsSchema = pageOf(broughtFriendSchema);

export const branchSellersSchema = z.object({
  items: z.array(
    listedSellerSchema.extend({
      customers: z.int(),
      /** null: they sell elsewhere too, or do not any more, and it is not of this branch alone. */
      earned: z
        .object({
          monthFen: z.int(),
          monthOrders: z.int(),
          pendingFen: z.int(),
          availableFen: z.int(),
        })
        .nullable(),
      /** A move of theirs is under way. */
      isMoving: z.boolean(),
    }),
  ),
});
export type BranchSellers = z.infer<typeof branchSellersSchema>;
