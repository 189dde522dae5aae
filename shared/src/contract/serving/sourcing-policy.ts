/**
 * A sourcing policy: who serves a delivery, as data that HQ can read, compare and publish. A chain of rules, asked
 * in order; a rule is candidates, filters, a sort and what is done with whoever is left. Meaning of every word:
 * docs/sourcing.md. A policy is compiled once (`compilePolicy`) and then decides any number of orders.
 */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { categoryIdSchema } from '../common.ts';
import { locationKindSchema, ownershipSchema } from '../places/network.ts';

export const maxRules = 12;
export const maxFilters = 12;
export const maxSortKeys = 6;
export const maxCostBands = 20;
export const maxFeeBands = 40;
/** Places that one rule may ask for stock. */
export const maxRulePlaces = 60;
/** Places that all rules together may ask: with three SKUs, three batch reads of stock. */
export const maxPolicyPlaces = 100;
/** A split tries every pair and every three of its places: the number is kept where that is quick. */
export const maxSplitPlaces = 24;
export const maxFulfilments = 3;

/** What HQ calls a rule, a scope or a policy: shown in lists, so short. */
const nameSchema = z.object({
  zh: words().min(1).max(60),
  en: words().min(1).max(60),
});

const metersSchema = z.int().min(1).max(20_100_000);
const fenSchema = z.int().min(0).max(100_000_000_000);
const minutesSchema = z.int().min(1).max(10_080);
const gramsSchema = z.int().min(0).max(100_000_000);

/** Where a rule looks. */
const candidatesSchema = z.discriminatedUnion('from', [
  /** Nobody: for a rule that hands to HQ whatever there is. */
  z.strictObject({ from: z.literal('none') }),
  /** The one branch that is responsible for the grid of the address. */
  z.strictObject({ from: z.literal('own_grid') }),
  z.strictObject({
    from: z.literal('nearest'),
    kinds: z.array(locationKindSchema).min(1).max(3),
    withinMeters: metersSchema.nullable(),
    /**
     * How many of these kinds are asked for stock, nearest first. Those that earlier rules asked in vain, and that
     * would refuse here for the same reason, count; those that cannot serve whatever their stock do not.
     */
    limit: z.int().min(1).max(maxRulePlaces),
  }),
]);

const filterSchema = z.discriminatedUnion('type', [
  /** Neither suspended by HQ nor closed for a while. */
  z.strictObject({ type: z.literal('status') }),
  /** The address lies within the place's own delivery radius. */
  z.strictObject({ type: z.literal('serving_radius') }),
  z.strictObject({ type: z.literal('max_distance'), meters: metersSchema }),
  /** The place lies in the grid of the address. */
  z.strictObject({ type: z.literal('own_grid') }),
  /** Within its hours, so many minutes from now. */
  z.strictObject({ type: z.literal('open'), afterMinutes: z.int().min(0).max(10_080) }),
  /** Every product is offered in the province of the place. */
  z.strictObject({ type: z.literal('region') }),
  /** The place lies in one of these provinces, in either form of their names. */
  z.strictObject({
    type: z.literal('provinces'),
    provinces: z.array(z.string().min(2).max(40)).min(1).max(34),
  }),
  /** It can handle what the goods need: a cold chain, large appliances. */
  z.strictObject({ type: z.literal('abilities') }),
  /** Serving leaves it the safety stock that is set for each SKU there. */
  z.strictObject({ type: z.literal('above_safety') }),
  /** Its owner lends stock of these goods to orders from elsewhere. */
  z.strictObject({ type: z.literal('sharing') }),
  /** Not found short while this very order was being placed. */
  z.strictObject({ type: z.literal('not_tried') }),
  /** What it has to send weighs no more than this, nor more than the place can handle. */
  z.strictObject({ type: z.literal('weight'), maxGrams: gramsSchema.nullable() }),
  /** It can take at least one more order today. */
  z.strictObject({ type: z.literal('capacity') }),
  /** It has room in the slot that the shopper was promised, if one was. */
  z.strictObject({ type: z.literal('slot_capacity') }),
]);
export type SourcingFilter = z.infer<typeof filterSchema>;

