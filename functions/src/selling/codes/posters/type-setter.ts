import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Font } from 'fontkit';

export type Weight = 400 | 700;
export type SetText = {
  /** One path, its baseline at 0, beginning at 0; in the units of `size`. */
  d: string;
  width: number;
};
export type TypeSetter = {
  /** How wide a text of size 1 is. */
  widthOf(text: string, weight: Weight): number;
  set(text: string, options: { size: number; weight: Weight; x: number; y: number }): string;
  /** Reads what the texts need: afterwards they are set without waiting. */
  prepare(texts: readonly string[]): Promise<void>;
};

type Slice = { name: string; ranges: (readonly [number, number])[] };

function slicesIn(folder: string): Slice[] {
  const listed = JSON.parse(readFileSync(path.join(folder, 'unicode.json'), 'utf8')) as Record<
    string,
    string
  >;
  return Object.entries(listed).map(([id, text]) => ({
    name: `noto-sans-sc-${id.replace(/[[\]]/g, '')}-wght-normal.woff2`,
    ranges: text.split(',').map((range) => {
      const [from = '', to = from] = range.trim().replace('U+', '').split('-');
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
    }),
  }));
}

/**
 * Sets text as paths: neither a printer nor the program that draws a picture needs the font. A character that the font
 * has not is left out. `folder`: where the font's files lie.
 */
export async function createTypeSetter(folder: string): Promise<TypeSetter> {
  const [fontkit, { default: woff2 }] = await Promise.all([import('fontkit'), import('wawoff2')]);
  const slices = slicesIn(folder);
  const fonts = new Map<string, { 400: Font; 700: Font }>();

  const sliceOf = (codePoint: number) =>
    slices.find(({ ranges }) => ranges.some(([from, to]) => from <= codePoint && codePoint <= to));

  async function prepare(texts: readonly string[]): Promise<void> {
    const wanted = new Set<string>();
    for (const sign of new Set(texts.join(''))) {
      const slice = sliceOf(sign.codePointAt(0) as number);
      if (slice && !fonts.has(slice.name)) wanted.add(slice.name);
    }
    for (const name of wanted) {
      // As it is published its outlines cannot be varied: they are packed.
      const font = fontkit.create(
        Buffer.from(await woff2.decompress(readFileSync(path.join(folder, 'files', name)))),
      );
      fonts.set(name, { 400: font.getVariation({ wght: 400 }), 700: font.getVariation({ wght: 700 }) });
    }
  }

  /** Pieces of the text that lie in one file each. */
  function runs(text: string, weight: Weight): { font: Font; text: string }[] {
    const found: { font: Font; text: string }[] = [];
    for (const sign of text) {
      const codePoint = sign.codePointAt(0) as number;
      const slice = sliceOf(codePoint);
      const font = slice && fonts.get(slice.name)?.[weight];
      if (!font?.hasGlyphForCodePoint(codePoint)) continue;
      const last = found.at(-1);
      if (last?.font === font) last.text += sign;
      else found.push({ font, text: sign });
    }
    return found;
  }

  return {
    prepare,
    widthOf(text, weight) {
      let width = 0;
      for (const run of runs(text, weight))
        for (const { xAdvance } of run.font.layout(run.text).positions)
          width += xAdvance / run.font.unitsPerEm;
      return width;
    },
    set(text, { size, weight, x, y }) {
      let at = x;
      const paths: string[] = [];
      for (const run of runs(text, weight)) {
        const scale = size / run.font.unitsPerEm;
        const { glyphs, positions } = run.font.layout(run.text);
        for (const [nth, glyph] of glyphs.entries()) {
          const position = positions[nth] ?? { xAdvance: glyph.advanceWidth, xOffset: 0, yOffset: 0 };
          const left = at + position.xOffset * scale;
          paths.push(
            glyph.path
              .scale(scale, -scale)
              .translate(left, y - position.yOffset * scale)
              .toSVG(),
          );
          at += position.xAdvance * scale;
        }
      }
      return paths.join('');
    },
  };
}
