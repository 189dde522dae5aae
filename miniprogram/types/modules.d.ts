declare module '*.wav' {
  const path: string;
  export default path;
}

/** The part of `qrcode` that needs neither a canvas nor Node; its entry drags both in. */
declare module 'qrcode/lib/core/qrcode' {
  export function create(
    segments: readonly { data: Uint8Array; mode: 'byte' }[],
    options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
  ): { modules: { size: number; get(row: number, column: number): number } };
}
