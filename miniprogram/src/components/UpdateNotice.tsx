import { Text, View } from '@tarojs/components';
import { texts } from '../i18n/index.ts';
import { updateLater, updateNow, updateStore, worksUntilNow } from '../state/update.ts';
import { PlainButton } from './PlainButton.tsx';
import './update-notice.scss';

/** There is a newer version of this app, and one may or must take it. */
export function UpdateNotice() {
  const { t } = texts.use();
  const act = updateStore.use();
  if (act !== 'ask' && act !== 'tell') return null;
  const day = worksUntilNow();
  return (
    <View id="update-notice" className="update-notice" ariaRole={act === 'tell' ? 'alert' : 'status'}>
      <Text className="update-notice__text">
        {act === 'tell' ? t('updateNeeded') : day ? t('updateUntil', { day }) : t('updateAsked')}
      </Text>
      <View className="update-notice__acts">
        {act === 'ask' ? (
          <PlainButton id="update-later" size="small" onTap={updateLater}>
            {t('updateLater')}
          </PlainButton>
        ) : null}
        <PlainButton id="update-now" kind="primary" size="small" onTap={updateNow}>
          {t('updateNow')}
        </PlainButton>
      </View>
    </View>
  );
}
