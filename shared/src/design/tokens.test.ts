import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrastOf, type Hex, hexOf } from './colour.ts';
import { brandVariables, hqStyles, miniprogramStyles } from './stylesheets.ts';
import { type ColourRole, ownRoles, pairs, theme, themeOf } from './tokens.ts';

const channel = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(channel, channel, channel).map(hexOf);

/** What falls short, as `over on ground: ratio`. */
function unreadable(brand: Hex): string[] {
  const colours = themeOf(brand);
  return pairs.flatMap(([over, ground, ratio]) => {
    const has = contrastOf(colours[over], colours[ground]);
    return has < ratio ? [`${brand}: ${over} on ${ground}: ${has.toFixed(2)}`] : [];
  });
}

test('contrast is what WCAG says it is', () => {
  expect(contrastOf('#000000', '#ffffff')).toBe(21);
  expect(contrastOf('#ffffff', '#ffffff')).toBe(1);
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrastOf('#0000ff', '#ffffff')).toBeCloseTo(8.59, 2);
});

test('whatever colour a brand sets, every text can be read and every mark seen', () => {
  fc.assert(
    fc.property(colour, (brand) => {
      expect(unreadable(brand)).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
  // And every corner and step of the cube, where the rules change sides.
  const steps = [0, 17, 51, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255];
  const all = steps.flatMap((red) =>
    steps.flatMap((green) => steps.map((blue) => hexOf([red, green, blue]))),
  );
  expect(all.flatMap(unreadable)).toEqual([]);
});

test('nothing but the roles of its own changes with a brand', () => {
  fc.assert(
    fc.property(colour, (brand) => {
      const own = Object.entries(themeOf(brand)).filter(
        ([role, value]) => value !== theme[role as ColourRole],
      );
      expect(own.map(([role]) => role).filter((role) => !ownRoles.includes(role as never))).toEqual([]);
      expect(Object.keys(brandVariables(brand))).toHaveLength(ownRoles.length);
    }),
  );
});

test('a brand keeps its colour where it can be read, and loses little where it cannot', () => {
  // Dark enough for white on it: untouched.
  expect(themeOf('#0a5c36')).toMatchObject({ brand: '#0a5c36', action: '#0a5c36', onAction: '#ffffff' });
  // Bright yellow is a button with dark words, and a darker word on white.
  expect(themeOf('#ffd400')).toMatchObject({ action: '#ffd400', onAction: '#1d1d1f' });
  expect(themeOf('#ffd400').brandText).not.toBe('#ffd400');
  expect(contrastOf(theme.action, '#e2452b')).toBeLessThan(1.2);
});

test.each([
  ['miniprogram/src/styles/roles.scss', miniprogramStyles()],
  ['functions/src/hq/style/tokens.css', hqStyles()],
])('%s is what the tokens say (scripts/design-tokens.ts writes it)', (file, text) => {
  const written = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  // A formatter may break long lines.
  const plain = (one: string) => one.replaceAll(/\s+/g, ' ');
  expect(plain(written)).toBe(plain(text));
});
