/**
 * Failures as DynamoDB answers them: an HTTP status and a body that the AWS SDK turns into a named exception.
 */
import type { AttributeMap } from './model.ts';

const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#';
const CORAL = 'com.amazon.coral.validate#';

export interface FailureBody {
  __type: string;
  message?: string;
  Message?: string;
  Item?: AttributeMap;
  CancellationReasons?: CancellationReason[];
}

export interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: AttributeMap;
}

/** An answer other than success. `body` is sent to the client as it is. */
export class DynamoFailure extends Error {
  readonly statusCode: number;
  readonly body: FailureBody;

  constructor(statusCode: number, body: FailureBody) {
    super(body.message ?? body.Message ?? body.__type);
    this.name = body.__type.slice(body.__type.indexOf('#') + 1);
    this.statusCode = statusCode;
    this.body = body;
  }
}

/** The connection breaks and no answer comes: what a client sees when a request or its answer is lost. */
export class LostAnswer extends Error {
  constructor(operation: string) {
    super(`${operation}: the connection was lost before an answer came (injected)`);
    this.name = 'TimeoutError';
  }
}

export function failure(code: string, message: string, extra: Partial<FailureBody> = {}): DynamoFailure {
  return new DynamoFailure(400, { __type: DYNAMODB + code, message, ...extra });
}

export function invalid(message: string): DynamoFailure {
  return new DynamoFailure(400, { __type: `${CORAL}ValidationException`, message });
}

export function conditionFailed(item?: AttributeMap): DynamoFailure {
  return failure('ConditionalCheckFailedException', 'The conditional request failed', item && { Item: item });
}

export function cancelled(reasons: CancellationReason[]): DynamoFailure {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return failure(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

export function internalError(message: string): DynamoFailure {
  return new DynamoFailure(500, { __type: `${DYNAMODB}InternalServerError`, message });
}

/**
 * Only an engine with a disk of its own can answer these two. 507 is no status that the SDK tries again by itself: the
 * caller hears at once what is the matter.
 */
export function storageFull(message: string): DynamoFailure {
  return new DynamoFailure(507, { __type: `${DYNAMODB}StorageFullException`, message });
}

export function storageDamaged(message: string): DynamoFailure {
  return new DynamoFailure(507, { __type: `${DYNAMODB}StorageDamagedException`, message });
}

/** The request cannot even be read: something is of another type than it must be. */
export function serializationFailure(message: string): DynamoFailure {
  return new DynamoFailure(400, {
    __type: 'com.amazon.coral.service#SerializationException',
    Message: message,
  });
}

/** The failure that an error is; anything else is a bug and stays one. */
export function asFailure(error: unknown): DynamoFailure | undefined {
  return error instanceof DynamoFailure ? error : undefined;
}
