import { Image, Text, View } from '@tarojs/components';
import { useMemo } from 'react';
import { qrSvgUri } from '../lib/qr.ts';
import { platform } from '../platform/index';
import './qr-image.scss';

type Props = { id: string; text: string; className: string; label: string };

export function QrImage({ id, text, className, label }: Props) {
  const src = useMemo(() => qrSvgUri(text), [text]);
  const note = platform.noteOnQr(text);
  return (
    <View className="qr-image">
      <Image id={id} className={className} src={src} mode="aspectFit" ariaLabel={label} />
      {note ? (
        <Text id={`${id}-note`} className="qr-image__note">
          {note}
        </Text>
      ) : null}
    </View>
  );
}
