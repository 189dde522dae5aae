/** Numbers, empty values and sets. */
import {
  COMPOSITE,
  COMPOSITE_N,
  fails,
  flow,
  got,
  group,
  HASH,
  HASH_N,
  key,
  N,
  one,
  pair,
  put,
  refuses,
  S,
  type Wire,
} from './kit.ts';

const NUMERIC = 'The parameter cannot be converted to a numeric value';

const stored = (title: string, pk: string, value: Wire, expected: Wire = value) =>
  flow(title, put(pk, { value }), got(pk, { pk: S(pk), value: expected }));

const accepted: [string, string][] = [
  ['+.5', '0.5'],
  ['+0', '0'],
  ['+0.0', '0'],
  ['+1.5', '1.5'],
  ['+1e-2', '0.01'],
  ['+1e2', '100'],
  ['+5', '5'],
  ['-0', '0'],
  ['.5', '0.5'],
  ['00042', '42'],
  ['1.', '1'],
  ['1.23E10', '12300000000'],
  ['1.5E+3', '1500'],
  ['1.e5', '100000'],
  ['1e+2', '100'],
  ['5.', '5'],
  ['1.0', '1'],
  ['3.1400', '3.14'],
  ['0042.1200', '42.12'],
  ['1.5E2', '150'],
  ['0e125', '0'],
  ['1E125', `1${'0'.repeat(125)}`],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['9.9999999999999999999999999999999999999E+125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
  ['-9.9999999999999999999999999999999999999E+125', `-${'9'.repeat(38)}${'0'.repeat(88)}`],
  ['1E-130', `0.${'0'.repeat(129)}1`],
  ['0.00000000000000000000000000000000000001', '0.00000000000000000000000000000000000001'],
];

const refusedNumbers = [
  [
    ' 5',
    '+',
    '++5',
    '+-5',
    '+1+2',
    '+1.2.3',
    '+e2',
    '-',
    '-+5',
    '.',
    '0x5',
    '1 5',
    '1+2',
    '1.2.3',
    '1.2e3.4',
  ],
  ['1_000', '1e', '1e+', '5 ', 'Infinity', 'NaN', 'e2'],
].flat();

export const values = [
  group('numbers', [
    accepted.map(([written, kept]) =>
      stored(`${written} is kept as ${kept.slice(0, 45)}`, `n-${written}`, N(written), N(kept)),
    ),
    refusedNumbers.map((written) =>
      refuses(
        `«${written}» is no number`,
        'PutItem',
        { TableName: HASH, Item: { ...key('n-bad'), v: N(written) } },
        one(`${NUMERIC}: ${written}`),
      ),
    ),
    [
      [
        '123456789012345678901234567890123456789',
        'Attempting to store more than 38 significant digits in a Number',
      ],
      ['1E+126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
      ['-1E+126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
      [
        '1E-131',
        'Number underflow. Attempting to store a number with magnitude smaller than supported range',
      ],
      [
        '1e99999999999',
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
      ],
      [
        '1e-99999999999',
        'Number underflow. Attempting to store a number with magnitude smaller than supported range',
      ],
      [
        '1e2147483648',
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
      ],
      ['0e126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
      [
        '0e-131',
        'Number underflow. Attempting to store a number with magnitude smaller than supported range',
      ],
    ].map(([written, message]) =>
      refuses(
        `${written} is out of range`,
        'PutItem',
        { TableName: HASH, Item: { ...key('n-range'), v: N(written!) } },
        one(message!),
      ),
    ),
    refuses(
      'an exponent beyond 64 bits cannot be converted',
      'PutItem',
      { TableName: HASH, Item: { ...key('n-range'), v: N('1e9223372036854775808') } },
      /cannot be converted to a numeric value/,
    ),
    refuses(
      'a key out of range is refused when read',
      'GetItem',
      { TableName: HASH_N, Key: { pk: N('1e99999999999') } },
      /Number overflow/,
    ),
    refuses(
      'a key out of range is refused when deleted',
      'DeleteItem',
      { TableName: HASH_N, Key: { pk: N('1e99999999999') } },
      /Number overflow/,
    ),
    refuses(
      'a key out of range is refused in a query',
      'Query',
      {
        TableName: COMPOSITE_N,
        KeyConditionExpression: 'pk = :p AND sk = :v',
        ExpressionAttributeValues: { ':p': S('x'), ':v': N('1e99999999999') },
      },
      /Number overflow/,
    ),
    refuses(
      'a sum out of range',
      'UpdateItem',
      {
        TableName: HASH,
        Key: key('n-sum'),
        UpdateExpression: 'SET n = :a + :b',
        ExpressionAttributeValues: { ':a': N('9.9e125'), ':b': N('9.9e125') },
      },
      /Number overflow/,
    ),
    flow(
      'numbers differ beyond what a double holds',
      put('n-exact', { v: { NS: ['12345678901234567890123456789012345678'] } }),
      fails(
        'UpdateItem',
        {
          TableName: HASH,
          Key: key('n-exact'),
          UpdateExpression: 'SET x = :x',
          ConditionExpression: 'v = :v',
          ExpressionAttributeValues: { ':x': N(1), ':v': { NS: ['12345678901234567890123456789012345679'] } },
        },
        'The conditional request failed',
        'ConditionalCheckFailedException',
      ),
    ),
  ]),
  group('empty values and sets', [
    stored('an empty text', 'e-1', S('')),
    stored('empty bytes', 'e-2', { B: '' }),
    stored('an empty text in a list', 'e-3', { L: [S(''), S('x')] }),
    stored('a set with an empty text', 'e-4', { SS: [''] }),
    stored('a set with an empty text among others', 'e-5', { SS: ['', 'a'] }),
    stored('a set with empty bytes', 'e-6', { BS: [''] }),
    stored('a set with an empty member in a map', 'e-7', { M: { s: { SS: [''] } } }),
    stored('a set with an empty member in a list', 'e-8', { L: [{ SS: ['', 'b'] }] }),
    stored('a set of texts in byte order', 'e-9', { SS: ['b', 'é', 'a', 'B'] }, { SS: ['B', 'a', 'b', 'é'] }),
    stored(
      'a set of numbers in their order',
      'e-10',
      { NS: ['10', '9', '-1.5'] },
      { NS: ['-1.5', '9', '10'] },
    ),
    refuses(
      'an empty set of texts',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { SS: [] } } },
      one('One or more parameter values were invalid: An string set  may not be empty'),
    ),
    refuses(
      'an empty set of numbers',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { NS: [] } } },
      one('One or more parameter values were invalid: An number set  may not be empty'),
    ),
    refuses(
      'an empty set of bytes',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { BS: [] } } },
      one('One or more parameter values were invalid: Binary sets should not be empty'),
    ),
    refuses(
      'an empty set in a map',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { M: { s: { SS: [] } } } } },
      /may not be empty/,
    ),
    refuses(
      'an empty set in a list',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { L: [{ SS: [] }] } } },
      /may not be empty/,
    ),
    refuses(
      'an empty text in a set of numbers',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { NS: [''] } } },
      one(`${NUMERIC}: `),
    ),
    refuses(
      'an empty partition key',
      'PutItem',
      { TableName: HASH, Item: { pk: S('') } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ),
    refuses(
      'an empty sort key',
      'PutItem',
      { TableName: COMPOSITE, Item: pair('e', '') },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
    ),
    refuses(
      'NULL must be true',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { NULL: false } } },
      /Null attribute value types must have the value of true/,
    ),
    refuses(
      'two types at once',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { S: 'a', N: '1' } } },
      /more than one datatypes set/,
    ),
    refuses(
      'no type at all',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: {} } },
      /Supplied AttributeValue is empty/,
    ),
    refuses(
      'a text that is a number',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { S: 1 } } },
      'NUMBER_VALUE cannot be converted to String',
      'SerializationException',
    ),
    refuses(
      'bytes that are not base64',
      'PutItem',
      { TableName: HASH, Item: { ...key('e'), v: { B: 'abc' } } },
      undefined,
      'SerializationException',
    ),
  ]),
];
