import { expect, test } from 'vitest';
import { isCreditCode } from './credit-code.ts';

// Tencent's and Alibaba's, as their licences show them.
const real = ['9144030071526726XG', '91330100799655058B'];

test.each(real)('%s is the code of a company', (code) => expect(isCreditCode(code)).toBe(true));

test('one wrong character, two that changed places, and what is no code at all are told apart', () => {
  for (const code of real)
    for (let place = 0; place < 18; place += 1)
      for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY')
        if (other !== code.charAt(place))
          expect(isCreditCode(code.slice(0, place) + other + code.slice(place + 1))).toBe(false);
  expect(isCreditCode('9144030071526762XG')).toBe(false);
  for (const none of ['', '9144030071526726X', '9144030071526726XGG', '91440300715O6726XG', '一二三'])
    expect(isCreditCode(none)).toBe(false);
});
