import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import { Input, Text, View } from '@tarojs/components';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../../api/problem.ts';
import { keepSession } from '../../../../api/session.ts';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { phoneTexts } from '../../../../i18n/people/phone.ts';
import { makeUlid } from '../../../../lib/ids.ts';
import { readStored, writeStored } from '../../../../lib/storage.ts';
import { goBack } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { memberStore } from '../../../../state/member.ts';
import { ensurePrivacy } from '../../../../state/privacy.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

const codeLength = 6;

/** The same browser asks under the same id, so that one does not send codes to all numbers there are. */
function deviceId(): string {
  const known = readStored('device', (value): value is string => typeof value === 'string');
  if (known) return known;
  const made = makeUlid();
  writeStored('device', made);
  return made;
}

/** Outside WeChat: who somebody is, by a code that is sent to their phone. */
export default function PhoneSignInPage() {
  const { t, language } = phoneTexts.use();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState<'send' | 'enter' | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [waitS, setWaitS] = useState(0);
  const [played, setPlayed] = useState<string | null>(null);
  const device = useRef(deviceId());

  useEffect(() => {
    if (waitS <= 0) return undefined;
    const timer = setTimeout(() => setWaitS(waitS - 1), 1_000);
    return () => clearTimeout(timer);
  }, [waitS]);

  const run = async (what: 'send' | 'enter', act: () => Promise<void>) => {
    if (busy) return;
    setBusy(what);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(problemMessage(error, language));
      if (error instanceof ApiProblem && error.code === 'code_expired') setCode('');
    } finally {
      setBusy(null);
    }
  };
  const send = async () => {
    const number = mobilePhoneSchema.safeParse(phone).data;
    if (!number) return setFailure(t('phoneBad'));
    if (!(await ensurePrivacy())) return;
    await run('send', async () => {
      const { resendAfterS } = await call(endpoints.sendPhoneCode, {
        body: { phone: number, deviceId: device.current },
      });
      setSentTo(number);
      setWaitS(resendAfterS);
      setCode('');
      setPlayed(await platform.demoSmsCode(number));
    });
  };
  const enter = () =>
    run('enter', async () => {
      if (sentTo === null || !/^\d{6}$/.test(code)) return setFailure(t('codeBad'));
      const session = await call(endpoints.createPhoneSession, { body: { phone: sentTo, code } });
      keepSession(session);
      memberStore.set(session.member);
      notice(t('entered'));
      goBack();
    });

  return (
    <Screen title={t('title')}>
      <View className="card phone-sign-in">
        <Text className="phone-sign-in__note">{t('note')}</Text>
        <View className="phone-sign-in__field">
          <Input
            id="sign-in-phone"
            className="phone-sign-in__input"
            type="text"
            value={phone}
            maxlength={24}
            placeholder={t('phonePlaceholder')}
            placeholderClass="placeholder"
            onInput={(event) => setPhone(event.detail.value)}
          />
          <PlainButton
            id="sign-in-send"
            size="small"
            busy={busy === 'send'}
            disabled={waitS > 0}
            onTap={() => void send()}
          >
            {waitS > 0 ? t('sendAgainIn', { seconds: waitS }) : t(sentTo ? 'sendAgain' : 'send')}
          </PlainButton>
        </View>
        {sentTo ? (
          <View className="phone-sign-in__field">
            <Input
              id="sign-in-code"
              className="phone-sign-in__input"
              type="number"
              value={code}
              maxlength={codeLength}
              placeholder={t('codePlaceholder')}
              placeholderClass="placeholder"
              onInput={(event) => setCode(event.detail.value.trim())}
            />
          </View>
        ) : null}
        {played ? (
          <Text id="sign-in-played" className="phone-sign-in__played" ariaRole="status">
            {t('played', { code: played })}
          </Text>
        ) : null}
        {failure ? (
          <Text id="sign-in-problem" className="phone-sign-in__problem" ariaRole="alert">
            {failure}
          </Text>
        ) : null}
        <PlainButton
          id="sign-in-enter"
          kind="primary"
          grow
          busy={busy === 'enter'}
          disabled={sentTo === null}
          onTap={() => void enter()}
        >
          {t('enter')}
        </PlainButton>
        <Text className="phone-sign-in__same">{t('same')}</Text>
      </View>
    </Screen>
  );
}
