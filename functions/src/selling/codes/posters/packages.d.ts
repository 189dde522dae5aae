/** What is used of packages that bring no types of their own. */
declare module 'fontkit' {
  export type Path = {
    toSVG(): string;
    scale(x: number, y: number): Path;
    translate(x: number, y: number): Path;
  };
  export type Glyph = { id: number; advanceWidth: number; path: Path };
  export type Font = {
    unitsPerEm: number;
    ascent: number;
    descent: number;
    getVariation(axes: Record<string, number>): Font;
    hasGlyphForCodePoint(codePoint: number): boolean;
    layout(text: string): {
      glyphs: Glyph[];
      positions: { xAdvance: number; xOffset: number; yOffset: number }[];
    };
  };
  export function create(bytes: Uint8Array): Font;
}

declare module 'wawoff2' {
  const woff2: { decompress(bytes: Uint8Array): Promise<Uint8Array> };
  export default woff2;
}

declare module 'pdfkit' {
  import type { Readable } from 'node:stream';

  type Page = { dictionary: { data: Record<string, unknown> } };
  export default class PDFDocument extends Readable {
    constructor(options: {
      size: [number, number];
      margin: number;
      /** null: no font is loaded, which would be a file beside the program. */
      font: null;
      info?: { Title?: string; CreationDate?: Date };
    });
    page: Page;
    save(): this;
    restore(): this;
    scale(factor: number): this;
    translate(x: number, y: number): this;
    path(d: string): this;
    rect(x: number, y: number, width: number, height: number): this;
    roundedRect(x: number, y: number, width: number, height: number, radius: number): this;
    fill(colour: string): this;
    image(bytes: Uint8Array, x: number, y: number, options: { width: number; height: number }): this;
    end(): void;
  }
}
