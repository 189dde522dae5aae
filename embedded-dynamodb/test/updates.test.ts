import { type ReturnValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, get, type Item, key, number, openBench, put, refusal, TABLE, text } from './kit.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const list = (...values: number[]) => ({ L: values.map(number) });

async function update(expression: string, values: Item = {}, ReturnValues?: ReturnValue) {
  const names = expression.includes('#v') ? { ExpressionAttributeNames: { '#v': 'values' } } : {};
  return bench.client.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: key('item'),
      UpdateExpression: expression,
      ...names,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(ReturnValues && { ReturnValues }),
    }),
  );
}

describe('update expressions', () => {
  it.each<[string, Item, string, Item, Item]>([
    [
      'read every operand before anything changes',
      { a: number(1), b: number(2) },
      'SET a = b, b = a',
      {},
      { a: number(2), b: number(1) },
    ],
    [
      'copy, not share, what they read',
      { a: number(1), b: number(2) },
      'SET a = b ADD b :n',
      { ':n': number(5) },
      { a: number(2), b: number(7) },
    ],
    [
      'copy maps whole',
      { m: { M: { x: number(1) } } },
      'SET n = m, m.x = :n',
      { ':n': number(9) },
      { m: { M: { x: number(9) } }, n: { M: { x: number(1) } } },
    ],
    [
      'mean list positions before the update',
      { l: list(0, 1, 2, 3) },
      'REMOVE l[0], l[2]',
      {},
      { l: list(1, 3) },
    ],
    [
      'set and remove in one list',
      { l: list(0, 1, 2, 3) },
      'SET l[3] = :n REMOVE l[1]',
      { ':n': number(9) },
      { l: list(0, 2, 9) },
    ],
    [
      'append beyond the end, in order',
      { l: list(0) },
      'SET l[9] = :b, l[5] = :a',
      { ':a': number(1), ':b': number(2) },
      { l: list(0, 1, 2) },
    ],
    [
      'append lists both ways',
      { l: list(1) },
      'SET l = list_append(:n, l)',
      { ':n': list(0) },
      { l: list(0, 1) },
    ],
    [
      'count from nothing',
      {},
      'SET n = if_not_exists(n, :z) + :n',
      { ':z': number(0), ':n': number(3) },
      { n: number(3) },
    ],
    [
      'add to sets without doubles',
      { s: { SS: ['a', 'b'] } },
      'ADD s :s',
      { ':s': { SS: ['b', 'c'] } },
      { s: { SS: ['a', 'b', 'c'] } },
    ],
    ['drop a set that becomes empty', { s: { SS: ['a'] } }, 'DELETE s :s', { ':s': { SS: ['a', 'z'] } }, {}],
    [
      'keep 38 digits exact',
      { n: { N: '12345678901234567890123456789012345678' } },
      'SET n = n - :n',
      { ':n': number(1) },
      { n: { N: '12345678901234567890123456789012345677' } },
    ],
    [
      'add decimals exactly',
      { n: { N: '0.1' } },
      'SET n = n + :n',
      { ':n': { N: '0.2' } },
      { n: { N: '0.3' } },
    ],
    ['remove what is not there', { a: number(1) }, 'REMOVE b, c', {}, { a: number(1) }],
  ])('%s', async (_name, before, expression, values, after) => {
    await put(bench.client, { ...key('item'), ...before });
    await update(expression, values);
    expect(await get(bench.client, 'item')).toEqual({ ...key('item'), ...after });
  });

  it.each<[string, Item, string, Item]>([
    ['arithmetic on text', { a: text('x') }, 'SET a = a + :n', { ':n': number(1) }],
    ['an operand that is not there', {}, 'SET a = b', {}],
    ['a path through nothing', {}, 'SET a.b = :n', { ':n': number(1) }],
    ['ADD of a number to a set', { a: { SS: ['x'] } }, 'ADD a :n', { ':n': number(1) }],
    ['a change of the key', {}, 'SET pk = :n', { ':n': text('new') }],
    ['an index key of another type', {}, 'SET gp = :n', { ':n': number(1) }],
    ['an index key of another type by way of an attribute', { a: number(1) }, 'SET gp = a', {}],
    ['an empty index key', {}, 'SET gp = :n', { ':n': text('') }],
    [
      'a number beyond 38 digits',
      { a: { N: '99999999999999999999999999999999999999' } },
      'SET a = a + :n',
      { ':n': { N: '0.1' } },
    ],
    ['an item beyond 400 KB', { a: text('x'.repeat(300_000)) }, 'SET b = a', {}],
    ['overlapping paths', { m: { M: {} } }, 'SET m = :n, m.a = :n', { ':n': number(1) }],
    ['a value that is not used', {}, 'SET a = :n', { ':n': number(1), ':unused': number(2) }],
    ['a reserved word', {}, 'SET values = :n', { ':n': number(1) }],
  ])('refuse %s and change nothing', async (_name, before, expression, values) => {
    await put(bench.client, { ...key('item'), ...before });
    expect((await refusal(update(expression, values))).name).toBe('ValidationException');
    expect(await get(bench.client, 'item')).toEqual({ ...key('item'), ...before });
  });

  it('use the values at hand when the same expression comes again', async () => {
    await put(bench.client, key('item'));
    for (const n of [1, 2.5, -3]) {
      await update('SET #v = :n, m = :m', { ':n': number(n), ':m': { M: { n: number(n) } } });
      expect(await get(bench.client, 'item')).toEqual({
        ...key('item'),
        values: number(n),
        m: { M: { n: number(n) } },
      });
    }
    expect(
      (await refusal(update('SET #v = :n, m = :m', { ':n': { N: 'nonsense' }, ':m': { M: {} } }))).message,
    ).toContain('cannot be converted to a numeric value: nonsense');
  });

  it.each<[ReturnValue, Item | undefined]>([
    ['NONE', undefined],
    ['ALL_OLD', { ...key('item'), a: number(1), b: number(1) }],
    ['ALL_NEW', { ...key('item'), a: number(2), b: number(1), c: number(2) }],
    ['UPDATED_OLD', { a: number(1) }],
    ['UPDATED_NEW', { a: number(2), c: number(2) }],
  ])('return %s', async (wanted, attributes) => {
    await put(bench.client, { ...key('item'), a: number(1), b: number(1) });
    expect((await update('SET a = :n, c = :n', { ':n': number(2) }, wanted)).Attributes).toEqual(attributes);
  });

  it('create the item when there is none', async () => {
    await bench.client.send(new UpdateItemCommand({ TableName: TABLE, Key: key('created') }));
    expect(await get(bench.client, 'created')).toEqual(key('created'));
  });
});

