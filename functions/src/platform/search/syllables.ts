/**
 * Syllables as single characters, in the order of the alphabet: whatever begins alike is a range of them, and a typed
 * pinyin word becomes a short pattern over as many characters as the name has.
 */
const firstCode = 0xe000;
const maxTypedLetters = 40;
const maxPatterns = 24;
const maxSteps = 600;

/** A run of characters, each between two codes. */
type Ranges = readonly (readonly [number, number])[];

/** Regular expression sources by how much of each syllable was typed; null where it cannot be read so. */
export type PinyinPatterns = {
  /** Every syllable whole; the last may be only begun (`yant`). */
  whole: string | null;
  /** Every syllable whole, also the last. */
  complete: string | null;
  /** First letters (`yt`). */
  initials: string | null;
  /** Some whole, some by their first letter (`ytai`). */
  mixed: string | null;
};

export type Syllables = {
  code(syllable: string): string;
  patterns(letters: readonly string[]): PinyinPatterns;
  /** Pattern of the very syllables given. */
  exactly(syllables: readonly string[]): string | null;
};

export function createSyllables(known: Iterable<string>): Syllables {
  const sorted = [...new Set(known)].sort();
  const indexOf = new Map(sorted.map((syllable, index) => [syllable, index]));
  const longest = Math.max(0, ...sorted.map(({ length }) => length));

  function beginningWith(prefix: string): readonly [number, number] | null {
    const first = sorted.findIndex((syllable) => syllable.startsWith(prefix));
    if (first === -1) return null;
    let last = first;
    while (sorted[last + 1]?.startsWith(prefix)) last += 1;
    return [first, last];
  }

  /** All ways to read the letters; an apostrophe ends a syllable. */
  function ways(parts: readonly string[], initialsToo: boolean, openEnd: boolean): Ranges[] {
    const found: Ranges[] = [];
    let steps = 0;
    const go = (part: number, at: number, sofar: Ranges): void => {
      steps += 1;
      if (steps > maxSteps || found.length >= maxPatterns) return;
      const letters = parts[part];
      if (letters === undefined) {
        found.push(sofar);
        return;
      }
      if (at === letters.length) {
        go(part + 1, 0, sofar);
        return;
      }
      const isLast = part === parts.length - 1;
      for (let end = Math.min(letters.length, at + longest); end > at; end -= 1) {
        const piece = letters.slice(at, end);
        const index = indexOf.get(piece);
        if (index !== undefined) go(part, end, [...sofar, [index, index]]);
        const open = (openEnd && isLast && end === letters.length) || (initialsToo && end === at + 1);
        const range = open ? beginningWith(piece) : null;
        if (range && !(range[0] === index && range[1] === index)) go(part, end, [...sofar, range]);
      }
    };
    go(0, 0, []);
    return found;
  }

  function patterns(typed: readonly string[]): PinyinPatterns {
    const parts = typed.map((part) => part.replace(/([ln])v/g, '$1u'));
    const letters = parts.join('');
    if (letters.length > maxTypedLetters || !/^[a-z]+$/.test(letters))
      return { whole: null, complete: null, initials: null, mixed: null };
    const initials = [...letters].map(beginningWith);
    return {
      whole: source(ways(parts, false, true)),
      complete: source(ways(parts, false, false)),
      initials:
        letters.length > 1 && initials.every((range) => range !== null) ? source([initials as Ranges]) : null,
      mixed: letters.length > 2 ? source(ways(parts, true, true)) : null,
    };
  }

  return {
    code: (syllable) => String.fromCharCode(firstCode + (indexOf.get(syllable) as number)),
    patterns,
    exactly(syllables) {
      const indexes = syllables.map((syllable) => indexOf.get(syllable));
      if (indexes.some((index) => index === undefined)) return null;
      return source([indexes.map((index) => [index as number, index as number])]);
    },
  };
}

function source(ways: readonly Ranges[]): string | null {
  if (ways.length === 0) return null;
  const escaped = (index: number) => `\\u${(firstCode + index).toString(16)}`;
  const texts = ways.map((ranges) =>
    ranges.map(([from, to]) => (from === to ? escaped(from) : `[${escaped(from)}-${escaped(to)}]`)).join(''),
  );
  return `(?:${[...new Set(texts)].join('|')})`;
}
