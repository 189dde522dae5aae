import Code128C from 'jsbarcode/bin/barcodes/CODE128/CODE128C.js';
import { svgDataUri } from '../../../../lib/base64.ts';

/** Free modules on either side that the standard asks for. */
const quietModules = 10;
const height = 40;

/** Bars of a Code 128 as runs: where each begins, and how wide it is. */
export function barsOf(digits: string): { width: number; bars: { from: number; width: number }[] } {
  const { data } = new Code128C(digits, {}).encode();
  const bars = [...data.matchAll(/1+/g)].map(({ index, 0: run }) => ({ from: index, width: run.length }));
  return { width: data.length, bars };
}

/** A picture of it as the `src` of an Image. */
export function barcodeSvgUri(digits: string): string {
  const { width, bars } = barsOf(digits);
  const side = width + 2 * quietModules;
  const path = bars
    .map((bar) => `M${bar.from + quietModules} 0h${bar.width}v${height}h-${bar.width}z`)
    .join('');
  return svgDataUri(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${height}" width="${side * 4}" height="${height * 4}" preserveAspectRatio="none" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${height}H0z"/><path d="${path}"/></svg>`,
  );
}
