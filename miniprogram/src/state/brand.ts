import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import type { ResponseOf } from '@jindian/shared/contract/endpoint';
import type { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type { LegalDocument } from '@jindian/shared/contract/people/legal';
import { type Hex, isHex } from '@jindian/shared/design/colour';
import { brandVariables } from '@jindian/shared/design/stylesheets';
import { brandColour, type Theme, theme, themeOf } from '@jindian/shared/design/tokens';
import { builtBrand } from '../config.ts';
import { isObject, readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';
import { languageStore } from './language.ts';

/** What of the brand is kept on the device, for the next time to begin with. */
const keptFields = [
  'nameZh',
  'nameEn',
  'shortName',
  'logo',
  'languages',
  'brandColour',
  'privacyVersion',
  'termsVersion',
  'modulesOff',
] as const;
type Kept = Pick<ResponseOf<typeof endpoints.getSettings>, (typeof keptFields)[number]>;

/** `variables`: what the brand's colour changes of the stylesheet; none for the one it was written with. */
export type Brand = {
  /** Empty until it is known. */
  name: LocalizedText;
  logo: string;
  languages: readonly Language[];
  /** Of the texts that one agrees to; empty until they are known. */
  versions: Readonly<Record<LegalDocument, string>>;
  /** What is not in use here: nothing is shown of it. */
  off: readonly string[];
  colour: Hex;
  theme: Theme;
  variables: Record<string, string>;
};

const isColour = (value: unknown): value is Hex => typeof value === 'string' && isHex(value);
const isKept = (value: unknown): value is Kept =>
  isObject(value) && isColour(value.brandColour) && typeof value.nameZh === 'string';

function brandOf({
  nameZh = '',
  nameEn = nameZh,
  logo = '',
  languages,
  privacyVersion = '',
  termsVersion = '',
  modulesOff = [],
  ...told
}: Partial<Kept>): Brand {
  const colour = isColour(told.brandColour) ? told.brandColour : brandColour;
  return {
    name: { zh: nameZh, en: nameEn },
    logo,
    off: modulesOff,
    versions: { privacy: privacyVersion, terms: termsVersion },
    languages: languages?.length ? languages : ['zh', 'en'],
    colour,
    theme: colour === brandColour ? theme : themeOf(colour),
    variables: colour === brandColour ? {} : brandVariables(colour),
  };
}

/** Who reads another language than the brand has reads its first. */
function readIn(languages: readonly Language[]): void {
  const [first] = languages;
  if (first && !languages.includes(languageStore.get())) languageStore.set(first);
}

let kept: Kept | null = readStored('brand', isKept);

/** How the brand looks and is called: as it was last time, until the server says how it is now. */
export const brandStore = createStore<Brand>(brandOf(kept ?? builtBrand));

readIn(brandStore.get().languages);

export const isBrandKnown = (): boolean => kept !== null;

export function wearBrand(told: Kept): void {
  const next = Object.fromEntries(keptFields.map((field) => [field, told[field]])) as Kept;
  if (!isKept(next) || JSON.stringify(next) === JSON.stringify(kept)) return;
  kept = next;
  writeStored('brand', next);
  brandStore.set(brandOf(next));
  readIn(brandStore.get().languages);
}

/** Whether a part of the product is in use here. */
export function useModule(name: ModuleName): boolean {
  return !brandStore.use().off.includes(name);
}
