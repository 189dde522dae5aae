import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText, words } from './text.ts';

describe('cleanText', () => {
  it.each([
    ['NUL', 'a\u0000b', 'ab'],
    ['zero width', '王\u200b小\ufeff明', '王小明'],
    ['an override', '\u202e¥10\u202c', '¥10'],
    ['half an emoji', 'ok\ud83d', 'ok'],
    ['half an emoji before', '\ude00ok', 'ok'],
    ['a tag text', 'a\u{e0041}\u{e0042}', 'a'],
    ['a joiner between letters', 'a\u200db', 'ab'],
    ['a joiner on the second line', '好\na\u200db', '好\nab'],
    ['line breaks', 'a\r\nb\u2028c', 'a\nb\nc'],
    ['what is written in two parts', 'e\u0301', 'é'],
  ])('takes out %s', (_what, text, kept) => {
    expect(cleanText(text)).toBe(kept);
  });

  it.each(['😀', '👨‍👩‍👧', '🏳️‍🌈', '👩🏽‍🚀', '❤️‍🔥', '微信 WeChat 1,280 元/件（含税）', '𠮷野家', 'مرحبا'])(
    'keeps %s',
    (text) => {
      expect(cleanText(text)).toBe(text.normalize('NFC'));
    },
  );

  it('is done once it is done, and leaves nothing that hides or turns', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u0000',
        '\u200b',
        '\u200d',
        '\u202e',
        '\ud83d',
        '\ude00',
        '\ufeff',
        '\u{e0041}',
        '😀',
      ),
    );
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 12 }), (parts) => {
        const clean = cleanText(parts.join(''));
        expect(cleanText(clean)).toBe(clean);
        expect(clean).not.toMatch(/\p{Surrogate}/u);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there.
        expect(clean).not.toMatch(/[\u0000-\u0008\u202a-\u202e\u2066-\u2069\u200b\ufeff]/);
      }),
    );
  });
});

describe('words', () => {
  it('are measured as they are kept', () => {
    expect(words().max(3).parse(' 王\u200b小\u0000\u202e明 ')).toBe('王小明');
    expect(words().max(3).safeParse('王小明明').success).toBe(false);
  });

  it('that are too long are refused before they are cleaned', () => {
    let looked = 0;
    const long = `中${'a'.repeat(99_000)}`;
    const watched = words().overwrite((text) => {
      looked += 1;
      return text;
    });
    expect(watched.max(32).safeParse(long).success).toBe(false);
    expect(looked).toBe(0);
    expect(watched.safeParse('好').success).toBe(true);
    expect(looked).toBe(1);
  });

  it('of nothing but what cannot be seen are none', () => {
    expect(words().min(1).safeParse('\u200b\u2060\ufeff \u3164').success).toBe(false);
    expect(cleanLine(' a \n\t b ')).toBe('a b');
  });
});
