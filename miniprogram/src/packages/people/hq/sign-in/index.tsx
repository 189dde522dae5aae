import { browserName } from '@jindian/shared/browser-name';
import type { WaitingBrowser } from '@jindian/shared/contract/people/session';
import { readScannedText } from '@jindian/shared/qr-text';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { StatusHeader } from '../../../../components/StatusHeader.tsx';
import { hqTexts } from '../../../../i18n/people/hq.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { goBack } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { memberStore, refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { takeScanned } from '../../../../state/scanned.ts';
import './index.scss';

/** What was scanned: the QR of HQ's web view, or of a branch's desk on a computer. */
type Asked = { kind: 'hq_sign_in' | 'desk_sign_in'; ticket: string };
type Step =
  /** Nothing was scanned yet: which address to open on the computer. */
  | { kind: 'address' }
  | { kind: 'asking'; asked: Asked; sending: boolean }
  | { kind: 'approved'; asked: Asked }
  | { kind: 'expired' }
  | { kind: 'failed'; asked: Asked; error: unknown };

const doors = {
  hq_sign_in: {
    look: endpoints.getHqSignIn,
    approve: endpoints.approveHqSignIn,
    words: { ask: 'approveAsk', note: 'approveNote', done: 'approvedNote' },
  },
  desk_sign_in: {
    look: endpoints.getDeskSignIn,
    approve: endpoints.approveDeskSignIn,
    words: { ask: 'approveDeskAsk', note: 'approveDeskNote', done: 'approvedDeskNote' },
  },
} as const;

function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'code_unknown' || error.code === 'invalid_request');
}

function askedBy(scanned: string | null): Asked | null {
  const read = readScannedText(scanned ?? '');
  return read.kind === 'hq_sign_in' || read.kind === 'desk_sign_in' ? read : null;
}

