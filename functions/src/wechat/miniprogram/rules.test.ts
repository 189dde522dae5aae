import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTemplateValue, isScene } from './rules.ts';

describe('a scene', () => {
  const allowed = "0123456789ABCXYZabcxyz!#$&'()*+,/:;=?@-._~";

  it('is 1 to 32 of the allowed characters and nothing else', () => {
    const scene = fc.string({ unit: fc.constantFrom(...allowed), minLength: 1, maxLength: 32 });
    fc.assert(fc.property(scene, (text) => isScene(text)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const every = [...text].every((character) => /[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]/.test(character));
        return isScene(text) === (every && text.length >= 1 && text.length <= 32);
      }),
    );
    expect(isScene('a\n')).toBe(false);
    expect(isScene('a%20b')).toBe(false);
  });
});

describe('a template value', () => {
  it('is cut to what its kind takes, in characters and not in halves of them', () => {
    expect(fitTemplateValue('thing1', '咖啡豆')).toBe('咖啡豆');
    expect(fitTemplateValue('thing1', '豆'.repeat(20))).toBe('豆'.repeat(20));
    expect(fitTemplateValue('thing1', '豆'.repeat(21))).toBe(`${'豆'.repeat(19)}…`);
    expect(fitTemplateValue('thing12', '🫘'.repeat(30))).toBe(`${'🫘'.repeat(19)}…`);
    expect(fitTemplateValue('phrase2', '正在为您备货')).toBe('正在为您备');
    expect(fitTemplateValue('amount3', '¥1990.00')).toBe('¥1990.00');
  });
});
