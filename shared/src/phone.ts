/** Mobile numbers of the mainland, Hong Kong, Macao and Taiwan, in every form in which people write them. */

/** As they are kept, and as WeChat tells them: eleven digits on the mainland, `+` and the code elsewhere. */
export const phonePattern = /^(?:1[3-9]\d{9}|\+852[4-9]\d{7}|\+8536\d{7}|\+8869\d{8})$/;

/** The number as it is kept, from `+86 138-0013-8000`, `0086…`, `００８５２…` or `(852) 9123 4567`; anything else as it is. */
export function normalPhone(text: string): string {
  const digits = text
    .normalize('NFKC')
    // Everything that a phone book puts between digits, its invisible direction marks too.
    .replace(/[\s\p{Pd}\p{Cf}().·/]/gu, '')
    .replace(/^(?:\+|00)?86(?=1\d{10}$)/, '')
    .replace(/^00(?=85[23]|886)/, '+')
    .replace(/^(?=(?:852\d{8}|853\d{8}|8869\d{8})$)/, '+')
    .replace(/^\+8860(?=9)/, '+886');
  return phonePattern.test(digits) ? digits : text;
}

/** A shop's number as one would dial it: a landline with its area code, a mobile phone, a service number. */
export const shopPhonePattern = /^\+?\d[\d-]{3,18}\d$/;
