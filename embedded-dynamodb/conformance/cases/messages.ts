/** Which words tell a fault: values, names, enumerations, numbers. */
import { T } from './faults.ts';
import { COMPOSITE, group, key, MISSING, N, one, refuses, S, type Wire } from './kit.ts';

const NUMERIC = 'The parameter cannot be converted to a numeric value';
const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const INVALID = 'One or more parameter values were invalid: ';
const wrapped = (message: string) =>
  `ExpressionAttributeValues contains invalid value: ${message} for key :v`;
/** Where a value can stand in a request of each operation. */
const single: [string, string, (value: Wire) => Wire][] = [
  ['PutItem', 'an item', (value) => ({ TableName: T, Item: { ...key('x'), v: value } })],
  [
    'PutItem',
    "an item's map",
    (value) => ({ TableName: T, Item: { ...key('x'), v: { M: { l: { L: [value] } } } } }),
  ],
  [
    'PutItem',
    'a condition',
    (value) => ({
      TableName: T,
      Item: key('x'),
      ConditionExpression: 'attribute_not_exists(pk) OR n = :v',
      ExpressionAttributeValues: { ':v': value },
    }),
  ],
  [
    'UpdateItem',
    'a value',
    (value) => ({
      TableName: T,
      Key: key('x'),
      UpdateExpression: 'SET n = :v',
      ExpressionAttributeValues: { ':v': value },
    }),
  ],
  [
    'UpdateItem',
    'the key',
    (value) => ({
      TableName: T,
      Key: { pk: value },
      UpdateExpression: 'SET n = :v',
      ExpressionAttributeValues: { ':v': N(1) },
    }),
  ],
  [
    'DeleteItem',
    'a condition',
    (value) => ({
      TableName: T,
      Key: key('x'),
      ConditionExpression: 'n = :v',
      ExpressionAttributeValues: { ':v': value },
    }),
  ],
  ['DeleteItem', 'the key', (value) => ({ TableName: T, Key: { pk: value } })],
];
const bare: [string, string, (value: Wire) => Wire][] = [
  ['GetItem', 'the key', (value) => ({ TableName: T, Key: { pk: value } })],
  ['BatchGetItem', 'a key', (value) => ({ RequestItems: { [T]: { Keys: [{ pk: value }] } } })],
  [
    'Query',
    'a filter',
    (value) => ({
      TableName: T,
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'n = :v',
      ExpressionAttributeValues: { ':p': S('x'), ':v': value },
    }),
  ],
];
const older: [string, string, (value: Wire) => Wire, (message: string) => string][] = [
  [
    'BatchWriteItem',
    'an item',
    (value) => ({ RequestItems: { [T]: [{ PutRequest: { Item: { ...key('x'), v: value } } }] } }),
    (message) => message,
  ],
  [
    'TransactWriteItems',
    'an item',
    (value) => ({ TransactItems: [{ Put: { TableName: T, Item: { ...key('x'), v: value } } }] }),
    (message) => message,
  ],
  [
    'TransactWriteItems',
    'a value',
    (value) => ({
      TransactItems: [
        {
          Update: {
            TableName: T,
            Key: key('x'),
            UpdateExpression: 'SET n = :v',
            ExpressionAttributeValues: { ':v': value },
          },
        },
      ],
    }),
    wrapped,
  ],
  [
    'TransactGetItems',
    'a key',
    (value) => ({ TransactItems: [{ Get: { TableName: T, Key: { pk: value } } }] }),
    (message) => message,
  ],
];

