import type { SellerCockpit } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { PriceText } from '../../../../components/PriceText.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { dayText } from './explain.ts';
import { Trend } from './Trend.tsx';
import './cockpit.scss';

const shownDays = 5;

/** What today and the month brought, and what comes when. */
export function Cockpit({ cockpit }: { cockpit: SellerCockpit }) {
  const { t, language } = guideTexts.use();
  const { today, month, coming, waitingFen } = cockpit;
  return (
    <View id="cockpit" className="card cockpit">
      <View className="cockpit__figures">
        <View className="cockpit__figure">
          <PriceText id="cockpit-today" amountFen={today.amountFen} size="large" />
          <Text className="cockpit__label">{t('today', { count: today.orders })}</Text>
        </View>
        <View className="cockpit__figure">
          <PriceText id="cockpit-month" amountFen={month.amountFen} size="large" />
          <Text className="cockpit__label">
            {t(cockpit.isWhole ? 'thisMonth' : 'thisMonthAtLeast', { count: month.orders })}
          </Text>
        </View>
      </View>
      <Trend days={cockpit.days} />
      <Text className="cockpit__heading">{t('coming')}</Text>
      {coming.slice(0, shownDays).map(({ day, amountFen, orders }) => (
        <View key={day} id={`coming-${day}`} className="cockpit__day">
          <Text className="cockpit__amount">{formatYuan(amountFen)}</Text>
          <Text className="cockpit__when">
            {t('comesOn', { day: dayText(day, language), count: orders })}
          </Text>
        </View>
      ))}
      {waitingFen > 0 ? (
        <View id="coming-later" className="cockpit__day">
          <Text className="cockpit__amount">{formatYuan(waitingFen)}</Text>
          <Text className="cockpit__when">{t('comesLater')}</Text>
        </View>
      ) : null}
      {coming.length === 0 && waitingFen <= 0 ? (
        <Text className="cockpit__when">{t('nothingComes')}</Text>
      ) : null}
    </View>
  );
}
