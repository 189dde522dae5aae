/** Which records have a typed word, and how well; lower ranks are better. */
import type { TypedWord } from './fold.ts';
import { type Flat, formEnd, lineEnd, positionAt, type Records, recordOf } from './records.ts';
import { isHan } from './script.ts';

/** What was typed as it is written, then in pieces, then as it sounds. A name, its beginning, inside of it: one each. */
const tiers = {
  text: 0,
  joined: 3,
  sounds: 4,
  initials: 7,
  mixed: 10,
  joinedSounds: 13,
  insideCode: 14,
} as const;
const tierStep = 16;
const maxJoinedLength = 24;
const maxPieces = 5;
/** Shorter ones are in too many barcodes to say anything. */
const minInsideCode = 4;
/** With as many found as typed, pieces of a Latin word are not looked for. */
const enoughHits = 8;

export type Ranks = Map<number, number>;

/**
 * How many pieces are still looked for in records: of common characters alone (店近广) every record is a candidate, for
 * each word and each word that it may have been meant for.
 */
export type PieceBudget = { left: number };
export const pieceBudget = (): PieceBudget => ({ left: 100_000 });

/** Every record with the word; once `enough` are found, those that have it in a worse way are left out. */
export function ranksOf(
  records: Records,
  word: TypedWord,
  accept: (position: number) => boolean,
  enough: number,
  budget: PieceBudget,
): Ranks {
  const ranks: Ranks = new Map();
  const { names, latin, sounds } = records;
  const { text, letters } = word;
  /** A whole form, its beginning, inside of it: a tier each. */
  const put =
    (tier: number, flat: Flat, insideTier: (start: number, end: number) => number | null) =>
    (start: number, end: number) => {
      const position = positionAt(flat, start);
      if (!accept(position)) return;
      const begins = isEnd(flat.text[start - 1]);
      const place = begins ? (isEnd(flat.text[end]) ? tier : tier + 1) : insideTier(start, end);
      if (place === null) return;
      const rank = place * tierStep + Math.min(lineAt(flat, position, start), tierStep - 1);
      const known = ranks.get(position);
      if (known === undefined || rank < known) ranks.set(position, rank);
    };
  const isLatin = /^[a-z0-9]+$/.test(text);
  const inText = (flat: Flat) => (start: number, end: number) => {
    if (!isLatin) return tiers.text + 2;
    if (flat === latin && text.length >= minInsideCode && /[0-9]/.test(text) && isInCodes(flat, start))
      return tiers.insideCode;
    if (goesOn(flat.text[start - 1], flat.text[start])) return null;
    if (flat === names) return tiers.text + 2;
    // Within a Latin name a word says as much as one of pinyin does: the whole one, or its beginning.
    return tiers.sounds + (/[a-z0-9]/.test(flat.text[end] ?? '') ? 2 : 1);
  };
  eachText(names, text, put(tiers.text, names, inText(names)));
  eachText(latin, text, put(tiers.text, latin, inText(latin)));
  if (!isLatin) addJoined(records, word, accept, ranks, budget);
  const typed = letters ? records.syllables.patterns(letters) : null;
  const ways = [
    { tier: tiers.sounds, source: typed?.complete },
    { tier: tiers.sounds + 1, source: typed?.whole },
    { tier: tiers.initials, source: typed?.initials },
    { tier: tiers.mixed, source: typed?.mixed },
  ];
  for (const { tier, source } of ways) {
    if (betterThan(ranks, tier * tierStep) >= enough) return ranks;
    if (source)
      eachMatch(
        sounds,
        source,
        put(tier, sounds, () => tier + 2),
      );
  }
  if (isLatin && ranks.size < enoughHits) addJoined(records, word, accept, ranks, budget);
  return ranks;
}

function betterThan(ranks: Ranks, limit: number): number {
  let count = 0;
  for (const rank of ranks.values()) if (rank < limit) count += 1;
  return count;
}

function eachText(flat: Flat, text: string, found: (start: number, end: number) => void): void {
  for (let at = flat.text.indexOf(text); at !== -1; at = flat.text.indexOf(text, at + 1))
    found(at, at + text.length);
}

function eachMatch(flat: Flat, source: string, found: (start: number, end: number) => void): void {
  const pattern = new RegExp(source, 'g');
  for (let match = pattern.exec(flat.text); match; match = pattern.exec(flat.text)) {
    found(match.index, match.index + match[0].length);
    pattern.lastIndex = match.index + 1;
  }
}

export function isWholeName(flat: Flat, position: number, name: string): boolean {
  return recordOf(flat, position)
    .split(lineEnd)
    .some((line) => line.split(formEnd).includes(name));
}

function isEnd(character: string | undefined): boolean {
  return character === formEnd || character === lineEnd;
}

