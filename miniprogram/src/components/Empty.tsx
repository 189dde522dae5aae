import { Image, Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { ApiProblem, problemMessage } from '../api/problem.ts';
import { texts } from '../i18n/index.ts';
import { PlainButton } from './PlainButton.tsx';
import { type PictureName, pictures } from './pictures.ts';
import './empty.scss';

type Props = { picture: PictureName; title: string; note?: string; children?: ReactNode; id?: string };

export function Empty({ picture, title, note, children, id }: Props) {
  return (
    <View className="empty" {...(id ? { id } : {})}>
      <Image className="empty__picture" src={pictures[picture]} mode="aspectFit" />
      <Text className="empty__title">{title}</Text>
      {note ? <Text className="empty__note">{note}</Text> : null}
      {children ? <View className="empty__actions">{children}</View> : null}
    </View>
  );
}

/** A page that could not be filled: what happened, in words, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t, language } = texts.use();
  if (error instanceof ApiProblem && error.code === 'unauthenticated') {
    return <Empty id="sign-in-needed" picture="shop" title={t('signInTitle')} note={t('signInNote')} />;
  }
  return (
    <Empty id="error" picture="cloud" title={t('failedTitle')} note={problemMessage(error, language)}>
      <PlainButton id="retry" onTap={onRetry}>
        {t('retry')}
      </PlainButton>
    </Empty>
  );
}
