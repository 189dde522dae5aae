import { type Hex, isHex } from '@jindian/shared/design/colour';
import { brandVariables } from '@jindian/shared/design/stylesheets';
import { brandColour, type Theme, theme, themeOf } from '@jindian/shared/design/tokens';
import { readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';

/** `variables`: what the brand's colour changes of the stylesheet; none for the one it was written with. */
export type Brand = { colour: Hex; theme: Theme; variables: Record<string, string> };

const isColour = (value: unknown): value is Hex => typeof value === 'string' && isHex(value);

const brandOf = (colour: Hex): Brand =>
  colour === brandColour
    ? { colour, theme, variables: {} }
    : { colour, theme: themeOf(colour), variables: brandVariables(colour) };

/** How the brand looks: as it was last time, until the server says how it is now. */
export const brandStore = createStore<Brand>(brandOf(readStored('colour', isColour) ?? brandColour));

export function wearColour(colour: string): void {
  if (!isColour(colour) || colour === brandStore.get().colour) return;
  writeStored('colour', colour);
  brandStore.set(brandOf(colour));
}
