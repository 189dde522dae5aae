import { Text, View } from '@tarojs/components';
import { useEffect, useState } from 'react';
import { Icon } from '../../../components/Icon.tsx';
import { texts } from '../../../i18n/index.ts';
import { noticeProblem } from '../../../lib/scan.ts';
import { favouritesStore, loadFavourites, setFavourite } from '../../../state/favourites.ts';

/** Puts a product among the member's favourites, or takes it off again. */
export function Heart({ productId }: { productId: string }) {
  const { t } = texts.use();
  const ids = favouritesStore.use();
  const [busy, setBusy] = useState(false);
  useEffect(loadFavourites, []);
  const on = ids?.includes(productId) ?? false;
  const toggle = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await setFavourite(productId, !on);
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <View
      id="favourite"
      className="product__share"
      ariaRole="checkbox"
      ariaChecked={on}
      ariaLabel={t('favourite')}
      onClick={() => void toggle()}
    >
      <Icon name="heart" size={36} color={on ? 'brandText' : 'text'} />
      <Text>{t(on ? 'favouriteOn' : 'favourite')}</Text>
    </View>
  );
}
