import { deflateSync, inflateSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Of whatever type. */
export type AnyEvent = { type: string; data: Record<string, unknown> };

/** Events of one transaction, as they travel: written with the state change, read from the stream. */
export type EventBatch = {
  id: string;
  atMs: number;
  hops: number;
  /** Of the request that this follows from, however far back. */
  correlationId?: string;
  events: (AnyEvent & { version: number })[];
};

/** An item that changes anyway carries what is announced of the change; the next change of it takes it away. */
export const riding = '_ev';
export const outboxPrefix = 'OUTBOX#';

type Packed = [
  id: string,
  atMs: number,
  hops: number,
  events: [string, number, AnyEvent['data']][],
  correlationId?: string,
];

/**
 * What most batches say, for zlib to point at: what is left of a paid order's event is a third of it. To be changed
 * only together with the name of the attribute, since a reader with other words cannot read (and says so).
 */
const words = Buffer.from(
  '"fulfilmentId":"01","locationId":"B0","locationIds":["B0"],"refundId":"01","amountFen":"reason":"mode":"offerUntilMs":' +
    '"attempt":1,"fulfilment.dispatched""fulfilment.accepted""fulfilment.asked""refund.requested""order.refunding"' +
    '"order.cancelled","handedOver":true,"split":[],"tenders":[{"kind":"wechat_pay","amountFen":00}],"atMs":17' +
    '"attribution":{"sellerId":"01","locationId":"B0","baseFen":00,"commissionFen":00,"returnWindowDays":7,"byLine":' +
    '[{"lineId":"1","categoryId":"","baseFen":00,"basisPoints":800,"amountFen":00}]},"commissionFen":00,"sequence":3,' +
    '"attribution":null,"01M","01M8,17960,0,[["fulfilment.ready",1,{"orderId":"01M",[["order.completed",1,{"orderId":"01M' +
    '[["order.paid",1,{"orderId":"01M8","orderNumber":"-","totalFen":00,"}]]]',
);

/** The item that carries a batch is mostly what it tells of, so that its id need not be said once more. */
const wordsFor = (partition: string) => Buffer.concat([words, Buffer.from(partition)]);

export function packBatch(batch: EventBatch, partition: string): string {
  const { id, atMs, hops, correlationId, events } = batch;
  const told = events.map(({ type, version, data }): Packed[3][number] => [type, version, data]);
  const packed: Packed = correlationId ? [id, atMs, hops, told, correlationId] : [id, atMs, hops, told];
  const options = { dictionary: wordsFor(partition), level: 9 };
  return deflateSync(JSON.stringify(packed), options).toString('base64');
}

function unpackBatch(text: string, partition: string): EventBatch {
  const json = inflateSync(Buffer.from(text, 'base64'), { dictionary: wordsFor(partition) }).toString();
  const [id, atMs, hops, told, correlationId] = JSON.parse(json) as Packed;
  const events = told.map(([type, version, data]) => ({ type, version, data }));
  return { id, atMs, hops, ...(correlationId ? { correlationId } : {}), events };
}

/** What several writes of one transaction announce. */
export function joinedBatches([first, ...others]: readonly [EventBatch, ...EventBatch[]]): EventBatch {
  return { ...first, events: [first, ...others].flatMap(({ events }) => events) };
}

/** The part of a DynamoDB stream record that is looked at; Lambda's event and the embedded engine give the same. */
export type StreamRecord = {
  eventName?: string | undefined;
  dynamodb?: { SequenceNumber?: string | undefined; NewImage?: unknown; OldImage?: unknown } | undefined;
};

/** Of which kind the item is that was changed, or taken away; null: of none that is known. */
export function changedItem({ dynamodb }: StreamRecord) {
  const image = (dynamodb?.NewImage ?? dynamodb?.OldImage) as Record<string, AttributeValue> | undefined;
  const kind = image?._et?.S;
  if (!image || kind === undefined) return null;
  return {
    kind,
    sequence: dynamodb?.SequenceNumber ?? '',
    text: (attribute: string): string | undefined => image[attribute]?.S,
  };
}

/** What the change announced, on its own item or in an item of its own; null: nothing. */
export function batchOf({ eventName, dynamodb }: StreamRecord): EventBatch | null {
  const image = dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
  if (!image) return null;
  if (image.pk?.S?.startsWith(outboxPrefix)) {
    if (eventName !== 'INSERT') return null;
    const { id, atMs, hops = 0, correlationId, events } = unmarshall(image) as EventBatch;
    return { id, atMs, hops, ...(correlationId ? { correlationId } : {}), events };
  }
  const carried = image[riding]?.S;
  const before = (dynamodb?.OldImage as Record<string, AttributeValue> | undefined)?.[riding]?.S;
  // Still there from an earlier change, whoever made this one: that was told then.
  return carried === undefined || carried === before ? null : unpackBatch(carried, image.pk?.S ?? '');
}
