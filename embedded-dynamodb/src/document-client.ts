/**
 * The engine behind the document client's `send`, without the SDK's way to a server: no signature, no HTTP, no repeats.
 * Commands, answers and errors are the SDK's own, a call costs less than half.
 */
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, TranslateConfig } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoFailure, type FailureBody } from './failures.ts';
import type { AttributeMap, AttributeValue, Wire } from './model.ts';
import { type Execute, nextTurn } from './transports.ts';

/** Where in an input or output the values are that are translated: `{}` for a map of them, `*` for every member. */
interface Nodes {
  [member: string]: Nodes;
}

/** What the document client's commands hold, and themselves translate by. */
interface DocumentCommand {
  input: Wire;
  inputKeyNodes: Nodes;
  outputKeyNodes: Nodes;
  clientCommand: { schema: readonly unknown[] };
}

type Translate = (value: unknown) => unknown;

export function documentClient(execute: Execute, options: TranslateConfig = {}): DynamoDBDocumentClient {
  const marshalling = { convertTopLevelContainer: true, ...options.marshallOptions };
  const unmarshalling = { convertWithoutMapWrapper: true, ...options.unmarshallOptions };
  const toWire: Translate = (value) =>
    withBinary(marshall(value as Wire, marshalling) as AttributeValue, toText);
  const toNative: Translate = (value) =>
    unmarshall(withBinary(value as AttributeValue, toBytes) as Wire, unmarshalling);
  const client = {
    async send({ input, inputKeyNodes, outputKeyNodes, clientCommand }: DocumentCommand) {
      const request = translate(input, inputKeyNodes, toWire) as Wire;
      await nextTurn();
      try {
        const answer = await execute(operationOf(clientCommand), request);
        const output = translate(answer, outputKeyNodes, toNative) as Wire;
        return { $metadata: { httpStatusCode: 200 }, ...output };
      } catch (error) {
        throw error instanceof DynamoFailure ? exceptionOf(error) : error;
      }
    },
    destroy() {},
  };
  return client as unknown as DynamoDBDocumentClient;
}

/** Of a command's schema the third member is the operation's name. */
function operationOf({ schema }: DocumentCommand['clientCommand']): string {
  return String(schema[2]);
}

/**
 * A copy, since the engine uses up what it is given, in which the values at the nodes are translated. The nodes of an
 * action in a list name every kind of action there is; the SDK sends nothing that is not one, so neither does this.
 */
function translate(part: unknown, nodes: Nodes | undefined, value: Translate, inList = false): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const names = nodes && Object.keys(nodes);
  const whole = names?.length === 0;
  const every = names?.length === 1 ? nodes?.['*'] : undefined;
  if (Array.isArray(part)) {
    return part.map((member) => (whole ? value(member) : translate(member, every, value, true)));
  }
  const only = inList && !whole && !every ? names : undefined;
  const copy: Wire = {};
  for (const name in part) {
    const member = (part as Wire)[name];
    if (member === undefined || typeof member === 'function' || only?.includes(name) === false) continue;
    copy[name] = whole ? value(member) : translate(member, every ?? nodes?.[name], value);
  }
  return copy;
}

/** On the wire binary values are base64 text; in the SDK's hands they are bytes. */
const toText: Turn = (bytes) => Buffer.from(bytes as unknown as Uint8Array).toString('base64');
const toBytes: Turn = (text) => Uint8Array.from(Buffer.from(text, 'base64')) as unknown as string;
type Turn = (binary: string) => string;

/** A copy where there is binary in it, else the value itself. */
function withBinary(value: AttributeValue, turn: Turn): AttributeValue {
  if (value.B !== undefined) return { B: turn(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(turn) };
  if (value.L !== undefined) {
    const turned = value.L.map((member) => withBinary(member, turn));
    return turned.some((member, index) => member !== value.L?.[index]) ? { L: turned } : value;
  }
  if (value.M !== undefined) {
    const turned = withBinaryIn(value.M, turn);
    return turned === value.M ? value : { M: turned };
  }
  return value;
}

function withBinaryIn(map: AttributeMap, turn: Turn): AttributeMap {
  let copy: AttributeMap | undefined;
  for (const name in map) {
    const member = map[name] as AttributeValue;
    const turned = withBinary(member, turn);
    if (turned === member) continue;
    copy ??= { ...map };
    copy[name] = turned;
  }
  return copy ?? map;
}

const named = {
  ConditionalCheckFailedException,
  IdempotentParameterMismatchException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
};
type Exception = new (options: ConstructorParameters<typeof InternalServerError>[0]) => Error;

/** The exception that the SDK makes of this answer: by its name, or one for all others. */
function exceptionOf({ name, statusCode, body }: DynamoFailure): Error {
  const common = { message: body.message ?? body.Message ?? '', $metadata: { httpStatusCode: statusCode } };
  const details = { ...common, ...detailsOf(body) };
  const known = Object.hasOwn(named, name) ? (named[name as keyof typeof named] as Exception) : undefined;
  return known
    ? new known(details)
    : new DynamoDBServiceException({ ...details, name, $fault: statusCode < 500 ? 'client' : 'server' });
}

function detailsOf({ Item, CancellationReasons }: FailureBody): object {
  return {
    ...(Item && { Item: withBinaryIn(Item, toBytes) }),
    ...(CancellationReasons && {
      CancellationReasons: CancellationReasons.map((reason) =>
        reason.Item ? { ...reason, Item: withBinaryIn(reason.Item, toBytes) } : reason,
      ),
    }),
  };
}
