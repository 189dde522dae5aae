/** Sends the same requests to two DynamoDBs and tells where they differ. */
import { normalise } from '../src/decimal.ts';
import type { AttributeMap, AttributeValue } from '../src/model.ts';
import type { RandomRequest } from './random-requests.ts';

export type Call = (request: RandomRequest) => Promise<Answer>;

export interface Answer {
  /** The exception's name, with the reasons of a cancelled transaction; absent on success. */
  error?: string;
  message?: string;
  body: Record<string, unknown>;
}

export interface Difference {
  /** `known`: DynamoDB Local's own way, see `isLocalsOwnWay`. */
  kind: 'outcome' | 'content' | 'wording' | 'known';
  request: RandomRequest;
  ours: unknown;
  theirs: unknown;
}

/** Calls an endpoint in wire form, without an SDK in between, so that nothing is smoothed over. */
export function endpointCall(endpoint: string): Call {
  return async ({ operation, input }) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as Record<string, unknown>;
    if (response.ok) return { body };
    return { error: errorName(body), message: String(body.message ?? body.Message ?? ''), body };
  };
}

function errorName(body: Record<string, unknown>): string {
  const name = String(body.__type).replace(/^.*#/, '');
  const reasons = body.CancellationReasons as { Code: string }[] | undefined;
  return reasons ? `${name}[${reasons.map((reason) => reason.Code).join()}]` : name;
}

const plainNumber = (text: string): string => {
  const number = normalise(text);
  return 'text' in number ? number.text : text;
};

function plainValue(value: AttributeValue): unknown {
  if (value.SS) return { SS: [...value.SS].sort() };
  // DynamoDB Local leaves numbers inside lists and maps as they were written; the service does not.
  if (value.N) return { N: plainNumber(value.N) };
  if (value.NS) return { NS: value.NS.map(plainNumber).sort() };
  if (value.BS) return { BS: [...value.BS].sort() };
  if (value.L) return { L: value.L.map(plainValue) };
  if (value.M) return { M: plainItem(value.M) };
  return value;
}

function plainItem(item: AttributeMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(item)
      .sort()
      .map((name) => [name, plainValue(item[name]!)]),
  );
}

function plainItems(items: AttributeMap[], ordered: boolean): string[] {
  const texts = items.map((item) => JSON.stringify(plainItem(item)));
  return ordered ? texts : texts.sort();
}

/** What two correct answers must agree on; the order of a scan or of equal index keys is nobody's promise. */
function content({ operation, input }: RandomRequest, { body }: Answer): string {
  const ordered = operation === 'Query' && input.IndexName === undefined;
  const reasons = body.CancellationReasons as { Item?: AttributeMap }[] | undefined;
  const batch = body.Responses;
  return JSON.stringify({
    item: body.Item && plainItem(body.Item as AttributeMap),
    // Of an attribute changed inside, the service gives the changed parts; DynamoDB Local gives all of it.
    attributes:
      body.Attributes &&
      (String(input.ReturnValues).startsWith('UPDATED')
        ? Object.keys(body.Attributes).sort()
        : plainItem(body.Attributes as AttributeMap)),
    items: body.Items && plainItems(body.Items as AttributeMap[], ordered),
    count: body.Count,
    scanned: body.ScannedCount,
    last: body.LastEvaluatedKey && plainItem(body.LastEvaluatedKey as AttributeMap),
    reasons: reasons?.map((reason) => reason.Item && plainItem(reason.Item)),
    responses: Array.isArray(batch)
      ? batch.map((response: { Item?: AttributeMap }) => response.Item && plainItem(response.Item))
      : batch &&
        Object.entries(batch as Record<string, AttributeMap[]>).map(([table, items]) => [
          table,
          plainItems(items, false),
        ]),
  });
}

/** Where DynamoDB Local is known to differ from the service, which the engine follows. */
function isLocalsOwnWay(ours: Answer, local: Answer, { input }: RandomRequest): boolean {
  // The second operand of if_not_exists counts only when the first is missing.
  if (
    JSON.stringify(input).includes('if_not_exists(s, n)') &&
    local.message?.includes('does not exist in the item')
  )
    return true;
  // A page that ends at its limit has a key to go on from, even when nothing follows.
  if (ours.body.LastEvaluatedKey && !local.body.LastEvaluatedKey && ours.body.ScannedCount === input.Limit) {
    delete ours.body.LastEvaluatedKey;
  }
  const oursHasReason = ours.error?.includes('ValidationError') === true;
  // What an update cannot do, and a key that does not fit, is a reason for cancellation (ValidationError).
  if (oursHasReason && local.error?.startsWith('ValidationException')) return true;
  if (oursHasReason && local.error === 'TransactionCanceledException') return true;
  // A transaction with two actions on one item is refused before any condition is looked at.
  if (
    ours.message?.includes('multiple operations on one item') &&
    local.error?.startsWith('TransactionCanceled')
  ) {
    return true;
  }
  // An index key of the wrong type is refused, before the condition is looked at and whether or not the item is in
  // that index. DynamoDB Local lets an update store it when the item is not.
  const aboutIndexKey = /Type mismatch for Index Key|secondary index key to unsupported type/;
  const reasons = ours.body.CancellationReasons as { Message?: string }[] | undefined;
  return [ours.message, ...(reasons ?? []).map((reason) => reason.Message)].some(
    (message) => message !== undefined && aboutIndexKey.test(message) && ours.error !== local.error,
  );
}

export async function compareOnce(
  ours: Call,
  theirs: Call,
  request: RandomRequest,
): Promise<Difference | undefined> {
  const [a, b] = await Promise.all([ours(request), theirs(request)]);
  if (isLocalsOwnWay(a, b, request)) return { kind: 'known', request, ours: a.message, theirs: b.message };
  if (a.error !== b.error) {
    return {
      kind: 'outcome',
      request,
      ours: [a.error ?? 'success', a.message],
      theirs: [b.error ?? 'success', b.message],
    };
  }
  const contentA = content(request, a);
  const contentB = content(request, b);
  if (contentA !== contentB) return { kind: 'content', request, ours: contentA, theirs: contentB };
  if (a.message !== b.message) return { kind: 'wording', request, ours: a.message, theirs: b.message };
  return undefined;
}
