/**
 * What is searched, as three long strings that regular expressions run over: names, the same names as syllables (each
 * character at the same offset), Latin names and codes. A record is the lines of one document, one for each field.
 */
import { fold } from './fold.ts';
import type { ChineseScript } from './script.ts';
import { createSyllables, type Syllables } from './syllables.ts';

export type SearchField = {
  /** A name and its other forms, in Chinese or mixed: 「烟台市」, 「烟台」. */
  names: readonly string[];
  /** The same in Latin letters, as the brand writes it. */
  latin?: readonly string[];
};

export type SearchDocument = {
  /** What people mean first comes first. The same fields for each document. */
  fields: readonly SearchField[];
  /** Ids, barcodes: found whole before everything else, or by their beginning. */
  codes: readonly string[];
};

/** Lower ranks are better: a code, a whole name, then the sum over the words. */
export type Hit = { position: number; rank: number };

export type Flat = { text: string; offsets: Uint32Array };
export type Records = {
  count: number;
  names: Flat;
  sounds: Flat;
  latin: Flat;
  syllables: Syllables;
  byCode: ReadonlyMap<string, readonly number[]>;
};

/** Between the forms of one field. */
export const formEnd = '|';
export const lineEnd = '\n';
/** Names this long are places and brands, where dictionaries err and people know one reading: each is kept. */
const maxEveryReadingLength = 5;
const maxReadings = 6;

type Form = { text: string; sounds: readonly (string | null)[] };

export function buildRecords(documents: readonly SearchDocument[], script: ChineseScript): Records {
  const known = new Map<string, readonly Form[]>();
  const formsOf = (names: readonly string[]): readonly Form[] => {
    const key = names.join(formEnd);
    let forms = known.get(key);
    if (!forms) {
      forms = readForms(names, script);
      known.set(key, forms);
    }
    return forms;
  };
  for (const { fields } of documents) for (const { names } of fields) formsOf(names);
  const syllables = createSyllables(soundsOf(known.values()));
  const coded = memo((sound: string) => syllables.code(sound));
  const codesOf = ({ text, sounds }: Form) => {
    let codes = '';
    let index = 0;
    for (const character of text) {
      const sound = sounds[index];
      codes += sound ? coded(sound).padEnd(character.length, formEnd) : character;
      index += 1;
    }
    return codes;
  };
  const words = memo((word: string) => fold(word, script));
  const latinOf = (name: string) => name.split(/\s+/).map(words).filter(Boolean).join(' ');

  const names = flatten(documents, ({ fields }) =>
    fields.map((field) => formsOf(field.names).map(({ text }) => text)),
  );
  const sounds = flatten(documents, ({ fields }) => fields.map((field) => formsOf(field.names).map(codesOf)));
  const latin = flatten(documents, ({ fields, codes }) => [
    ...fields.map((field) => (field.latin ?? []).map(latinOf)),
    codes.map((code) => fold(code, script)),
  ]);
  const byCode = new Map<string, number[]>();
  for (const [position, { codes }] of documents.entries()) {
    for (const code of new Set(codes.map((one) => fold(one, script)))) {
      const found = byCode.get(code);
      if (found) found.push(position);
      else byCode.set(code, [position]);
    }
  }
  return { count: documents.length, names, sounds, latin, syllables, byCode };
}

function* soundsOf(all: Iterable<readonly Form[]>): Generator<string> {
  for (const forms of all) for (const { sounds } of forms) for (const sound of sounds) if (sound) yield sound;
}

export function recordOf({ text, offsets }: Flat, position: number): string {
  return text.slice(offsets[position], offsets[position + 1]);
}

/** Which record an offset lies in. */
export function positionAt({ offsets }: Flat, offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

function flatten(
  documents: readonly SearchDocument[],
  linesOf: (document: SearchDocument) => readonly (readonly string[])[],
): Flat {
  const offsets = new Uint32Array(documents.length + 1);
  // Before the first line as before every other, so that a name's beginning is always after an end.
  const parts: string[] = [lineEnd];
  let length = 1;
  for (const [position, document] of documents.entries()) {
    offsets[position] = length;
    for (const forms of linesOf(document)) {
      const line = forms.join(formEnd) + lineEnd;
      parts.push(line);
      length += line.length;
    }
  }
  offsets[documents.length] = length;
  return { text: parts.join(''), offsets };
}

/** The names of a field with their readings, short ones also with every other reading one of their characters may have. */
function readForms(names: readonly string[], script: ChineseScript): Form[] {
  const forms: Form[] = [];
  for (const name of names) {
    const text = fold(name, script);
    const sounds = partOf(forms, text) ?? script.reading(text);
    forms.push({ text, sounds });
    const characters = [...text];
    if (characters.length > maxEveryReadingLength) continue;
    const others = characters.flatMap((character, index) =>
      script
        .readings(character)
        .filter((reading) => reading !== sounds[index])
        .map((reading) => sounds.map((sound, at) => (at === index ? reading : sound))),
    );
    forms.push(...others.slice(0, maxReadings).map((other) => ({ text, sounds: other })));
  }
  return forms;
}

/** A short form reads as in the long one: most of the time of building goes into reading. */
function partOf(forms: readonly Form[], text: string): readonly (string | null)[] | null {
  for (const long of forms) {
    if (!isPlain(long.text)) continue;
    if (long.text.startsWith(text)) return long.sounds.slice(0, text.length);
    if (long.text.endsWith(text)) return long.sounds.slice(-text.length);
  }
  return null;
}

/** Every character is one unit of the string. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}
