import { chineseScript } from '../../platform/search/script.ts';

const endings =
  /(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:[一-龥]{1,6}族)*自治[州县旗]|地区|新区|林区|省|市|区|县|旗|盟)$/;
/** As the world writes them, and not as they are read. */
const written: Readonly<Record<string, string>> = {
  陕西: 'Shaanxi',
  内蒙古: 'Inner Mongolia',
  西藏: 'Tibet',
  香港: 'Hong Kong',
  澳门: 'Macao',
};

/** 南京市 → Nanjing, for who does not read Chinese. What the dictionary does not know stays as it is. */
export async function englishNames(names: readonly string[]): Promise<string[]> {
  const { reading } = await chineseScript();
  return names.map((name) => {
    const short = name.replace(endings, '');
    const bare = short.length < 2 ? name : short;
    const known = written[bare];
    if (known) return known;
    const syllables = reading(bare);
    if (syllables.some((syllable) => syllable === null)) return name;
    const word = syllables.reduce<string>(
      // Xi'an and Xian are two places.
      (all, syllable) => all + (all !== '' && /^[aeo]/.test(syllable ?? '') ? `'${syllable}` : syllable),
      '',
    );
    return word.charAt(0).toUpperCase() + word.slice(1);
  });
}
