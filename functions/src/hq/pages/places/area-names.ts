/** Provinces and cities for who does not read Chinese: 江苏省 → `Jiangsu 江苏省`, as it stands in addresses beside it. */
import type { Language } from '@jindian/shared/contract/common';
import { englishNames } from '../../../places/addresses/english-names.ts';

export type AreaNamer = (name: string) => string;

export async function areaNamer(language: Language, names: Iterable<string>): Promise<AreaNamer> {
  if (language === 'zh') return (name) => name;
  const all = [...new Set(names)];
  const english = await englishNames(all);
  const known = new Map(all.map((name, index) => [name, english[index] ?? name]));
  return (name) => {
    const word = known.get(name);
    return word === undefined || word === name ? name : `${word} ${name}`;
  };
}
