import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../common.ts';
import { givenPicturesSchema } from '../goods/pictures.ts';
import {
  pieceIdSchema,
  type refundGroundSchema,
  refundStateSchema,
  tenderKindSchema,
} from '../money/payments.ts';
import { maxLineQuantity, maxOrderLines } from './order-limits.ts';
import { serialSchema } from './serials.ts';

/**
 * Return, goods back and money back: `asked` (a person decides) → `approved` (brought to a branch, or `sent` → `arrived`)
 * → `received` (the refund is on its way) → `refunded`. `lost`: the parcel is gone, and its goods are refunded without it.
 * `kept`: nothing that came in was given back for. Before its goods came it may be `declined`, `cancelled`, or `expire`.
 */
export const returnStates = [
  'asked',
  'approved',
  'sent',
  'arrived',
  'received',
  'lost',
  'refunded',
  'kept',
  'declined',
  'cancelled',
  'expired',
] as const;
export const returnStateSchema = z.enum(returnStates);
export type ReturnState = z.infer<typeof returnStateSchema>;

/** Exchange, goods for goods: `agreed` (the other article is not there yet) → `done`; or `called_off` before anything moved. */
export const exchangeStates = ['agreed', 'done', 'called_off'] as const;
export const exchangeStateSchema = z.enum(exchangeStates);
export type ExchangeState = z.infer<typeof exchangeStateSchema>;

/** Why goods come back, in the shopper's own choice; which ground that is, is a table on both sides. */
export const returnReasons = [
  'changed_mind',
  'wrong_size',
  'not_as_described',
  'faulty',
  'wrong_goods',
  'too_late',
  'other',
] as const;
export const returnReasonSchema = z.enum(returnReasons);
export type ReturnReason = z.infer<typeof returnReasonSchema>;

/** The law asks no reason of who bought at a distance; what is the seller's fault is another matter. */
export const groundOfReason = {
  changed_mind: 'without_reason',
  wrong_size: 'without_reason',
  other: 'without_reason',
  not_as_described: 'faulty',
  faulty: 'faulty',
  wrong_goods: 'faulty',
  too_late: 'faulty',
} as const satisfies Record<ReturnReason, z.infer<typeof refundGroundSchema>>;

/** Brought to any branch, or sent in. */
export const returnWays = ['counter', 'parcel'] as const;
export const returnWaySchema = z.enum(returnWays);
export type ReturnWay = z.infer<typeof returnWaySchema>;

/**
 * Where goods go that come back: on the shelf, aside until somebody has looked, away, or to who made them. `other_goods`:
 * they are not those that were sold, and nothing is given back for them.
 */
export const dispositions = ['sellable', 'quarantine', 'scrap', 'supplier', 'other_goods'] as const;
export const dispositionSchema = z.enum(dispositions);
export type Disposition = z.infer<typeof dispositionSchema>;

const quantity = z.int().min(1).max(maxLineQuantity);
const lineIdSchema = pieceIdSchema.refine((id) => id !== 'delivery', { message: 'a line of goods' });
const onceEach = (lines: readonly { lineId: string }[]) =>
  new Set(lines.map(({ lineId }) => lineId)).size === lines.length;

export const returnLinesSchema = z
  .array(z.object({ lineId: lineIdSchema, quantity }))
  .min(1)
  .max(maxOrderLines)
  .refine(onceEach, { message: 'a line once' });

export const returnWantedSchema = z.object({
  lines: returnLinesSchema,
  reason: returnReasonSchema,
});
export type ReturnWanted = z.infer<typeof returnWantedSchema>;

export const returnRequestSchema = returnWantedSchema.extend({
  way: returnWaySchema,
  note: words().max(300).default(''),
  imagePaths: givenPicturesSchema.default([]),
});
export type ReturnRequest = z.infer<typeof returnRequestSchema>;

const back = z.object({ tenderId: z.string(), kind: tenderKindSchema, amountFen: amountFenSchema });

