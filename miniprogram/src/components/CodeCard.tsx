import type { PickupCode } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiProblem, problemMessage } from '../api/problem.ts';
import { texts } from '../i18n/index.ts';
import { useEvery } from '../lib/use-ticker.ts';
import { platform } from '../platform/index';
import './code-card.scss';
import { PlainButton } from './PlainButton.tsx';
import { QrImage } from './QrImage.tsx';

/** Asked for this long before the code on screen stops working at the latest. */
const marginMs = 3_000;

type Shown = { code: string; digits: string; renewAtMs: number; expiresAtMs: number };

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
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [nowMs, setNowMs] = useState(() => platform.nowMs());
  const asking = useRef(false);

  const renew = async () => {
    if (asking.current) return;
    asking.current = true;
    try {
      const next = await ask();
      const now = platform.nowMs();
      setNowMs(now);
      setShown({
        code: next.code,
        digits: next.digits,
        expiresAtMs: next.expiresAtMs,
        renewAtMs: Math.min(now + Math.max(1_000, next.refreshAfterMs), next.expiresAtMs - marginMs),
      });
      setError(null);
    } catch (problem) {
      setError(problem);
      if (problem instanceof ApiProblem && goneWith.includes(problem.code)) onGone();
    } finally {
      asking.current = false;
    }
  };

  const first = useRef(renew);
  useEffect(() => {
    void first.current();
  }, []);
  useEvery(1_000, async () => {
    const now = platform.nowMs();
    setNowMs(now);
    if (shown && now >= shown.renewAtMs) await renew();
  });

  const valid = shown !== null && nowMs < shown.expiresAtMs;
  const seconds = shown ? Math.max(0, Math.ceil((shown.renewAtMs - nowMs) / 1000)) : 0;
  return (
    <View id="pickup-code" className="card code-card">
      <Text className="code-card__heading">{t('pickupCode')}</Text>
      {valid ? (
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
