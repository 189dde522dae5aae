/**
 * Pages of text as a PDF, without a font in it: Latin letters and figures are set in Helvetica, Chinese in the song face that
 * readers bring for it. So a statement is some kilobytes, and is made where no fonts lie. What is beyond the basic plane is
 * shown as 〓.
 */
export type PdfText = {
  text: string;
  /** In points from the left, and from the top. */
  x: number;
  y: number;
  size: number;
  /** Where `x` is: the beginning of the text, or its end. */
  align?: 'left' | 'right';
};
export type PdfLine = { fromX: number; toX: number; y: number };
export type PdfPage = { texts: readonly PdfText[]; lines: readonly PdfLine[] };

/** A4, in points. */
export const pdfPage = { width: 595, height: 842 } as const;

/** Of Helvetica, from the space to the tilde, in thousandths. */
const latinWidths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** What stands beyond, by its byte in the font and its width; a minus is as wide as a dash. */
const beyond: Readonly<Record<string, readonly [byte: number, width: number]>> = {
  '¥': [0xa5, 556],
  '·': [0xb7, 278],
  '–': [0x96, 556],
  '−': [0x96, 556],
};

/** Null: it is no Latin letter. */
function latinOf(char: string): readonly [byte: number, width: number] | null {
  const code = char.charCodeAt(0);
  const width = char.length === 1 ? latinWidths[code - 0x20] : undefined;
  return width === undefined ? (beyond[char] ?? null) : [code, width];
}

export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const char of text) width += latinOf(char)?.[1] ?? 1_000;
  return (width * size) / 1_000;
}

/** Parts of a text in one font each. */
function runsOf(text: string, size: number): string {
  const runs: { latin: boolean; hex: string }[] = [];
  for (const char of text) {
    const latin = latinOf(char);
    const hex = latin ? latin[0].toString(16).padStart(2, '0') : hexOf(char);
    const last = runs.at(-1);
    if (last && last.latin === (latin !== null)) last.hex += hex;
    else runs.push({ latin: latin !== null, hex });
  }
  return runs.map(({ latin, hex }) => `/F${latin ? 2 : 1} ${size} Tf <${hex}> Tj`).join(' ');
}

function hexOf(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      return (code > 0xffff ? 0x3013 : code).toString(16).padStart(4, '0');
    })
    .join('');
}

const round = (points: number) => String(Math.round(points * 100) / 100);

function contentOf({ texts, lines }: PdfPage): string {
  const said = texts.map(({ text, x, y, size, align }) => {
    const left = align === 'right' ? x - textWidth(text, size) : x;
    return `BT ${round(left)} ${round(pdfPage.height - y)} Td ${runsOf(text, size)} ET`;
  });
  const drawn = lines.map(({ fromX, toX, y }) => {
    const at = round(pdfPage.height - y);
    return `${round(fromX)} ${at} m ${round(toX)} ${at} l S`;
  });
  return ['0.5 w 0.75 G', ...drawn, ...said].join('\n');
}

export function pdfOf(title: string, pages: readonly PdfPage[]): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const firstPage = 8;
  const kids = pages.map((_, index) => `${firstPage + index * 2} 0 R`);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`);
  add(
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>',
  );
  add(
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>',
  );
  add(
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  );
  add(`<< /Title <feff${hexOf(title)}> >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [index, page] of pages.entries()) {
    const content = contentOf(page);
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pdfPage.width} ${pdfPage.height}] /Resources << /Font << /F1 3 0 R /F2 7 0 R >> >> /Contents ${firstPage + index * 2 + 1} 0 R >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const tableAt = text.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${tableAt}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}
