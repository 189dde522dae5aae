import type { ColourRole } from '@jindian/shared/design/tokens';
import { Image } from '@tarojs/components';
import { pxTransform } from '@tarojs/taro';
import { svgDataUri } from '../lib/base64.ts';
import { brandStore } from '../state/brand.ts';
import { type IconName, iconPaths } from './icons.ts';

const drawn = new Map<string, string>();

function iconUri(name: IconName, color: string): string {
  const key = `${name} ${color}`;
  let uri = drawn.get(key);
  if (!uri) {
    uri = svgDataUri(
      `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 24 24" fill="none" stroke="${color}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="${iconPaths[name]}"/></svg>`,
    );
    drawn.set(key, uri);
  }
  return uri;
}

type Props = { name: IconName; color?: ColourRole; size?: number };

/** `size` in pixels of a 750-wide screen. A picture, because a mini-program page cannot hold an inline SVG. */
export function Icon({ name, color = 'text', size = 40 }: Props) {
  const side = pxTransform(size);
  const { theme } = brandStore.use();
  return <Image className="icon" src={iconUri(name, theme[color])} style={{ width: side, height: side }} />;
}
