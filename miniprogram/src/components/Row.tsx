import { Image, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { assetUrl } from '../config.ts';
import './row.scss';

type Props = {
  id?: string;
  title: string;
  note?: ReactNode;
  imagePath?: string;
  /** At the end: a figure, a chip, an icon. */
  end?: ReactNode;
  /** Without it nothing happens on a tap, and nothing says so. */
  onTap?: () => void;
  /** One of several, of which one is chosen. */
  chosen?: boolean;
  children?: ReactNode;
};

/** One thing of a list, in one line of words and one of facts. */
export function Row({ id, title, note, imagePath, end, onTap, chosen, children }: Props) {
  return (
    <View
      {...(id ? { id } : {})}
      className={chosen ? 'row row--chosen' : 'row'}
      {...(onTap ? { onClick: onTap, ariaRole: chosen === undefined ? 'button' : 'radio' } : {})}
      {...(chosen === undefined ? {} : { ariaChecked: chosen })}
    >
      {imagePath ? (
        <Image className="row__picture" src={assetUrl(imagePath, 200)} mode="aspectFit" lazyLoad />
      ) : null}
      <View className="row__words">
        <Text className="row__title">{title}</Text>
        {note ? <Text className="row__note">{note}</Text> : null}
        {children}
      </View>
      {end === undefined ? null : <View className="row__end">{end}</View>}
    </View>
  );
}
