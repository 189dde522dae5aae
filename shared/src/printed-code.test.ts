import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeBodyOf, plainCode, printedCode } from './printed-code.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodies = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 10, maxLength: 10 });

describe('a printed code', () => {
  test('has eleven characters, none of which is taken for another, and is read back', () => {
    expect(printedCode('0123456789')).toBe('01234567890');
    fc.assert(
      fc.property(bodies, (body) => {
        const code = printedCode(body);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{11}$/);
        expect(codeBodyOf(code)).toBe(body);
        expect(codeBodyOf(body)).toBe(body);
      }),
    );
  });

  test('with one character that is another, whichever, is none', () => {
    const code = printedCode('7KQ2M9XA4C');
    for (let at = 0; at < code.length; at += 1)
      for (const other of alphabet) {
        if (other === code[at]) continue;
        const mistyped = code.slice(0, at) + other + code.slice(at + 1);
        expect([mistyped, codeBodyOf(mistyped)]).toEqual([mistyped, null]);
      }
  });

  test('with any two characters that changed places is none', () => {
    fc.assert(
      fc.property(bodies, fc.nat(10), fc.nat(10), (body, one, other) => {
        const signs = [...printedCode(body)];
        fc.pre(signs[one] !== signs[other]);
        [signs[one], signs[other]] = [signs[other] as string, signs[one] as string];
        expect(codeBodyOf(signs.join(''))).toBeNull();
      }),
    );
  });

  test('is meant in any case and width, in groups, and with the letters that look like digits', () => {
    const code = printedCode('0123456789');
    for (const typed of [
      code.toLowerCase(),
      ' 01234 56789 0 ',
      '01234-56789-0',
      'OI234 56789 O',
      'ol234–56789–o',
      '０１２３４５６７８９０',
    ])
      expect([typed, plainCode(typed), codeBodyOf(typed)]).toEqual([typed, code, '0123456789']);
    for (const other of ['', 'T', '0123456789U', '012345678', '012345678900', '店铺一二三四五六七八'])
      expect(codeBodyOf(other)).toBeNull();
  });
});
