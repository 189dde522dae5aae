const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** WeChat's logic layer has neither btoa nor Buffer. Characters beyond Latin-1 are a mistake of the caller. */
export function base64OfAscii(text: string): string {
  let out = '';
  for (let index = 0; index < text.length; index += 3) {
    const left = text.length - index;
    const group =
      (text.charCodeAt(index) << 16) |
      ((left > 1 ? text.charCodeAt(index + 1) : 0) << 8) |
      (left > 2 ? text.charCodeAt(index + 2) : 0);
    out += alphabet.charAt((group >> 18) & 63) + alphabet.charAt((group >> 12) & 63);
    out += left > 1 ? alphabet.charAt((group >> 6) & 63) : '=';
    out += left > 2 ? alphabet.charAt(group & 63) : '=';
  }
  return out;
}

/** For `<Image src>`: a mini-program page cannot hold an inline SVG. */
export function svgDataUri(svg: string): string {
  return `data:image/svg+xml;base64,${base64OfAscii(svg)}`;
}
