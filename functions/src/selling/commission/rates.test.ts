import { hourMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import { openPolicies } from '../../platform/policy-document/testing/policy-fixture.ts';
import { createCommissionRates } from './rates.ts';

test('commission rates are in force from their publication on, or from a time, and of two editors one is told', async () => {
  const opened = await openPolicies();
  const rates = createCommissionRates(opened.policies);
  const first = { ruleName: 'standard', basisPointsByCategory: { shoes: 500 }, defaultBasisPoints: 100 };
  const seen = (revision: number) => ({ revision, by: 'M1', note: 'because', command: null });
  expect(await rates.current()).toEqual({
    version: 'default',
    ruleName: 'standard',
    basisPointsByCategory: {},
    defaultBasisPoints: 0,
  });
  await rates.publishContent(first, seen(0));
  expect(await rates.current()).toEqual({ version: 'v1', ...first });
  const wrong = { ...first, defaultBasisPoints: 10_001 };
  expect(await rates.publishContent(wrong, seen(1))).toMatchObject({ code: 'invalid_request' });

  const autumn = { ...first, basisPointsByCategory: { shoes: 300 } };
  expect(await rates.saveDraft(autumn, { revision: 0, by: 'M2' })).toMatchObject({ code: 'stale_revision' });
  await rates.saveDraft(autumn, { revision: 1, by: 'M2' });
  await rates.publish({ ...seen(2), atMs: opened.clock.nowMs() + hourMs });
  expect((await rates.refresh()).version).toBe('v1');
  opened.clock.advance(hourMs);
  await opened.doWhatIsDue();
  expect(await rates.refresh()).toEqual({ version: 'v2', ...autumn });
  await opened.close();
});
