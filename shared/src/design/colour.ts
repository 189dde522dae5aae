/** Colours as `#rrggbb`, and how well one is read on another (WCAG 2.2, relative luminance). */
export type Hex = `#${string}`;

type Channels = readonly [number, number, number];

export const isHex = (text: string): text is Hex => /^#[0-9a-f]{6}$/.test(text);

export function channelsOf(colour: Hex): Channels {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function hexOf([red, green, blue]: Channels): Hex {
  return `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`;
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** 0 for black, 1 for white. */
export function luminanceOf(colour: Hex): number {
  const [red, green, blue] = channelsOf(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** From 1 (the same) to 21 (black on white). */
export function contrastOf(one: Hex, other: Hex): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `share` of `colour` in `into`: 0 is all of `into`, 1 all of `colour`. */
export function mixed(colour: Hex, into: Hex, share: number): Hex {
  const [from, to] = [channelsOf(colour), channelsOf(into)];
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] * share + to[index] * (1 - share));
  return hexOf([channel(0), channel(1), channel(2)]);
}

/**
 * The colour itself where it has `ratio` on each of `grounds`; else as little darker as it takes. The grounds must be
 * light enough for black to have it.
 */
export function darkened(colour: Hex, grounds: readonly Hex[], ratio: number): Hex {
  const steps = 100;
  for (let step = 0; step <= steps; step += 1) {
    const one = mixed(colour, '#000000', 1 - step / steps);
    if (grounds.every((ground) => contrastOf(one, ground) >= ratio)) return one;
  }
  throw new Error(`black has less than ${ratio} on ${grounds.join(', ')}`);
}
