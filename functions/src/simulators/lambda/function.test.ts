import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Concurrency,
  createLambdaFunction,
  type FunctionSpec,
  type LambdaFunction,
} from './function.ts';
import { maxRequestBytes, maxResponseBytes } from './limits.ts';

const codeFolder = fileURLToPath(new URL('./testing/probe', import.meta.url));
let movedMs = 0;
let printed = '';
const made: LambdaFunction[] = [];

function probe(spec: Partial<FunctionSpec> = {}, concurrency: Partial<Concurrency> = {}): LambdaFunction {
  const fn = createLambdaFunction(
    {
      name: 'probe',
      codeFolder,
      handler: 'index.handler',
      timeoutMs: 30_000,
      memoryMb: 128,
      environment: { COLOUR: 'green' },
      ...spec,
    },
    { reserved: null, most: 1, ...concurrency },
    {
      node: process.env.JINDIAN_LAMBDA_NODE ?? process.execPath,
      region: 'cn-northwest-1',
      endpoints: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
      movedMs: () => movedMs,
      log: (_, text) => {
        printed += text;
      },
    },
  );
  made.push(fn);
  return fn;
}

async function answer<T = unknown>(fn: LambdaFunction, event: object): Promise<T> {
  const outcome = await fn.invoke(event);
  if (outcome.kind !== 'answered') throw new Error(`${JSON.stringify(outcome)}\n${printed}`);
  return JSON.parse(outcome.payload) as T;
}

afterEach(async () => {
  await Promise.all(made.splice(0).map((fn) => fn.close()));
  movedMs = 0;
});

