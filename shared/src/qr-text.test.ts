import { expect, test } from 'vitest';
import { pickupDigitsOf } from './qr-text.ts';

test.each(['62741494', '6274 1494', ' 6274-1494 ', '６２７４　１４９４', '6274\u00a01494'])(
  '%s is read as the digits that stand under a pickup code',
  (text) => expect(pickupDigitsOf(text)).toBe('62741494'),
);
test.each(['', '6274149', '627414940', 'JDP1.62741494', '6274a1494', 'https://x/q/62741494'])(
  '%s is none',
  (text) => expect(pickupDigitsOf(text)).toBeNull(),
);