/** [what is sent, what the newer layer of checks says, what the older one says] */
const faults: [string, Wire, string, string][] = [
  ['no number', N('abc'), `${NUMERIC}: abc`, `${NUMERIC}: abc`],
  ['an empty number', N(''), `${NUMERIC}: `, NUMERIC],
  ['a number too large', N('1e126'), OVERFLOW, OVERFLOW],
  [
    'a text twice in a set',
    { SS: ['b', 'a', 'b'] },
    `${INVALID}Input collection ["a", "b", "b"] contains duplicates.`,
    `${INVALID}Input collection [b, a, b] contains duplicates.`,
  ],
  [
    'bytes twice in a set',
    { BS: ['/w==', 'AA==', 'AA=='] },
    `${INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
    `${INVALID}Input collection [/w==, AA==, AA==]of type BS contains duplicates.`,
  ],
  [
    'a number twice in a set',
    { NS: ['2', '1', '2'] },
    `${INVALID}Input collection contains duplicates.`,
    'Input collection contains duplicates',
  ],
];

const ENUM =
  'Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]';
const RCC =
  "Value 'INVALID' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";

export const messages = [
  group('faults of values, by operation', [
    faults.flatMap(([what, value, newer, old]) => [
      ...single.map(([operation, where, input]) =>
        refuses(`${what} in ${where} of ${operation}`, operation, input(value), one(newer)),
      ),
      ...bare.map(([operation, where, input]) =>
        refuses(`${what} in ${where} of ${operation}`, operation, input(value), newer),
      ),
      ...older.map(([operation, where, input, wrap]) =>
        refuses(`${what} in ${where} of ${operation}`, operation, input(value), [wrap(old), newer]),
      ),
    ]),
  ]),
  group('names of tables', [
    (['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem'] as const).flatMap((operation) => {
      const part = { [operation === 'PutItem' ? 'Item' : 'Key']: key('x') };
      return [
        refuses(
          `${operation} without a name`,
          operation,
          part,
          "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
        ),
        refuses(
          `${operation} with an empty name`,
          operation,
          { TableName: '', ...part },
          /^1 validation error detected: .*at '[tT]ableName' failed to satisfy constraint: Member must have length greater than or equal to 1$/,
        ),
        refuses(
          `${operation} with a name too long`,
          operation,
          { TableName: 'a'.repeat(256), ...part },
          `1 validation error detected: Value '${'a'.repeat(256)}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255`,
        ),
        refuses(
          `${operation} with a bad name`,
          operation,
          { TableName: 'bad table!@#', ...part },
          "1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        ),
      ];
    }),
    refuses(
      'an empty name comes before ReturnValues',
      'PutItem',
      { TableName: '', ReturnValues: 'INVALID', Item: {} },
      /^1 validation error detected: .*[tT]ableName((?!returnValues).)*$/,
    ),
    refuses(
      'a bad name comes before everything',
      'Query',
      {
        TableName: 'abc!',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': S('x') },
        Select: 'INVALID',
      },
      /validation error.* detected: .*tableName/,
    ),
  ]),
  group('enumerations', [
    refuses(
      'three at once in PutItem',
      'PutItem',
      {
        TableName: T,
        Item: key('x'),
        ReturnConsumedCapacity: 'INVALID',
        ReturnItemCollectionMetrics: 'INVALID',
        ReturnValues: 'INVALID',
      },
      /^3 validation errors detected: .*returnConsumedCapacity.*[rR]eturnItemCollectionMetrics/,
    ),
    refuses(
      'two at once in DeleteItem',
      'DeleteItem',
      { TableName: T, Key: key('x'), ReturnConsumedCapacity: 'INVALID', ReturnValues: 'INVALID' },
      /^2 validation errors detected: .*returnConsumedCapacity/,
    ),
    refuses(
      'the first alone in UpdateItem',
      'UpdateItem',
      { TableName: T, Key: key('x'), ReturnConsumedCapacity: 'INVALID', ReturnValues: 'INVALID' },
      one(ENUM),
    ),
    refuses(
      'before a missing table',
      'DeleteItem',
      { TableName: MISSING, Key: key('x'), ReturnConsumedCapacity: 'INVALID' },
      one(RCC),
    ),
    refuses(
      'Select',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': S('x') },
        Select: 'INVALID',
      },
      "1 validation error detected: Value 'INVALID' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ),
    refuses(
      'ReturnConsumedCapacity of a query',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': S('x') },
        ReturnConsumedCapacity: 'INVALID',
      },
      one(RCC),
    ),
    refuses(
      'ReturnValues of a put can only be old',
      'PutItem',
      { TableName: T, Item: key('x'), ReturnValues: 'ALL_NEW' },
      /ReturnValues can only be ALL_OLD or NONE$/,
    ),
    refuses(
      'ReturnValues of a delete can only be old',
      'DeleteItem',
      { TableName: T, Key: key('x'), ReturnValues: 'UPDATED_NEW' },
      /ReturnValues can only be ALL_OLD or NONE$/,
    ),
  ]),
  group('numbers in parameters', [
    refuses(
      'Limit 0 of a query',
      'Query',
      {
        TableName: COMPOSITE,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': S('x') },
        Limit: 0,
      },
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    refuses(
      'Limit 0 of a scan',
      'Scan',
      { TableName: T, Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
    refuses(
      'Segment without TotalSegments',
      'Scan',
      { TableName: T, Segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ),
    refuses(
      'TotalSegments without Segment',
      'Scan',
      { TableName: T, TotalSegments: 4 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ),
    refuses(
      'Segment beyond TotalSegments',
      'Scan',
      { TableName: T, Segment: 5, TotalSegments: 5 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5',
    ),
    refuses(
      'a negative Segment',
      'Scan',
      { TableName: T, Segment: -1, TotalSegments: 4 },
      "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
    refuses(
      'too many segments',
      'Scan',
      { TableName: T, Segment: 0, TotalSegments: 1_000_001 },
      "1 validation error detected: Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
    ),
    refuses(
      'a Limit that is a text',
      'Scan',
      { TableName: T, Limit: '5' },
      'STRING_VALUE cannot be converted to Integer',
      'SerializationException',
    ),
  ]),
];
