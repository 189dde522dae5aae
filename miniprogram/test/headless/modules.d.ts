/** What is used of jsdom, which brings no types. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { pretendToBeVisual: boolean });
    readonly window: { readonly document: Document };
  }
}
