import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { earlyAnswer } from '../src/platform/h5/early-answer.ts';

const url = '/v1/branches/B00001';
const answer = { status: 200, body: '{}' };
const asked = (early: Promise<unknown>) => vi.stubGlobal('window', { jindianEarly: { [url]: early } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an answer is good once, and one that failed or was not asked for is none', async () => {
  asked(Promise.resolve(answer));
  expect(await earlyAnswer(url)).toEqual(answer);
  expect(await earlyAnswer(url)).toBeNull();
  expect(await earlyAnswer('/v1/other')).toBeNull();
  asked(Promise.reject(new TypeError('Failed to fetch')));
  expect(await earlyAnswer(url)).toBeNull();
});

test('nobody waits for ever for an answer that never comes', async () => {
  asked(new Promise(() => undefined));
  const waited = earlyAnswer(url);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await Promise.race([waited, Promise.resolve('still waits')])).toBeNull();
});
