import { type Drawing, pointsOf } from './drawing.ts';

/** One page in vectors, with the boxes that a printer cuts by: trimmed sheet and bleed. */
export async function pdfOf(drawing: Drawing, nowMs: number): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit');
  const { width, height, bleed, title, shapes } = drawing;
  const [whole, tall] = [pointsOf(width + 2 * bleed), pointsOf(height + 2 * bleed)];
  const edge = pointsOf(bleed);
  const info = { Title: title, CreationDate: new Date(nowMs) };
  const document = new PDFDocument({ size: [whole, tall], margin: 0, font: null, info });
  const parts: Uint8Array[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (part: Uint8Array) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
  });
  document.page.dictionary.data.BleedBox = [0, 0, whole, tall];
  document.page.dictionary.data.TrimBox = [edge, edge, whole - edge, tall - edge];
  document.save().scale(pointsOf(1)).translate(bleed, bleed);
  for (const shape of shapes) {
    if (shape.kind === 'path') document.path(shape.d).fill(shape.fill);
    else if (shape.kind === 'picture') {
      const { x, y, width: wide, height: high } = shape;
      document.image(Buffer.from(shape.jpeg), x, y, { width: wide, height: high });
    } else if (shape.radius)
      document.roundedRect(shape.x, shape.y, shape.width, shape.height, shape.radius).fill(shape.fill);
    else document.rect(shape.x, shape.y, shape.width, shape.height).fill(shape.fill);
  }
  document.restore();
  document.end();
  return done;
}
