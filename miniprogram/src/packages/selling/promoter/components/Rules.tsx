import { Text, View } from '@tarojs/components';
import { promoterTexts } from '../../../../i18n/selling/promoter.ts';
import './rules.scss';

/** What one agrees to, in plain words: `promoterRulesVersion` says the day of this text. */
export function Rules({ secondLevel }: { secondLevel: boolean }) {
  const { t } = promoterTexts.use();
  const rules = [
    t('ruleFree'),
    t('ruleEarn'),
    t('ruleWhen'),
    ...(secondLevel ? [t('ruleSecond')] : []),
    t('ruleNoHeads'),
    t('ruleSelf'),
  ];
  return (
    <View id="promoter-rules" className="rules">
      {rules.map((rule, nth) => (
        <View key={rule} className="rules__one">
          <Text className="rules__number">{nth + 1}</Text>
          <Text className="rules__words">{rule}</Text>
        </View>
      ))}
    </View>
  );
}
