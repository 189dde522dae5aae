/** The encoder alone: the package's own entry brings renderers for Node and the browser along. */
declare module 'qrcode/lib/core/qrcode' {
  type Modules = { size: number; get(row: number, column: number): number };
  export function create(
    text: string,
    options?: { errorCorrectionLevel?: 'L' | 'M' | 'Q' | 'H' },
  ): { modules: Modules };
}
