/** The encoder alone: the package's own entry brings renderers along. Digits in pairs, two to a symbol. */
declare module 'jsbarcode/bin/barcodes/CODE128/CODE128C.js' {
  export default class CODE128C {
    constructor(digits: string, options: Record<string, never>);
    valid(): boolean;
    /** A bar for each 1, a space for each 0. */
    encode(): { data: string };
  }
}
