import { Image, Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { texts } from '../../../../i18n/index.ts';
import { wecomTexts } from '../../../../i18n/selling/wecom.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

/** A guide's code on WeCom: who adds her by it has met her own. */
export default function ContactCodePage() {
  const { t } = wecomTexts.use();
  const own = useRemote(() => call(endpoints.getContactCode, {}), 'contact-code');
  const [another, setAnother] = useState(false);
  const code = own.data?.code ?? null;
  return (
    <Screen title={t('title')} staff>
      {own.data === null ? (
        own.error ? (
          <ErrorState error={own.error} onRetry={() => void own.reload()} />
        ) : (
          <Skeleton kind="product" />
        )
      ) : code && !another ? (
        <Shown code={code} onAnother={() => setAnother(true)} onRemoved={() => own.replace({ code: null })} />
      ) : (
        <Account
          before={code?.userId ?? ''}
          onMade={(made) => {
            own.replace({ code: made });
            setAnother(false);
          }}
        />
      )}
    </Screen>
  );
}

type Code = NonNullable<Awaited<ReturnType<typeof call<typeof endpoints.getContactCode>>>['code']>;

function Shown(props: { code: Code; onAnother: () => void; onRemoved: () => void }) {
  const { t } = wecomTexts.use();
  const common = texts.use();
  const { userId, qrCodeUrl } = props.code;
  const remove = async () => {
    if (!(await ask(t('removeAsk'), common.t('confirm'), common.t('cancel')))) return;
    try {
      await call(endpoints.deleteContactCode, {});
      notice(t('removed'));
      props.onRemoved();
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <View className="card contact-code">
      <Image
        id="contact-qr"
        className="contact-code__qr"
        src={qrCodeUrl}
        mode="aspectFit"
        showMenuByLongpress
        ariaLabel={t('label', { name: userId })}
      />
      <Text className="contact-code__account">{t('of', { userId })}</Text>
      <Text className="contact-code__lead">{t('lead')}</Text>
      <View className="contact-code__actions">
        <PlainButton id="contact-another" grow onTap={props.onAnother}>
          {t('another')}
        </PlainButton>
        <PlainButton id="contact-remove" grow onTap={() => void remove()}>
          {t('remove')}
        </PlainButton>
      </View>
    </View>
  );
}

function Account({ before, onMade }: { before: string; onMade: (code: Code) => void }) {
  const { t, language } = wecomTexts.use();
  const [userId, setUserId] = useState(before);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const make = async () => {
    setBusy(true);
    setFault(null);
    try {
      onMade((await call(endpoints.makeContactCode, { body: { userId: userId.trim() } })).code);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <View className="card">
      <Text className="contact-code__lead">{t('lead')}</Text>
      <Text className="contact-code__label">{t('account')}</Text>
      <Input
        id="contact-account"
        className="contact-code__input"
        value={userId}
        maxlength={64}
        placeholder="ChenXiao"
        placeholderClass="placeholder"
        ariaLabel={t('account')}
        onInput={(event) => setUserId(event.detail.value)}
      />
      <Text className="contact-code__hint">{t('accountHint')}</Text>
      {fault ? (
        <View id="contact-fault" className="contact-code__fault" ariaRole="alert">
          <Text>{problemMessage(fault, language)}</Text>
        </View>
      ) : null}
      <View className="contact-code__actions">
        <PlainButton
          id="contact-make"
          kind="primary"
          grow
          busy={busy}
          disabled={userId.trim() === ''}
          onTap={() => void make()}
        >
          {t('make')}
        </PlainButton>
      </View>
    </View>
  );
}
