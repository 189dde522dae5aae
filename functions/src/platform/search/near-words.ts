/** What may have been meant where nothing was found: a homophone, one letter or character more, less or other. */
import type { TypedWord } from './fold.ts';
import { formEnd, type Hit, lineEnd, positionAt, type Records } from './records.ts';
import { type ChineseScript, isHan } from './script.ts';

const maxInstead = 8;
const minLatinLength = 4;
const minHanLength = 3;
const maxLength = 16;
const maxShortName = 6;
const letters = 'abcdefghijklmnopqrstuvwxyz';

export type Instead = { words: TypedWord[]; text: string };

export function nearWords(records: Records, script: ChineseScript) {
  const { readings, latin } = vocabulary(records, script);

  /** One word is replaced at a time, the longest first: it is the likeliest to be mistyped. */
  function instead(words: readonly TypedWord[]): Instead[] {
    const order = [...words.keys()].sort(
      (a, b) => (words[b] as TypedWord).text.length - (words[a] as TypedWord).text.length,
    );
    return order
      .flatMap((index) =>
        near(words[index] as TypedWord).map((text): Instead => {
          const replaced = words.map((word, at) => (at === index ? { text, letters: null } : word));
          return { words: replaced, text: replaced.map((word) => word.text).join(' ') };
        }),
      )
      .slice(0, maxInstead);
  }

  function near(word: TypedWord): string[] {
    if (word.text.length > maxLength) return [];
    if (/^[a-z0-9]+$/.test(word.text)) return nearLatin(word.text);
    return [...word.text].every(isHan) ? [...homophones(word.text), ...nearHan(word.text)] : [];
  }

  /** 「芝浮」 for 「芝罘」. */
  function homophones(text: string): string[] {
    if (text.length < 2) return [];
    const sounds = script.reading(text);
    const source = records.syllables.exactly(sounds.map((sound) => sound ?? ''));
    return source === null ? [] : snippets(source, records.sounds.text).filter((found) => found !== text);
  }

  function nearHan(text: string): string[] {
    if (text.length < minHanLength) return [];
    const any = `[^${formEnd}${lineEnd}]`;
    const sources = edits(text, [any]).filter((source) => source !== text);
    return snippets([...new Set(sources)].join('|'), records.names.text);
  }

  function nearLatin(text: string): string[] {
    if (text.length < minLatinLength) return [];
    const found = new Set<string>();
    for (const variant of edits(text, [...(/^[0-9]+$/.test(text) ? '0123456789' : letters)])) {
      const name = readings.get(variant) ?? (latin.has(variant) ? variant : undefined);
      if (name !== undefined) found.add(name);
    }
    return [...found];
  }

  /** The names at the places of the match. */
  function snippets(source: string, text: string): string[] {
    const counts = new Map<string, number>();
    const pattern = new RegExp(source, 'g');
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const found = records.names.text.slice(match.index, match.index + match[0].length);
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).map(([found]) => found);
  }

  /** Records in which every character of every word stands somewhere in one field: 「男鞋」 in 「男子跑鞋」. */
  function scattered(words: readonly TypedWord[]): Hit[] {
    const characters = [...new Set(words.flatMap(({ text }) => [...text]))];
    if (characters.length < 2 || !characters.every(isHan)) return [];
    const source = `[^${lineEnd}]*`;
    const lookaheads = characters.slice(1).map((character) => `(?=${source}${character})`);
    const line = new RegExp(`^${lookaheads.join('')}${source}${characters[0]}`, 'gm');
    const found = new Map<number, number>();
    for (let match = line.exec(records.names.text); match; match = line.exec(records.names.text)) {
      const position = positionAt(records.names, match.index);
      if (found.has(position)) continue;
      found.set(position, 0);
    }
    return [...found.keys()].sort((a, b) => a - b).map((position) => ({ position, rank: 0 }));
  }

  return { instead, scattered };
}

/** One letter more, less, other, or two changed about. */
function edits(text: string, letters: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const [before, after] = [text.slice(0, at), text.slice(at + 1)];
    if (after !== '') found.push(before + after[0] + text[at] + after.slice(1));
    found.push(before + after);
    for (const letter of letters) found.push(before + letter + after, before + letter + text.slice(at));
  }
  for (const letter of letters) found.push(text + letter);
  return found;
}

/** Short names by their pinyin, and the words of Latin names. */
function vocabulary(records: Records, script: ChineseScript) {
  const readings = new Map<string, string>();
  const names = new Set(
    records.names.text.split(/[|\n]/).filter((name) => name.length > 1 && name.length <= maxShortName),
  );
  for (const name of names) {
    const sounds = script.reading(name);
    if (sounds.every((sound) => sound !== null)) {
      const pinyin = sounds.join('');
      if (!readings.has(pinyin)) readings.set(pinyin, name);
    }
  }
  return { readings, latin: new Set(records.latin.text.split(/[|\n ]/).filter(Boolean)) };
}
