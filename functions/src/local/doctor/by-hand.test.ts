import { expect, test } from 'vitest';
import { goLiveSteps } from './by-hand.ts';

test('the list to go by says each thing once, in both languages and with where it is done', () => {
  for (const one of goLiveSteps) {
    expect(one.what.zh).toMatch(/\p{Script=Han}/u);
    expect(one.what.en).not.toMatch(/\p{Script=Han}/u);
    expect(one.where).not.toBe('');
  }
  const said = goLiveSteps.map(({ what }) => what.en);
  expect(new Set(said).size).toBe(said.length);
});

test.each([
  ['aws', /account of AWS China/],
  ['aws', /ICP filing.*operator of the region/],
  ['aws', /Quotas/],
  ['aws', /alarms/],
  ['aws', /restore/],
  ['everybody', /Domains for requests/],
  ['everybody', /order centre.*jump/],
  ['everybody', /privacy guide/],
  ['everybody', /base library/],
  ['everybody', /Customer service/],
  ['everybody', /licences/],
  ['everybody', /reviewer/],
  ['everybody', /Templates of subscribe messages/],
  ['everybody', /Plain links/],
  ['everybody', /key to upload/],
  ['one-machine', /Backups/],
] as const)('for %s it has %s', (kind, words) => {
  const steps = goLiveSteps.filter((one) => one.for === 'everybody' || one.for === kind);
  expect(steps.filter(({ what }) => words.test(what.en))).toHaveLength(1);
});
