import { z } from '../zod.ts';

/** What an event is about: the thing whose changes are told in order. */
export const aggregates = [
  'order',
  'fulfilment',
  'payment',
  'refund',
  'return',
  'exchange',
  'delivery_job',
  'transfer',
  'location',
  'network',
  'policy',
  'stock_check',
  'picture_job',
  'poster_job',
  'simulation',
  'grid_replay',
  'open_deliveries',
  'bulk_edit',
  'commission_trial',
  'settlement_run',
  'payout',
  'import',
  'moved_member',
  'member',
  'facts',
  'seller',
  'wecom_contact',
] as const;
export type Aggregate = (typeof aggregates)[number];

export type Data = Record<string, unknown>;

/**
 * One kind of event: something that happened, in the past tense. Its data holds ids and figures, never personal data
 * and no text that a person wrote; amounts are in fen.
 */
export type EventDefinition<Schema extends z.ZodObject = z.ZodObject> = {
  /** Rises when the same data would no longer be understood by whoever reads the version before. */
  version: number;
  aggregate: Aggregate;
  /** The field that names the one thing that it is about. */
  id: keyof z.output<Schema> & string;
  /**
   * The field that rises with every change of that thing: of two events about it, the one with the lower number
   * happened first. Null where there is one such event of a thing, and no more.
   */
  sequence: (keyof z.output<Schema> & string) | null;
  data: Schema;
  /** Versions before this one that are still on their way somewhere: how each is read as the present one. */
  earlier?: Readonly<Record<number, (data: Data) => Data>>;
};
export type EventCatalogue = Readonly<Record<string, EventDefinition>>;

export function defineEvent<Schema extends z.ZodObject>(
  definition: EventDefinition<Schema>,
): EventDefinition<Schema> {
  return definition;
}

/** Whether this program can read it at all: type and version. */
export function knowsEvent(catalogue: EventCatalogue, { type, version }: { type: string; version: number }) {
  const known = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
  return known !== undefined && (version === known.version || known.earlier?.[version] !== undefined);
}

/** The data of an event as its present version has it. Throws for what is unknown, and for what its schema refuses. */
export function readEvent(
  catalogue: EventCatalogue,
  event: { type: string; version: number; data: Data },
): Data {
  const { type, version, data } = event;
  const known = catalogue[type];
  if (!known || !knowsEvent(catalogue, event)) throw new Error(`nobody knows ${type} of version ${version}`);
  const raised = version === known.version ? data : known.earlier?.[version]?.(data);
  const parsed = known.data.safeParse(raised);
  if (!parsed.success) throw new Error(`${type} is not as its schema says: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
