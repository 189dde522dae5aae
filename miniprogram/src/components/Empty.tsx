import { Image, Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import { problemMessage } from '../api/problem.ts';
import { texts } from '../i18n/index.ts';
import { canRetry, causeOf } from '../lib/failure.ts';
import { goBack } from '../lib/use-ticker.ts';
import { platform } from '../platform/index';
import { brandStore } from '../state/brand.ts';
import { PlainButton } from './PlainButton.tsx';
import { type PictureName, pictureUri } from './pictures.ts';
import './empty.scss';

type Props = { picture: PictureName; title: string; note?: string; children?: ReactNode; id?: string };

export function Empty({ picture, title, note, children, id }: Props) {
  const { theme } = brandStore.use();
  return (
    <View className="empty" {...(id ? { id } : {})}>
      <Image className="empty__picture" src={pictureUri(picture, theme)} mode="aspectFit" />
      <Text className="empty__title">{title}</Text>
      {note ? <Text className="empty__note">{note}</Text> : null}
      {children ? <View className="empty__actions">{children}</View> : null}
    </View>
  );
}

/** A page that could not be filled: why, in words, and the way on that helps with that. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t, language } = texts.use();
  const cause = causeOf(error);
  if (cause === 'sign_in') {
    return (
      <Empty id="sign-in-needed" picture="shop" title={t('signInTitle')} note={t('signInNote')}>
        {platform.signsInByPhone ? (
          <PlainButton
            id="sign-in-by-phone"
            kind="primary"
            onTap={() => Taro.navigateTo({ url: '/packages/people/phone/sign-in/index' })}
          >
            {t('signInByPhone')}
          </PlainButton>
        ) : null}
      </Empty>
    );
  }
  const note =
    cause === 'unknown' || cause === 'gone' ? problemMessage(error, language) : t(`failedNote_${cause}`);
  return (
    <Empty id="error" picture="cloud" title={t(`failedTitle_${cause}`)} note={note}>
      {canRetry(cause) ? (
        <PlainButton id="retry" onTap={onRetry}>
          {t('retry')}
        </PlainButton>
      ) : (
        <PlainButton id="error-back" onTap={goBack}>
          {t('goBack')}
        </PlainButton>
      )}
    </Empty>
  );
}