/** What would come back, before anybody says yes to it. */
export const returnPreviewSchema = z.object({
  amountFen: amountFenSchema,
  /** Of the amount that was paid for these pieces: kept for putting them back. */
  feeFen: amountFenSchema,
  lines: z.array(
    z.object({
      lineId: pieceIdSchema,
      quantity: z.int(),
      amountFen: amountFenSchema,
      feeFen: amountFenSchema,
    }),
  ),
  backs: z.array(back),
  /** Of what the order earned. */
  pointsBack: z.int().min(0),
  /** Until when it can be asked for: the first of the lines that ends. */
  untilMs: epochMsSchema,
  /** Who pays for sending it in. */
  freightBearer: z.enum(['buyer', 'seller']),
  /** At once, by rule; or a person looks at it first. */
  decidedAtOnce: z.boolean(),
});
export type ReturnPreview = z.infer<typeof returnPreviewSchema>;

const returnedLine = z.object({
  lineId: pieceIdSchema,
  skuId: skuIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  imagePath: z.string(),
  quantity: z.int(),
  /** What came in, once it has. */
  receivedQuantity: z.int().nullable(),
});

export const returnViewSchema = z.object({
  id: ulidSchema,
  orderId: ulidSchema,
  orderNumber: z.string(),
  state: returnStateSchema,
  way: returnWaySchema,
  reason: returnReasonSchema,
  note: z.string(),
  /** What its shopper shows: for who decides, and themselves. */
  imagePaths: z.array(z.string()),
  lines: z.array(returnedLine),
  /** As it was shown before it was asked for; once goods came in, what their refund gives back. */
  amountFen: amountFenSchema,
  feeFen: amountFenSchema,
  freightBearer: z.enum(['buyer', 'seller']),
  /** Why it was declined. */
  declined: z.string().nullable(),
  parcel: z.object({ carrier: z.string(), number: z.string() }).nullable(),
  /** Until when its goods are waited for. */
  broughtByMs: epochMsSchema.nullable(),
  /** By when the money is to be back, once its goods are. */
  refundByMs: epochMsSchema.nullable(),
  refundState: refundStateSchema.nullable(),
  receivedAt: z.object({ locationId: locationIdSchema, name: localizedTextSchema }).nullable(),
  history: z.array(z.object({ atMs: epochMsSchema, state: returnStateSchema })),
  can: z.object({ cancel: z.boolean(), send: z.boolean() }),
});
export type ReturnView = z.infer<typeof returnViewSchema>;

/** Why a line cannot be brought back now. */
export const notReturnableBecause = ['not_received', 'window_over', 'exempt', 'all_back'] as const;
export const returnableLineSchema = z.object({
  lineId: pieceIdSchema,
  skuId: skuIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  imagePath: z.string(),
  /** Pieces that the shopper has and nobody has asked for. */
  quantity: z.int().min(0),
  untilMs: epochMsSchema.nullable(),
  /** Without a reason; what is faulty can be asked for all the same while there are pieces. */
  because: z.enum(notReturnableBecause).nullable(),
  why: localizedTextSchema.nullable(),
  hasSerials: z.boolean(),
});
export type ReturnableLine = z.infer<typeof returnableLineSchema>;

const exchangeLine = z.object({
  lineId: lineIdSchema,
  quantity,
  forSkuId: skuIdSchema,
  disposition: z.enum(['sellable', 'quarantine', 'scrap', 'supplier']),
  serials: z.array(serialSchema).max(maxLineQuantity).default([]),
});
/** What the shopper owes is settled at the till, or waived by who may: nothing is charged by itself. */
const collectedSchema = z.object({ how: z.enum(['till', 'waived']), note: words().max(120).default('') });
export const exchangeRequestSchema = z.object({
  orderId: ulidSchema,
  reason: returnReasonSchema,
  lines: z.array(exchangeLine).min(1).max(10).refine(onceEach, { message: 'a line once' }),
  collected: collectedSchema.optional(),
  /** The other article is not here: nothing moves until it is. */
  later: z.boolean().default(false),
});
export type ExchangeRequest = z.infer<typeof exchangeRequestSchema>;
export const exchangeCompletionSchema = z.object({
  lines: z
    .array(exchangeLine.omit({ forSkuId: true, quantity: true }))
    .min(1)
    .max(10)
    .refine(onceEach, { message: 'a line once' }),
  collected: collectedSchema.optional(),
});
export type ExchangeCompletion = z.infer<typeof exchangeCompletionSchema>;
export const exchangeViewSchema = z.object({
  id: ulidSchema,
  orderId: ulidSchema,
  orderNumber: z.string(),
  state: exchangeStateSchema,
  lines: z.array(
    z.object({
      lineId: pieceIdSchema,
      quantity: z.int(),
      title: localizedTextSchema,
      fromName: localizedTextSchema,
      forSkuId: skuIdSchema,
      forName: localizedTextSchema,
    }),
  ),
  differenceFen: z.int(),
  atMs: epochMsSchema,
});
export type ExchangeView = z.infer<typeof exchangeViewSchema>;