describe('a sandbox', () => {
  test('loads the handler once and has the environment of a function, and nothing of this machine', async () => {
    const fn = probe();
    const one = await answer<{ pid: number; calls: number }>(fn, { act: 'who' });
    const two = await answer<{ pid: number; calls: number }>(fn, { act: 'who' });
    expect([two.pid, one.calls, two.calls]).toEqual([one.pid, 1, 2]);
    const environment = await answer<Record<string, string>>(fn, { act: 'environment' });
    expect(environment).toMatchObject({
      COLOUR: 'green',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_REGION: 'cn-northwest-1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
      TZ: ':UTC',
    });
    expect(Object.keys(environment).filter((name) => /^(HOME|USER|npm_|VITEST|NODE_ENV)/.test(name))).toEqual(
      [],
    );
    const context = await answer<{ remainingMs: number }>(fn, { act: 'context' });
    expect(context).toMatchObject({ name: 'probe', memoryMb: '128' });
    expect(context.remainingMs).toBeGreaterThan(0);
    expect(context.remainingMs).toBeLessThanOrEqual(30_000);
    expect(await answer(fn, { act: 'nothing' })).toBeNull();
  });

  test('follows the clock of the machine, moved or not', async () => {
    const fn = probe();
    const day = 86_400_000;
    const before = await answer<{ dateMs: number; nowMs: number }>(fn, { act: 'clock' });
    movedMs = day;
    const after = await answer<{ dateMs: number; nowMs: number; isDate: boolean }>(fn, { act: 'clock' });
    for (const name of ['dateMs', 'nowMs'] as const)
      expect(Math.floor((after[name] - before[name]) / day)).toBe(1);
    expect(after.isDate).toBe(true);
    const { remainingMs } = await answer<{ remainingMs: number }>(fn, { act: 'context' });
    expect(remainingMs).toBeGreaterThan(0);
  });

  test('cannot write beside its code, only into its own folder', async () => {
    const fn = probe();
    const outcome = await fn.invoke({ act: 'write', where: 'code' });
    expect(outcome).toMatchObject({ kind: 'failed', errorMessage: expect.stringContaining('restricted') });
    expect(await answer(fn, { act: 'write', where: 'own' })).toBe('written');
  });

  test.skipIf(process.platform === 'win32')('is frozen between invocations', async () => {
    const fn = probe();
    await answer(fn, { act: 'tick' });
    const first = await answer<number>(fn, { act: 'ticks' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // An interval that ran on would have come some sixty times; thawed, it comes once.
    expect((await answer<number>(fn, { act: 'ticks' })) - first).toBeLessThan(10);
  });
});

describe('a function that fails', () => {
  test('by an error: says which, and goes on in the same sandbox', async () => {
    const fn = probe();
    const { pid } = await answer<{ pid: number }>(fn, { act: 'who' });
    expect(await fn.invoke({ act: 'fail', message: 'no such thing' })).toEqual({
      kind: 'failed',
      errorType: 'RangeError',
      errorMessage: 'no such thing',
    });
    expect(await answer(fn, { act: 'who' })).toMatchObject({ pid });
  });

  test.each([
    ['exits', { act: 'die' }, {}, 'Runtime.ExitError'],
    ['takes too long', { act: 'hang' }, { timeoutMs: 500 }, 'Sandbox.Timedout'],
    ['takes too much memory', { act: 'fill' }, { memoryMb: 64 }, 'Runtime.ExitError'],
  ])('%s: its sandbox is gone, whoever waits gets another', async (_, event, spec, errorType) => {
    const fn = probe(spec);
    await fn.warm(1);
    const [outcome, next] = await Promise.all([
      fn.invoke(event),
      fn.invoke({ act: 'fail', message: 'the next one' }),
    ]);
    expect(outcome).toMatchObject({ kind: 'failed', errorType });
    expect(next).toMatchObject({ errorMessage: 'the next one' });
    expect(fn.sandboxCount()).toBe(1);
  });

  test('a handler that is not there is told as such', async () => {
    expect(await probe({ handler: 'index.nobody' }).invoke({})).toMatchObject({
      kind: 'failed',
      errorMessage: 'index.nobody is undefined or not exported',
    });
  });
});

describe('limits', () => {
  test('six megabytes each way, and not a byte more', async () => {
    const fn = probe({ memoryMb: 256 });
    const padded = (bytes: number) => {
      const event = { act: 'who', padding: '' };
      event.padding = 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(event)));
      return event;
    };
    expect(await fn.invoke(padded(maxRequestBytes))).toMatchObject({ kind: 'answered' });
    expect(await fn.invoke(padded(maxRequestBytes + 1))).toMatchObject({ kind: 'refused', status: 413 });
    expect(await fn.invoke({ act: 'answer', bytes: maxResponseBytes })).toMatchObject({ kind: 'answered' });
    expect(await fn.invoke({ act: 'answer', bytes: maxResponseBytes + 1 })).toMatchObject({
      kind: 'failed',
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(await answer(fn, { act: 'who' })).toMatchObject({ calls: 4 });
  });

  test('four kilobytes of environment', () => {
    const environment = (bytes: number) => ({ environment: { A: 'x'.repeat(bytes - 1) } });
    probe(environment(4_096));
    expect(() => probe(environment(4_097))).toThrow('exceeded the 4KB limit: 4097 bytes');
  });

  test('one invocation at a time in a sandbox, the next in another, and beyond the machine it waits', async () => {
    const fn = probe({}, { most: 2 });
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => answer(fn, { act: 'who' })));
    expect(new Set((outcomes as { pid: number }[]).map(({ pid }) => pid)).size).toBe(2);
    expect(fn.sandboxCount()).toBe(2);
  });

  test('what comes one after the other goes round', async () => {
    const fn = probe({}, { most: 2 });
    await fn.warm(2);
    const pids: number[] = [];
    for (let n = 0; n < 4; n += 1) pids.push((await answer<{ pid: number }>(fn, { act: 'who' })).pid);
    expect(new Set(pids).size).toBe(2);
    expect(pids.slice(2)).toEqual(pids.slice(0, 2));
  });

  test('beyond a reserved concurrency it is refused', async () => {
    const fn = probe({}, { reserved: 1 });
    const outcomes = await Promise.all([fn.invoke({ act: 'who' }), fn.invoke({ act: 'who' })]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['answered', 'refused']);
  });
});