/** Ascending but for stock. A band makes values within it equal, so that the next key decides. */
const sortKeySchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('distance'), bandMeters: metersSchema.optional() }),
  z.strictObject({ by: z.literal('cost'), bandFen: fenSchema.min(1).optional() }),
  /** How often the place could serve this order; most first. */
  z.strictObject({ by: z.literal('stock_depth'), bandTimes: z.int().min(1).max(1_000_000).optional() }),
  z.strictObject({ by: z.literal('load'), bandOrders: z.int().min(1).max(1_000_000).optional() }),
  /** Least recently served first. */
  z.strictObject({ by: z.literal('fairness'), bandMinutes: z.int().min(1).max(525_600).optional() }),
]);
export type SortKey = z.infer<typeof sortKeySchema>;

/** What is done with the places that are left. */
const actionSchema = z.discriminatedUnion('type', [
  /** The first that has everything gets the order, and serves it without being asked. */
  z.strictObject({ type: z.literal('allocate') }),
  /** The first that has everything is asked: it accepts, refuses or lets the time go by. Warehouses are never asked. */
  z.strictObject({
    type: z.literal('offer'),
    withinMinutes: minutesSchema,
    /** HQ's own branches serve without being asked. */
    autoAcceptHqOwned: z.boolean(),
    /** Once the order was refused so often the rule is not there; null: however often. */
    untilRefusals: z.int().min(1).max(50).nullable(),
  }),
  /**
   * All that have everything may take it, first come first served. The chain goes on to find who holds the goods
   * meanwhile and serves if nobody takes it; finds it nobody, that is the first of those who may.
   */
  z.strictObject({
    type: z.literal('grab'),
    withinMinutes: minutesSchema,
    /** With fewer there is no grab pool: the next rule is asked. */
    minEligible: z.int().min(1).max(maxRulePlaces),
    maxEligible: z.int().min(1).max(maxRulePlaces),
  }),
  /** If there is somebody that this rule's filters let pass, nobody is chosen now and the chain is asked again later. */
  z.strictObject({
    type: z.literal('wait'),
    minutes: minutesSchema,
    /** Asked so often the rule is not there. */
    maxTimes: z.int().min(1).max(100),
    /** Waits for goods to come too, not only for a place that has them. */
    evenWithoutStock: z.boolean(),
  }),
  /** A person decides; nobody further down is asked. */
  z.strictObject({ type: z.literal('hand_to_hq') }),
  /** As few places as can serve it together, each a part: only for an order of some value. */
  z.strictObject({
    type: z.literal('split'),
    minValueFen: fenSchema,
    maxFulfilments: z.int().min(2).max(maxFulfilments),
    /** Asked of each part that falls to a branch; null: they serve without being asked. */
    offer: z.strictObject({ withinMinutes: minutesSchema, autoAcceptHqOwned: z.boolean() }).nullable(),
  }),
]);

export const sourcingRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  name: nameSchema,
  enabled: z.boolean(),
  candidates: candidatesSchema,
  filters: z.array(filterSchema).max(maxFilters),
  /** Pieces of each SKU that stay at the place for its own customers. Having the goods is no filter: it is a must. */
  keepPieces: z.int().min(0).max(100_000),
  /** Equal by all keys: the nearer, then the lower id. */
  sort: z.array(sortKeySchema).max(maxSortKeys),
  action: actionSchema,
  /** When nobody is left. The end of the chain hands to HQ anyway. */
  otherwise: z.enum(['next', 'hand_to_hq']),
});
export type SourcingRule = z.infer<typeof sourcingRuleSchema>;

/** What a parcel costs from one kind of place: by distance, then by weight. */
const costBandsSchema = z
  .array(
    z.strictObject({
      /** null: however far. */
      upToMeters: metersSchema.nullable(),
      firstGrams: gramsSchema,
      firstFen: fenSchema,
      /** For every kilogram begun beyond the first grams. */
      perKilogramFen: fenSchema,
    }),
  )
  .min(1)
  .max(maxCostBands)
  .refine(
    (bands) =>
      bands.every(({ upToMeters }, index) => {
        const before = bands[index - 1]?.upToMeters ?? 0;
        return index === bands.length - 1 ? upToMeters === null : upToMeters !== null && upToMeters > before;
      }),
    'bands are farther and farther, the last without end',
  );
export const deliveryCostsSchema = z.strictObject({
  branch: costBandsSchema,
  branch_warehouse: costBandsSchema,
  central_warehouse: costBandsSchema,
});
export type DeliveryCosts = z.infer<typeof deliveryCostsSchema>;

