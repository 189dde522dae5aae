import type { SellerCockpit } from '@jindian/shared/contract/selling/seller';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { dayText } from './explain.ts';
import './trend.scss';

/** What is seen of a day that brought little beside one that brought much. */
const lowestPercent = 6;

/** What each of the last days brought, as bars; a day on which more was taken back than earned has none. */
export function Trend({ days }: { days: SellerCockpit['days'] }) {
  const { t, language } = guideTexts.use();
  const [first, last] = [days[0], days.at(-1)];
  const best = days.reduce((one, other) => (other.amountFen > one.amountFen ? other : one), {
    day: '',
    amountFen: 0,
  });
  if (!first || !last || best.amountFen === 0) return null;
  const said = t('trendBest', { day: dayText(best.day, language), amount: formatYuan(best.amountFen) });
  return (
    <View id="trend" className="trend" ariaRole="img" ariaLabel={`${t('trend')}${said}`}>
      <View className="trend__head">
        <Text className="trend__title">{t('trend')}</Text>
        <Text className="trend__best">{said}</Text>
      </View>
      <View className="trend__bars">
        {days.map(({ day, amountFen }) => (
          <View key={day} className="trend__day">
            <View
              className={amountFen > 0 ? 'trend__bar' : 'trend__bar is-none'}
              style={{
                height: `${amountFen > 0 ? Math.max(lowestPercent, Math.round((amountFen / best.amountFen) * 100)) : 2}%`,
              }}
            />
          </View>
        ))}
      </View>
      <View className="trend__ends">
        <Text>{dayText(first.day, language)}</Text>
        <Text>{t('trendToday')}</Text>
      </View>
    </View>
  );
}