/** A computer asks to be let in as this person: said plainly, and never done by the scan alone. */
export default function HqSignInPage() {
  const { t, language } = hqTexts.use();
  const member = memberStore.use();
  const isDesk = useRouter().params.desk === '1';
  const [browser, setBrowser] = useState<WaitingBrowser | null>(null);
  const [step, setStep] = useState<Step>(() => {
    const asked = askedBy(takeScanned());
    if (asked) return { kind: 'asking', asked, sending: false };
    return { kind: isDesk ? 'address' : 'expired' };
  });
  useEffect(() => {
    // Whose name is shown; the server decides by itself who may approve.
    if (!memberStore.get()) refreshMember().catch(() => undefined);
  }, []);

  const asked = step.kind === 'asking' ? step.asked : null;
  useEffect(() => {
    setBrowser(null);
    if (asked === null) return;
    const { kind, ticket } = asked;
    call(doors[kind].look, { params: { ticket } }).then(setBrowser, (error: unknown) =>
      setStep(isGone(error) ? { kind: 'expired' } : { kind: 'failed', asked, error }),
    );
  }, [asked]);

  const approve = async (one: Asked) => {
    setStep({ kind: 'asking', asked: one, sending: true });
    try {
      await call(doors[one.kind].approve, { params: { ticket: one.ticket } });
      setStep({ kind: 'approved', asked: one });
    } catch (error) {
      setStep(isGone(error) ? { kind: 'expired' } : { kind: 'failed', asked: one, error });
    }
  };
  const scan = async () => {
    const scanned = await platform.scan();
    if (scanned === null) return;
    const one = askedBy(scanned);
    if (one) setStep({ kind: 'asking', asked: one, sending: false });
    else notice(t('notSignIn'));
  };
  const scanButton = (
    <PlainButton id="scan-again" kind="primary" grow onTap={() => void scan()}>
      {t('scanAgain')}
    </PlainButton>
  );
  const back = (
    <PlainButton id="sign-in-back" grow onTap={goBack}>
      {t('back')}
    </PlainButton>
  );

  return (
    <Screen title={t('approveTitle')} bar>
      {step.kind === 'address' ? (
        <>
          <DeskAddress />
          <BottomBar>
            <PlainButton id="scan-desk" kind="primary" grow onTap={() => void scan()}>
              {t('scanDesk')}
            </PlainButton>
          </BottomBar>
        </>
      ) : step.kind === 'asking' ? (
        <>
          <StatusHeader
            id="sign-in-ask"
            icon="shield"
            tone="wait"
            title={t(doors[step.asked.kind].words.ask)}
          />
          <View className="card">
            {browser ? (
              <View id="waiting-browser" className="hq-sign-in__browser">
                <Text className="hq-sign-in__fact">
                  {browser.address === null
                    ? t('waitsAtUnknown')
                    : t('waitsAt', { address: browser.address })}
                </Text>
                {browser.agent ? (
                  <Text className="hq-sign-in__fact">
                    {t('waitsWith', { browser: browserName(browser.agent) })}
                  </Text>
                ) : null}
                <Text className="hq-sign-in__fact">
                  {t('waitsSince', { time: formatBrandTime(browser.openedAtMs) })}
                </Text>
              </View>
            ) : null}
            <Text className="hq-sign-in__note">{t(doors[step.asked.kind].words.note)}</Text>
            {member ? (
              <Text className="hq-sign-in__me">{t('approveMe', { name: member.nickname })}</Text>
            ) : null}
          </View>
          <BottomBar>
            <PlainButton id="refuse-sign-in" disabled={step.sending} onTap={goBack}>
              {t('refuse')}
            </PlainButton>
            <PlainButton
              id="approve-sign-in"
              kind="primary"
              grow
              busy={step.sending}
              disabled={browser === null}
              onTap={() => void approve(step.asked)}
            >
              {t('approve')}
            </PlainButton>
          </BottomBar>
        </>
      ) : step.kind === 'approved' ? (
        <>
          <StatusHeader
            id="sign-in-approved"
            icon="check"
            tone="done"
            title={t('approved')}
            note={t(doors[step.asked.kind].words.done)}
          />
          <BottomBar>{back}</BottomBar>
        </>
      ) : step.kind === 'expired' ? (
        <>
          <StatusHeader
            id="sign-in-expired"
            icon="cross"
            tone="neutral"
            title={t('expired')}
            note={t('expiredNote')}
          />
          <BottomBar>
            {back}
            {scanButton}
          </BottomBar>
        </>
      ) : (
        <>
          <StatusHeader
            id="sign-in-failed"
            icon="cross"
            tone="neutral"
            title={t('failed')}
            note={problemMessage(step.error, language)}
          />
          <BottomBar>
            {back}
            <PlainButton
              id="approve-again"
              kind="primary"
              grow
              onTap={() => setStep({ kind: 'asking', asked: step.asked, sending: false })}
            >
              {t('tryAgain')}
            </PlainButton>
          </BottomBar>
        </>
      )}
    </Screen>
  );
}

/** First the address, to be typed or sent to the computer; what it shows is scanned after that. */
function DeskAddress() {
  const { t } = hqTexts.use();
  const settings = useRemote(() => call(endpoints.getSettings, {}), 'settings');
  const url = settings.data?.deskUrl;
  if (settings.error) return <ErrorState error={settings.error} onRetry={() => void settings.reload()} />;
  const copy = async () => {
    if (!url) return;
    await platform.copyText(url);
    notice(t('deskCopied'));
  };
  return (
    <View className="card">
      <Text className="hq-sign-in__note">{t('deskFirst')}</Text>
      <Text id="desk-address" className="hq-sign-in__address">
        {url ?? '…'}
      </Text>
      <PlainButton id="copy-desk-address" size="small" disabled={!url} onTap={() => void copy()}>
        {t('deskCopy')}
      </PlainButton>
      <Text className="hq-sign-in__me">{t('deskThen')}</Text>
    </View>
  );
}
