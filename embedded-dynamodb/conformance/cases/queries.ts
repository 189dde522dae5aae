/** Query: key conditions, order, pages; Scan: segments, pages. */
import {
  COMPOSITE_B,
  COMPOSITE_N,
  call,
  flow,
  group,
  HASH,
  N,
  pair,
  put,
  putPair,
  S,
  seed,
  type Wire,
} from './kit.ts';
import { pages, query } from './reads.ts';

const sks = (...texts: string[]) => texts.map((text) => ({ sk: S(text) }));
const five = seed(
  'five',
  ['a', 'ab', 'b', 'c', 'd'].map((sk) => putPair('q', sk, { v: S(sk) })),
);

const selects = (condition: string, values: Wire, found: string[], rest: Wire = {}) =>
  flow(
    `${condition} ${JSON.stringify(rest)}`,
    ...five,
    call('Query', query(`pk = :p AND ${condition}`, { ':p': S('q'), ...values }, rest), {
      Items: sks(...found),
      Count: found.length,
    }),
  );

const numbers = seed(
  'numbers',
  [-5, 0, 1, 5, 10].map((n) => call('PutItem', { TableName: COMPOSITE_N, Item: { pk: S('q'), sk: N(n) } })),
);
const selectsNumbers = (condition: string, values: Wire, found: number[], rest: Wire = {}) =>
  flow(
    `numbers: ${condition} ${JSON.stringify(rest)}`,
    ...numbers,
    call(
      'Query',
      {
        TableName: COMPOSITE_N,
        KeyConditionExpression: `pk = :p${condition}`,
        ExpressionAttributeValues: { ':p': S('q'), ...values },
        ...rest,
      },
      { Items: found.map((n) => ({ sk: N(n) })) },
    ),
  );

const bytes = seed(
  'bytes',
  ['AA==', 'AAE=', 'AQ==', '/w=='].map((B) =>
    call('PutItem', { TableName: COMPOSITE_B, Item: { pk: S('q'), sk: { B } } }),
  ),
);
const selectsBytes = (condition: string, values: Wire, found: string[], rest: Wire = {}) =>
  flow(
    `bytes: ${condition} ${JSON.stringify(rest)}`,
    ...bytes,
    call(
      'Query',
      {
        TableName: COMPOSITE_B,
        KeyConditionExpression: `pk = :p${condition}`,
        ExpressionAttributeValues: { ':p': S('q'), ...values },
        ...rest,
      },
      { Items: found.map((B) => ({ sk: { B } })) },
    ),
  );

