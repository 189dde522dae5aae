import { expect, test } from 'vitest';
import { gtinOfCode } from './gs1-link.ts';
import { pickupDigitsOf, readScannedText, shareText } from './qr-text.ts';

test.each(['62741494', '6274 1494', ' 6274-1494 ', '６２７４　１４９４', '6274\u00a01494'])(
  '%s is read as the digits that stand under a pickup code',
  (text) => expect(pickupDigitsOf(text)).toBe('62741494'),
);
test.each(['', '6274149', '627414940', 'JDP1.62741494', '6274a1494', 'https://x/q/62741494'])(
  '%s is none',
  (text) => expect(pickupDigitsOf(text)).toBeNull(),
);

const code = '01234567890';
test.each([
  `https://shop.example/q/${code}`,
  `  https://shop.example/q/${code}  `,
  `https://shop.example/q/${code}/`,
  `https://shop.example/q/${code}?from=wall#x`,
  `https://shop.example/q/${code} `,
  encodeURIComponent(`https://shop.example/q/${code}`),
  encodeURIComponent(encodeURIComponent(`https://shop.example/q/${code}/`)),
  `HTTPS://SHOP.EXAMPLE/Q/${code}`,
  `https://shop.example/q/${encodeURIComponent('０１２３４５６７８９０')}`,
  'https://shop.example/q/０１２３４５６７８９０',
  'https://shop.example/q/01234-56789-0',
  'O1234 56789 o',
  code,
])('%s is the code in it, however it came', (text) =>
  expect(readScannedText(text)).toEqual({ kind: 'code', code }),
);

test.each([
  ['https://brand.example/01/06901234567892', '01-06901234567892'],
  ['https://id.gs1.org/01/06901234567892/10/LOT7/21/S-0001', '01-06901234567892'],
  ['https://brand.example/shoes/01/6901234567892?17=271231', '01-06901234567892'],
  ['https%3A%2F%2Fbrand.example%2F01%2F06901234567892%2F21%2F8', '01-06901234567892'],
  ['6901234567892', '6901234567892'],
  // Without the check digit that belongs to it, it is an address like any other.
  ['https://brand.example/01/06901234567893', '01-06901234567893'],
])('%s says which goods it is on', (text, expected) => {
  const read = readScannedText(text);
  expect(read).toEqual({ kind: 'code', code: expected });
  const isNumber = text.endsWith('3') ? null : '06901234567892';
  expect(gtinOfCode(expected)).toBe(isNumber);
});

const shareId = '01KBAAAAAAAAAAAAAAAAAAAAAA';
test.each([
  `https://shop.example/q/${shareText(shareId)}`,
  `HTTPS://SHOP.EXAMPLE/Q/${shareText(shareId)}`,
  encodeURIComponent(`https://shop.example/q/${shareText(shareId)}?from=chat`),
  // The scene of a mini-program code.
  shareText(shareId),
])('%s is the share in it', (text) => expect(readScannedText(text)).toEqual({ kind: 'share', shareId }));
