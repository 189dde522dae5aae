/**
 * The encoder alone: the package's own entry brings renderers for Node and the browser along. Only bytes are declared,
 * because a text would be turned into bytes by a TextEncoder, which WeChat does not have.
 */
declare module 'qrcode/lib/core/qrcode' {
  export function create(
    segments: readonly { data: Uint8Array; mode: 'byte' }[],
    options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
  ): { modules: { size: number; get(row: number, column: number): number } };
}
