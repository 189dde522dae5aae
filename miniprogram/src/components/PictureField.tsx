import { Image, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { assetUrl } from '../config.ts';
import { pictureTexts } from '../i18n/goods/pictures.ts';
import { givePicture } from '../lib/give-picture.ts';
import { noticeProblem } from '../lib/scan.ts';
import { platform } from '../platform/index';
import { Icon } from './Icon.tsx';
import './picture-field.scss';

type Props = { id: string; paths: readonly string[]; most: number; onChange: (paths: string[]) => void };

/** Pictures that go with what somebody says: chosen, sent one after another, and taken away again by a tap. */
export function PictureField({ id, paths, most, onChange }: Props) {
  const { t } = pictureTexts.use();
  const [sending, setSending] = useState(0);
  const left = most - paths.length - sending;
  const add = async () => {
    const chosen = await platform.pickPictures(left);
    setSending(chosen.length);
    let now = [...paths];
    for (const bytes of chosen) {
      try {
        const path = await givePicture(bytes);
        if (!now.includes(path)) now = [...now, path];
        onChange(now);
      } catch (error) {
        noticeProblem(error);
      } finally {
        setSending((before) => before - 1);
      }
    }
  };
  return (
    <View id={id} className="picture-field">
      {paths.map((path, index) => (
        <View key={path} className="picture-field__one">
          <Image
            className="picture-field__picture"
            src={assetUrl(path, 200)}
            mode="aspectFill"
            ariaLabel={t('picture', { nth: String(index + 1) })}
          />
          <View
            id={`${id}-remove-${index + 1}`}
            className="picture-field__remove"
            ariaRole="button"
            ariaLabel={t('remove', { nth: String(index + 1) })}
            onClick={() => onChange(paths.filter((one) => one !== path))}
          >
            <Icon name="cross" size={24} color="onAction" />
          </View>
        </View>
      ))}
      {sending > 0 ? (
        <View className="picture-field__one picture-field__one--sending" ariaLive="polite">
          <Text>{t('sending')}</Text>
        </View>
      ) : null}
      {left > 0 ? (
        <View
          id={`${id}-add`}
          className="picture-field__one picture-field__one--add"
          ariaRole="button"
          ariaLabel={t('add')}
          onClick={() => void add()}
        >
          <Icon name="plus" size={40} color="textSoft" />
          <Text>{t('add')}</Text>
        </View>
      ) : null}
    </View>
  );
}

/** Pictures that somebody gave, small; a tap shows them as large as the screen. */
export function GivenPictures({ paths }: { paths: readonly string[] }) {
  const { t } = pictureTexts.use();
  if (paths.length === 0) return null;
  const urls = paths.map((path) => assetUrl(path, 1200));
  return (
    <View className="picture-field picture-field--shown">
      {paths.map((path, index) => (
        <Image
          key={path}
          className="picture-field__one picture-field__picture"
          src={assetUrl(path, 200)}
          mode="aspectFill"
          lazyLoad
          ariaLabel={t('picture', { nth: String(index + 1) })}
          onClick={() => void platform.viewPictures(urls, urls[index] ?? '')}
        />
      ))}
    </View>
  );
}
