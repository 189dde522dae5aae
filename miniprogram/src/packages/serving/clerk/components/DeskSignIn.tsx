import { deskSignInPrefix } from '@jindian/shared/qr-text';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import { keepSession } from '../../../../api/session.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { deskTexts } from '../../../../i18n/people/desk.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { memberStore } from '../../../../state/member.ts';
import './desk-sign-in.scss';

type Step =
  | { kind: 'opening' }
  | { kind: 'waiting'; ticket: string; secret: string }
  | { kind: 'expired' }
  | { kind: 'failed'; error: unknown };

const askEveryMs = 2_000;

/** A computer at the counter: whoever works here scans this with the mini-program, and says yes on the phone. */
export function DeskSignIn({ onIn }: { onIn: () => void }) {
  const { t, language } = deskTexts.use();
  const [step, setStep] = useState<Step>({ kind: 'opening' });

  const open = async () => {
    setStep({ kind: 'opening' });
    try {
      const { ticket, secret } = await call(endpoints.openDeskSignIn, {});
      setStep({ kind: 'waiting', ticket, secret });
    } catch (error) {
      setStep({ kind: 'failed', error });
    }
  };
  const first = useRef(open);
  useEffect(() => {
    void first.current();
  }, []);

  useEvery(step.kind === 'waiting' ? askEveryMs : null, async () => {
    if (step.kind !== 'waiting') return;
    const { ticket, secret } = step;
    try {
      const { state, session } = await call(endpoints.claimDeskSession, { body: { ticket, secret } });
      if (session) {
        keepSession(session);
        memberStore.set(session.member);
        onIn();
      } else if (state !== 'waiting') setStep({ kind: 'expired' });
    } catch {
      // Out of reach for a moment: asked again.
    }
  });

  return (
    <View id="desk-sign-in" className="card desk-sign-in">
      <Text className="desk-sign-in__title" ariaRole="heading" ariaLevel="2">
        {t('signInTitle')}
      </Text>
      <Text className="desk-sign-in__note">{t('signInNote')}</Text>
      {step.kind === 'waiting' ? (
        <QrImage
          id="desk-qr"
          className="desk-sign-in__qr"
          text={`${deskSignInPrefix}${step.ticket}`}
          label={t('signInQr')}
        />
      ) : null}
      <Text id="desk-sign-in-state" className="desk-sign-in__note" ariaRole="status">
        {step.kind === 'failed' ? problemMessage(step.error, language) : t(`signIn_${step.kind}`)}
      </Text>
      <View className="desk-sign-in__ways">
        {step.kind === 'expired' || step.kind === 'failed' ? (
          <PlainButton id="desk-qr-renew" kind="primary" onTap={() => void open()}>
            {t('signInRenew')}
          </PlainButton>
        ) : null}
        <PlainButton
          id="sign-in-by-phone"
          onTap={() => void Taro.navigateTo({ url: '/packages/people/phone/sign-in/index' })}
        >
          {t('signInByPhone')}
        </PlainButton>
      </View>
    </View>
  );
}
