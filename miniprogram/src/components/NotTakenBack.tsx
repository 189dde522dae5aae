import type { LocalizedText } from '@jindian/shared/contract/common';
import { Text, View } from '@tarojs/components';
import { servingTexts } from '../i18n/serving/serving.ts';
import './order-lines.scss';

type Props = { lines: readonly { title: LocalizedText; why: LocalizedText }[]; before?: boolean };

/** What is not taken back without a reason, and why: told `before` it is ordered, and on the order. */
export function NotTakenBack({ lines, before }: Props) {
  const { t, pick } = servingTexts.use();
  if (lines.length === 0) return null;
  return (
    <View id="not-taken-back" className="not-taken-back">
      <Text className="not-taken-back__title">{t('notTakenBackTitle')}</Text>
      {lines.map(({ title, why }) => (
        <Text key={title.zh} className="not-taken-back__line">
          {t('notTakenBackLine', { title: pick(title), why: pick(why) })}
        </Text>
      ))}
      <Text className="not-taken-back__line">{t(before ? 'notTakenBackBefore' : 'notTakenBackFaulty')}</Text>
    </View>
  );
}