export const queries = [
  group('Query', [
    flow(
      'everything of a partition in order',
      ...five,
      call('Query', query('pk = :p', { ':p': S('q') }), {
        Items: sks('a', 'ab', 'b', 'c', 'd'),
        Count: 5,
        ScannedCount: 5,
        LastEvaluatedKey: undefined,
      }),
    ),
    flow(
      'backwards',
      ...five,
      call('Query', query('pk = :p', { ':p': S('q') }, { ScanIndexForward: false }), {
        Items: sks('d', 'c', 'b', 'ab', 'a'),
      }),
    ),
    flow(
      'nothing of no partition',
      call('Query', query('pk = :p', { ':p': S('q-none') }), { Items: [], Count: 0, ScannedCount: 0 }),
    ),
    selects('sk = :v', { ':v': S('b') }, ['b']),
    selects('sk < :v', { ':v': S('b') }, ['a', 'ab']),
    selects('sk <= :v', { ':v': S('b') }, ['a', 'ab', 'b']),
    selects('sk > :v', { ':v': S('b') }, ['c', 'd']),
    selects('sk >= :v', { ':v': S('b') }, ['b', 'c', 'd']),
    selects(':v <= sk', { ':v': S('b') }, ['b', 'c', 'd']),
    selects('sk BETWEEN :a AND :b', { ':a': S('ab'), ':b': S('c') }, ['ab', 'b', 'c']),
    selects('begins_with(sk, :v)', { ':v': S('a') }, ['a', 'ab']),
    selects('begins_with(sk, :v)', { ':v': S('a') }, ['ab', 'a'], { ScanIndexForward: false }),
    ['(pk = :p) AND (sk = :v)', '(pk = :p AND sk = :v)', 'sk = :v AND pk = :p'].map((condition) =>
      flow(
        condition,
        ...five,
        call('Query', query(condition, { ':p': S('q'), ':v': S('b') }), { Items: sks('b') }),
      ),
    ),
    flow(
      'Limit',
      ...five,
      call('Query', query('pk = :p', { ':p': S('q') }, { Limit: 2 }), {
        Items: sks('a', 'ab'),
        LastEvaluatedKey: pair('q', 'ab'),
      }),
    ),
    flow(
      'Limit counts what the filter drops',
      ...five,
      call(
        'Query',
        query('pk = :p', { ':p': S('q'), ':v': S('b') }, { Limit: 3, FilterExpression: 'v = :v' }),
        { Items: sks('b'), Count: 1, ScannedCount: 3, LastEvaluatedKey: pair('q', 'b') },
      ),
    ),
    flow(
      'goes on behind the start key',
      ...five,
      call('Query', query('pk = :p', { ':p': S('q') }, { ExclusiveStartKey: pair('q', 'ab') }), {
        Items: sks('b', 'c', 'd'),
      }),
    ),
    flow(
      'goes on backwards',
      ...five,
      call(
        'Query',
        query('pk = :p', { ':p': S('q') }, { ExclusiveStartKey: pair('q', 'c'), ScanIndexForward: false }),
        { Items: sks('b', 'ab', 'a') },
      ),
    ),
    flow(
      'page by page',
      ...five,
      ...pages('Query', query('pk = :p', { ':p': S('q') }), ['a', 'ab', 'b', 'c', 'd']),
    ),
    selectsNumbers('', {}, [-5, 0, 1, 5, 10]),
    selectsNumbers('', {}, [10, 5, 1, 0, -5], { ScanIndexForward: false }),
    selectsNumbers(' AND sk > :v', { ':v': N(1) }, [5, 10]),
    selectsNumbers(' AND sk >= :v', { ':v': N('-5.0') }, [-5, 0, 1, 5, 10]),
    selectsNumbers(' AND sk BETWEEN :a AND :b', { ':a': N(0), ':b': N(5) }, [0, 1, 5]),
    selectsNumbers('', {}, [-5, 0], { Limit: 2 }),
    selectsBytes('', {}, ['AA==', 'AAE=', 'AQ==', '/w==']),
    selectsBytes('', {}, ['/w==', 'AQ==', 'AAE=', 'AA=='], { ScanIndexForward: false }),
    selectsBytes(' AND sk > :v', { ':v': { B: 'AAE=' } }, ['AQ==', '/w==']),
    selectsBytes(' AND begins_with(sk, :v)', { ':v': { B: 'AA==' } }, ['AA==', 'AAE=']),
    flow(
      'COUNT',
      ...five,
      call('Query', query('pk = :p', { ':p': S('q') }, { Select: 'COUNT' }), {
        Items: undefined,
        Count: 5,
        ScannedCount: 5,
      }),
    ),
    flow(
      'COUNT with a filter',
      ...five,
      call(
        'Query',
        query('pk = :p', { ':p': S('q'), ':v': S('b') }, { Select: 'COUNT', FilterExpression: 'v = :v' }),
        { Items: undefined, Count: 1, ScannedCount: 5 },
      ),
    ),
    flow(
      'SPECIFIC_ATTRIBUTES',
      ...five,
      call(
        'Query',
        query(
          'pk = :p',
          { ':p': S('q') },
          { Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'sk', Limit: 1 },
        ),
        { Items: [{ sk: S('a'), pk: undefined, v: undefined }] },
      ),
    ),
  ]),
  group('Scan', [
    flow(
      'finds what is there',
      put('scan-1', { kind: S('s') }),
      call(
        'Scan',
        { TableName: HASH, FilterExpression: 'kind = :k', ExpressionAttributeValues: { ':k': S('s') } },
        { Items: [{ pk: S('scan-1') }] },
      ),
    ),
    flow(
      'a filter that drops everything',
      put('scan-2'),
      call(
        'Scan',
        { TableName: HASH, FilterExpression: 'kind = :k', ExpressionAttributeValues: { ':k': S('none') } },
        { Items: [], Count: 0, ScannedCount: (n: number) => n > 0 },
      ),
    ),
    flow(
      'Limit',
      put('scan-3'),
      put('scan-4'),
      call(
        'Scan',
        { TableName: HASH, Limit: 1 },
        { Count: 1, LastEvaluatedKey: (k: unknown) => k !== undefined },
      ),
    ),
    flow(
      'COUNT',
      put('scan-5'),
      call('Scan', { TableName: HASH, Select: 'COUNT', Limit: 1 }, { Items: undefined, Count: 1 }),
    ),
    flow(
      'segments share the table',
      ...['seg-1', 'seg-2', 'seg-3', 'seg-4', 'seg-5', 'seg-6'].map((pk) => put(pk, { seg: S('s') })),
      ...[0, 1, 2].map((Segment) =>
        call('Scan', {
          TableName: HASH,
          Segment,
          TotalSegments: 3,
          FilterExpression: 'seg = :s',
          ExpressionAttributeValues: { ':s': S('s') },
        }),
      ),
      {
        operation: 'Scan',
        input: (earlier) => {
          const found = earlier
            .slice(-3)
            .flatMap((page) => page.Items as { pk: { S: string } }[])
            .map((item) => item.pk.S);
          if (found.sort().join() !== 'seg-1,seg-2,seg-3,seg-4,seg-5,seg-6')
            throw new Error(`The segments gave ${found.join()}`);
          return { TableName: HASH, Limit: 1 };
        },
        expected: { gives: {} },
      },
    ),
    flow(
      'does not repeat the start key',
      put('scan-6'),
      put('scan-7'),
      call('Scan', { TableName: HASH, Limit: 1 }),
      {
        operation: 'Scan',
        input: (earlier) => ({
          TableName: HASH,
          Limit: 1,
          ExclusiveStartKey: earlier.at(-1)?.LastEvaluatedKey,
        }),
        expected: { gives: { Count: 1 } },
      },
    ),
  ]),
];
