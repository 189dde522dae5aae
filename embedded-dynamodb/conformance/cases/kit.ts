/**
 * The form in which cases of the service's behaviour are written down: requests as they go over the wire, and what the
 * service answers. Whoever runs them brings the endpoint.
 */
export type Wire = Record<string, unknown>;

/** A part of an answer: what is named must be there and match; `undefined` must be absent; a function decides itself. */
export type Part = unknown;

export interface Refused {
  code: string;
  /** The whole message, one of several whole messages (the service's regions differ), or what it must match. */
  message?: string | readonly string[] | RegExp;
  /** For a cancelled transaction: each action's code and, when given, message. */
  reasons?: readonly (string | readonly [code: string, message: string | RegExp])[];
  item?: Part;
}

export type Expectation = { gives: Part } | { refused: Refused };

export interface Step {
  operation: string;
  input: Wire | ((earlier: Wire[]) => Wire);
  expected: Expectation;
  /** Of this name only the first is done: what many cases need and none of them changes. */
  once?: string;
}

export interface Case {
  title: string;
  steps: Step[];
}

export interface Group {
  name: string;
  cases: Case[];
}

export const group = (name: string, cases: (Case | Case[])[]): Group => ({ name, cases: cases.flat() });

/** A call that must succeed; what it answers is looked at as far as `part` says. `input` may use earlier answers. */
export const call = (operation: string, input: Step['input'], part: Part = {}): Step => ({
  operation,
  input,
  expected: { gives: part },
});

export const fails = (
  operation: string,
  input: Step['input'],
  message?: Refused['message'],
  code = 'ValidationException',
): Step => ({ operation, input, expected: { refused: { code, ...(message !== undefined && { message }) } } });

export const cancels = (TransactItems: Wire[], reasons: Refused['reasons']): Step => ({
  operation: 'TransactWriteItems',
  input: { TransactItems },
  expected: { refused: { code: 'TransactionCanceledException', ...(reasons && { reasons }) } },
});

/** Calls that make what many cases look at. */
export const seed = (name: string, steps: Step[]): Step[] =>
  steps.map((step, i) => ({ ...step, once: `${name} ${i}` }));

export const flow = (title: string, ...steps: Step[]): Case => ({ title, steps });

/** One call that is refused, and nothing else. */
export const refuses = (
  title: string,
  operation: string,
  input: Wire,
  message?: Refused['message'],
  code?: string,
): Case => ({ title, steps: [fails(operation, input, message, code)] });

export const S = (text: string): Wire => ({ S: text });
export const N = (number: number | string): Wire => ({ N: String(number) });
export const one = (message: string): string => `1 validation error detected: ${message}`;

/** The tables that the cases share. */
export const HASH = 'Hash';
export const HASH_N = 'HashN';
export const HASH_B = 'HashB';
export const COMPOSITE = 'Composite';
export const COMPOSITE_N = 'CompositeN';
export const COMPOSITE_B = 'CompositeB';
export const GSI_B = 'GsiB';
export const CAPACITY = 'Capacity';
/** For what is so large that it would fill the pages of other cases' scans. */
export const LARGE = 'Large';
export const LARGE_PAIRS = 'LargePairs';
export const MISSING = 'NobodyMadeThisTable';

export const key = (pk: string): Wire => ({ pk: S(pk) });
export const pair = (pk: string, sk: string): Wire => ({ pk: S(pk), sk: S(sk) });

export const put = (pk: string, rest: Wire = {}): Step =>
  call('PutItem', { TableName: HASH, Item: { pk: S(pk), ...rest } });
export const putPair = (pk: string, sk: string, rest: Wire = {}): Step =>
  call('PutItem', { TableName: COMPOSITE, Item: { ...pair(pk, sk), ...rest } });
/** Reads an item of the hash table whole and compares it; without `rest` it must not be there. */
export const got = (pk: string, item?: Part): Step =>
  call('GetItem', { TableName: HASH, Key: key(pk), ConsistentRead: true }, { Item: item });

type Schema = readonly [attribute: string, type: string][];

const definition = (TableName: string, keys: Schema, rest: Wire = {}): Wire => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
  KeySchema: keys.map(([AttributeName], i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
  ...rest,
});

const attributes = (...pairs: Schema): Wire[] =>
  pairs.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

export const schema = (hash: string, range?: string): Wire[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];

export const index = (IndexName: string, KeySchema: Wire[], include?: string[]): Wire => ({
  IndexName,
  KeySchema,
  Projection: include ? { ProjectionType: 'INCLUDE', NonKeyAttributes: include } : { ProjectionType: 'ALL' },
});

export const sharedTables: Wire[] = [
  definition(HASH, [['pk', 'S']]),
  definition(HASH_N, [['pk', 'N']]),
  definition(LARGE, [['pk', 'S']]),
  definition(LARGE_PAIRS, [
    ['pk', 'S'],
    ['sk', 'S'],
  ]),
  definition(HASH_B, [['pk', 'B']]),
  definition(
    COMPOSITE,
    [
      ['pk', 'S'],
      ['sk', 'S'],
    ],
    {
      AttributeDefinitions: attributes(['pk', 'S'], ['sk', 'S'], ['lsi1sk', 'S'], ['lsi2sk', 'S']),
      LocalSecondaryIndexes: [
        index('lsi1', schema('pk', 'lsi1sk')),
        index('lsi2', schema('pk', 'lsi2sk'), ['lsi1sk']),
      ],
      GlobalSecondaryIndexes: [
        index('gsi1', schema('lsi1sk')),
        index('gsi2', schema('lsi1sk', 'lsi2sk'), ['data']),
      ],
    },
  ),
  definition(COMPOSITE_N, [
    ['pk', 'S'],
    ['sk', 'N'],
  ]),
  definition(COMPOSITE_B, [
    ['pk', 'S'],
    ['sk', 'B'],
  ]),
  definition(GSI_B, [['pk', 'S']], {
    AttributeDefinitions: attributes(['pk', 'S'], ['bidx', 'B']),
    GlobalSecondaryIndexes: [index('gsib', schema('bidx'))],
  }),
  definition(
    CAPACITY,
    [
      ['pk', 'S'],
      ['sk', 'S'],
    ],
    {
      AttributeDefinitions: attributes(['pk', 'S'], ['sk', 'S'], ['gsiPk', 'S'], ['lsiSk', 'S']),
      GlobalSecondaryIndexes: [index('gsi-inc', schema('gsiPk'), ['proj'])],
      LocalSecondaryIndexes: [index('lsi1', schema('pk', 'lsiSk'))],
    },
  ),
];
