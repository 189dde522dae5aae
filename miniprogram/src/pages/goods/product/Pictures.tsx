import { noPicture } from '@jindian/shared/contract/goods/catalog';
import { Image, ScrollView, Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { assetUrl } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { platform } from '../../../platform/index';

type Props = {
  paths: readonly string[];
  /** That of the colour which is chosen. */
  chosen: string;
  title: string;
};

const none = [noPicture];

/** Every picture of a product, to be pushed aside with a finger; a tap shows it large. */
export function Pictures({ paths: given, chosen, title }: Props) {
  const paths = given.length > 0 ? given : none;
  const { t } = texts.use();
  const [wanted, setWanted] = useState(0);
  const [shown, setShown] = useState(0);
  useEffect(() => {
    const index = Math.max(0, paths.indexOf(chosen));
    setWanted(index);
    setShown(index);
  }, [paths, chosen]);
  const zoom = (path: string) => {
    if (given.length === 0) return;
    platform
      .viewPictures(
        paths.map((one) => assetUrl(one, 1200)),
        assetUrl(path, 1200),
      )
      .catch(() => undefined);
  };
  return (
    <View id="product-picture" className="product__picture-box">
      <ScrollView
        scrollX
        enhanced
        pagingEnabled
        showScrollbar={false}
        scrollWithAnimation
        scrollIntoView={`picture-${wanted}`}
        className="product__pictures"
        onScroll={({ detail: { scrollLeft, scrollWidth } }) => {
          if (scrollWidth > 0) setShown(Math.round((scrollLeft / scrollWidth) * paths.length));
        }}
      >
        <View className="product__picture-row" style={{ width: `${paths.length * 100}%` }}>
          {paths.map((path, index) => (
            <View key={path} id={`picture-${index}`} className="product__picture-slide">
              <Image
                className="product__picture"
                src={assetUrl(path, 800)}
                mode="aspectFill"
                ariaLabel={`${title} ${t('pictureZoom')}`}
                ariaRole="button"
                lazyLoad={index > 0}
                onClick={() => zoom(path)}
              />
            </View>
          ))}
        </View>
      </ScrollView>
      {paths.length > 1 ? (
        <Text id="picture-count" className="product__picture-count">
          {`${Math.min(paths.length, shown + 1)} / ${paths.length}`}
        </Text>
      ) : null}
    </View>
  );
}
