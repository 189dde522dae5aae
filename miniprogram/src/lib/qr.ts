import { create } from 'qrcode/lib/core/qrcode';
import { svgDataUri } from './base64.ts';

/** Free modules around the code that the standard asks for. */
const quietModules = 4;

export type QrModules = { size: number; isDark(row: number, column: number): boolean };

/** The squares of a QR code. All our texts are ASCII; bytes are given because WeChat has no TextEncoder. */
export function qrModules(text: string): QrModules {
  const data = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) data[index] = text.charCodeAt(index) & 0x7f;
  const { modules } = create([{ data, mode: 'byte' }], { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}

/** A picture of the code as the `src` of an Image: one path, so that a slow phone draws it at once. */
export function qrSvgUri(text: string): string {
  const { size, isDark } = qrModules(text);
  const side = size + 2 * quietModules;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!isDark(row, column)) continue;
      const start = column;
      while (column + 1 < size && isDark(row, column + 1)) column += 1;
      const width = column - start + 1;
      path += `M${start + quietModules} ${row + quietModules}h${width}v1h-${width}z`;
    }
  }
  return svgDataUri(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="600" height="600" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`,
  );
}