/** What a branch is paid, beside its share of the sale, for serving a delivery; out of the fund pool. */
export const serviceFeesSchema = z.strictObject({
  /** The first that fits counts; none: nothing is paid. */
  bands: z
    .array(
      z.strictObject({
        ownership: ownershipSchema.nullable(),
        /** Of the branch; null: wherever it is. */
        provinces: z.array(z.string().min(1).max(40)).min(1).max(40).nullable(),
        upToMeters: metersSchema.nullable(),
        feeFen: fenSchema,
      }),
    )
    .max(maxFeeBands),
  /** On top for every place that refused the order or let its offer lapse. */
  raisePerRefusalFen: fenSchema,
  /** Never more than this in all. */
  maxFen: fenSchema,
});
export type ServiceFees = z.infer<typeof serviceFeesSchema>;

/** All that decides, without the name that an order keeps. */
const chainShape = z.strictObject({
  rules: z.array(sourcingRuleSchema).min(1).max(maxRules),
  /** Needed by a sort by cost. */
  deliveryCosts: deliveryCostsSchema.nullable(),
  /** null: branches serve for their share of the sale alone. */
  serviceFees: serviceFeesSchema.nullable(),
});

function checkChain({ rules, deliveryCosts }: z.infer<typeof chainShape>, context: z.RefinementCtx): void {
  const refuse = (message: string, ...path: (string | number)[]) =>
    context.addIssue({ code: 'custom', message, path });
  const ids = rules.map(({ id }) => id);
  if (new Set(ids).size < ids.length) refuse('rules have ids of their own', 'rules');
  const places = rules.reduce((sum, rule) => sum + (rule.enabled ? placesOf(rule) : 0), 0);
  if (places > maxPolicyPlaces) refuse(`at most ${maxPolicyPlaces} places are asked in all`, 'rules');
  rules.forEach((rule, index) => {
    if (rule.action.type === 'split' && placesOf(rule) > maxSplitPlaces)
      refuse(`a split asks at most ${maxSplitPlaces} places`, 'rules', index, 'candidates');
    if ((rule.action.type === 'hand_to_hq') !== (rule.candidates.from === 'none'))
      refuse('handing to HQ, and only that, is done for nobody', 'rules', index, 'candidates');
    if (rule.action.type === 'grab' && rule.action.minEligible > rule.action.maxEligible)
      refuse('a grab pool of fewer than it needs', 'rules', index, 'action');
    if (rule.sort.some(({ by }) => by === 'cost') && deliveryCosts === null)
      refuse('a sort by cost needs delivery costs', 'rules', index, 'sort');
  });
}

export const policyChainSchema = chainShape.superRefine(checkChain);
export type PolicyChain = z.infer<typeof policyChainSchema>;

export const sourcingPolicySchema = chainShape
  .extend({
    /** Version of this form, not of the content. */
    format: z.literal(1),
    version: z.string().min(1).max(64),
  })
  .superRefine(checkChain);
export type SourcingPolicy = z.infer<typeof sourcingPolicySchema>;

export const orderChannels = ['mini_program', 'h5', 'pos', 'partner'] as const;
export const orderChannelSchema = z.enum(orderChannels);
export type OrderChannel = z.infer<typeof orderChannelSchema>;

const areaSchema = z.string().min(2).max(40);

/** Which orders a chain of their own is for: all that is not null has to fit. */
export const policyScopeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  name: nameSchema,
  /** Of the grid of the address; either form of the name. */
  provinces: z.array(areaSchema).min(1).max(34).nullable(),
  cities: z.array(areaSchema).min(1).max(100).nullable(),
  /** Every line is of one of these, or of one below them. */
  categoryIds: z.array(categoryIdSchema).min(1).max(100).nullable(),
  channels: z.array(orderChannelSchema).min(1).max(4).nullable(),
  chain: policyChainSchema,
});
export type PolicyScope = z.infer<typeof policyScopeSchema>;

export const maxScopes = 20;
/** Who serves which orders: the first scope that fits, else the standard chain. Published as a whole. */
export const policyBookSchema = z
  .strictObject({
    format: z.literal(1),
    scopes: z.array(policyScopeSchema).max(maxScopes),
    standard: policyChainSchema,
  })
  .superRefine(({ scopes }, context) => {
    if (new Set(scopes.map(({ id }) => id)).size < scopes.length)
      context.addIssue({ code: 'custom', message: 'scopes have ids of their own', path: ['scopes'] });
  });
export type PolicyBook = z.infer<typeof policyBookSchema>;

function placesOf({ candidates }: SourcingRule): number {
  return candidates.from === 'nearest' ? candidates.limit : candidates.from === 'own_grid' ? 1 : 0;
}
