/** The tokens as stylesheets. Pure: `scripts/design-tokens.ts` writes the files. */
import type { Hex } from './colour.ts';
import {
  densities,
  fontFamily,
  marks,
  ownRoles,
  radii,
  spaces,
  theme,
  themeOf,
  typeSizes,
} from './tokens.ts';

const note = 'Written by scripts/design-tokens.ts from shared/src/design/tokens.ts: change those.';
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const colours = Object.entries(theme).map(([role, colour]) => [kebab(role), colour] as const);

/** SCSS writes for a screen 750 wide: two of its pixels are one. */
export function miniprogramStyles(): string {
  const lines = [`// ${note}`];
  for (const [role] of colours) lines.push(`$${role}: var(--${role});`);
  const sizes = (prefix: string, scale: Readonly<Record<string, number>>) => {
    for (const [name, px] of Object.entries(scale)) lines.push(`$${prefix}-${name}: ${px * 2}px;`);
  };
  sizes('space', spaces);
  sizes('radius', radii);
  sizes('type', typeSizes);
  lines.push(`$font-family: ${fontFamily.join(', ')};`, '', '@mixin colours {');
  for (const [role, colour] of colours) lines.push(`  --${role}: ${colour};`);
  lines.push('}');
  for (const density of ['shopper', 'staff'] as const) {
    lines.push('', `@mixin density-${density} {`);
    for (const [name, px] of Object.entries(densities[density])) lines.push(`  --${name}-size: ${px * 2}px;`);
    lines.push('}');
  }
  return `${lines.join('\n')}\n`;
}

/** What a brand's own colour changes, as CSS variables by name. */
export function brandVariables(colour: Hex): Record<`--${string}`, Hex> {
  const own = themeOf(colour);
  return Object.fromEntries(ownRoles.map((role) => [`--${kebab(role)}`, own[role]]));
}

/** The same as the text of a style. */
export const brandStyle = (colour: Hex): string =>
  Object.entries(brandVariables(colour))
    .map(([name, value]) => `${name}:${value};`)
    .join('');

export function hqStyles(): string {
  const lines = [`/* ${note} */`, ':root {'];
  for (const [role, colour] of colours) lines.push(`  --${role}: ${colour};`);
  for (const [name, colour] of Object.entries(marks)) lines.push(`  --mark-${kebab(name)}: ${colour};`);
  const sizes = (prefix: string, scale: Readonly<Record<string, number>>) => {
    for (const [name, px] of Object.entries(scale)) lines.push(`  --${prefix}-${name}: ${px}px;`);
  };
  sizes('space', spaces);
  sizes('radius', radii);
  sizes('type', typeSizes);
  for (const [name, px] of Object.entries(densities.hq)) lines.push(`  --${name}-size: ${px}px;`);
  lines.push(`  --font-family: ${fontFamily.join(', ')};`, '}');
  return `${lines.join('\n')}\n`;
}
