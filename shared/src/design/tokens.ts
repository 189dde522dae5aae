/**
 * What the mini-program and headquarters look like, in one place: `scripts/design-tokens.ts` writes the SCSS of the one
 * and the CSS of the other from it. A colour is named by what it means, never by what it looks like.
 */
import { contrastOf, darkened, type Hex, mixed } from './colour.ts';

/** Text, and what is drawn as text, on its ground. */
export const textContrast = 4.5;
/** Marks, borders of controls and pictures without words. */
export const markContrast = 3;

/** The brand's own colour: the one thing here that a brand sets. Everything that hangs on it is computed. */
export const brandColour: Hex = '#e2452b';

const white: Hex = '#ffffff';

/** What no brand changes. */
const fixed = {
  page: '#f7f5f2',
  surface: white,
  sunken: '#efebe5',
  picture: '#faf8f5',
  line: '#e6e2dc',
  lineSoft: '#f0ede8',
  /** The edge of what one can tap or type into. */
  control: '#8f8a83',
  text: '#1d1d1f',
  textSoft: '#5c5a57',
  textFaint: '#696662',
  /** What leads on: a link, a small tool beside a row. */
  link: '#1b5da6',
  /** The chosen one of several, and its wash. */
  chosen: '#1d1d1f',
  chosenWash: '#f1eee9',
  /** Dark grounds: what says something in passing. */
  dark: '#1d1d1f',
  onDark: white,
  progress: '#1b5da6',
  progressWash: '#e6f0fa',
  wait: '#855700',
  waitWash: '#fbf1da',
  done: '#1f6b3a',
  doneWash: '#e5f3e9',
  danger: '#8f1d3f',
  dangerWash: '#f9e8ee',
  /** Text on the solid colours of the four tones. */
  onTone: white,
} as const satisfies Record<string, Hex>;

export type Theme = Record<keyof typeof fixed, Hex> & {
  /** Marks of the brand: what is chosen, the bar under a tab, the dot of now. At least 3:1 on cards and pages. */
  brand: Hex;
  /** Words in the brand's colour, on cards, pages and the brand's wash. */
  brandText: Hex;
  brandWash: Hex;
  /** The one action of a page, and what is written on it. */
  action: Hex;
  actionHeld: Hex;
  onAction: Hex;
};

/** The roles that hang on the brand's colour. */
export const ownRoles = ['brand', 'brandText', 'brandWash', 'action', 'actionHeld', 'onAction'] as const;

/** All colours for a brand's own. Whatever it is, text has 4.5:1 and marks 3:1 (see `pairs`). */
export function themeOf(brand: Hex): Theme {
  const brandWash = mixed(brand, white, 0.09);
  const grounds: readonly Hex[] = [fixed.surface, fixed.page, brandWash];
  // Colours that white can be read on with a little help are darkened a little; on bright ones text is dark.
  const light = contrastOf(brand, white) >= markContrast;
  const action = light ? darkened(brand, [white], textContrast) : brand;
  return {
    ...fixed,
    brand: darkened(brand, grounds, markContrast),
    brandText: darkened(brand, grounds, textContrast),
    brandWash,
    action,
    actionHeld: light ? mixed(action, '#000000', 0.84) : mixed(action, white, 0.8),
    onAction: light ? white : fixed.text,
  };
}

export const theme: Theme = themeOf(brandColour);
export type ColourRole = keyof Theme;

/** What stands on what, and how well it must be read: the property test holds every brand to it. */
export const pairs: readonly (readonly [over: ColourRole, ground: ColourRole, ratio: number])[] = [
  ...(['page', 'surface', 'sunken', 'picture'] as const).flatMap((ground) => [
    ['text', ground, textContrast] as const,
    ['textSoft', ground, textContrast] as const,
    ['textFaint', ground, textContrast] as const,
  ]),
  ...(['progress', 'wait', 'done', 'danger'] as const).flatMap((tone) => [
    [tone, 'surface', textContrast] as const,
    [tone, 'page', textContrast] as const,
    [tone, `${tone}Wash`, textContrast] as const,
    ['onTone', tone, textContrast] as const,
  ]),
  ['text', 'brandWash', textContrast],
  ['text', 'chosenWash', textContrast],
  ['textSoft', 'chosenWash', textContrast],
  ['onDark', 'chosen', textContrast],
  ['link', 'surface', textContrast],
  ['link', 'page', textContrast],
  ['link', 'chosenWash', textContrast],
  ['onDark', 'dark', textContrast],
  ['control', 'surface', markContrast],
  ['brand', 'surface', markContrast],
  ['brand', 'page', markContrast],
  ['brand', 'brandWash', markContrast],
  ['brandText', 'surface', textContrast],
  ['brandText', 'page', textContrast],
  ['brandText', 'brandWash', textContrast],
  ['onAction', 'action', textContrast],
  ['onAction', 'actionHeld', textContrast],
];

/** What a colour says of a thing's state. Red is none of them: it is the brand and the one action. */
export const tones = ['neutral', 'progress', 'wait', 'done', 'danger'] as const;
export type Tone = (typeof tones)[number];

/** Dots on a map, many beside one another: shades of the tones, so that amber still waits and blue is under way. */
export const marks = {
  unpaid: '#d79a1c',
  asked: '#c77700',
  shopper: '#a85a00',
  stuck: '#6f3f00',
  goods: '#0f7a7a',
  toPack: '#4a90d9',
  ready: '#1b5da6',
  onTheWay: '#5a4fc4',
  done: '#2f8a50',
  back: '#7d6a75',
  over: '#9a958d',
  branch: '#b3aa9d',
} as const satisfies Record<string, Hex>;

/** CSS pixels. */
export const spaces = { hair: 2, tight: 4, small: 8, medium: 12, large: 16, wide: 24, huge: 40 } as const;
export const radii = { mark: 4, control: 9, card: 12, sheet: 16, pill: 999 } as const;
export const typeSizes = {
  micro: 11,
  caption: 12,
  small: 13,
  body: 14,
  lead: 15,
  title: 17,
  head: 19,
  figure: 22,
  display: 34,
} as const;

/** How close things stand: a shopper looks, staff work through lists, headquarters compares. */
export const densities = {
  shopper: { text: typeSizes.body, row: 52, gap: 12, pad: 14, target: 44 },
  staff: { text: typeSizes.body, row: 48, gap: 8, pad: 12, target: 44 },
  hq: { text: typeSizes.body, row: 36, gap: 16, pad: 16, target: 32 },
} as const;
export type Density = keyof typeof densities;

/** One family everywhere, in fields too; Chinese by the system's own face. */
export const fontFamily = [
  '-apple-system',
  'BlinkMacSystemFont',
  '"PingFang SC"',
  '"Segoe UI"',
  '"Noto Sans CJK SC"',
  '"Noto Sans SC"',
  '"Microsoft YaHei"',
  'sans-serif',
] as const;
