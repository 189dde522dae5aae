import { Text, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { QrImage } from '../../../components/QrImage.tsx';
import { usePersonas } from '../../../components/use-personas.ts';
import { texts } from '../../../i18n/index.ts';
import { useEvery } from '../../../lib/use-ticker.ts';
import { platform } from '../../../platform/index';
import { notice } from '../../../state/questions.ts';

/** Asked for this long before the code on screen stops working at the latest. */
const marginMs = 3_000;

type Shown = { code: string; digits: string; renewAtMs: number; expiresAtMs: number };

/** The code for the counter. It is replaced before it expires; an expired one is never left on screen. */
export function PickupCode({ orderId, onGone }: { orderId: string; onGone: () => void }) {
  const { t, language } = texts.use();
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [nowMs, setNowMs] = useState(() => platform.nowMs());
  const asking = useRef(false);
  // On the local system one person plays shopper and clerk on one screen, which cannot scan itself.
  const personas = usePersonas();
  const copy = async (code: string) => {
    await platform.copyText(code);
    notice(t('copied'));
  };

  const renew = async () => {
    if (asking.current) return;
    asking.current = true;
    try {
      const next = await call(endpoints.getPickupCode, { params: { orderId } });
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
      // Handed over or called off meanwhile: the order says so itself.
      if (problem instanceof ApiProblem && problem.code === 'transition_refused') onGone();
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
    <View id="pickup-code" className="card order__code">
      <Text className="order__heading">{t('pickupCode')}</Text>
      {valid ? (
        <>
          <QrImage id="pickup-qr" className="order__qr" text={shown.code} label={t('pickupCode')} />
          <Text id="pickup-digits-shown" className="order__number">
            {shown.digits.replace(/^(\d{4})/, '$1 ')}
          </Text>
          <Text className="order__muted">{t('pickupDigits')}</Text>
          <Text className="order__muted">{t('pickupCodeNote')}</Text>
          <Text className="order__muted order__digits">
            {error ? t('pickupCodeFailed') : t('pickupCodeNext', { seconds })}
          </Text>
          {personas.length > 0 ? (
            <PlainButton id="copy-pickup-code" size="small" onTap={() => void copy(shown.code)}>
              {t('copyCode')}
            </PlainButton>
          ) : null}
        </>
      ) : (
        <View className="order__qr order__qr--empty">
          {error ? (
            <>
              <Text className="order__muted">{problemMessage(error, language)}</Text>
              <PlainButton id="pickup-retry" size="small" onTap={() => void renew()}>
                {t('retry')}
              </PlainButton>
            </>
          ) : (
            <Text className="order__muted">{t('loading')}</Text>
          )}
        </View>
      )}
    </View>
  );
}
