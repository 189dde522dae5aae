import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandClaim, createIdempotency, type Idempotency } from './idempotency.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { transact } from './transact.ts';

let bench: TestTable;
let idempotency: Idempotency;

beforeEach(async () => {
  bench = await openTable();
  idempotency = createIdempotency({ table: bench.table, clock: bench.clock });
});
afterEach(() => bench.close());

const command = (input: unknown, caller = 'M1', endpoint = 'placeOrder', key = 'key-of-test') =>
  commandClaim(caller, endpoint, key, input);

async function run(claim: ReturnType<typeof command>, result: Record<string, unknown>) {
  const outcome = await transact(bench.table, [idempotency.claim(claim, result)]);
  return outcome.kind === 'done' ? 'first' : idempotency.find(claim);
}

describe('a command', () => {
  test('given again is answered with the result of the first time', async () => {
    expect(await run(command({ a: 1 }), { orderId: 'O1' })).toBe('first');
    expect(await run(command({ a: 1 }), { orderId: 'O2' })).toEqual({
      kind: 'same',
      result: { orderId: 'O1' },
    });
    expect(await idempotency.find(command({ a: 1 }))).toEqual({ kind: 'same', result: { orderId: 'O1' } });
  });

  test('with another input or for another endpoint is told so', async () => {
    await run(command({ a: 1 }), { orderId: 'O1' });
    expect(await run(command({ a: 2 }), {})).toEqual({ kind: 'other_input' });
    expect(await run(command({ a: 1 }, 'M1', 'cancelOrder'), {})).toEqual({ kind: 'other_input' });
  });

  test("of another caller with the same key is that caller's own", async () => {
    await run(command({ a: 1 }, 'M1'), { orderId: 'O1' });
    expect(await idempotency.find(command({ a: 1 }, 'M2'))).toBeNull();
    expect(await run(command({ a: 1 }, 'M2'), { orderId: 'O2' })).toBe('first');
  });

  test('given twenty times at once is done once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => run(command({ a: 1 }), { attempt: i })),
    );
    const first = answers.indexOf('first');
    expect(answers.filter((answer) => answer === 'first')).toHaveLength(1);
    for (const [i, answer] of answers.entries()) {
      if (i !== first) expect(answer).toEqual({ kind: 'same', result: { attempt: first } });
    }
  });

  test('is remembered for three days', async () => {
    await run(command({ a: 1 }), { orderId: 'O1' });
    const swept = async () => {
      await bench.engine.call('UpdateTimeToLive', {
        TableName: bench.name,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAtS' },
      });
      return bench.engine.sweepExpired();
    };
    bench.clock.advance(3 * dayMs - 1_000);
    expect(await swept()).toBe(0);
    expect(await run(command({ a: 1 }), {})).toMatchObject({ kind: 'same' });
    bench.clock.advance(dayMs);
    expect(await bench.engine.sweepExpired()).toBe(1);
    expect(await run(command({ a: 1 }), { orderId: 'O9' })).toBe('first');
  });
});

describe('the hash of an input', () => {
  test('does not depend on the order of members, nor on members that are undefined', () => {
    const shuffled = fc
      .dictionary(fc.string(), fc.jsonValue())
      .chain((value) =>
        fc.tuple(
          fc.constant(value),
          fc.shuffledSubarray(Object.keys(value), { minLength: Object.keys(value).length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([value, keys]) => {
        const other = Object.fromEntries(keys.map((key) => [key, value[key]]));
        expect(command({ body: { ...other, nothing: undefined } }).inputHash).toBe(
          command({ body: value }).inputHash,
        );
      }),
    );
  });

  test('differs where the input differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        // What JSON writes the same is the same: 0 and -0.
        const [one, other] = [a, b].map((value) => JSON.parse(JSON.stringify(value)));
        let same = true;
        try {
          expect(one).toStrictEqual(other);
        } catch {
          same = false;
        }
        expect(command(a).inputHash === command(b).inputHash).toBe(same);
      }),
    );
  });
});