export const orderReturnsSchema = z.object({
  lines: z.array(returnableLineSchema),
  items: z.array(returnViewSchema),
  exchanges: z.array(exchangeViewSchema),
});
export type OrderReturns = z.infer<typeof orderReturnsSchema>;

export const parcelSchema = z.object({
  carrier: words().min(1).max(30),
  number: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z-]{6,32}$/),
});

/** What a counter knows of an order that somebody wants to bring something back of: nobody's name, number or address. */
export const counterOrderSchema = orderReturnsSchema.extend({
  orderId: ulidSchema,
  orderNumber: z.string(),
  placedAtMs: epochMsSchema,
  placedAt: localizedTextSchema,
  /** What pieces of a line can be exchanged for here: of the same product. */
  others: z.array(
    z.object({
      lineId: pieceIdSchema,
      skuId: skuIdSchema,
      name: localizedTextSchema,
      availableHere: z.int().min(0),
      /** For one piece: above zero the customer owes it. */
      differenceFen: z.int(),
    }),
  ),
});
export type CounterOrder = z.infer<typeof counterOrderSchema>;

export const receivedLinesSchema = z
  .array(
    z.object({
      lineId: lineIdSchema,
      quantity: z.int().min(1).max(maxLineQuantity),
      disposition: dispositionSchema,
      serials: z.array(serialSchema).max(maxLineQuantity).default([]),
    }),
  )
  .min(1)
  .max(2 * maxOrderLines);
export type ReceivedLines = z.infer<typeof receivedLinesSchema>;

/** At the counter, at once: asked for, received, and its refund on the way. */
export const takeBackSchema = z.object({
  orderId: ulidSchema,
  reason: returnReasonSchema,
  note: words().max(300).default(''),
  lines: receivedLinesSchema,
});
export type TakeBack = z.infer<typeof takeBackSchema>;

export const returnDecisionSchema = z
  .object({ approve: z.boolean(), reason: words().max(200).default('') })
  .refine(({ approve, reason }) => approve || reason !== '', { path: ['reason'], message: 'why not' });
export type ReturnDecision = z.infer<typeof returnDecisionSchema>;

export const returnListStates = ['to_decide', 'under_way', 'late', 'over'] as const;
export type ReturnListState = (typeof returnListStates)[number];
export const returnListStateSchema = z.enum(returnListStates);

/** As those see it who decide and receive: without the shopper's name. */
export const deskReturnSchema = returnViewSchema.extend({
  desk: z.object({ locationId: locationIdSchema, name: localizedTextSchema }),
  suspicions: z.array(z.enum(['other_goods', 'many_returns'])),
  /** What the one who reads may do. */
  may: z.object({ decide: z.boolean(), lose: z.boolean() }),
});
export type DeskReturn = z.infer<typeof deskReturnSchema>;

/** Goods that nobody can say the order of. What is paid for them is paid at the till, and stands there. */
export const blindReturnSchema = z.object({
  skuId: skuIdSchema,
  quantity: z.int().min(1).max(99),
  disposition: z.enum(['sellable', 'quarantine', 'scrap', 'supplier']),
  paidOutFen: amountFenSchema.max(10_000_000),
  reason: words().min(2).max(200),
});
