import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownCounties } from '../../local/demo/known-counties.ts';
import { type LocationSimulator, startLocationSimulator } from '../../simulators/tencent/index.ts';
import { loggedIn } from '../call.ts';
import { createTencentLocation } from './client.ts';
import type { TencentLocation } from './types.ts';

let simulator: LocationSimulator;
let location: TencentLocation;
beforeAll(async () => {
  simulator = await startLocationSimulator({ counties: knownCounties });
  const { baseUrl, key, secretKey } = simulator;
  location = createTencentLocation({ baseUrl, key, secretKey });
});
afterAll(() => simulator.close());

const sent = () => simulator.control.asked().at(-1)?.parameters ?? {};

test('whatever is typed is asked about, cut between characters and never within one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 85, max: 97 }),
      // Halves of characters too, and characters beyond the first plane around the place of the cut.
      fc.array(
        fc.oneof(
          fc.constantFrom('𠮷', '🏠', '号', 'a', '&', '=', '%', ' '),
          fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        ),
        { minLength: 1, maxLength: 20 },
      ),
      async (before, end) => {
        const text = '江'.repeat(before) + end.join('');
        for (const ask of ['suggest', 'locate'] as const) {
          const found = ask === 'suggest' ? await location.suggest(text, null) : await location.locate(text);
          // Understood and rightly signed: whatever else is no answer to a text.
          if (!found.ok) expect(found.failure.code).toBe('not_found');
          const { keyword, address } = sent();
          const told = [...(keyword ?? address ?? '')];
          expect(told.length).toBeLessThanOrEqual(96);
          expect(text.replace(/\p{Surrogate}/gu, '').startsWith(told.join(''))).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a key that is set wrong is told to a person, and an answer that fails otherwise is not', async () => {
  const told: object[] = [];
  const line = (level: string) => (fields: object) => void told.push({ level, ...fields });
  const logger = { info: line('info'), error: line('error') };
  const observe = loggedIn(logger as never);
  const { baseUrl, key } = simulator;
  await createTencentLocation({ baseUrl, key, secretKey: 'wrong' }, { observe }).locate('江苏省南京市玄武区');
  await createTencentLocation({ baseUrl, key, secretKey: simulator.secretKey }, { observe }).locate('qwxz');
  expect(told).toMatchObject([
    { level: 'error', needsPerson: true, operation: 'locate', result: 'misconfigured' },
    { level: 'info', result: 'not_found' },
  ]);
  expect(JSON.stringify(told)).not.toContain('玄武区');
});
