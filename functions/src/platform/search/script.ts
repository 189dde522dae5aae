/// <reference path="./opencc-dictionary.d.ts" />
/**
 * How Chinese is written and read, from dictionaries that others keep: OpenCC's traditional characters, pinyin-pro's
 * readings. Together they are half a megabyte and 50 ms of CPU, so they are loaded when somebody first searches.
 */
export type ChineseScript = {
  /** 「臺」 → 「台」; what is no traditional character stays. */
  simplified(character: string): string;
  /** A syllable without tone for each character of the text, ü as u; what is not Chinese is null. */
  reading(text: string): (string | null)[];
  /** Every syllable that the character may be read as, the usual one first. */
  readings(character: string): string[];
};

let loading: Promise<ChineseScript> | undefined;

export function chineseScript(): Promise<ChineseScript> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ChineseScript> {
  const [{ pinyin }, { default: pairs }] = await Promise.all([
    import('pinyin-pro'),
    import('opencc-js/dict/TSCharacters'),
  ]);
  const simple = new Map<string, string>();
  for (const pair of pairs.split('|')) {
    const [traditional, simplified] = pair.split(' ');
    if (traditional && simplified) simple.set(traditional, simplified);
  }
  const known = new Map<string, string[]>();
  const options = { type: 'array', toneType: 'none', toneSandhi: false } as const;

  const one = (syllable: string | undefined) =>
    syllable && /^[a-zü]+$/.test(syllable) ? plain(syllable) : null;
  const han = new Map<string, boolean>();
  const isChinese = (character: string) => {
    let known = han.get(character);
    if (known === undefined) {
      known = isHan(character);
      han.set(character, known);
    }
    return known;
  };

  function readings(character: string): string[] {
    let found = known.get(character);
    if (!found) {
      const all = isChinese(character) ? pinyin(character, { ...options, multiple: true }) : [];
      found = [...new Set(all.map(one).filter((syllable) => syllable !== null))];
      known.set(character, found);
    }
    return found;
  }
  function reading(text: string): (string | null)[] {
    const characters = [...text];
    const syllables = pinyin(text, options);
    return characters.map((character, index) => {
      if (!isChinese(character)) return null;
      const inContext = syllables.length === characters.length ? one(syllables[index]) : null;
      return inContext ?? readings(character)[0] ?? null;
    });
  }
  return { simplified: (character) => simple.get(character) ?? character, reading, readings };
}

export function isHan(character: string): boolean {
  return /^\p{Script=Han}/u.test(character);
}

function plain(syllable: string): string {
  return syllable.replace(/ü/g, 'u');
}
