import { hourMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import { openPolicies } from '../../../platform/policy-document/testing/policy-fixture.ts';
import { createWithholdingRates, standardWithholding } from './rates.ts';

test('what is withheld is as the law has it until HQ publishes, and then as HQ says, from a time', async () => {
  const opened = await openPolicies();
  const rates = createWithholdingRates(opened.policies);
  expect(await rates.current()).toEqual({ version: 'default', ...standardWithholding });
  const cumulative = { ...standardWithholding, individual: 'labour_cumulative' as const };
  const seen = (revision: number) => ({ revision, by: 'M1', note: 'because', command: null });
  const bad = { ...cumulative, labourCumulative: { ...cumulative.labourCumulative, brackets: [] } };
  expect(await rates.publishContent(bad, seen(0))).toMatchObject({ code: 'invalid_request' });
  await rates.saveDraft(cumulative, { revision: 0, by: 'M2' });
  await rates.publish({ ...seen(1), atMs: opened.clock.nowMs() + hourMs });
  expect((await rates.refresh()).individual).toBe('labour_payment');
  opened.clock.advance(hourMs);
  await opened.doWhatIsDue();
  expect(await rates.refresh()).toEqual({ version: 'v1', ...cumulative });
  await opened.close();
});
