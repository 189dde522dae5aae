/**
 * Pages of text as a PDF, without a font in it: Chinese is set in the song face that every reader brings for it, so that a
 * statement is some kilobytes, and is made where no fonts lie. What is beyond the basic plane is shown as 〓.
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

/** Latin letters are half as wide as the others, as the widths of the font below have it. */
export function textWidth(text: string, size: number): number {
  let halves = 0;
  for (const char of text) halves += char <= '\u007e' ? 1 : 2;
  return (halves * size) / 2;
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
    return `BT /F1 ${size} Tf ${round(left)} ${round(pdfPage.height - y)} Td <${hexOf(text)}> Tj ET`;
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
  const firstPage = 7;
  const kids = pages.map((_, index) => `${firstPage + index * 2} 0 R`);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`);
  add(
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>',
  );
  add(
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500 814 939 500] /FontDescriptor 5 0 R >>',
  );
  add(
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  );
  add(`<< /Title <feff${hexOf(title)}> >>`);
  for (const [index, page] of pages.entries()) {
    const content = contentOf(page);
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pdfPage.width} ${pdfPage.height}] /Resources << /Font << /F1 3 0 R >> >> /Contents ${firstPage + index * 2 + 1} 0 R >>`,
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
