/** Mixing of `#rrggbb` colours, so that one swatch gives a whole picture its lights and shadows. */

function channelsOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** `share` of `other` in `hex`: 0 leaves it, 1 replaces it. */
export function mix(hex: string, other: string, share: number): string {
  const from = channelsOf(hex);
  const to = channelsOf(other);
  const mixed = from.map((channel, index) => Math.round(channel + ((to[index] ?? 0) - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

export const lighter = (hex: string, share: number): string => mix(hex, '#ffffff', share);
/** Towards a warm near-black: pure black makes shadows look dirty. */
export const darker = (hex: string, share: number): string => mix(hex, '#1c1a22', share);

/** 0 dark to 1 light, by the weights of ITU-R BT.709. */
export function lightness(hex: string): number {
  const [red, green, blue] = channelsOf(hex);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