describe('limits on what is sent', () => {
  const nested = (levels: number): Item[string] => (levels === 0 ? text('x') : { L: [nested(levels - 1)] });

  it.each<[string, Item]>([
    ['an attribute without a name', { '': text('x') }],
    ['one inside a map', { m: { M: { '': text('x') } } }],
    ['32 levels around a value', { deep: nested(32) }],
    ['an empty set', { s: { SS: [] } }],
    ['a set with doubles', { s: { NS: ['1', '1.0'] } }],
    ['39 digits', { n: { N: '1'.repeat(39) } }],
    ['a number that is none', { n: { N: '1,5' } }],
    ['an index key of another type', { gp: number(1) }],
    ['an empty index key', { gp: text('') }],
    ['an index key of more than 2,048 bytes', { gp: text('店'.repeat(683)) }],
  ])('refuse %s', async (_name, more) => {
    expect((await refusal(put(bench.client, { ...key('item'), ...more }))).name).toBe('ValidationException');
  });

  it('take a value at level 32', async () => {
    await put(bench.client, { ...key('item'), deep: nested(31) });
    expect((await get(bench.client, 'item'))?.deep).toEqual(nested(31));
  });

  it('refuse expressions of more than 4 KB and lists of more than 100', async () => {
    const long = `SET a = :v${' '.repeat(4_096)}`;
    expect((await refusal(update(long, { ':v': number(1) }))).message).toContain(
      'Expression size has exceeded',
    );
    const command = (operands: number) =>
      new UpdateItemCommand({
        TableName: TABLE,
        Key: key('listed'),
        UpdateExpression: 'SET a = :v',
        ConditionExpression: `attribute_not_exists(a) OR a IN (${Array.from({ length: operands }, () => ':v').join()})`,
        ExpressionAttributeValues: { ':v': number(1) },
      });
    await bench.client.send(command(100));
    expect((await refusal(bench.client.send(command(101)))).message).toContain('number of operands: 101');
  });
});
