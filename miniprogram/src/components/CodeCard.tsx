import type { PickupCode } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { problemMessage } from '../api/problem.ts';
import { texts } from '../i18n/index.ts';
import { useShownCode } from '../lib/use-shown-code.ts';
import './code-card.scss';
import { PlainButton } from './PlainButton.tsx';
import { QrImage } from './QrImage.tsx';

type Props = {
  ask: () => Promise<PickupCode>;
  /** With these codes there is nothing to be shown any more. */
  goneWith: readonly string[];
  onGone: () => void;
  /** Below the code, while there is one. */
  children?: (code: string) => ReactNode;
};

/** A code for the counter. It is replaced before it expires; an expired one is never left on screen. */
export function CodeCard({ ask, goneWith, onGone, children }: Props) {
  const { t, language } = texts.use();
  const { code: shown, seconds, error, renew } = useShownCode({ ask, goneWith, onGone });
  return (
    <View id="pickup-code" className="card code-card">
      <Text className="code-card__heading">{t('pickupCode')}</Text>
      {shown ? (
        <>
          <QrImage id="pickup-qr" className="code-card__qr" text={shown.code} label={t('pickupCode')} />
          <Text id="pickup-digits-shown" className="code-card__number">
            {shown.digits.replace(/^(\d{4})/, '$1 ')}
          </Text>
          <Text className="code-card__muted">{t('pickupDigits')}</Text>
          <Text className="code-card__muted">{t('pickupCodeNote')}</Text>
          <Text className="code-card__muted">
            {error ? t('pickupCodeFailed') : t('pickupCodeNext', { seconds })}
          </Text>
          {children?.(shown.code)}
        </>
      ) : (
        <View className="code-card__qr code-card__qr--empty">
          {error ? (
            <>
              <Text className="code-card__muted">{problemMessage(error, language)}</Text>
              <PlainButton id="pickup-retry" size="small" onTap={() => void renew()}>
                {t('retry')}
              </PlainButton>
            </>
          ) : (
            <Text className="code-card__muted">{t('loading')}</Text>
          )}
        </View>
      )}
    </View>
  );
}
