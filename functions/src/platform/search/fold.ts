/** What is typed and what is searched are folded alike, so that width, case, tones and script make no difference. */
import type { ChineseScript } from './script.ts';

const maxTextLength = 60;
const maxWords = 6;

/** A word as typed: its text, and for pinyin its letters as the apostrophes divide them (`xi'an`: `xi`, `an`). */
export type TypedWord = { text: string; letters: readonly string[] | null };

/** Half width, lower case, without tones, simplified; letters and digits of any script and nothing else. */
export function fold(text: string, script: Pick<ChineseScript, 'simplified'>): string {
  let folded = '';
  for (const character of plain(text).replace(/[^\p{L}\p{N}]/gu, '')) folded += script.simplified(character);
  return folded;
}

/** `most`: what somebody types beyond it is left out. */
export function typedWords(
  text: string,
  script: Pick<ChineseScript, 'simplified'>,
  most = maxWords,
): TypedWord[] {
  const words = plain(text.slice(0, maxTextLength))
    .split(/[\s,，、;；|]+/)
    .flatMap((word): TypedWord[] => {
      const folded = fold(word, script);
      if (folded === '') return [];
      const parts = word.split(/['’‘`]+/).map((part) => fold(part, script));
      const letters = /^[a-z]+$/.test(folded) ? parts.filter(Boolean) : null;
      return [{ text: folded, letters }];
    });
  // Said twice is said once.
  return [...new Map(words.map((word) => [`${word.text} ${word.letters?.join(' ')}`, word])).values()].slice(
    0,
    most,
  );
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