/** The codes are the last line of a record. */
function isInCodes(flat: Flat, offset: number): boolean {
  return flat.text.indexOf(lineEnd, offset) + 1 === flat.offsets[positionAt(flat, offset) + 1];
}

function lineAt(flat: Flat, position: number, offset: number): number {
  let line = 0;
  for (let at = flat.offsets[position] as number; ; line += 1) {
    at = flat.text.indexOf(lineEnd, at) + 1;
    if (at > offset || at === 0) return line;
  }
}

/** Whether a word or number goes on from one character to the next: nothing is found inside of one. */
function goesOn(before: string | undefined, character: string | undefined): boolean {
  const both = `${before ?? ' '}${character}`;
  return /^(?:[a-z]{2}|[0-9]{2})$/.test(both);
}

/** Records that have the word piece by piece: 「深圳南山区」 of 「深圳市」 and 「南山区」. */
function addJoined(
  records: Records,
  word: TypedWord,
  accept: (position: number) => boolean,
  ranks: Ranks,
  budget: PieceBudget,
): void {
  const { length } = word.text;
  if (length < 3 || length > maxJoinedLength || budget.left <= 0) return;
  const cover = coverOf(records, word, budget);
  for (const position of withPieces(records, word)) {
    if (ranks.has(position) || !accept(position)) continue;
    if (budget.left <= 0) return;
    const found = cover(position);
    if (found) {
      // Pieces of a Latin word may be anything.
      const tier = found.sounds || /^[a-z0-9]+$/.test(word.text) ? tiers.joinedSounds : tiers.joined;
      ranks.set(position, tier * tierStep + found.pieces);
    }
  }
}

/** Those that may have it so: all that have its rarest character, or the beginning of a Latin word. */
function withPieces(records: Records, { text }: TypedWord): Set<number> {
  const having = (flat: Flat, piece: string, found = new Set<number>()) => {
    eachText(flat, piece, (start) => found.add(positionAt(flat, start)));
    return found;
  };
  let rarest: Set<number> | null = null;
  for (const character of new Set([...text].filter(isHan))) {
    const found = having(records.names, character);
    if (rarest === null || found.size < rarest.size) rarest = found;
  }
  if (rarest) return rarest;
  const first = text.slice(0, 2);
  const found = having(records.latin, first);
  having(records.names, first, found);
  const { whole } = records.syllables.patterns([first]);
  if (whole !== null)
    eachMatch(records.sounds, whole, (start) => found.add(positionAt(records.sounds, start)));
  return found;
}

/** Of what begins with a letter or a digit, nothing is found inside a word or number. */
function literal(text: string): string {
  const boundary = /^[a-z]/.test(text) ? '(?<![a-z])' : /^[0-9]/.test(text) ? '(?<![0-9])' : '';
  return boundary + text;
}

type Cover = { pieces: number; sounds: boolean };

/** Cuts the word into the fewest pieces that are in the record. */
function coverOf(
  records: Records,
  { text }: TypedWord,
  budget: PieceBudget,
): (position: number) => Cover | null {
  const total = text.length;
  const tests = new Map<number, { written: RegExp; sounds: RegExp | null }>();
  const testsOf = (start: number, end: number) => {
    const key = start * (total + 1) + end;
    let found = tests.get(key);
    if (!found) {
      const piece = text.slice(start, end);
      const typed = /^[a-z]{2,}$/.test(piece) ? records.syllables.patterns([piece]) : null;
      const source = end === total ? typed?.whole : typed?.complete;
      found = { written: new RegExp(literal(piece)), sounds: source ? new RegExp(source) : null };
      tests.set(key, found);
    }
    return found;
  };

  return (position) => {
    const names = recordOf(records.names, position);
    const latin = recordOf(records.latin, position);
    const sounds = recordOf(records.sounds, position);
    /** The best way to the first so many characters. */
    const ways: (Cover | undefined)[] = [{ pieces: 0, sounds: false }];
    for (let start = 0; start < total; start += 1) {
      const way = ways[start];
      if (!way) continue;
      const least = isHan(text[start] as string) ? 1 : 2;
      for (let end = start + least; end <= total; end += 1) {
        const test = testsOf(start, end);
        budget.left -= 1;
        const written = test.written.test(names) || test.written.test(latin);
        if (!written && !test.sounds?.test(sounds)) continue;
        // A single character says little: it costs as much as two pieces.
        const next = { pieces: way.pieces + (end - start === 1 ? 2 : 1), sounds: way.sounds || !written };
        const known = ways[end];
        if (next.pieces <= maxPieces && (!known || costOf(next) < costOf(known))) ways[end] = next;
      }
    }
    const found = ways[total];
    return found && found.pieces <= 1 + Math.ceil(total / 2) ? found : null;
  };
}

function costOf({ pieces, sounds }: Cover): number {
  return pieces + (sounds ? maxPieces + 1 : 0);
}
