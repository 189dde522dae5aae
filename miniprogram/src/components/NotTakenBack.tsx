import { Text, View } from '@tarojs/components';
import { servingTexts } from '../i18n/serving/serving.ts';
import { type NotTakenBackLine, saidOnce } from '../lib/not-taken-back.ts';
import './order-lines.scss';

type Props = { lines: readonly NotTakenBackLine[]; before?: boolean };

/** What is not taken back without a reason, and why: told `before` it is ordered, and on the order. */
export function NotTakenBack({ lines, before }: Props) {
  const { t, pick } = servingTexts.use();
  if (lines.length === 0) return null;
  return (
    <View id="not-taken-back" className="not-taken-back">
      <Text className="not-taken-back__title">{t('notTakenBackTitle')}</Text>
      {saidOnce(lines).map(({ title, why }) => (
        <Text key={`${title.zh} ${why.zh}`} className="not-taken-back__line">
          {t('notTakenBackLine', { title: pick(title), why: pick(why) })}
        </Text>
      ))}
      <Text className="not-taken-back__line">{t(before ? 'notTakenBackBefore' : 'notTakenBackFaulty')}</Text>
    </View>
  );
}
