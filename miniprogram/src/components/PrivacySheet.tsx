import { Popup } from '@nutui/nutui-react-taro';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { texts } from '../i18n/index.ts';
import { components } from '../platform/index';
import { privacyQuestion } from '../state/privacy.ts';
import { PlainButton } from './PlainButton.tsx';
import './privacy-sheet.scss';

export function PrivacySheet() {
  const { t } = texts.use();
  const question = privacyQuestion.use();
  if (!question) return null;
  const { PrivacyAgreeButton } = components;
  const [before = '', after = ''] = t('privacyAskText', { name: '\u0000' }).split('\u0000');
  return (
    <Popup visible position="bottom" round closeOnOverlayClick={false} lockScroll>
      <View id="privacy-sheet" className="privacy-sheet">
        <Text className="privacy-sheet__title">{t('privacyAskTitle')}</Text>
        <View className="privacy-sheet__text">
          <Text>{before}</Text>
          <Text
            id="privacy-document"
            className="privacy-sheet__link"
            onClick={() => Taro.navigateTo({ url: '/pages/people/privacy/index' })}
          >
            {t('privacyDocument')}
          </Text>
          <Text>{after}</Text>
        </View>
        <PrivacyAgreeButton text={t('privacyAgree')} onAgree={() => question.answer(true)} />
        <PlainButton id="privacy-refuse" onTap={() => question.answer(false)}>
          {t('privacyRefuse')}
        </PlainButton>
      </View>
    </Popup>
  );
}
