import type { Theme } from '@jindian/shared/design/tokens';
import { svgDataUri } from '../lib/base64.ts';

const frame = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240" viewBox="0 0 160 120" fill="none" stroke-linecap="round" stroke-linejoin="round"><ellipse cx="80" cy="104" rx="52" ry="7" fill="#EDE7DE"/>${body}</svg>`;

/** Small drawings for empty pages; `{brand}` and `{brandWash}` are the brand's colours. */
const pictures = {
  shop: frame(
    '<path d="M40 54v46h80V54" fill="#fff" stroke="#1D1D1F" stroke-width="2.5"/><path d="M34 52 42 28h76l8 24a11.5 11.5 0 0 1-23 0 11.5 11.5 0 0 1-23 0 11.5 11.5 0 0 1-23 0 11.5 11.5 0 0 1-23 0Z" fill="{brandWash}" stroke="#1D1D1F" stroke-width="2.5"/><path d="M80 28v24M57 52l4-24M103 52l-4-24" stroke="#1D1D1F" stroke-width="2"/><path d="M72 100V76h18v24" fill="{brand}" stroke="#1D1D1F" stroke-width="2.5"/><path d="M50 70h12v12H50zM100 70h11v12h-11z" fill="#F7F5F2" stroke="#1D1D1F" stroke-width="2"/>',
  ),
  bag: frame(
    '<path d="M50 46h60l-5 54H55l-5-54Z" fill="#fff" stroke="#1D1D1F" stroke-width="2.5"/><path d="M66 56V40a14 14 0 0 1 28 0v16" stroke="{brand}" stroke-width="3"/><path d="M70 78c3 5 17 5 20 0" stroke="#1D1D1F" stroke-width="2.5"/>',
  ),
  orders: frame(
    '<path d="M52 22h56v78l-9-6-9 6-10-6-9 6-10-6-9 6V22Z" fill="#fff" stroke="#1D1D1F" stroke-width="2.5"/><path d="M64 42h32M64 56h32M64 70h18" stroke="#D9D2C8" stroke-width="3"/><circle cx="108" cy="32" r="13" fill="{brand}"/><path d="m102 32 4 4 8-8" stroke="#fff" stroke-width="2.5"/>',
  ),
  place: frame(
    '<path d="m34 42 30-12 32 12 30-12v58l-30 12-32-12-30 12V42Z" fill="#fff" stroke="#1D1D1F" stroke-width="2.5"/><path d="M64 30v58M96 42v58" stroke="#D9D2C8" stroke-width="2.5"/><path d="M80 74c10-11 16-18 16-26a16 16 0 1 0-32 0c0 8 6 15 16 26Z" fill="{brand}" stroke="#1D1D1F" stroke-width="2.5"/><circle cx="80" cy="48" r="5.5" fill="#fff"/>',
  ),
  cloud: frame(
    '<path d="M56 84a18 18 0 0 1-1-36 26 26 0 0 1 50 4 16 16 0 0 1 1 32H56Z" fill="#fff" stroke="#1D1D1F" stroke-width="2.5"/><path d="m74 58 14 14M88 58 74 72" stroke="{brand}" stroke-width="3"/>',
  ),
  search: frame(
    '<circle cx="74" cy="54" r="27" fill="#fff" stroke="#1D1D1F" stroke-width="2.5"/><path d="m94 74 20 22" stroke="#1D1D1F" stroke-width="5"/><path d="M64 52c2-7 8-10 14-9" stroke="{brand}" stroke-width="3"/>',
  ),
} as const;
export type PictureName = keyof typeof pictures;
export const pictureNames = Object.keys(pictures) as PictureName[];

const drawn = new Map<string, string>();

/** A drawing in the brand's colours. */
export function pictureUri(name: PictureName, { brand, brandWash }: Theme): string {
  const key = `${name} ${brand}`;
  let uri = drawn.get(key);
  if (!uri) {
    uri = svgDataUri(pictures[name].replaceAll('{brand}', brand).replaceAll('{brandWash}', brandWash));
    drawn.set(key, uri);
  }
  return uri;
}
