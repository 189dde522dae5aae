import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { Icon } from '../../../../components/Icon.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import './stale-notice.scss';

/** A list that could not be read again is still the best there is, as long as it says so. */
export function StaleNotice({ readAtMs }: { readAtMs: number }) {
  const { t } = clerkTexts.use();
  return (
    <View id="stale" className="stale-notice">
      <Icon name="clock" size={32} color="wait" />
      <Text className="stale-notice__text">{t('stale', { time: formatBrandTime(readAtMs).slice(11) })}</Text>
    </View>
  );
}
