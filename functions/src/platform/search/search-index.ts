/**
 * Finding what a person means by what they type: words in any order, joined names, any width, traditional characters,
 * pinyin and its first letters, codes. Pure: the same for branches, goods and whatever comes.
 */
import { type TypedWord, typedWords } from './fold.ts';
import { nearWords } from './near-words.ts';
import { buildRecords, type Hit, recordOf, type SearchDocument } from './records.ts';
import type { ChineseScript } from './script.ts';
import { isWholeName, type PieceBudget, pieceBudget, type Ranks, ranksOf } from './word-match.ts';

export type Found = {
  /** Best first, those of one rank in the order of the documents. */
  hits: Hit[];
  /** Nothing was found as typed; this is what comes nearest. */
  near: boolean;
  /** What was searched for instead, where one word was taken for another. */
  meant: string | null;
};

export type SearchOptions = {
  /** Which documents count at all; what is near is looked for when none of them is found. */
  accept?: (position: number) => boolean;
  /** With so many found of one word, what fits less well may be left out. Absent: everything. */
  enough?: number;
  /** Only what has each word in it as it is typed: not what sounds like it, begins with its letters or comes near. */
  literal?: boolean;
};

export type SearchIndex = {
  search(text: string, options?: SearchOptions): Found;
  /** Characters held, for who wants to know what it costs. */
  readonly size: number;
};

/** `matched`: what each word has, so that none is matched twice, whatever stands beside it. */
type Search = { matched: Map<string, Ranks>; budget: PieceBudget };

const codeRank = 0;
const wholeNameRank = 1;
const wordsRank = 2;

export function buildSearchIndex(documents: readonly SearchDocument[], script: ChineseScript): SearchIndex {
  const records = buildRecords(documents, script);
  let near: ReturnType<typeof nearWords> | undefined;

  function find(
    words: readonly TypedWord[],
    { accept = () => true, enough = Infinity }: SearchOptions,
    { matched, budget }: Search,
  ): Hit[] {
    const whole = words.map(({ text }) => text).join('');
    const coded = (records.byCode.get(whole) ?? []).filter(accept);
    const alone = words.length === 1 ? Math.max(1, enough - coded.length) : Infinity;
    const isCode = coded.length > 0 && words.length === 1;
    const matchesOf = (word: TypedWord) => {
      const key = `${alone} ${word.text} ${word.letters?.join(' ') ?? '-'}`;
      const known = matched.get(key) ?? ranksOf(records, word, accept, alone, budget);
      matched.set(key, known);
      return known;
    };
    const found = isCode ? [] : words.map(matchesOf);
    const ranks = summed(found);
    if (words.length > 1) {
      const spaced = words.map(({ text }) => text).join(' ');
      const { names, latin } = records;
      for (const position of ranks.keys())
        if (isWholeName(names, position, whole) || isWholeName(latin, position, spaced))
          ranks.set(position, wholeNameRank);
    }
    for (const position of coded) ranks.set(position, codeRank);
    return [...ranks]
      .map(([position, rank]) => ({ position, rank }))
      .sort((a, b) => a.rank - b.rank || a.position - b.position);
  }

  const hasWord = (position: number, { text }: TypedWord) =>
    recordOf(records.names, position).includes(text) || recordOf(records.latin, position).includes(text);

  return {
    size: records.names.text.length + records.sounds.text.length + records.latin.text.length,
    search(text, options = {}) {
      const { literal = false } = options;
      const words = typedWords(text, script, literal ? Infinity : undefined);
      if (words.length === 0) return { hits: [], near: false, meant: null };
      const one: Search = { matched: new Map(), budget: pieceBudget() };
      const hits = find(words, options, one);
      if (literal)
        return {
          hits: hits.filter(({ position }) => words.every((word) => hasWord(position, word))),
          near: false,
          meant: null,
        };
      if (hits.length > 0) return { hits, near: false, meant: null };
      near ??= nearWords(records, script);
      for (const instead of near.instead(words)) {
        const found = find(instead.words, options, one);
        if (found.length > 0) return { hits: found, near: true, meant: instead.text };
      }
      const { accept = () => true } = options;
      const scattered = near.scattered(words).filter(({ position }) => accept(position));
      return { hits: scattered, near: scattered.length > 0, meant: null };
    },
  };
}

/** Every word must be there. */
function summed(found: readonly Ranks[]): Ranks {
  const [fewest, ...others] = [...found].sort((a, b) => a.size - b.size);
  const ranks: Ranks = new Map();
  for (const [position, rank] of fewest ?? []) {
    let sum = wordsRank + rank;
    for (const other of others) sum += other.get(position) ?? Number.NaN;
    if (!Number.isNaN(sum)) ranks.set(position, sum);
  }
  return ranks;
}
