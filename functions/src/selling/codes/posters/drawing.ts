/**
 * A poster as a list of what is drawn, in tenths of a millimetre from the upper left corner of the trimmed sheet; what
 * goes to the bleed lies beyond 0. Text is paths already, so that no printer needs the font.
 */
export type Shape =
  | { kind: 'path'; d: string; fill: string }
  | { kind: 'rect'; x: number; y: number; width: number; height: number; fill: string; radius?: number }
  | { kind: 'picture'; x: number; y: number; width: number; height: number; jpeg: Uint8Array };
export type Drawing = { width: number; height: number; bleed: number; title: string; shapes: Shape[] };

/** Tenths of a millimetre. */
export const unitsPerMm = 10;
const unitsPerInch = 254;
/** What printers ask for. */
export const dpi = 300;
export const pixelsOf = (units: number) => Math.round((units / unitsPerInch) * dpi);
export const pointsOf = (units: number) => (units / unitsPerInch) * 72;

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const mm = (units: number) => `${units / unitsPerMm}mm`;

/** With its bleed, as it is given to a printer. */
export const svgOf = (drawing: Drawing): string => written(drawing, mm);
/** The same in pixels of print, for whoever makes pixels of it. */
export const pixelSvgOf = (drawing: Drawing): string => written(drawing, (units) => String(pixelsOf(units)));

function written(drawing: Drawing, sized: (units: number) => string): string {
  const { width, height, bleed, title, shapes } = drawing;
  const [whole, tall] = [width + 2 * bleed, height + 2 * bleed];
  const drawn = shapes.map(element);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sized(whole)}" height="${sized(tall)}" viewBox="${-bleed} ${-bleed} ${whole} ${tall}">`,
    `<title>${escaped(title)}</title>`,
    ...drawn,
    '</svg>',
  ].join('\n');
}

function element(shape: Shape): string {
  if (shape.kind === 'path') return `<path d="${shape.d}" fill="${shape.fill}"/>`;
  const { x, y, width, height } = shape;
  const box = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  if (shape.kind === 'rect')
    return `<rect ${box}${shape.radius ? ` rx="${shape.radius}"` : ''} fill="${shape.fill}"/>`;
  return `<image ${box} href="data:image/jpeg;base64,${Buffer.from(shape.jpeg).toString('base64')}"/>`;
}
