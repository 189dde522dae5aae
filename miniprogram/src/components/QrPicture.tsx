import { Image } from '@tarojs/components';
import { pxTransform } from '@tarojs/taro';
import { useMemo } from 'react';
import { qrSvgUri } from '../lib/qr.ts';

type Props = { id: string; text: string; label: string; size?: number };

/** A QR code to be scanned off the screen or printed; `size` in pixels of a 750-wide screen. */
export function QrPicture({ id, text, label, size = 480 }: Props) {
  const src = useMemo(() => qrSvgUri(text), [text]);
  const side = pxTransform(size);
  return <Image id={id} src={src} style={{ width: side, height: side }} ariaLabel={label} />;
}
