import { type LegalDocument, legalBlocks } from '@jindian/shared/contract/people/legal';
import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { call, endpoints } from '../../../api/client.ts';
import { ErrorState } from '../../../components/Empty.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { texts } from '../../../i18n/index.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import './index.scss';

/** A text in force, as the brand wrote it. */
export default function LegalPage() {
  const { t, pick } = texts.use();
  const { params } = useRouter();
  const document: LegalDocument = params.document === 'terms' ? 'terms' : 'privacy';
  const { data, error, reload } = useRemote(
    () => call(endpoints.getLegalText, { params: { document } }),
    `legal-${document}`,
  );
  return (
    <Screen title={t(document === 'terms' ? 'termsTitle' : 'privacyTitle')}>
      {data ? (
        <>
          <View id="legal-text" className="card">
            {legalBlocks(pick(data.text)).map(({ kind, text }, index) => (
              <Text
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change while it is read.
                key={index}
                className={kind === 'heading' ? 'privacy__title' : 'privacy__line'}
              >
                {text}
              </Text>
            ))}
          </View>
          <Text className="privacy__version">{t('privacyVersion', { version: data.version })}</Text>
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}
