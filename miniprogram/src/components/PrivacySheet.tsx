import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { texts } from '../i18n/index.ts';
import { components } from '../platform/index';
import { privacyQuestion } from '../state/privacy.ts';
import { PlainButton } from './PlainButton.tsx';
import { Sheet } from './Sheet.tsx';
import './privacy-sheet.scss';

export function PrivacySheet() {
  const { t } = texts.use();
  const question = privacyQuestion.use();
  if (!question) return null;
  const { PrivacyAgreeButton } = components;
  const [before = '', between = '', after = ''] = t('privacyAskText', {
    name: '\u0000',
    terms: '\u0000',
  }).split('\u0000');
  return (
    <Sheet id="privacy-sheet" title={t('privacyAskTitle')}>
      <View className="privacy-sheet__text">
        <Text>{before}</Text>
        <Text
          id="privacy-document"
          className="privacy-sheet__link"
          ariaRole="link"
          onClick={() => Taro.navigateTo({ url: '/pages/people/privacy/index' })}
        >
          {t('privacyDocument')}
        </Text>
        <Text>{between}</Text>
        <Text
          id="terms-document"
          className="privacy-sheet__link"
          ariaRole="link"
          onClick={() => Taro.navigateTo({ url: '/pages/people/privacy/index?document=terms' })}
        >
          {t('termsDocument')}
        </Text>
        <Text>{after}</Text>
      </View>
      <View className="privacy-sheet__answers">
        <PrivacyAgreeButton text={t('privacyAgree')} onAgree={() => question.answer(true)} />
        <PlainButton id="privacy-refuse" onTap={() => question.answer(false)}>
          {t('privacyRefuse')}
        </PlainButton>
      </View>
    </Sheet>
  );
}
