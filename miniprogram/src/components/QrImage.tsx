import { Image } from '@tarojs/components';
import { useMemo } from 'react';
import { qrSvgUri } from '../lib/qr.ts';

type Props = { id: string; text: string; className: string; label: string };

export function QrImage({ id, text, className, label }: Props) {
  const src = useMemo(() => qrSvgUri(text), [text]);
  return <Image id={id} className={className} src={src} mode="aspectFit" ariaLabel={label} />;
}
