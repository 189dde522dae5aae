import { Text, View } from '@tarojs/components';
import { call, endpoints } from '../../../api/client.ts';
import { Screen } from '../../../components/Screen.tsx';
import { privacyVersion } from '../../../config.ts';
import { texts } from '../../../i18n/index.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import './index.scss';

export default function PrivacyPage() {
  const { t } = texts.use();
  // As it is now; a dash while it is asked for, and where the server is out of reach.
  const days = useRemote(() => call(endpoints.getSettings, {}), 'settings').data?.bindingDays ?? '–';
  const parts = [
    { title: t('privacyP1Title'), text: t('privacyP1') },
    { title: t('privacyP2Title'), text: t('privacyP2', { days }) },
    { title: t('privacyP3Title'), text: t('privacyP3') },
  ];
  return (
    <Screen title={t('privacyTitle')}>
      {parts.map((part) => (
        <View key={part.title} className="card">
          <Text className="privacy__title">{part.title}</Text>
          {part.text.split('\n').map((line) => (
            <Text key={line} className="privacy__line">
              {line}
            </Text>
          ))}
        </View>
      ))}
      <Text className="privacy__version">{t('privacyVersion', { version: privacyVersion })}</Text>
    </Screen>
  );
}
